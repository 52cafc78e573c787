// SPDX-License-Identifier: MIT
// Reads the records of a journal in order and believes none of them before the whole group around
// it is proved: framing, checksum, number and chain hash.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "storage/journal/journal_folder.h"
#include "storage/journal/record.h"

namespace keel::storage {

namespace internal {
class ChainHasher;
}

/// The first place where a journal is not what was written.
struct JournalDamage {
  std::string file;
  int64_t offset = 0;     ///< in bytes from the start of the file
  uint64_t sequence = 0;  ///< the record that belongs there; 0 where no record is meant
  uint64_t group = 0;     ///< and its group
  std::string what;       ///< "its checksum does not match its bytes"

  /// One sentence: what is damaged, where, and what to do.
  std::string Describe(const std::string& folder) const;
};

/// Reads from the first record to the last. Other processes may read while one writes: the reader
/// then ends at the last whole group that it saw.
class JournalReader {
 public:
  /// Reads the names and the first header. `folder` must outlive the reader. kNotFound where there
  /// is no journal; damage is told by Next.
  static base::Result<JournalReader> Open(JournalFolder& folder);

  ~JournalReader();
  JournalReader(JournalReader&&) noexcept;
  JournalReader& operator=(JournalReader&&) noexcept;

  /// The next record, or nothing behind the last one. The payload is valid until the next call.
  /// kCorrupt at damage (see damage()), and again at every later call; kIo.
  base::Result<std::optional<Record>> Next();

  const SessionStart& session() const { return session_; }
  const std::optional<JournalDamage>& damage() const { return damage_; }
  /// At the end: bytes after the last group that are a write which never became durable.
  int64_t torn_bytes() const { return torn_bytes_; }
  /// Behind the last group that was proved; that is the head once Next gave nothing.
  const JournalHead& head() const { return head_; }
  /// Where that group ends.
  uint32_t segment() const { return segment_; }
  int64_t offset() const { return offset_; }
  /// Its bytes; none where its segment has no group yet.
  std::string_view last_group() const;
  int64_t bytes_read() const { return bytes_before_ + offset_; }

  /// A place between two groups, to go on from later.
  struct Bookmark {
    uint32_t segment = 0;
    int64_t offset = 0;
    JournalHead head;
  };
  /// The place behind the record last given, if it is the last of its group.
  std::optional<Bookmark> Mark() const;
  /// Whether something was committed behind it: a look at one small file. kIo, kCorrupt.
  static base::Result<bool> HasMore(JournalFolder& folder, const Bookmark& bookmark);
  /// A reader that goes on from there. kIo, kCorrupt.
  static base::Result<JournalReader> OpenAt(JournalFolder& folder, const Bookmark& bookmark);

 private:
  explicit JournalReader(JournalFolder& folder);

  base::Status ReadNames();
  /// Loads segment `number`, and checks that it follows the one before.
  base::Status Load(uint32_t number);
  /// Proves the next group; false at the end of the journal.
  base::Result<bool> NextGroup();
  tl::unexpected<base::Error> Damaged(JournalDamage damage);
  bool in_last_segment() const { return segment_ == last_segment_; }

  JournalFolder* folder_;
  std::unique_ptr<internal::ChainHasher> hasher_;
  SessionStart session_;
  uint32_t last_segment_ = 0;
  uint32_t segment_ = 0;
  std::string bytes_;         // of the segment
  int64_t bytes_before_ = 0;  // of the segments before
  int64_t group_at_ = 0;      // the last group that was proved
  int64_t offset_ = 0;        // and its end
  int64_t record_at_ = 0;     // the next record to give, in that group
  int64_t records_end_ = 0;
  JournalHead head_;
  std::optional<JournalDamage> damage_;
  int64_t torn_bytes_ = 0;
};

}  // namespace keel::storage
