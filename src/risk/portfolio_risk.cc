// SPDX-License-Identifier: MIT
#include "risk/portfolio_risk.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "risk/account_sums.h"

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

/// What a working order will have turned over.
Decimal TurnoverOf(const WorkingOrders::Entry& entry, const portfolio::Ledger& ledger) {
  if (entry.side == core::Side::kBuy) return ReservedValue(ledger, entry);
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
      return ReservedValue(ledger, entry);
    });
    if (base != account_ && counts) scratch_values_[base.index] += ReservedValue(ledger, e);
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
  guess_ = -std::numeric_limits<double>::max();
  undecided_.resize(days_);
  cov_weights_.assign(values_.size(), 0.0);
  lone_shortfall_.assign(values_.size(), 0.0);
  variance_ = 0;
  for (size_t i = 0; i < values_.size(); ++i) {
    const core::CurrencyId id{static_cast<uint16_t>(i)};
    lone_shortfall_[i] = FindTail(comovement.Scenarios(id), 1, guess_).shortfall;
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
  const Tail tail = FindTail(profits_, 0, guess_);
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
    return own ? ReservedValue(ledger, entry) : Decimal();
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

const PortfolioRisk::Tail& PortfolioRisk::HistoricalTail(core::CurrencyId asset,
                                                         double money) const {
  if (last_.asset != asset || last_.money != money) {
    const double guess = GuessAt(asset, money);
    last_ = {asset, money, FindTail(comovement_->Scenarios(asset), money, guess)};
  }
  return last_.tail;
}

// As many days as a tail has are at least as bad as the best day of the last tail is now.
double PortfolioRisk::GuessAt(core::CurrencyId asset, double money) const {
  if (last_.asset != asset || days_ == 0) return guess_;
  const double added = money - last_.money;
  double most = -std::numeric_limits<double>::max();
  for (size_t i = 0; i < worst_days_.count; ++i) {
    if (worst_days_.values[i] > -last_.tail.var) continue;
    most = std::max(most, worst_days_.values[i] + added * worst_days_.slopes[i]);
  }
  return -most - kRounding * std::abs(most);
}

// Among the days that lose more than `guess`: what they are does not depend on it, nor does the
// order in which they are summed.
PortfolioRisk::Tail PortfolioRisk::FindTail(std::span<const double> returns, double money,
                                            double guess) const {
  if (days_ == 0) return {};
  constexpr double kAll = std::numeric_limits<double>::infinity();
  math::SelectedLines& days = worst_days_;
  math::SelectBelow({profits_, returns}, money, -guess, &days);
  if (days.count < tail_) math::SelectBelow({profits_, returns}, money, kAll, &days);
  ordered_.assign(days.values.begin(),
                  days.values.begin() + static_cast<std::ptrdiff_t>(days.count));
  const auto last = ordered_.begin() + static_cast<std::ptrdiff_t>(tail_ - 1);
  std::nth_element(ordered_.begin(), last, ordered_.end());
  Tail tail{-*last};
  double whole = static_cast<double>(tail_ - 1);  // days that count whole, then a part of one
  for (size_t i = 0; i < days.count; ++i) {
    if (!(days.values[i] < *last)) continue;
    tail.shortfall -= days.values[i];
    tail.slope -= days.slopes[i];
    whole -= 1;
  }
  double rest = whole + std::clamp(in_tail_ - static_cast<double>(tail_ - 1), 0.0, 1.0);
  for (size_t i = 0; rest > 0; ++i) {
    if (days.values[i] != *last) continue;
    const double weight = std::min(rest, 1.0);
    tail.shortfall -= weight * days.values[i];
    tail.slope -= weight * days.slopes[i];
    rest -= weight;
    if (i + 1 == days.count) break;
  }
  tail.shortfall /= in_tail_;
  tail.slope /= in_tail_;
  return tail;
}

size_t PortfolioRisk::CountWorse(core::CurrencyId asset, double money, double loss) const {
  return math::CountBelow({profits_, comovement_->Scenarios(asset)}, money, -loss);
}

double PortfolioRisk::With(RiskMeasure measure, core::CurrencyId asset, double money) const {
  const Tail tail = HistoricalTail(asset, money);
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
  if (measure == RiskMeasure::kExpectedShortfall) {
    return HistoricalTail(asset, money).shortfall <= bound;
  }
  return CountWorse(asset, money, bound) < tail_;
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
double PortfolioRisk::ShortfallCrossing(core::CurrencyId asset, double high, double bound) const {
  constexpr int kMostSteps = 64;
  for (int step = 0; step < kMostSteps; ++step) {
    const Tail tail = HistoricalTail(asset, high);
    if (tail.shortfall <= bound || tail.slope <= 0) return high;
    const double next = high - (tail.shortfall - bound) / tail.slope;
    if (!(next < high)) return high;
    high = next;
  }
  return high;
}

// By bisection, each half with the days only that are worse than the bound at one of its ends: the
// loss of a day is linear, so the others are settled.
double PortfolioRisk::VarCrossing(core::CurrencyId asset, std::pair<double, double> between,
                                  double bound, double precision) const {
  auto [low, high] = between;
  const std::span<const double> returns = comovement_->Scenarios(asset);
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
  if (measure == RiskMeasure::kExpectedShortfall) {
    return std::max(low, ShortfallCrossing(asset, high, bound));
  }
  if (CountWorse(asset, high, bound) < tail_) return high;
  return VarCrossing(asset, {low, high}, bound, precision);
}

}  // namespace keel::risk
