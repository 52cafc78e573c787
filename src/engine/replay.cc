// SPDX-License-Identifier: MIT
#include "engine/replay.h"

#include <algorithm>
#include <deque>

#include "engine/session_describe.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {
namespace {

/// With the filters that the venue had at this start.
std::vector<LiveSeries> WithFilters(std::vector<LiveSeries> series, const StartedRecord& start) {
  for (size_t i = 0; i < std::min(series.size(), start.instruments.size()); ++i) {
    const InstrumentRecord& pair = start.instruments[i];
    series[i].SetFilters({pair.tick, pair.lot, pair.min_notional});
  }
  return series;
}

}  // namespace

base::Result<ReplayVerdict> ReplaySession(const LiveOptions& options, const Registry& registry,
                                          const std::vector<LiveSeries>& series,
                                          storage::JournalFolder& folder,
                                          const SettingsReader& settings_of) {
  ReplayVerdict verdict;
  std::unique_ptr<LiveSession> session;
  const core::Universe no_pairs;
  SessionLog recorded(nullptr, no_pairs);
  std::deque<std::string> done;  // by the replay, and not met in the journal yet
  TRY(auto reader, storage::JournalReader::Open(folder));
  while (true) {
    TRY(const auto record, reader.Next());
    if (!record) break;
    ++verdict.records;
    recorded.Remember(*record);
    const auto type = static_cast<SessionRecord>(record->head.kind.type);
    verdict.orders += type == SessionRecord::kSubmitted ? 1 : 0;
    verdict.decisions += type == SessionRecord::kDecided ? 1 : 0;
    verdict.reports += type == SessionRecord::kReported ? 1 : 0;
    if (type == SessionRecord::kStarted) {
      ++verdict.starts;
      TRY(const auto start, SessionSchemas().Read<StartedRecord>(*record));
      LiveOptions as_then = options;
      if (settings_of) {
        TRY(as_then.settings, settings_of(start.configuration));
      }
      as_then.link.first_request = start.first_request;
      as_then.link.trades_before = start.trades_before;
      as_then.link.receive_window = {start.receive_window_ns};
      as_then.link.answer_patience = {start.answer_patience_ns};
      as_then.keeps_decisions = start.keeps_decisions;
      as_then.revision = start.revision;
      as_then.exits.largest_sales = start.largest_sales;
      as_then.exits.stops = start.stops;
      as_then.settings.account.balances.clear();
      for (const DepositRecord& deposit : start.deposits) {
        as_then.settings.account.balances[deposit.currency] = deposit.amount.ToString();
      }
      const SessionMemory memory{nullptr, &folder, record->head.sequence - 1};
      TRY(session, LiveSession::Open(as_then, registry, WithFilters(series, start), memory,
                                     record->head.time));
    } else if (session) {
      TRY(session->Feed(*record));
    }
    if (!session) continue;
    TRY(session->Commit());
    session->TakeRequests();
    for (std::string& made : session->TakeDone()) done.push_back(std::move(made));
    if (!IsMadeAgain(type) || verdict.first_difference) continue;
    if (done.empty() || done.front() != record->payload) {
      verdict.first_difference = record->head.sequence;
    } else {
      done.pop_front();
    }
  }
  verdict.recorded_hash = recorded.Hash();
  verdict.replayed_hash = session ? session->Hash() : "";
  return verdict;
}

}  // namespace keel::engine
