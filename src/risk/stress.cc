// SPDX-License-Identifier: MIT
#include "risk/stress.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "base/check.h"
#include "base/text.h"
#include "models/risk_measures/historical.h"

namespace keel::risk {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr double kHoursPerDay = 24;
constexpr size_t kFewestWindows = 100;

/// sqrt(x'Cx), 0 where rounding makes it negative.
double Joined(std::span<const double> x, const models::SymmetricMatrix& correlation) {
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    for (size_t j = 0; j < x.size(); ++j) sum += correlation.at(i, j) * x[i] * x[j];
  }
  return std::sqrt(std::max(0.0, sum));
}

double CostOfLeaving(double half_spread, double impact, double value, double turnover) {
  const double share = turnover > 0 ? std::sqrt(value / turnover) : 0;
  return std::min(1.0, half_spread + 3 * impact * share);
}

/// Log loss over `hours` that the history of returns does not pass with the confidence; 0 where
/// there is too little of it, or its returns are longer than that.
base::Result<double> HistoryLoss(const StressMarket::Asset& asset, double hours,
                                 double confidence) {
  if (!(hours > 0) || asset.hours_per_return > hours) return 0.0;
  const auto steps = static_cast<size_t>(std::lround(hours / asset.hours_per_return));
  if (asset.log_returns.size() < steps + kFewestWindows) return 0.0;
  std::vector<double> windows;
  windows.reserve(asset.log_returns.size() - steps + 1);
  double sum = 0;
  for (size_t i = 0; i < asset.log_returns.size(); ++i) {
    sum += asset.log_returns[i];
    if (i >= steps) sum -= asset.log_returns[i - steps];
    if (i + 1 >= steps) windows.push_back(sum);
  }
  TRY(const models::TailRisk risk, models::HistoricalTailRisk(windows, confidence));
  return std::max(0.0, risk.value_at_risk);
}

std::string BaseOf(const std::string& pair) { return pair.substr(0, pair.find('/')); }

double ShockOf(const StressScenario& scenario, const std::string& pair) {
  for (const std::string& name : {pair, BaseOf(pair)}) {
    if (const auto at = scenario.shocks.find(name); at != scenario.shocks.end()) return at->second;
  }
  return scenario.price;
}

base::Status InRange(std::string_view field, double value, double low, double high) {
  if (value >= low && value <= high) return {};
  return Fail(ErrorCode::kUsage,
              fmt::format("{} must be between {} and {}, not {}", field, low, high, value));
}

}  // namespace

std::vector<StressScenario> BuiltInScenarios() {
  return {{.name = "flash_crash", .description = "every price falls by 30 %", .price = -0.30},
          {.name = "liquidity_crisis",
           .description = "spreads ten times as wide, a tenth of the depth",
           .spread = 10,
           .depth = 0.1},
          {.name = "correlation_up",
           .description = "a bad day on which everything moves together (0.95)",
           .correlation = 0.95,
           .duration_hours = 24},
          {.name = "correlation_down",
           .description = "a bad day on which nothing moves together (0)",
           .correlation = 0.0,
           .duration_hours = 24},
          {.name = "exchange_outage",
           .description = "nothing can be sold for 24 hours",
           .duration_hours = 24},
          {.name = "volume_halved", .description = "half as much trades a day", .volume = 0.5},
          {.name = "stablecoin_depeg",
           .description = "the coin that cash is kept in falls by 10 %",
           .quote = -0.10}};
}

base::Status CheckScenario(const StressScenario& s) {
  TRY(InRange("price", s.price, -1, 10));
  for (const auto& [name, shock] : s.shocks) TRY(InRange("shocks." + name, shock, -1, 10));
  TRY(InRange("quote", s.quote, -1, 1));
  TRY(InRange("spread", s.spread, 0, 1e6));
  TRY(InRange("depth", s.depth, 1e-6, 1e6));
  TRY(InRange("volume", s.volume, 1e-6, 1e6));
  TRY(InRange("volatility", s.volatility, 0, 1000));
  if (s.correlation) TRY(InRange("correlation", *s.correlation, 0, 1));
  return InRange("duration_hours", s.duration_hours, 0, 24 * 365);
}

std::vector<std::string> ShocksNotHeld(const StressMarket& market, const StressScenario& scenario) {
  std::vector<std::string> known, missing;
  for (const StressMarket::Asset& asset : market.assets) {
    known.push_back(asset.pair);
    known.push_back(BaseOf(asset.pair));
  }
  for (const auto& [name, shock] : scenario.shocks) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    missing.push_back(name + base::DidYouMean(name, known));
  }
  return missing;
}

