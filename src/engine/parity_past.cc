// SPDX-License-Identifier: MIT
#include "engine/parity_past.h"

#include <algorithm>

namespace keel::engine {

base::Result<ParityPast> ParityPast::Read(const SessionHistory& history, base::UnixNanos from,
                                          core::Universe& universe) {
  ParityPast past;
  const auto add = [&](const ReportedRecord& record, base::UnixNanos heard) -> base::Status {
    if (!record.fill || record.fill->time >= from) return {};
    universe.AddCurrency(record.fill->fee_currency);
    TRY(const core::Report report, FromRecord(record, universe, record.fill->reason));
    past.entries_.push_back({heard, std::get<core::OrderFilled>(report).fill});
    return {};
  };
  for (const SessionOrder& order : history.orders) {
    for (size_t i = 0; i < order.reports.size(); ++i) {
      TRY(add(order.reports[i], order.heard[i]));
    }
  }
  for (const ReportedRecord& inside : history.inside) TRY(add(inside, inside.time));
  for (const auto& adopted : history.adopted) {
    if (adopted.time >= from) continue;
    const core::CurrencyId coin = universe.AddCurrency(adopted.what.currency);
    past.entries_.push_back({adopted.time, core::Money{adopted.what.amount, coin}});
  }
  for (const auto& act : history.acts) {
    if (act.time < from) past.entries_.push_back({act.time, &act.what});
  }
  std::ranges::stable_sort(past.entries_, {}, &Entry::heard);
  return past;
}

void ParityPast::BookUntil(base::UnixNanos t, OrderDesk& desk) {
  for (; next_ < entries_.size() && entries_[next_].heard < t; ++next_) {
    const Entry& entry = entries_[next_];
    if (const auto* money = std::get_if<core::Money>(&entry.what)) {
      desk.BookTransfer(*money, entry.heard);
      continue;
    }
    if (const auto* act = std::get_if<const OperatorRecord*>(&entry.what)) {
      Act(**act, entry.heard, desk);
      continue;
    }
    const core::Fill& fill = std::get<core::Fill>(entry.what);
    const bool is_foreign = fill.order.value == 0 && fill.venue_trade != 0;
    is_foreign ? desk.BookForeign(fill) : desk.BookForced(fill);
  }
}

/// What still holds later. What was turned down then is turned down again.
void ParityPast::Act(const OperatorRecord& record, base::UnixNanos time, OrderDesk& desk) {
  core::TradingScope scope;
  if (record.strategy) scope.strategy = core::StrategyId{*record.strategy};
  if (record.instrument) scope.instrument = core::InstrumentId{*record.instrument};
  risk::KillSwitch& kill_switch = desk.risk_watch().kill_switch();
  switch (record.act) {
    case OperatorAct::kKill:
    case OperatorAct::kFlatten:
      static_cast<void>(desk.Kill(scope, record.by, record.reason, time));
      return;
    case OperatorAct::kRequestRelease:
      static_cast<void>(kill_switch.RequestRelease(scope));
      return;
    case OperatorAct::kConfirmRelease:
      static_cast<void>(kill_switch.ConfirmRelease(scope, record.by, record.reason, time));
      return;
    case OperatorAct::kEnable:
      if (!record.strategy) return;
      static_cast<void>(
          desk.risk_watch().activity().Enable({*record.strategy}, record.by, record.reason, time));
      return;
    default:
      return;
  }
}

}  // namespace keel::engine
