// SPDX-License-Identifier: MIT
#include "storage/journal/internal/end_of_journal.h"

#include <fmt/format.h>

namespace keel::storage::internal {

base::Result<HeadCheck> HeadCheck::Open(JournalFolder& folder) {
  HeadCheck check;
  TRY(check.file_, ReadHead(folder));
  check.passed_ = !check.file_.mark || check.file_.mark->state.sequence == 0;
  return check;
}

void HeadCheck::Pass(const Record& record) {
  if (!passed_ && record.head.sequence == file_.mark->state.sequence) {
    passed_ = record.hash == file_.mark->state.hash;
  }
}

std::optional<JournalDamage> HeadCheck::Finish(const JournalReader& reader,
                                               std::vector<std::string>* notes) const {
  if (!file_.present) {
    notes->push_back(
        "journal.head is not there: whether records are missing at the end shows only against a "
        "head hash that you noted (--head)");
    return std::nullopt;
  }
  if (!file_.mark) {
    return JournalDamage{.file = "journal.head",
                         .what =
                             "both marks in it are damaged, so it cannot be told whether "
                             "records are missing at the end; if the journal verifies "
                             "against a head hash that you noted, remove this file"};
  }
  if (file_.damaged_slots > 0) {
    notes->push_back("one of the two marks in journal.head is damaged; the other one holds");
  }
  if (passed_) return std::nullopt;
  const JournalHead& marked = file_.mark->state;
  const JournalHead& end = reader.head();
  if (end.sequence >= marked.sequence) {
    return JournalDamage{.file = SegmentName(file_.mark->segment),
                         .offset = file_.mark->offset,
                         .sequence = marked.sequence,
                         .group = marked.group,
                         .what = "the record is not the one that journal.head vouches for"};
  }
  return JournalDamage{
      .file = SegmentName(reader.segment()),
      .offset = reader.offset(),
      .sequence = end.sequence + 1,
      .group = end.group + 1,
      .what = fmt::format("{} gone that had reached the disk: journal.head vouches for {} records",
                          marked.sequence - end.sequence == 1
                              ? "one record is"
                              : fmt::format("{} records are", marked.sequence - end.sequence),
                          marked.sequence)};
}

}  // namespace keel::storage::internal
