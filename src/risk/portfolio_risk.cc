// SPDX-License-Identifier: MIT
#include "risk/portfolio_risk.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace keel::risk {
namespace {

using core::Decimal;
using core::Rounding;
using portfolio::WorkingOrders;

constexpr double kTailShare = 0.05;
constexpr double kNormalQuantile = 1.6448536269514715;  // of 0.95
constexpr double kNormalTailMean = 2.0627128075074306;  // density there / 0.05
constexpr double kGuessMargin = 0.25;  // holds about twice as many days as the tail
constexpr double kRounding = 1e-9;     // of a count: 0.05 x 500 is 25

Decimal ReservedValue(const WorkingOrders::Entry& entry, const portfolio::Ledger& ledger) {
  const core::CurrencyId quote = ledger.universe().at(entry.instrument).quote;
  return core::Mul(entry.reserved(), ledger.rate(quote), Rounding::kUp);
}

/// What a working order will have turned over.
Decimal TurnoverOf(const WorkingOrders::Entry& entry, const portfolio::Ledger& ledger) {
  if (entry.side == core::Side::kBuy) return ReservedValue(entry, ledger);
  const core::CurrencyId quote = ledger.universe().at(entry.instrument).quote;
  return core::Mul(core::Notional(ledger.mark(entry.instrument), entry.open, Rounding::kUp),
                   ledger.rate(quote), Rounding::kUp);
}

Decimal TurnoverOfAll(uint32_t joining, const portfolio::Ledger& ledger,
                      const WorkingOrders& working) {
  const auto value_of = [&](const WorkingOrders::Entry& e) { return TurnoverOf(e, ledger); };
  return working.SumOfBuys(joining, value_of) + working.SumOfSells(joining, value_of);
}

}  // namespace

PortfolioRisk::PortfolioRisk(const core::Universe& universe, core::CurrencyId account)
    : account_(account),
      values_(universe.currencies().size()),
      scratch_values_(values_.size()),
      clusters_(1) {}

void PortfolioRisk::Refresh(const market::Comovement& comovement, const portfolio::Ledger& ledger,
                            const WorkingOrders& working) {
  for (size_t i = 0; i < scratch_values_.size(); ++i) {
    const core::CurrencyId id{static_cast<uint16_t>(i)};
    const Decimal balance = ledger.balance(id);
    scratch_values_[i] = id == account_ || balance.is_zero()
                             ? Decimal()
                             : core::Mul(balance, ledger.rate(id), Rounding::kUp);
  }
  for (const WorkingOrders::Entry& e : working.entries()) {
    if (e.side == core::Side::kSell) continue;
    const core::CurrencyId base = ledger.universe().at(e.instrument).base;
    // Of a group the largest counts; groups are rare, so each buy asks what it adds.
    const bool counts = e.oco_group == 0 || working.IsLargestOfGroup(e, [&](const auto& entry) {
      return ReservedValue(entry, ledger);
    });
    if (base != account_ && counts) scratch_values_[base.index] += ReservedValue(e, ledger);
  }
  working_value_ = TurnoverOfAll(0, ledger, working);
  const bool rebuild = version_ != comovement.version();
  if (rebuild) Rebuild(comovement);
  bool changed = rebuild;
  for (size_t i = 0; i < values_.size(); ++i) {
    if (scratch_values_[i] == values_[i]) continue;
    const core::CurrencyId id{static_cast<uint16_t>(i)};
    const Decimal added = scratch_values_[i] - values_[i];
    values_[i] = scratch_values_[i];
    clusters_[comovement.cluster(id)] += added;
    Add(id, added.ToDouble());
    changed = true;
  }
  if (changed) Settle();
}

Decimal PortfolioRisk::WorkingValue(uint32_t joining, const portfolio::Ledger& ledger,
                                    const WorkingOrders& working) const {
  return joining == 0 ? working_value_ : TurnoverOfAll(joining, ledger, working);
}

// Sums of many small changes would drift: each day they start anew.
void PortfolioRisk::Rebuild(const market::Comovement& comovement) {
  comovement_ = &comovement;
  version_ = comovement.version();
  days_ = comovement.scenario_days();
  in_tail_ = kTailShare * static_cast<double>(days_);
  tail_ = std::min(days_, static_cast<size_t>(in_tail_ + kRounding) + 1);
  std::fill(values_.begin(), values_.end(), Decimal());
  clusters_.assign(comovement.clusters(), Decimal());
  profits_.assign(days_, 0.0);
  worst_days_.resize(days_);
  guess_ = -std::numeric_limits<double>::max();
  undecided_.resize(days_);
  cov_weights_.assign(values_.size(), 0.0);
  lone_shortfall_.assign(values_.size(), 0.0);
  variance_ = 0;
  for (size_t i = 0; i < values_.size(); ++i) {
    const core::CurrencyId id{static_cast<uint16_t>(i)};
    lone_shortfall_[i] = FindTail(comovement.Scenarios(id).data(), 1).shortfall;
  }
}

