// SPDX-License-Identifier: MIT
#include "engine/session_history.h"

#include <fmt/format.h>

#include "engine/session_describe.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {
namespace {

using execution::OrderSignal;
using storage::Record;

template <typename T>
base::Result<T> As(const Record& record) {
  return SessionSchemas().Read<T>(record);
}

base::Error Corrupt(const Record& record, std::string_view what) {
  return {base::ErrorCode::kCorrupt, fmt::format("record {} {}", record.head.sequence, what)};
}

base::Status Apply(OrderSignal signal, SessionOrder& order) {
  const auto next = execution::Next(order.state, signal);
  if (!next) {
    return base::Fail(
        base::ErrorCode::kCorrupt,
        fmt::format("the journal tells what cannot happen to order {}", order.sent.id));
  }
  order.state = *next;
  return {};
}

base::Status AddFill(const ReportedRecord& report, SessionOrder& order) {
  if (!report.fill) {
    return base::Fail(base::ErrorCode::kCorrupt,
                      fmt::format("a fill of order {} lacks its numbers", order.sent.id));
  }
  order.filled += report.fill->quantity;
  order.value += core::Notional(report.fill->price, report.fill->quantity);
  const bool complete = order.filled == order.quantity;
  return Apply(complete ? OrderSignal::kLastFill : OrderSignal::kPartialFill, order);
}

/// Reads one journal.
class HistoryReader {
 public:
  base::Status Take(const Record& record) {
    history.last_time = record.head.time;
    switch (static_cast<SessionRecord>(record.head.kind.type)) {
      case SessionRecord::kStarted:
        return Start(record);
      case SessionRecord::kBars: {
        TRY(history.bars.emplace_back().bars, As<BarsRecord>(record));
        history.bars.back().heard = record.head.time;
        return {};
      }
      case SessionRecord::kSubmitted:
      case SessionRecord::kKept:  // an order with a number, that waits here, not at the venue
        return Submit(record);
      case SessionRecord::kCancelled: {
        TRY(const auto asked, As<CancelledRecord>(record));
        TRY(SessionOrder * order, OrderOf(record, asked.order));
        return ApplyCancel(record.head.time, *order);
      }
      case SessionRecord::kAmend: {
        TRY(const auto amend, As<AmendRecord>(record));
        TRY(SessionOrder * order, OrderOf(record, amend.order));
        return ApplyAmend(amend, record.head.time, *order);
      }
      case SessionRecord::kReported:
        return Report(record);
      case SessionRecord::kRefused: {
        TRY(auto refused, As<RefusedRecord>(record));
        history.refusals.push_back({record.head.time, std::move(refused)});
        return {};
      }
      case SessionRecord::kDecided: {
        TRY(auto decided, As<DecidedRecord>(record));
        place_[decided.number] = history.decisions.size();
        history.decisions.push_back(std::move(decided));
        return {};
      }
      default:
        return TakeChange(record);
    }
  }

  SessionHistory history;

 private:
  template <typename T>
  static base::Status Date(const Record& record, std::vector<Dated<T>>& out) {
    TRY(auto what, As<T>(record));
    out.push_back({record.head.time, std::move(what)});
    return {};
  }

  base::Status TakeChange(const Record& record) {
    switch (static_cast<SessionRecord>(record.head.kind.type)) {
      case SessionRecord::kLimit:
        return Date(record, history.limits);
      case SessionRecord::kDeposit:
        return Date(record, history.adopted);
      case SessionRecord::kRules:
        return Date(record, history.rules);
      case SessionRecord::kOperator:
        return Date(record, history.acts);
      default:
        return {};
    }
  }

  base::Status Start(const Record& record) {
    TRY(auto start, As<StartedRecord>(record));
    history.configuration = start.configuration;
    history.configurations.push_back(start.configuration);
    if (history.starts.empty()) history.first_start = std::move(start);
    history.starts.push_back(record.head.time);
    return {};
  }

  base::Status Submit(const Record& record) {
    SessionOrder order;
    TRY(order.sent, As<SubmittedRecord>(record));
    if (order.sent.id != history.orders.size() + 1) {
      return tl::unexpected(Corrupt(record, "leaves out a number of an order"));
    }
    order.sent_at = record.head.time;
    order.is_kept = static_cast<SessionRecord>(record.head.kind.type) == SessionRecord::kKept;
    order.quantity = order.sent.terms.quantity;
    const auto at = place_.find(order.sent.decision);
    if (at != place_.end()) order.decision = at->second;
    history.orders.push_back(std::move(order));
    return {};
  }

