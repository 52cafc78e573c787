// SPDX-License-Identifier: MIT
#include "engine/sleeve_book.h"

#include <algorithm>

#include "base/text.h"

namespace keel::engine {

using strategy::AllocationMethod;
using strategy::AllocationWhy;

namespace {

constexpr int kMostRegimeDays = 730;  // that regimes and their covariances are told from
constexpr int kDaysOfAFit = 30;

}  // namespace

SleeveBook::SleeveBook(OrderDesk& desk, RunRecord& record, SleeveBookOptions options)
    : desk_(desk),
      record_(record),
      options_(std::move(options)),
      flows_(desk, record.deposits, options_.configured.size()),
      shares_(options_.configured),
      profit_(shares_.size(), 0.0),
      last_closes_(desk.account().ledger.universe().instruments().size(), 0.0) {}

void SleeveBook::Open(base::UnixNanos now) {
  day_end_ = base::StartOfDay(now) + base::Days(1);
  if (options_.method == AllocationMethod::kEqual) {
    // Nothing is held yet, so that it costs nothing to be exact.
    double sum = 0;
    for (const double share : shares_) sum += share;
    shares_.assign(shares_.size(), sum / static_cast<double>(shares_.size()));
  }
  Record(now, AllocationWhy::kStart, "");
}

void SleeveBook::CloseDay(base::UnixNanos now, core::Decimal starting) {
  BookDay(now, starting);
  day_end_ = base::StartOfDay(now) + base::Days(1);
  if (options_.method == AllocationMethod::kFixed || shares_.size() < 2) return;
  if (days_ % options_.settings.rebalance_days == 0) Decide(now);
}

void SleeveBook::Close(base::UnixNanos now, core::Decimal starting) {
  const bool closed = !record_.sleeve_days.empty() && record_.sleeve_days.back().time == now;
  if (!closed) {
    BookDay(now, starting);
    return;
  }
  // Reports came after the last bar, which ended a day.
  flows_.CatchUp(record_.fills);
  const std::vector<core::Decimal> values = flows_.Values();
  for (size_t s = 0; s < shares_.size(); ++s) {
    record_.sleeve_days.back().profit[s] = values[1 + s].ToDouble();
  }
}

void SleeveBook::BookDay(base::UnixNanos now, core::Decimal starting) {
  flows_.CatchUp(record_.fills);
  const std::vector<core::Decimal> values = flows_.Values();
  SleeveDay day{now, {}, shares_, {}};
  for (size_t s = 0; s < shares_.size(); ++s) {
    const double profit = values[1 + s].ToDouble();
    const double allotted = shares_[s] * equity_.value_or(starting.ToDouble());
    const double gained = profit - profit_[s];
    profit_[s] = profit;
    day.profit.push_back(profit);
    day.returns.push_back(allotted > 0 ? gained / allotted : 0);
  }
  returns_.insert(returns_.end(), day.returns.begin(), day.returns.end());
  market_.push_back(MarketReturn());
  equity_ = desk_.account().ledger.equity().ToDouble();
  record_.sleeve_days.push_back(std::move(day));
  ++days_;
}

/// Equal weight over the pairs that had a price a day ago and have one now.
double SleeveBook::MarketReturn() {
  double sum = 0;
  int count = 0;
  for (uint32_t i = 0; i < last_closes_.size(); ++i) {
    const core::InstrumentId id{i};
    if (!desk_.board().has_price(id)) continue;
    const double close = desk_.board().last_close(id);
    if (last_closes_[i] > 0 && desk_.board().trading(id)) {
      sum += close / last_closes_[i] - 1;
      ++count;
    }
    last_closes_[i] = close;
  }
  return count > 0 ? sum / count : 0;
}

std::vector<double> SleeveBook::Invested() const {
  const portfolio::Ledger& ledger = desk_.account().ledger;
  std::vector<double> invested(shares_.size(), 0.0);
  for (uint16_t s = 0; s < shares_.size(); ++s) {
    const double allotted = shares_[s] * ledger.equity().ToDouble();
    if (allotted <= 0) continue;
    for (const core::Instrument& pair : ledger.universe().instruments()) {
      const double held = ledger.position(core::StrategyId{s}, pair.id).quantity().ToDouble();
      if (held <= 0) continue;
      invested[s] += held * desk_.board().last_close(pair.id) *
                     flows_.RateOf(pair.quote).ToDouble() / allotted;
    }
  }
  return invested;
}

base::Status SleeveBook::RefitRegimes() {
  if (regimes_ && days_ - regimes_fitted_ < kDaysOfAFit) return {};
  const auto from = std::max<int>(0, days_ - kMostRegimeDays);
  TRY(regimes_, strategy::FitMarketRegimes(std::span(market_).subspan(static_cast<size_t>(from)),
                                           options_.seed));
  regimes_fitted_ = days_;
  return {};
}

base::Result<strategy::AllocationDecision> SleeveBook::AskMethod() {
  const AllocationSettings& settings = options_.settings;
  const bool by_regime = options_.method == AllocationMethod::kRegimeAware;
  if (by_regime && market_.size() >= strategy::kLeastRegimeDays) {
    TRY(RefitRegimes());
  }
  const int kept = std::min(days_, by_regime ? kMostRegimeDays : settings.lookback_days);
  const auto rows = static_cast<size_t>(kept);
  const std::vector<double> invested = Invested();
  strategy::AllocationTask task;
  task.method = options_.method;
  task.returns = {std::span(returns_).last(rows * shares_.size()), shares_.size()};
  task.configured = options_.configured;
  task.current = shares_;
  task.invested = invested;
  task.band = settings.band;
  task.cost_rate = options_.cost_rate;
  task.days = settings.rebalance_days;
  task.share_max = settings.share_max;
  task.risk_aversion = settings.risk_aversion;
  task.market = std::span(market_).last(rows);
  task.regimes = regimes_ ? &*regimes_ : nullptr;
  return strategy::DecideShares(task);
}

void SleeveBook::Decide(base::UnixNanos now) {
  const bool needs_history = options_.method != AllocationMethod::kEqual;
  if (needs_history && days_ < options_.settings.least_days) {
    Record(now, AllocationWhy::kTooLittle, "");
    return;
  }
  const auto decision = AskMethod();
  if (!decision) {
    Record(now, AllocationWhy::kNoEstimate, decision.error().message);
    return;
  }
  shares_ = decision->shares;
  std::string note;
  if (!decision->unmeasured.empty()) {
    note = NamesOf(decision->unmeasured) +
           ": held nothing on the days looked back on, so its share is the configured one";
  }
  Record(now, decision->why, std::move(note));
}

std::string SleeveBook::NamesOf(const std::vector<size_t>& sleeves) const {
  std::vector<std::string> names;
  for (const size_t s : sleeves) names.push_back(record_.strategies[s].name);
  return base::Join(names, ", ");
}

void SleeveBook::Record(base::UnixNanos now, AllocationWhy why, std::string note) {
  record_.allocations.push_back({now, shares_, strategy::ToString(options_.method),
                                 strategy::ToString(why), std::move(note)});
}

}  // namespace keel::engine
