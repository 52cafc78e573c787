// SPDX-License-Identifier: MIT
// Only for tests: journals of invented records, what was acknowledged of them, and ways to damage
// their bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "storage/journal/journal.h"
#include "storage/journal/journal_reader.h"
#include "storage/journal/testing/memory_folder.h"

namespace keel::storage::testing {

/// A record as it was appended, or as it was read back.
struct PlainRecord {
  uint64_t sequence = 0;
  RecordKind kind;
  int64_t time_ns = 0;
  std::string payload;
  friend bool operator==(const PlainRecord&, const PlainRecord&) = default;
};
using PlainRecords = std::vector<PlainRecord>;

inline SessionStart TestSession() { return {"paper-2026-01-01", {1'767'225'600'000'000'000}}; }

/// Payloads as they come: mostly short, sometimes long, empty, or all zeros.
inline std::string InventPayload(base::RandomStream& random) {
  const uint64_t kind = random.NextBelow(20);
  const size_t size = kind == 0 ? 0 : kind < 3 ? random.NextBelow(1'500) : random.NextBelow(120);
  std::string payload(size, '\0');
  if (kind == 1) return payload;
  for (char& c : payload) c = static_cast<char>(random.NextBelow(256));
  return payload;
}

/// Appends one invented record; nothing where the journal refused.
inline std::optional<PlainRecord> AppendInvented(Journal& journal, base::RandomStream& random) {
  PlainRecord record;
  record.kind = {static_cast<uint16_t>(random.NextBelow(9)), 1};
  record.time_ns = TestSession().started.ns + static_cast<int64_t>(random.NextBelow(1'000'000'000));
  record.payload = InventPayload(random);
  const auto sequence = journal.Append(record.kind, {record.time_ns}, record.payload);
  if (!sequence) return std::nullopt;
  record.sequence = *sequence;
  return record;
}

/// Appends `count` records in commits of one to five; those that were acknowledged.
inline PlainRecords WriteInvented(Journal& journal, int count, base::RandomStream& random) {
  PlainRecords acknowledged, waiting;
  uint64_t until_commit = 1 + random.NextBelow(5);
  for (int i = 0; i < count; ++i) {
    const auto record = AppendInvented(journal, random);
    if (!record) break;
    waiting.push_back(*record);
    if (--until_commit > 0 && i + 1 < count) continue;
    if (!journal.Commit()) break;
    acknowledged.insert(acknowledged.end(), waiting.begin(), waiting.end());
    waiting.clear();
    until_commit = 1 + random.NextBelow(5);
  }
  return acknowledged;
}

/// A journal of `count` records on small segments, closed in good order.
struct WrittenJournal {
  FolderImage image;
  PlainRecords records;
  JournalHead head;
};
inline WrittenJournal WriteJournal(int count, base::RandomStream& random,
                                   int64_t segment_bytes = 8'192) {
  MemoryFolder folder;
  auto journal = Journal::Create(folder, TestSession(), {.segment_bytes = segment_bytes});
  CHECK(journal.has_value(), "a journal can be begun in memory");
  WrittenJournal written;
  written.records = WriteInvented(*journal, count, random);
  CHECK(journal->Flush().has_value(), "memory takes it");
  written.head = journal->head();
  written.image = folder.AfterKill();
  return written;
}

/// All records that a reader gives, up to the end or to damage.
inline PlainRecords ReadAll(JournalReader& reader) {
  PlainRecords records;
  while (true) {
    const auto record = reader.Next();
    if (!record || !*record) return records;
    const Record& one = **record;
    records.push_back(
        {one.head.sequence, one.head.kind, one.head.time.ns, std::string(one.payload)});
  }
}
inline PlainRecords ReadAll(JournalFolder& folder) {
  auto reader = JournalReader::Open(folder);
  return reader ? ReadAll(*reader) : PlainRecords{};
}

/// Damages one file, perhaps in several places; false where its bytes are what they were.
inline bool DamageBytes(std::string* bytes, base::RandomStream& random) {
  const std::string before = *bytes;
  if (bytes->empty()) return false;
  const auto place = [&] { return static_cast<size_t>(random.NextBelow(bytes->size())); };
  const auto length = [&](size_t from) {
    const uint64_t most =
        std::min<uint64_t>(bytes->size() - from, uint64_t{1} << random.NextBelow(12));
    return static_cast<size_t>(1 + random.NextBelow(most));
  };
  const size_t at = place();
  const size_t size = length(at);
  switch (random.NextBelow(8)) {
    case 0:  // one bit
      (*bytes)[at] = static_cast<char>((*bytes)[at] ^ (1 << random.NextBelow(8)));
      break;
    case 1:  // other bytes
      for (size_t i = 0; i < size; ++i) (*bytes)[at + i] = static_cast<char>(random.NextBelow(256));
      break;
    case 2:  // zeros
      bytes->replace(at, size, std::string(size, '\0'));
      break;
    case 3:  // a sector of zeros, as a lost write leaves it
      for (size_t i = at / 512 * 512; i < std::min(bytes->size(), (at / 512 + 1) * 512); ++i) {
        (*bytes)[i] = '\0';
      }
      break;
    case 4:  // inserted bytes
      bytes->insert(at, std::string(size, static_cast<char>(random.NextBelow(256))));
      break;
    case 5:  // removed bytes, at the end too
      bytes->erase(random.NextBelow(3) == 0 ? bytes->size() - size : at, size);
      break;
    case 6: {  // bytes from elsewhere, twice
      const std::string piece = bytes->substr(at, size);
      bytes->insert(place(), piece);
      break;
    }
    default: {  // two pieces swapped
      const size_t other = place();
      const size_t both =
          std::min({size, bytes->size() - other, other > at ? other - at : at - other});
      for (size_t i = 0; i < both; ++i) std::swap((*bytes)[at + i], (*bytes)[other + i]);
      break;
    }
  }
  return *bytes != before;
}

/// Damages one file of the image (mostly a segment), or removes it, or swaps it with another; false
/// where nothing changed.
inline bool DamageImage(FolderImage* image, base::RandomStream& random) {
  const auto pick = [&] {
    auto at = image->begin();
    do {
      at = std::next(image->begin(), static_cast<int64_t>(random.NextBelow(image->size())));
    } while (!at->first.ends_with(".kj") && random.NextBelow(8) != 0);
    return at;
  };
  const auto file = pick();
  const uint64_t kind = random.NextBelow(50);
  if (kind == 0) {
    image->erase(file);
    return true;
  }
  if (kind == 1) {
    const auto other = pick();
    std::swap(file->second, other->second);
    return file->second != other->second;
  }
  return DamageBytes(&file->second, random);
}

}  // namespace keel::storage::testing