  base::Status Report(const Record& record) {
    TRY(const auto report, As<ReportedRecord>(record));
    if (report.order == 0) {
      history.inside.push_back(report);
      return {};
    }
    TRY(SessionOrder * order, OrderOf(record, report.order));
    return ApplyReport(report, record.head.time, *order);
  }

  base::Result<SessionOrder*> OrderOf(const Record& record, uint64_t number) {
    if (number >= 1 && number <= history.orders.size()) return &history.orders[number - 1];
    return tl::unexpected(Corrupt(record, "tells of an order before it was sent"));
  }

  std::map<uint64_t, size_t> place_;  // of decisions, by number
};

}  // namespace

base::Status ApplyCancel(base::UnixNanos asked, SessionOrder& order) {
  order.cancel_asked = asked;
  return Apply(OrderSignal::kCancelRequest, order);
}

base::Status ApplyAmend(const AmendRecord& amend, base::UnixNanos when, SessionOrder& order) {
  order.amends.push_back(amend);
  order.amended.push_back(when);
  switch (amend.step) {
    case AmendStep::kAsked:
      return Apply(OrderSignal::kAmendRequest, order);
    case AmendStep::kReplacing:  // a cancel follows
    case AmendStep::kReplaced:
      return {};
    case AmendStep::kDone:
    case AmendStep::kRefused:
      break;
  }
  order.quantity = amend.quantity;
  TRY(Apply(execution::AmendSettled(order.filled.is_positive()), order));
  return order.filled == order.quantity ? Apply(OrderSignal::kLastFill, order) : base::Status();
}

base::Status ApplyReport(const ReportedRecord& report, base::UnixNanos heard, SessionOrder& order) {
  order.reports.push_back(report);
  order.heard.push_back(heard);
  switch (report.kind) {
    case ReportKind::kAccepted:
      return Apply(OrderSignal::kAccept, order);
    case ReportKind::kUnknown:
      return Apply(OrderSignal::kLoseSight, order);
    case ReportKind::kRejected:
      order.end = report.why;
      return Apply(OrderSignal::kReject, order);
    case ReportKind::kCanceled:
      order.end = report.why;
      return Apply(OrderSignal::kCancel, order);
    case ReportKind::kFilled:
      return AddFill(report, order);
    case ReportKind::kTriggered:
      return {};
  }
  return {};
}

base::Result<SessionHistory> ReadSessionHistory(storage::JournalFolder& folder) {
  TRY(auto reader, storage::JournalReader::Open(folder));
  HistoryReader read;
  read.history.session = reader.session();
  while (true) {
    TRY(const auto record, reader.Next());
    if (!record) break;
    const bool is_start =
        static_cast<SessionRecord>(record->head.kind.type) == SessionRecord::kStarted;
    if (read.history.starts.empty() && !is_start) break;
    TRY(read.Take(*record));
  }
  if (!read.history.starts.empty()) return std::move(read.history);
  return base::Fail(base::ErrorCode::kUsage, folder.path() + " holds no trading session");
}

base::Result<std::vector<LiveSeries>> EmptySeriesOf(const StartedRecord& start,
                                                    const std::string& timeframe, size_t room) {
  TRY(const auto parsed, core::Timeframe::Parse(timeframe));
  std::vector<LiveSeries> series;
  for (const InstrumentRecord& pair : start.instruments) {
    TRY(const auto symbol, core::ParseSymbol(pair.symbol));
    series.emplace_back(
        LiveSeries::Spec{symbol, {pair.tick, pair.lot, pair.min_notional}, parsed, std::nullopt},
        std::vector<core::Bar>{}, room);
  }
  return series;
}

base::Result<std::vector<LiveSeries>> SeriesOf(const SessionHistory& history,
                                               const std::string& timeframe) {
  TRY(auto series, EmptySeriesOf(history.first_start, timeframe, history.bars.size()));
  for (const HeardBars& heard : history.bars) {
    for (const BarRecord& b : heard.bars.bars) {
      if (b.instrument >= series.size()) {
        return base::Fail(base::ErrorCode::kCorrupt,
                          "the journal tells of a bar of a pair that the session lacks");
      }
      TRY(series[b.instrument].Append({b.open_time, b.open, b.high, b.low, b.close, b.volume}));
    }
  }
  return series;
}

}  // namespace keel::engine