base::Result<StressTest> StressTest::Make(const StressMarket& market, StressScenario scenario) {
  TRY(CheckScenario(scenario));
  const size_t n = market.assets.size();
  if (market.correlation.size != n || !(market.confidence > 0.5 && market.confidence < 1)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("stress test: {} assets, correlations of {}, confidence {}; as many of "
                            "each and a confidence between 0.5 and 1 are needed",
                            n, market.correlation.size, market.confidence));
  }
  StressTest test;
  test.z_ = boost::math::quantile(boost::math::normal(), market.confidence);
  for (const StressMarket::Asset& asset : market.assets) {
    TRY(const double history, HistoryLoss(asset, scenario.duration_hours, market.confidence));
    test.assets_.push_back({.shock = ShockOf(scenario, asset.pair),
                            .half_spread = asset.half_spread,
                            .impact_k = asset.impact_k,
                            .history_loss = history});
  }
  test.before_ = market.correlation;
  test.after_ = market.correlation;
  for (size_t i = 0; i < n && scenario.correlation; ++i) {
    for (size_t j = 0; j < n; ++j) test.after_.at(i, j) = i == j ? 1 : *scenario.correlation;
  }
  test.scenario_ = std::move(scenario);
  return test;
}

StressResult StressTest::Apply(std::span<const StressHolding> holdings, double cash) const {
  CHECK(holdings.size() == assets_.size(), "one holding an asset");
  const StressScenario& s = scenario_;
  const double days = s.duration_hours / kHoursPerDay;
  StressResult r;
  r.quote_loss = -s.quote * cash;
  r.equity = cash;
  std::vector<double> held, day_before, day_after;
  double share_of_day = 0;  // of the holding that takes longest to sell
  bool turnover_known = true;
  for (size_t i = 0; i < holdings.size(); ++i) {
    const StressHolding& h = holdings[i];
    const Asset& asset = assets_[i];
    const double after = h.value * (1 + asset.shock);
    const double volatility = h.daily_volatility * s.volatility;
    r.equity += h.value;
    r.price_loss += h.value - after;
    const double cost_before = CostOfLeaving(asset.half_spread, asset.impact_k * h.daily_volatility,
                                             h.value, h.daily_turnover);
    const double cost_after =
        CostOfLeaving(asset.half_spread * s.spread, asset.impact_k * volatility, h.value,
                      h.daily_turnover * s.depth * s.volume);
    r.exit_before += h.value * cost_before;
    r.exit_after += after * cost_after;
    r.exit_added += after * (cost_after - cost_before);
    const double q = std::max(z_ * volatility * std::sqrt(days), asset.history_loss * s.volatility);
    held.push_back(after * -std::expm1(-q));
    day_before.push_back(h.value * h.daily_volatility);
    day_after.push_back(h.value * volatility);
    if (h.value <= 0) continue;
    turnover_known = turnover_known && h.daily_turnover > 0;
    if (turnover_known) share_of_day = std::max(share_of_day, h.value / h.daily_turnover);
  }
  CHECK(r.equity > 0, "a portfolio that is worth something");
  r.held_loss = Joined(held, after_);
  r.loss = r.price_loss + r.quote_loss + r.held_loss + r.exit_added;
  r.loss_share = r.loss / r.equity;
  const double sigma_before = Joined(day_before, before_);
  const double sigma_after = Joined(day_after, after_);
  r.value_at_risk_before = z_ * sigma_before;
  r.value_at_risk_after = z_ * sigma_after;
  r.volatility_before = sigma_before * std::sqrt(365.0) / r.equity;
  r.volatility_after = sigma_after * std::sqrt(365.0) / r.equity;
  if (turnover_known) {
    r.days_before = share_of_day / kStressParticipation;
    r.days_after = share_of_day / kStressParticipation / s.volume;
  }
  return r;
}

StressedCurve StressCurve(std::span<const double> equity, std::span<const double> loss_shares) {
  CHECK(!equity.empty() && equity.size() == loss_shares.size(), "one loss a point of the curve");
  StressedCurve curve;
  double peak = equity[0];
  for (size_t i = 0; i < equity.size(); ++i) {
    peak = std::max(peak, equity[i]);
    curve.drawdown_before = std::max(curve.drawdown_before, 1 - equity[i] / peak);
    curve.drawdown_at_end = 1 - equity[i] * (1 - loss_shares[i]) / peak;
    if (i == 0 || curve.drawdown_at_end > curve.drawdown_worst) {
      curve.drawdown_worst = curve.drawdown_at_end;
      curve.worst_at = i;
    }
    if (i == 0 || loss_shares[i] > curve.loss_worst) {
      curve.loss_worst = loss_shares[i];
      curve.loss_at = i;
    }
  }
  const double growth = equity.back() / equity.front();
  curve.return_before = growth - 1;
  curve.return_worst = growth * (1 - curve.loss_worst) - 1;
  curve.return_at_end = growth * (1 - loss_shares.back()) - 1;
  return curve;
}

}  // namespace keel::risk
