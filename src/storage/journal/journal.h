// SPDX-License-Identifier: MIT
// The memory of a session: what happened, in order, on the disk before anybody else hears of it. A
// restart after any crash continues from it, and nobody can change it without being found out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "storage/journal/journal_folder.h"
#include "storage/journal/journal_reader.h"
#include "storage/journal/record.h"

namespace keel::storage {

namespace internal {
class ChainHasher;
class HeadWriter;
struct HeadMark;
}  // namespace internal

struct JournalOptions {
  /// A segment that would grow beyond this is closed and the next one begun; at least 4 KiB, at
  /// most 512 MiB.
  int64_t segment_bytes = int64_t{64} << 20;
};

/// The one writer of a journal. Records are appended in memory and made durable together:
///   TRY(const uint64_t sequence, journal.Append(kind, time, payload));
///   TRY(journal.Commit());
///   (only now may anything that follows from the record leave the process)
/// A Commit that fails is final. Whether its records reached the disk is then unknown, and asking
/// the disk again proves nothing, since the system forgets what it failed to write. Every later
/// call fails with the same reason; the way on is to end the process and to open the journal anew.
/// Not for several threads at once.
class Journal {
 public:
  /// Begins the journal of a session in an empty or new folder. kUsage for a bad id or option;
  /// kRefused where a journal or another writer is there; kIo. `folder` must outlive the journal.
  static base::Result<Journal> Create(JournalFolder& folder, const SessionStart& session,
                                      const JournalOptions& options = {});

  /// Goes on with the journal that is there, after proving all of it. A write that a crash left
  /// unfinished at its end is cut; see recovered(). kCorrupt (with the record, its place and what
  /// to do) for any other damage, which is never cut; kNotFound, kRefused, kIo.
  static base::Result<Journal> Open(JournalFolder& folder, const JournalOptions& options = {});

  Journal(Journal&&) noexcept;
  Journal& operator=(Journal&&) noexcept;
  /// What was not committed is gone.
  ~Journal();

  /// Adds a record to the next commit and gives its number. `payload` is copied. kUsage, and
  /// nothing is added, for a payload above 8 MiB or once 16 MiB wait for Commit; kIo after a failed
  /// Commit.
  base::Result<uint64_t> Append(RecordKind kind, base::UnixNanos time, std::string_view payload);

  /// Returns when everything appended so far is on the disk; at once where nothing was. kIo is
  /// final.
  base::Status Commit();

  /// Commits, and makes the head mark durable too, so that even a power cut leaves no doubt about
  /// the end. The journal may go on. kIo is final.
  base::Status Flush();

  const SessionStart& session() const { return session_; }
  /// Behind the last committed record.
  const JournalHead& head() const { return committed_; }
  /// Whether a Commit failed.
  bool failed() const { return failure_.has_value(); }

  /// What Open found at the end.
  struct Recovered {
    int64_t torn_bytes = 0;          ///< cut: an unfinished write of which nothing was acknowledged
    std::vector<std::string> notes;  ///< what to know, though nothing is broken
    std::optional<base::UnixNanos> last_time;  ///< of the last record
  };
  const Recovered& recovered() const { return recovered_; }

 private:
  Journal(JournalFolder& folder, std::unique_ptr<JournalLock> lock, const JournalOptions& options);

  /// Makes segment `number` behind committed_, durably, and writes there from now on.
  base::Status BeginSegment(uint32_t number);
  base::Status WriteGroup();
  /// Goes on where `reader` ended: cuts what is torn and makes sure of the last group.
  base::Status Continue(const JournalReader& reader);
  internal::HeadMark Mark() const;
  /// The failure for this and all later calls.
  tl::unexpected<base::Error> Stop(const base::Error& error);
  void ClearPending();

  JournalFolder* folder_;
  std::unique_ptr<JournalLock> lock_;
  JournalOptions options_;
  SessionStart session_;
  std::unique_ptr<internal::ChainHasher> hasher_;
  std::unique_ptr<internal::HeadWriter> head_writer_;
  std::unique_ptr<JournalFile> file_;
  uint32_t segment_ = 0;
  int64_t size_ = 0;       // of the segment, all of it durable
  JournalHead committed_;  // the end of what is durable
  JournalHead appended_;   // and of what waits for Commit
  std::string pending_;    // the group that Commit writes, from its header on
  uint32_t count_ = 0;     // records in it
  std::optional<base::Error> failure_;
  Recovered recovered_;
};

}  // namespace keel::storage