void PortfolioRisk::Add(core::CurrencyId asset, double money) {
  const double* returns = comovement_->Scenarios(asset).data();
  for (size_t t = 0; t < days_; ++t) profits_[t] += money * returns[t];
  variance_ +=
      money * (2 * cov_weights_[asset.index] + money * comovement_->covariance(asset, asset));
  const double* row = comovement_->Covariances(asset).data();
  for (size_t i = 0; i < cov_weights_.size(); ++i) cov_weights_[i] += money * row[i];
}

void PortfolioRisk::Settle() {
  last_ = {};
  const Tail tail = FindTail(profits_.data(), 0);
  guess_ = tail.var - kGuessMargin * std::abs(tail.var);
  historical_shortfall_ = tail.shortfall;
  const double deviation = std::sqrt(std::max(variance_, 0.0));
  var_now_ = std::max(tail.var, kNormalQuantile * deviation);
  shortfall_now_ = std::max(tail.shortfall, kNormalTailMean * deviation);
}

Decimal PortfolioRisk::SiblingValue(core::CurrencyId asset, uint32_t oco_group,
                                    const portfolio::Ledger& ledger,
                                    const WorkingOrders& working) const {
  if (oco_group == 0) return {};
  const auto value_of = [&](const WorkingOrders::Entry& entry) {
    const bool own = ledger.universe().at(entry.instrument).base == asset;
    return own ? ReservedValue(entry, ledger) : Decimal();
  };
  return working.SumOfBuys(0, value_of) - working.SumOfBuys(oco_group, value_of);
}

double PortfolioRisk::NormalFactor(RiskMeasure measure) const {
  return measure == RiskMeasure::kValueAtRisk ? kNormalQuantile : kNormalTailMean;
}

double PortfolioRisk::Deviation(core::CurrencyId asset, double money) const {
  const double added =
      money * (2 * cov_weights_[asset.index] + money * comovement_->covariance(asset, asset));
  return std::sqrt(std::max(variance_ + added, 0.0));
}

const PortfolioRisk::Tail& PortfolioRisk::HistoricalTail(const double* returns,
                                                         double money) const {
  if (last_.returns != returns || last_.money != money) {
    last_ = {returns, money, FindTail(returns, money)};
  }
  return last_.tail;
}

PortfolioRisk::Tail PortfolioRisk::FindTail(const double* returns, double money) const {
  if (days_ == 0) return {};
  size_t count = CollectWorse(returns, money, guess_);
  if (count < tail_) count = CollectWorse(returns, money, -std::numeric_limits<double>::max());
  const auto begin = worst_days_.begin();
  const auto last = begin + static_cast<std::ptrdiff_t>(tail_ - 1);
  std::nth_element(begin, last, begin + static_cast<std::ptrdiff_t>(count),
                   [](const Day& a, const Day& b) { return a.loss > b.loss; });
  const double part = std::clamp(in_tail_ - static_cast<double>(tail_ - 1), 0.0, 1.0);
  Tail tail{last->loss, part * last->loss, -part * last->asset_return};
  for (auto day = begin; day != last; ++day) {
    tail.shortfall += day->loss;
    tail.slope -= day->asset_return;
  }
  tail.shortfall /= in_tail_;
  tail.slope /= in_tail_;
  return tail;
}

// The tail is looked for among few: the last one tells about where it begins. Branchless.
size_t PortfolioRisk::CollectWorse(const double* returns, double money, double loss) const {
  const double* profits = profits_.data();
  Day* days = worst_days_.data();
  size_t count = 0;
  for (size_t t = 0; t < days_; ++t) {
    const Day day{-(profits[t] + money * returns[t]), returns[t]};
    days[count] = day;
    count += day.loss > loss ? 1 : 0;
  }
  return count;
}

// Branchless, so that the compiler does several days at once.
size_t PortfolioRisk::CountWorse(const double* returns, double money, double loss) const {
  int64_t count = 0;
  const double* profits = profits_.data();
  for (size_t t = 0; t < days_; ++t) {
    count += -(profits[t] + money * returns[t]) > loss ? 1 : 0;
  }
  return static_cast<size_t>(count);
}

