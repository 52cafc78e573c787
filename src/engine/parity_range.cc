// SPDX-License-Identifier: MIT
#include "engine/parity_range.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::engine {
namespace {

template <typename T>
void CutDated(std::vector<Dated<T>>& list, base::UnixNanos to) {
  std::erase_if(list, [to](const Dated<T>& dated) { return dated.time >= to; });
}

template <typename T>
int64_t CountIn(const std::vector<Dated<T>>& list, const base::TimeRange& range) {
  return std::ranges::count_if(list, [&](const auto& dated) { return range.contains(dated.time); });
}

/// Of the venue's time where it is an execution: when it was heard says little of an account.
bool IsBefore(const ReportedRecord& report, base::UnixNanos heard, base::UnixNanos to) {
  return (report.fill ? report.fill->time : heard) < to;
}

void CutOrder(SessionOrder& order, base::UnixNanos to) {
  std::vector<ReportedRecord> reports;
  std::vector<base::UnixNanos> heard;
  order.filled = {};
  order.value = {};
  for (size_t i = 0; i < order.reports.size(); ++i) {
    ReportedRecord& report = order.reports[i];
    if (!IsBefore(report, order.heard[i], to)) continue;
    if (report.fill) {
      order.filled += report.fill->quantity;
      order.value += core::Notional(report.fill->price, report.fill->quantity);
    }
    reports.push_back(std::move(report));
    heard.push_back(order.heard[i]);
  }
  order.reports = std::move(reports);
  order.heard = std::move(heard);
}

bool IsOpenAt(const SessionOrder& order, base::UnixNanos t) {
  if (order.sent.created_at >= t) return false;
  core::Quantity filled;
  for (size_t i = 0; i < order.reports.size(); ++i) {
    const ReportedRecord& report = order.reports[i];
    if (!IsBefore(report, order.heard[i], t)) continue;
    if (report.kind == ReportKind::kCanceled || report.kind == ReportKind::kRejected) return false;
    if (report.fill) filled += report.fill->quantity;
  }
  return filled < order.quantity;
}

/// Starts in whose settings some of the range was traded, with others than `last`.
int64_t OtherSettings(const SessionHistory& history, const base::TimeRange& range,
                      const std::string& last) {
  int64_t others = 0;
  for (size_t i = 0; i < history.starts.size(); ++i) {
    const bool ended = i + 1 < history.starts.size() && history.starts[i + 1] <= range.from;
    if (!ended && history.configurations[i] != last) ++others;
  }
  return others;
}

}  // namespace

SessionHistory HistoryUntil(SessionHistory history, base::UnixNanos to, core::Timeframe timeframe) {
  if (to == base::kEndOfTime) return history;
  std::erase_if(history.bars, [&](const HeardBars& heard) {
    return timeframe.CloseOf(heard.bars.bars.at(0).open_time) > to;
  });
  std::erase_if(history.orders,
                [&](const SessionOrder& order) { return order.sent.created_at >= to; });
  for (SessionOrder& order : history.orders) CutOrder(order, to);
  std::erase_if(history.refusals,
                [&](const SessionRefusal& refusal) { return refusal.time >= to; });
  std::erase_if(history.inside,
                [&](const ReportedRecord& report) { return !IsBefore(report, report.time, to); });
  while (history.starts.size() > 1 && history.starts.back() >= to) {
    history.starts.pop_back();
    history.configurations.pop_back();
  }
  CutDated(history.limits, to);
  CutDated(history.adopted, to);
  CutDated(history.rules, to);
  CutDated(history.acts, to);
  return history;
}

const std::string& ConfigurationOf(const SessionHistory& history, const base::TimeRange& range) {
  size_t last = 0;
  for (size_t i = 0; i < history.starts.size(); ++i) {
    if (history.starts[i] < range.to) last = i;
  }
  return history.configurations.at(last);
}

std::vector<std::string> ParityNotes(const SessionHistory& history, const base::TimeRange& range) {
  std::vector<std::string> notes;
  const auto note = [&](int64_t count, std::string_view one, std::string_view several) {
    if (count == 0) return;
    notes.push_back(count == 1 ? std::string(one) : fmt::format(fmt::runtime(several), count));
  };
  note(OtherSettings(history, range, ConfigurationOf(history, range)),
       "one start in this time had other settings; the backtest has those of the last start",
       "{} starts in this time had other settings; the backtest has those of the last start");
  note(CountIn(history.limits, range),
       "one limit was changed by people in this time; the backtest keeps what it began with",
       "{} limits were changed by people in this time; the backtest keeps those it began with");
  note(CountIn(history.acts, range),
       "people acted once in this time; the backtest knows nothing of it",
       "people acted {} times in this time; the backtest knows nothing of it");
  note(CountIn(history.adopted, range),
       "one balance was adopted in this time; the backtest trades without it",
       "{} balances were adopted in this time; the backtest trades without them");
  note(static_cast<int64_t>(history.rules.size()),
       "the venue's rules of pairs changed; the backtest has those of the session's first start",
       "the venue's rules of pairs changed {} times; the backtest has those of the session's first "
       "start");
  note(std::ranges::count_if(history.inside,
                             [&](const ReportedRecord& report) {
                               return report.fill && report.fill->venue_trade != 0 &&
                                      range.contains(report.fill->time);
                             }),
       "one execution in this time was of no order of the session; the backtest has none",
       "{} executions in this time were of no order of the session; the backtest has none");
  note(std::ranges::count_if(
           history.orders, [&](const SessionOrder& order) { return IsOpenAt(order, range.from); }),
       "one order was open when this time began; the backtest begins without it, and what it "
       "filled since stands under other orders",
       "{} orders were open when this time began; the backtest begins without them, and what they "
       "filled since stands under other orders");
  return notes;
}

}  // namespace keel::engine
