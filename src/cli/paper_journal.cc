// SPDX-License-Identifier: MIT
#include "cli/paper_journal.h"

#include <fmt/format.h>

#include "base/text.h"
#include "engine/session_describe.h"
#include "storage/journal/journal_reader.h"
#include "storage/journal/record_schemas.h"

namespace keel::sim {
BOOST_DESCRIBE_STRUCT(PaperDeposited, (), (coin, amount))
BOOST_DESCRIBE_STRUCT(PaperPlaced, (), (number, client_id, terms, limit, time))
BOOST_DESCRIBE_STRUCT(PaperTriggered, (), (number, time))
BOOST_DESCRIBE_STRUCT(PaperTraded, (), (number, trade, price, quantity, liquidity, fee, time))
BOOST_DESCRIBE_STRUCT(PaperEnded, (), (number, status, time))
BOOST_DESCRIBE_STRUCT(PaperAmended, (), (number, quantity, time))
}  // namespace keel::sim

namespace keel::cli {
namespace {

using base::ErrorCode;

/// Types of records; numbers stay.
constexpr uint16_t kStarted = 1, kFact = 2;

struct PaperStarted {
  std::vector<std::string> pairs;  ///< by instrument
};
BOOST_DESCRIBE_STRUCT(PaperStarted, (), (pairs))
struct PaperFactRecord {
  sim::PaperFact fact;
};
BOOST_DESCRIBE_STRUCT(PaperFactRecord, (), (fact))

const storage::RecordSchemas& Schemas() {
  static const storage::RecordSchemas schemas(
      {{kStarted, "paper venue started", 1, {}}, {kFact, "fact of a paper venue", 1, {}}});
  return schemas;
}

}  // namespace

base::Result<std::unique_ptr<PaperJournal>> PaperJournal::Open(
    const std::string& path, const std::vector<std::string>& pairs, base::UnixNanos now) {
  std::unique_ptr<PaperJournal> journal(new PaperJournal(path));
  const auto names = journal->folder_->List();
  if (!names && names.error().code != ErrorCode::kNotFound) {
    return tl::unexpected<base::Error>(names.error());
  }
  if (!names || names->empty()) {
    const std::string id = fmt::format("paper-{:x}", static_cast<uint64_t>(now.ns) / 1'000'000);
    TRY(auto made, storage::Journal::Create(*journal->folder_, {id, now}));
    journal->journal_.emplace(std::move(made));
  } else {
    TRY(auto opened, storage::Journal::Open(*journal->folder_));
    journal->journal_.emplace(std::move(opened));
  }
  if (journal->journal_->head().sequence == 0) {
    TRY(journal->WriteStart(pairs, now));
  } else {
    TRY(journal->Read(pairs));
  }
  return journal;
}

base::Status PaperJournal::WriteStart(const std::vector<std::string>& pairs, base::UnixNanos now) {
  TRY(journal_->Append(Schemas().KindOf(kStarted), now,
                       storage::EncodeRecord(PaperStarted{pairs})));
  return journal_->Commit();
}

base::Status PaperJournal::Read(const std::vector<std::string>& pairs) {
  TRY(auto reader, storage::JournalReader::Open(*folder_));
  while (true) {
    TRY(const auto record, reader.Next());
    if (!record) return {};
    if (record->head.kind.type == kFact) {
      TRY(PaperFactRecord read, Schemas().Read<PaperFactRecord>(*record));
      facts_.push_back(std::move(read.fact));
      continue;
    }
    TRY(const PaperStarted started, Schemas().Read<PaperStarted>(*record));
    if (started.pairs == pairs) continue;
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("the paper account in {} trades {}: name the same pairs, or "
                                  "begin another --session",
                                  folder_->path(), base::Join(started.pairs, ", ")));
  }
}

base::Status PaperJournal::Keep(const std::vector<sim::PaperFact>& facts, base::UnixNanos now) {
  for (const sim::PaperFact& fact : facts) {
    TRY(journal_->Append(Schemas().KindOf(kFact), now,
                         storage::EncodeRecord(PaperFactRecord{fact})));
  }
  return journal_->Commit();
}

}  // namespace keel::cli