double PortfolioRisk::With(RiskMeasure measure, core::CurrencyId asset, double money) const {
  const Tail tail = HistoricalTail(comovement_->Scenarios(asset).data(), money);
  const double historical = measure == RiskMeasure::kValueAtRisk ? tail.var : tail.shortfall;
  return std::max(historical, NormalFactor(measure) * Deviation(asset, money));
}

bool PortfolioRisk::Fits(RiskMeasure measure, core::CurrencyId asset, double money,
                         double bound) const {
  if (NormalFactor(measure) * Deviation(asset, money) > bound) return false;
  if (days_ == 0) return true;
  // Shortfalls are subadditive, and a shortfall is at least the value at risk.
  if (money >= 0 && historical_shortfall_ + money * lone_shortfall_[asset.index] <= bound) {
    return true;
  }
  const double* returns = comovement_->Scenarios(asset).data();
  if (measure == RiskMeasure::kExpectedShortfall) {
    return HistoricalTail(returns, money).shortfall <= bound;
  }
  return CountWorse(returns, money, bound) < tail_;
}

double PortfolioRisk::NormalCrossing(RiskMeasure measure, core::CurrencyId asset, double high,
                                     double bound) const {
  const double target = bound / NormalFactor(measure);
  const double a = comovement_->covariance(asset, asset);
  const double b = cov_weights_[asset.index];
  const double c = variance_ - target * target;
  if (a * high * high + 2 * b * high + c <= 0) return high;
  if (a <= 0) return b > 0 ? -c / (2 * b) : high;
  const double root = std::sqrt(std::max(b * b - a * c, 0.0));
  // The root that does not cancel.
  return b > 0 ? -c / (b + root) : (root - b) / a;
}

// The shortfall is convex and piecewise linear in the money: from above, Newton's steps end on it.
double PortfolioRisk::ShortfallCrossing(const double* returns, double high, double bound) const {
  constexpr int kMostSteps = 64;
  for (int step = 0; step < kMostSteps; ++step) {
    const Tail tail = HistoricalTail(returns, high);
    if (tail.shortfall <= bound || tail.slope <= 0) return high;
    const double next = high - (tail.shortfall - bound) / tail.slope;
    if (!(next < high)) return high;
    high = next;
  }
  return high;
}

// By bisection, each half with the days only that are worse than the bound at one of its ends: the
// loss of a day is linear, so the others are settled.
double PortfolioRisk::VarCrossing(const double* returns, std::pair<double, double> between,
                                  double bound, double precision) const {
  auto [low, high] = between;
  const auto worse = [&](size_t t, double money) {
    return -(profits_[t] + money * returns[t]) > bound;
  };
  size_t open = 0;
  size_t settled = 0;
  for (size_t t = 0; t < days_; ++t) {
    const bool at_low = worse(t, low);
    const bool at_high = worse(t, high);
    settled += at_low && at_high ? 1 : 0;
    undecided_[open] = static_cast<uint32_t>(t);
    open += at_low != at_high ? 1 : 0;
  }
  while (high - low > precision) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    size_t count = settled;
    for (size_t i = 0; i < open; ++i) count += worse(undecided_[i], middle) ? 1 : 0;
    (count < tail_ ? low : high) = middle;
    size_t kept = 0;
    for (size_t i = 0; i < open; ++i) {
      const uint32_t t = undecided_[i];
      const bool at_low = worse(t, low);
      const bool at_high = worse(t, high);
      settled += at_low && at_high ? 1 : 0;
      undecided_[kept] = t;
      kept += at_low != at_high ? 1 : 0;
    }
    open = kept;
  }
  return low;
}

double PortfolioRisk::Crossing(RiskMeasure measure, core::CurrencyId asset,
                               std::pair<double, double> between, double bound,
                               double precision) const {
  auto [low, high] = between;
  high = std::max(low, NormalCrossing(measure, asset, high, bound));
  if (days_ == 0) return high;
  const double* returns = comovement_->Scenarios(asset).data();
  if (measure == RiskMeasure::kExpectedShortfall) {
    return std::max(low, ShortfallCrossing(returns, high, bound));
  }
  if (CountWorse(returns, high, bound) < tail_) return high;
  return VarCrossing(returns, {low, high}, bound, precision);
}

}  // namespace keel::risk
