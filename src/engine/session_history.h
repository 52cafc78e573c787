// SPDX-License-Identifier: MIT
// A trading session as its journal tells it, read once from the first record to the last: for those
// who explain it, compare it or show it. Nothing is computed again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/live_series.h"
#include "engine/session_records.h"
#include "execution/order_state.h"
#include "storage/journal/journal_reader.h"

namespace keel::engine {

/// Bars as the session heard of them.
struct HeardBars {
  base::UnixNanos heard;
  BarsRecord bars;
};

/// An order with all that came of it.
struct SessionOrder {
  SubmittedRecord sent;
  base::UnixNanos sent_at;
  bool is_kept = false;            ///< an exit that waits here: never at the venue itself
  std::optional<size_t> decision;  ///< place in SessionHistory::decisions, of a kept one
  std::optional<base::UnixNanos> cancel_asked;
  core::Quantity quantity;  ///< as it stands: an amend lowers what was sent
  std::vector<ReportedRecord> reports;
  std::vector<base::UnixNanos> heard;  ///< when, by report
  std::vector<AmendRecord> amends;
  std::vector<base::UnixNanos> amended;  ///< when, by amend
  execution::OrderState state = execution::OrderState::kPendingNew;
  std::optional<core::OrderEnd> end;
  core::Quantity filled;
  core::Decimal value;  ///< sum of price x quantity of the fills, quote currency
};

/// What a report, or a change that was asked for, makes of its order. kCorrupt for what cannot
/// happen to it.
base::Status ApplyReport(const ReportedRecord& report, base::UnixNanos heard, SessionOrder& order);
base::Status ApplyCancel(base::UnixNanos asked, SessionOrder& order);
base::Status ApplyAmend(const AmendRecord& amend, base::UnixNanos when, SessionOrder& order);

struct SessionRefusal {
  base::UnixNanos time;
  RefusedRecord refused;  ///< or shrunk, where something was approved
};

/// A record, and when it was written.
template <typename T>
struct Dated {
  base::UnixNanos time;
  T what;
};

struct SessionHistory {
  storage::SessionStart session;
  StartedRecord first_start;  ///< deposits, pairs
  std::string configuration;  ///< of the last start
  std::vector<base::UnixNanos> starts;
  std::vector<std::string> configurations;  ///< by start
  base::UnixNanos last_time;                ///< of the last record
  std::vector<HeardBars> bars;
  std::vector<SessionOrder> orders;  ///< by number, from 1
  std::vector<DecidedRecord> decisions;
  std::vector<SessionRefusal> refusals;
  std::vector<ReportedRecord> inside;  ///< fills that no order asked for: crossed in the account
  // ---- What a backtest of its settings does not do.
  std::vector<Dated<LimitRecord>> limits;     ///< that people changed
  std::vector<Dated<DepositRecord>> adopted;  ///< balances that people took over
  std::vector<Dated<RulesRecord>> rules;      ///< of the venue, where they changed
  std::vector<Dated<OperatorRecord>> acts;    ///< of people
};

/// kUsage for a journal that holds no trading session; kCorrupt with the record; kIo.
base::Result<SessionHistory> ReadSessionHistory(storage::JournalFolder& folder);

/// One empty series for each pair of the session, with room for `room` bars. kCorrupt.
base::Result<std::vector<LiveSeries>> EmptySeriesOf(const StartedRecord& start,
                                                    const std::string& timeframe, size_t room);
/// The same with all bars that the session heard of. kCorrupt.
base::Result<std::vector<LiveSeries>> SeriesOf(const SessionHistory& history,
                                               const std::string& timeframe);

}  // namespace keel::engine
