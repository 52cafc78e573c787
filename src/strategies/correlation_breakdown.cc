// SPDX-License-Identifier: MIT
// What leaves its cluster comes back. Coins of one cluster share a factor; what one of them did
// beyond its part of it (the residual) is mostly somebody's order flow and reverts within days
// [Avellaneda, Lee 2010, Statistical arbitrage in the US equities market, QF 10; Gatev, Goetzmann,
// Rouwenhorst 2006]. A residual that came in one jump is taken for news, which does not revert.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/correlation/clusters.h"
#include "models/correlation/covariance.h"
#include "models/return_table.h"
#include "strategies/describe.h"
#include "strategies/drivers.h"

namespace keel::strategies {
namespace {

constexpr int64_t kWindowDays = 60;
constexpr double kLeastCoverage = 0.7;   // of the window's bars, to take part
constexpr double kSameCluster = 0.6;     // least correlation of daily returns
constexpr double kJump = 8;              // deviations of the residual that are taken for news
constexpr double kLongestHalfLife = 30;  // days; slower residuals are trends of their own

/// How one instrument moves with its cluster, fitted on the window before a day began.
struct Tie {
  std::vector<size_t> peers;                // empty: no cluster, nothing to say
  double intercept = 0, beta = 0, fit = 0;  // a bar; fit: R squared
  double residual_deviation = 0;            // of a bar
  double place = 0;                         // of the summed residual when the day began
  double mean = 0, equilibrium_deviation = 0;
  double half_life_days = 0;
};

/// Times at which every taking-part instrument has a bar, and their log closes.
struct CommonBars {
  std::vector<size_t> members;
  std::vector<base::UnixNanos> times;
  std::vector<std::vector<double>> log_closes;  // by member
};

/// The bars of [from, to), by open time.
std::span<const core::Bar> Within(std::span<const core::Bar> bars, base::UnixNanos from,
                                  base::UnixNanos to) {
  const auto before = [](const core::Bar& bar, base::UnixNanos t) { return bar.open_time < t; };
  const auto first = std::lower_bound(bars.begin(), bars.end(), from, before);
  const auto last = std::lower_bound(first, bars.end(), to, before);
  return {first, last};
}

CommonBars Align(const strategy::DriverScene& scene, base::UnixNanos day) {
  const base::UnixNanos from = day - base::Days(kWindowDays);
  const auto wanted = static_cast<double>(base::Days(kWindowDays) / scene.timeframe.period());
  CommonBars common;
  std::vector<std::span<const core::Bar>> series;
  for (size_t i = 0; i < scene.instruments.size(); ++i) {
    const auto bars = Within(scene.instruments[i].history, from, day);
    if (static_cast<double>(bars.size()) < kLeastCoverage * wanted) continue;
    common.members.push_back(i);
    series.push_back(bars);
  }
  common.log_closes.resize(series.size());
  if (series.size() < 2) return common;
  std::vector<size_t> at(series.size(), 0);
  for (const core::Bar& bar : series[0]) {
    bool everywhere = bar.close > 0;
    for (size_t m = 1; m < series.size(); ++m) {
      while (at[m] < series[m].size() && series[m][at[m]].open_time < bar.open_time) ++at[m];
      everywhere = everywhere && at[m] < series[m].size() &&
                   series[m][at[m]].open_time == bar.open_time && series[m][at[m]].close > 0;
    }
    if (!everywhere) continue;
    common.times.push_back(bar.open_time);
    common.log_closes[0].push_back(std::log(bar.close));
    for (size_t m = 1; m < series.size(); ++m) {
      common.log_closes[m].push_back(std::log(series[m][at[m]].close));
    }
  }
  return common;
}

/// Clusters of the members by their daily returns; empty where there are too few days.
std::vector<size_t> ClustersOf(const CommonBars& common) {
  const size_t n = common.members.size();
  std::vector<double> returns;
  size_t last = 0;
  for (size_t t = 1; t < common.times.size(); ++t) {
    if (base::DayNumber(common.times[t]) == base::DayNumber(common.times[last])) continue;
    for (size_t m = 0; m < n; ++m) {
      returns.push_back(common.log_closes[m][t] - common.log_closes[m][last]);
    }
    last = t;
  }
  const auto covariance = models::ConstantCorrelationCovariance({returns, n});
  if (!covariance) return {};
  const auto correlation = models::CorrelationOf(covariance->covariance);
  if (!correlation) return {};
  return models::CorrelationClusters(*correlation, kSameCluster);
}

struct Line {
  double intercept = 0, slope = 0, fit = 0, deviation = 0;
};

Line Regress(const std::vector<double>& x, const std::vector<double>& y, size_t count) {
  const auto n = static_cast<double>(count);
  double mx = 0, my = 0, xx = 0, xy = 0, yy = 0;
  for (size_t t = 0; t < count; ++t) mx += x[t] / n, my += y[t] / n;
  for (size_t t = 0; t < count; ++t) {
    xx += (x[t] - mx) * (x[t] - mx);
    xy += (x[t] - mx) * (y[t] - my);
    yy += (y[t] - my) * (y[t] - my);
  }
  Line line;
  if (!(xx > 0 && yy > 0)) return line;
  line.slope = xy / xx;
  line.intercept = my - line.slope * mx;
  line.fit = xy * xy / (xx * yy);
  line.deviation = std::sqrt(std::max(0.0, yy - line.slope * xy) / n);
  return line;
}

/// The summed residual as an Ornstein-Uhlenbeck process sampled at bars: X' = a + b X + noise.
void FitReversion(const std::vector<double>& path, double bars_a_day, Tie& tie) {
  const std::vector<double> next(path.begin() + 1, path.end());
  const Line line = Regress(path, next, next.size());
  if (!(line.slope > 0 && line.slope < 1 && line.deviation > 0)) return;
  const double half_life = std::numbers::ln2 / -std::log(line.slope) / bars_a_day;
  if (half_life > kLongestHalfLife) return;
  tie.half_life_days = half_life;
  tie.mean = line.intercept / (1 - line.slope);
  tie.equilibrium_deviation = line.deviation / std::sqrt(1 - line.slope * line.slope);
}

Tie FitTie(const CommonBars& common, const std::vector<size_t>& clusters, size_t member,
           double bars_a_day) {
  Tie tie;
  std::vector<size_t> peers;  // places among the members
  for (size_t m = 0; m < clusters.size(); ++m) {
    if (m != member && clusters[m] == clusters[member]) peers.push_back(m);
  }
  if (peers.empty()) return tie;
  std::vector<double> factor, own;
  for (size_t t = 1; t < common.times.size(); ++t) {
    double sum = 0;
    for (const size_t m : peers) sum += common.log_closes[m][t] - common.log_closes[m][t - 1];
    factor.push_back(sum / static_cast<double>(peers.size()));
    own.push_back(common.log_closes[member][t] - common.log_closes[member][t - 1]);
  }
  const Line line = Regress(factor, own, own.size());
  tie.intercept = line.intercept, tie.beta = line.slope, tie.fit = line.fit;
  tie.residual_deviation = line.deviation;
  std::vector<double> path = {0};
  for (size_t t = 0; t < own.size(); ++t) {
    path.push_back(path.back() + own[t] - line.intercept - line.slope * factor[t]);
  }
  tie.place = path.back();
  FitReversion(path, bars_a_day, tie);
  if (!(tie.equilibrium_deviation > 0)) return tie;
  for (const size_t m : peers) tie.peers.push_back(common.members[m]);
  return tie;
}

class CorrelationBreakdown final : public strategy::Driver {
 public:
  std::optional<core::Signal> Evaluate(const strategy::DriverScene& scene, size_t i) override {
    const base::UnixNanos day = base::StartOfDay(scene.now);
    if (std::exchange(day_, day) != day) Refit(scene, day);
    const Tie& tie = ties_[i];
    if (tie.peers.empty() || CameAtOnce(scene, i, tie)) return std::nullopt;
    double factor = 0;
    for (const size_t peer : tie.peers) {
      factor += GrowthToday(scene, peer) / static_cast<double>(tie.peers.size());
    }
    const double bars = (scene.now - day).seconds() / scene.timeframe.period().seconds();
    const double place =
        tie.place + GrowthToday(scene, i) - tie.intercept * bars - tie.beta * factor;
    const double score = (place - tie.mean) / tie.equilibrium_deviation;
    const double days = std::max(tie.half_life_days, scene.timeframe.period().seconds() / 86400);
    return core::Signal{.value = -std::tanh(score / 2),
                        .confidence = std::clamp(tie.fit, 0.0, 1.0),
                        .half_life = base::Nanoseconds(static_cast<int64_t>(days * 86400e9))};
  }

