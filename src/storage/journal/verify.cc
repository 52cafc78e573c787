// SPDX-License-Identifier: MIT
#include "storage/journal/verify.h"

#include <fmt/format.h>

#include <utility>

#include "storage/journal/internal/end_of_journal.h"
#include "storage/journal/internal/snapshot_check.h"

namespace keel::storage {
namespace {

JournalDamage ExpectedHeadMissing(const JournalReader& reader, const ChainHash& expected) {
  return {.file = internal::SegmentName(reader.segment()),
          .offset = reader.offset(),
          .what = fmt::format("the journal ends with record {} and never had the head {}: records "
                              "are missing at its end, or it is another journal",
                              reader.head().sequence, expected.Hex())};
}

}  // namespace

base::Result<JournalVerdict> VerifyJournal(JournalFolder& folder,
                                           const std::optional<ChainHash>& expected) {
  TRY(internal::HeadCheck head_check, internal::HeadCheck::Open(folder));
  TRY(internal::SnapshotCheck snapshots, internal::SnapshotCheck::Open(folder));
  TRY(JournalReader reader, JournalReader::Open(folder));
  JournalVerdict verdict;
  const auto meet_expected = [&](uint64_t sequence, const ChainHash& hash) {
    if (expected && hash == *expected) verdict.expected_at = sequence;
  };
  meet_expected(0, reader.head().hash);
  snapshots.Pass(0, reader.head().hash);
  while (true) {
    const auto record = reader.Next();
    if (!record && !reader.damage()) return tl::unexpected<base::Error>(record.error());
    if (!record || !*record) break;
    const Record& one = **record;
    if (!verdict.first_time) verdict.first_time = one.head.time;
    verdict.last_time = one.head.time;
    meet_expected(one.head.sequence, one.hash);
    head_check.Pass(one);
    snapshots.Pass(one.head.sequence, one.hash);
  }
  verdict.session = reader.session();
  verdict.segments = reader.segment();
  verdict.bytes = reader.bytes_read();
  verdict.head = reader.head();
  verdict.torn_bytes = reader.torn_bytes();
  verdict.damage = reader.damage();
  if (!verdict.damage) verdict.damage = head_check.Finish(reader, &verdict.notes);
  if (!verdict.damage && expected && !verdict.expected_at) {
    verdict.damage = ExpectedHeadMissing(reader, *expected);
  }
  TRY(snapshots.CheckAll(&verdict.notes));
  return verdict;
}

}  // namespace keel::storage
