// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "metrics/moments.h"
#include "research/failure_cases/rules.h"

namespace keel::research {
namespace {

constexpr size_t kWindow = 30;         // days that a figure looks back on
constexpr size_t kFewestFigures = 90;  // a quantile of fewer says little
constexpr double kEqual = 1e-9;        // figures this near to each other are one

constexpr double kQuietTenth = 0.10;
constexpr size_t kQuietDays = 14;

constexpr double kWhipsawEfficiency = 0.05;
constexpr size_t kWhipsawMean = 10;
constexpr int kWhipsawCrossings = 6;
constexpr size_t kWhipsawDays = 3;

constexpr double kConvergedQuantile = 0.95;
constexpr size_t kConvergedDays = 5;

/// Days [first, last] of the market, counted from its first.
struct DayRun {
  size_t first = 0;
  size_t last = 0;
};

/// Stretches of `least` days or more on which `is` holds; days before `from` are not asked.
std::vector<DayRun> RunsOf(size_t from, size_t days, size_t least,
                           const std::function<bool(size_t)>& is) {
  std::vector<DayRun> runs;
  for (size_t day = from; day < days; ++day) {
    if (!is(day)) continue;
    size_t last = day;
    while (last + 1 < days && is(last + 1)) ++last;
    if (last - day + 1 >= least) runs.push_back({day, last});
    day = last;
  }
  return runs;
}

base::UnixNanos DayAt(const MarketPath& market, size_t day) {
  return {(market.daily.first_day + static_cast<int64_t>(day)) * base::Days(1).ns};
}

Episode EpisodeOf(const MarketPath& market, DayRun run, std::string finding) {
  return {DayAt(market, run.first), DayAt(market, run.last + 1), std::move(finding)};
}

/// Why there are no figures of `window` days; empty where there are.
std::string GapOf(const MarketPath& market) {
  if (market.longest_bar > base::Days(1)) return "the bars are longer than a day";
  if (market.daily.size() >= kWindow + kFewestFigures) return "";
  return fmt::format("the prices reach over {} days, and {} are needed", market.daily.size(),
                     kWindow + kFewestFigures);
}

/// The figure of every day that has a whole window behind it, by day; the first kWindow - 1 are 0.
std::vector<double> Figures(size_t days, const std::function<double(size_t first)>& of_window) {
  std::vector<double> figures(days, 0);
  for (size_t day = kWindow - 1; day < days; ++day) figures[day] = of_window(day + 1 - kWindow);
  return figures;
}

double QuantileOfFigures(const std::vector<double>& figures, double q) {
  std::vector<double> sorted(figures.begin() + kWindow - 1, figures.end());
  std::sort(sorted.begin(), sorted.end());
  return *metrics::SortedQuantile(sorted, q);
}

std::span<const double> WindowOf(const metrics::DailySeries& daily, size_t first) {
  return std::span(daily.returns).subspan(first, kWindow);
}

/// A window of 30 days as whipsaws are told by it.
struct Motion {
  double path = 0;        ///< sum of the absolute daily log returns
  double efficiency = 0;  ///< net move by the path
};

Motion MotionOf(std::span<const double> returns) {
  double net = 0;
  double path = 0;
  for (const double r : returns) {
    const double move = std::log1p(std::max(r, -0.9999));
    net += move;
    path += std::abs(move);
  }
  return {path, path > 0 ? std::abs(net) / path : 1};
}

/// How often the market passes from one side of its mean of the last days to the other, by day.
std::vector<int> Crossings(const metrics::DailySeries& daily) {
  std::vector<int> crossings(daily.size(), 0);
  double sum = 0;
  int side = 0;
  for (size_t day = 0; day < daily.size(); ++day) {
    sum += daily.equity[day] - (day >= kWhipsawMean ? daily.equity[day - kWhipsawMean] : 0);
    const double off = daily.equity[day] - sum / kWhipsawMean;
    const int now = day + 1 < kWhipsawMean || off == 0 ? 0 : off > 0 ? 1 : -1;
    crossings[day] = side * now < 0 ? 1 : 0;
    if (now != 0) side = now;
  }
  return crossings;
}

/// The windows that end on the days of each run, joined where they touch.
std::vector<DayRun> WindowsBefore(const std::vector<DayRun>& runs) {
  std::vector<DayRun> windows;
  for (const DayRun& run : runs) {
    const size_t first = run.first + 1 - kWindow;
    if (!windows.empty() && first <= windows.back().last + 1) {
      windows.back().last = run.last;
    } else {
      windows.push_back({first, run.last});
    }
  }
  return windows;
}

/// Mean over all couples of the pairs that are priced on all days of a window, which begins on that
/// day since 1970-01-01; absent for fewer than two.
std::optional<double> MeanCorrelation(const MarketPath& market, int64_t first_day) {
  std::vector<std::vector<double>> standardised;
  for (const metrics::DailySeries& pair : market.by_pair) {
    const int64_t offset = first_day - pair.first_day;
    if (offset < 0 || offset + static_cast<int64_t>(kWindow) > static_cast<int64_t>(pair.size())) {
      continue;
    }
    const std::span<const double> window = WindowOf(pair, static_cast<size_t>(offset));
    const metrics::Moments moments = metrics::MomentsOf(window);
    if (moments.deviation.value_or(0) == 0) continue;
    std::vector<double>& values = standardised.emplace_back();
    for (const double r : window) values.push_back((r - *moments.mean) / *moments.deviation);
  }
  if (standardised.size() < 2) return std::nullopt;
  // The square of the sum holds every couple twice, and each pair with itself.
  double squares = 0;
  for (size_t day = 0; day < kWindow; ++day) {
    double sum = 0;
    for (const std::vector<double>& values : standardised) sum += values[day];
    squares += sum * sum;
  }
  const auto count = static_cast<double>(standardised.size());
  return (squares / (kWindow - 1) - count) / (count * (count - 1));
}

}  // namespace

EpisodeKind FindLowVolatility(const MarketPath& market) {
  EpisodeKind kind{
      .key = "low_volatility",
      .title = "Low volatility",
      .rule = fmt::format("the volatility of the last {} days is within the lowest {:.0f} % of the "
                          "whole range on {} days in a row or more",
                          kWindow, kQuietTenth * 100, kQuietDays),
      .gap = GapOf(market)};
  if (!kind.gap.empty()) return kind;
  const size_t days = market.daily.size();
  const std::vector<double> volatility = Figures(days, [&](size_t first) {
    return metrics::MomentsOf(WindowOf(market.daily, first)).deviation.value_or(0);
  });
  const double bound = QuantileOfFigures(volatility, kQuietTenth) * (1 + kEqual);
  const auto is_quiet = [&](size_t day) { return volatility[day] <= bound; };
  for (const DayRun& run : RunsOf(kWindow - 1, days, kQuietDays, is_quiet)) {
    const double least =
        *std::min_element(volatility.begin() + static_cast<std::ptrdiff_t>(run.first),
                          volatility.begin() + static_cast<std::ptrdiff_t>(run.last) + 1);
    kind.episodes.push_back(EpisodeOf(
        market, run,
        fmt::format("volatility down to {:.1f} % a year", least * std::sqrt(365.0) * 100)));
  }
  return kind;
}

EpisodeKind FindWhipsaws(const MarketPath& market) {
  EpisodeKind kind{
      .key = "whipsaw",
      .title = "Whipsaw",
      .rule = fmt::format("over {} days the net move is {:.0f} % or less of the sum of the daily "
                          "moves, that sum is above its median, and the price crosses its {}-day "
                          "mean {} times or more; on {} days in a row or more",
                          kWindow, kWhipsawEfficiency * 100, kWhipsawMean, kWhipsawCrossings,
                          kWhipsawDays),
      .gap = GapOf(market)};
  if (!kind.gap.empty()) return kind;
  const size_t days = market.daily.size();
  std::vector<Motion> motions(days);
  const std::vector<double> paths = Figures(days, [&](size_t first) {
    return (motions[first + kWindow - 1] = MotionOf(WindowOf(market.daily, first))).path;
  });
  const double median = QuantileOfFigures(paths, 0.5);
  const std::vector<int> crossings = Crossings(market.daily);
  const auto turns = [&](size_t first, size_t last) {
    int sum = 0;
    for (size_t day = first; day <= last; ++day) sum += crossings[day];
    return sum;
  };
  const auto is_whipsaw = [&](size_t day) {
    return motions[day].efficiency <= kWhipsawEfficiency && motions[day].path >= median &&
           turns(day + 1 - kWindow, day) >= kWhipsawCrossings;
  };
  for (const DayRun& window : WindowsBefore(RunsOf(kWindow - 1, days, kWhipsawDays, is_whipsaw))) {
    kind.episodes.push_back(EpisodeOf(market, window,
                                      fmt::format("{} crossings of the {}-day mean",
                                                  turns(window.first, window.last), kWhipsawMean)));
  }
  return kind;
}

EpisodeKind FindCorrelationConvergence(const MarketPath& market) {
  EpisodeKind kind{
      .key = "correlation",
      .title = "Correlation convergence",
      .rule = fmt::format("the mean correlation of all couples of pairs over the last {} days is "
                          "above its {:.0f} % quantile on {} days in a row or more",
                          kWindow, kConvergedQuantile * 100, kConvergedDays),
      .gap = market.by_pair.size() < 2 ? "one pair alone has nothing to converge with"
                                       : GapOf(market)};
  if (!kind.gap.empty()) return kind;
  const size_t days = market.daily.size();
  std::vector<std::optional<double>> means(days);
  std::vector<double> sorted;
  for (size_t day = kWindow - 1; day < days; ++day) {
    const auto offset = static_cast<int64_t>(day + 1 - kWindow);
    means[day] = MeanCorrelation(market, market.daily.first_day + offset);
    if (means[day]) sorted.push_back(*means[day]);
  }
  if (sorted.size() < kFewestFigures) {
    kind.gap = fmt::format(
        "two pairs are priced together over {} windows of {} days, and {} are "
        "needed",
        sorted.size(), kWindow, kFewestFigures);
    return kind;
  }
  std::sort(sorted.begin(), sorted.end());
  const double bound = *metrics::SortedQuantile(sorted, kConvergedQuantile) - kEqual;
  const auto is_converged = [&](size_t day) { return means[day] && *means[day] >= bound; };
  for (const DayRun& run : RunsOf(kWindow - 1, days, kConvergedDays, is_converged)) {
    double most = *means[run.first];
    for (size_t day = run.first; day <= run.last; ++day) most = std::max(most, *means[day]);
    kind.episodes.push_back(
        EpisodeOf(market, run, fmt::format("mean correlation up to {:.2f}", most)));
  }
  return kind;
}

}  // namespace keel::research