 private:
  void Refit(const strategy::DriverScene& scene, base::UnixNanos day) {
    ties_.assign(scene.instruments.size(), {});
    start_.assign(scene.instruments.size(), 0.0);
    const CommonBars common = Align(scene, day);
    if (common.members.size() < 2 || common.times.size() < 3) return;
    const std::vector<size_t> clusters = ClustersOf(common);
    const double bars_a_day = 86400 / scene.timeframe.period().seconds();
    for (size_t m = 0; m < clusters.size(); ++m) {
      ties_[common.members[m]] = FitTie(common, clusters, m, bars_a_day);
      start_[common.members[m]] = common.log_closes[m].back();
    }
  }

  double GrowthToday(const strategy::DriverScene& scene, size_t i) const {
    return std::log(scene.instruments[i].history.back().close) - start_[i];
  }

  /// Whether one bar of the last day moved the residual further than order flow does.
  static bool CameAtOnce(const strategy::DriverScene& scene, size_t i, const Tie& tie) {
    const std::span<const core::Bar> bars = scene.instruments[i].history;
    for (size_t back = 0; back + 1 < bars.size(); ++back) {
      const core::Bar& bar = bars[bars.size() - 1 - back];
      if (bar.open_time < scene.now - base::Days(1)) return false;
      const std::optional<double> own = StepOf(scene.instruments[i], back, bar.open_time);
      double factor = 0;
      bool known = own.has_value();
      for (const size_t peer : tie.peers) {
        const auto step = StepOf(scene.instruments[peer], back, bar.open_time);
        known = known && step.has_value();
        factor += step.value_or(0) / static_cast<double>(tie.peers.size());
      }
      const double residual = own.value_or(0) - tie.intercept - tie.beta * factor;
      if (known && std::fabs(residual) > kJump * tie.residual_deviation) return true;
    }
    return false;
  }

  /// Return of the bar that is `back` bars from the last one; absent where it is of another time.
  static std::optional<double> StepOf(const strategy::DriverInput& input, size_t back,
                                      base::UnixNanos open_time) {
    const std::span<const core::Bar> bars = input.history;
    if (back + 1 >= bars.size()) return std::nullopt;
    const core::Bar& bar = bars[bars.size() - 1 - back];
    if (bar.open_time != open_time) return std::nullopt;
    return bar.close / bars[bars.size() - 2 - back].close - 1;
  }

  // Spares work only: both follow from the bars before the day.
  base::UnixNanos day_ = base::kBeginningOfTime;
  std::vector<Tie> ties_;
  std::vector<double> start_;  // log closes from which the day counts
};

}  // namespace

strategy::DriverSpec DescribeCorrelationBreakdown() {
  return {.name = "correlation_breakdown",
          .summary = "Bets that what left its cluster without news comes back to it",
          .reference = "Avellaneda, Lee 2010; Gatev, Goetzmann, Rouwenhorst 2006",
          .category = strategy::Category::kCorrelation,
          .risk_budget = 0.18,
          .half_life = base::Days(2),
          .make = [] { return std::make_unique<CorrelationBreakdown>(); }};
}

}  // namespace keel::strategies
