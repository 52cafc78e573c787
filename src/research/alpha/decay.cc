// SPDX-License-Identifier: MIT
#include "research/alpha/decay.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "base/os/threads.h"
#include "math/stationary_bootstrap.h"

namespace keel::research {
namespace {

constexpr size_t kLeastPoints = 4;
constexpr double kShortest = 0.1;    // bars; below it there is no information but in the first bar
constexpr size_t kLeastBlocks = 50;  // of the bootstrap in a series
constexpr int kGrid = 64;            // half-lives that are tried before the best is made exact

/// A point with what each row adds to its error.
struct MeasuredPoint {
  DecayPoint point;
  std::vector<double> terms;
};

/// Single bars up to 8, then stretches that grow with the lag.
std::vector<DecayPoint> Stretches(size_t lags) {
  std::vector<DecayPoint> stretches;
  size_t length = 1;
  for (size_t from = 0; from < lags; from += length) {
    if (from >= 8) length = std::max<size_t>(length, from / 3);
    stretches.push_back({.from = from, .to = std::min(from + length, lags)});
  }
  return stretches;
}

/// What all points are measured by.
struct Measure {
  const AlphaPanel& panel;
  IcKind kind;
  bool ranks;
  size_t memory;  ///< rows, see SignalMemory
};

std::optional<MeasuredPoint> MeasurePoint(const Measure& by, DecayPoint point) {
  const AlphaPanel& panel = by.panel;
  MeasuredPoint measured{.point = point, .terms = std::vector<double>(panel.rows())};
  const auto length = static_cast<double>(point.to - point.from);
  size_t times = 0;
  for (size_t lag = point.from; lag < point.to; ++lag) {
    const auto estimate = by.ranks ? RankIc(panel, {lag, lag + 1}, by.kind)
                                   : PearsonIc(panel, {lag, lag + 1}, by.kind);
    if (!estimate) return std::nullopt;
    measured.point.ic += estimate->value / length;
    times = std::max(times, estimate->times);
    for (size_t t = 0; t < panel.rows(); ++t) measured.terms[t] += estimate->terms[t] / length;
  }
  IcEstimate sum{.terms = std::move(measured.terms)};
  measured.point.error = sum.Error(std::max(LagFor(times, 1), by.memory));
  measured.terms = std::move(sum.terms);
  if (!(measured.point.error > 0)) return std::nullopt;
  return measured;
}

base::Status TellDecay(const DecayOptions& o, int64_t done, int64_t total) {
  if (!o.progress || o.progress(done, total)) return {};
  return base::Fail(base::ErrorCode::kInterrupted, "stopped while the decay was measured");
}

/// Those of all stretches that can be measured.
base::Result<std::vector<MeasuredPoint>> MeasurePoints(const Measure& by, const DecayOptions& o) {
  const std::vector<DecayPoint> stretches = Stretches(o.lags);
  std::vector<std::optional<MeasuredPoint>> found(stretches.size());
  constexpr size_t kBatch = 8;
  for (size_t first = 0; first < stretches.size(); first += kBatch) {
    TRY(TellDecay(o, static_cast<int64_t>(first), std::ssize(stretches)));
    const size_t count = std::min(kBatch, stretches.size() - first);
    base::os::ParallelFor(static_cast<int64_t>(count), o.jobs, [&](int64_t i) {
      const size_t at = first + static_cast<size_t>(i);
      found[at] = MeasurePoint(by, stretches[at]);
    });
  }
  std::vector<MeasuredPoint> measured;
  for (auto& one : found) {
    if (one) measured.push_back(*std::move(one));
  }
  if (measured.size() >= kLeastPoints) return measured;
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("the signal can be held against the returns of {} later bars "
                                "only, and a decay needs {}: a longer --timerange has more",
                                measured.size(), kLeastPoints));
}

/// Weighted least squares of one curve: the initial value is linear, so only the half-life is
/// searched for.
class FadingFit {
 public:
  FadingFit(std::vector<DecayPoint> points, double longest)
      : points_(std::move(points)), longest_(longest) {}

  struct Best {
    double half_life = 0, initial = 0, explained = 0;
  };

  Best Fit(const std::vector<double>& ics) const {
    const double first = std::log(kShortest), step = (std::log(longest_) - first) / kGrid;
    const auto unexplained = [&](double log_half_life) {
      return -Solve(ics, std::exp(log_half_life)).explained;
    };
    int best = 0;
    double least = 0;
    for (int i = 0; i <= kGrid; ++i) {
      const double value = unexplained(first + i * step);
      if (i == 0 || value < least) best = i, least = value;
    }
    if (best == 0 || best == kGrid) return Solve(ics, std::exp(first + best * step));
    constexpr int kBits = 26;
    const auto [at, value] = boost::math::tools::brent_find_minima(
        unexplained, first + (best - 1) * step, first + (best + 1) * step, kBits);
    return Solve(ics, std::exp(at));
  }
  double longest() const { return longest_; }
  bool IsLongest(double half_life) const { return half_life >= longest_ * 0.999; }

 private:
  Best Solve(const std::vector<double>& ics, double half_life) const {
    double xy = 0, xx = 0, yy = 0;
    for (size_t i = 0; i < points_.size(); ++i) {
      const DecayPoint& p = points_[i];
      const double mean = FadedMean({.bars = half_life, .initial = 1}, p);
      const double weight = 1 / (p.error * p.error);
      xy += weight * mean * ics[i];
      xx += weight * mean * mean;
      yy += weight * ics[i] * ics[i];
    }
    return {half_life, xy / xx, yy > 0 ? xy * xy / xx / yy : 0};
  }

  std::vector<DecayPoint> points_;
  double longest_;
};

/// What the resamples came to.
struct Redrawn {
  std::vector<double> half_lives;  ///< ascending
  double p_value = 1;
};

/// Row by row, the points of a row side by side, so that a draw reads memory in order.
std::vector<double> RowsOfTerms(const std::vector<MeasuredPoint>& measured, size_t rows) {
  std::vector<double> table(rows * measured.size());
  for (size_t t = 0; t < rows; ++t) {
    for (size_t i = 0; i < measured.size(); ++i) {
      table[t * measured.size() + i] = measured[i].terms[t];
    }
  }
  return table;
}

double LargestScore(const std::vector<MeasuredPoint>& measured, const std::vector<double>& from) {
  double largest = 0;
  for (size_t i = 0; i < measured.size(); ++i) {
    largest = std::max(largest, std::fabs(from[i]) / measured[i].point.error);
  }
  return largest;
}

base::Result<Redrawn> Redraw(const std::vector<MeasuredPoint>& measured, size_t rows,
                             const FadingFit& fit, double block, const DecayOptions& o) {
  const size_t points = measured.size();
  const std::vector<double> table = RowsOfTerms(measured, rows);
  std::vector<double> ics;
  for (const MeasuredPoint& m : measured) ics.push_back(m.point.ic);
  const double seen = LargestScore(measured, ics);
  std::vector<double> half_lives(static_cast<size_t>(o.resamples));
  std::vector<int> as_far(half_lives.size());
  constexpr int64_t kBatch = 64;
  for (int64_t first = 0; first < o.resamples; first += kBatch) {
    TRY(TellDecay(o, first, o.resamples));
    base::os::ParallelFor(std::min<int64_t>(kBatch, o.resamples - first), o.jobs, [&](int64_t i) {
      const auto draw = static_cast<size_t>(first + i);
      base::RandomStream random(o.seed, "research.alpha.decay", draw);
      math::StationaryBootstrap places(rows, block, random);
      std::vector<double> moved(points);
      for (size_t t = 0; t < rows; ++t) {
        const double* row = &table[places.Next() * points];
        for (size_t p = 0; p < points; ++p) moved[p] += row[p];
      }
      as_far[draw] = LargestScore(measured, moved) >= seen ? 1 : 0;
      for (size_t p = 0; p < points; ++p) moved[p] += ics[p];
      half_lives[draw] = fit.Fit(moved).half_life;
    });
  }
  int count = 0;
  for (const int one : as_far) count += one;
  std::sort(half_lives.begin(), half_lives.end());
  return Redrawn{std::move(half_lives), (1.0 + count) / (1.0 + o.resamples)};
}

void FitHalfLife(const FadingFit& fit, const Redrawn& redrawn, const DecayOptions& o,
                 Decay& decay) {
  if (redrawn.p_value >= o.significance) {
    decay.without = fmt::format(
        "The signal has no significant correlation with later returns (p = {:.3f}), and noise has "
        "no half-life",
        redrawn.p_value);
    return;
  }
  std::vector<double> ics;
  for (const DecayPoint& point : decay.points) ics.push_back(point.ic);
  const FadingFit::Best best = fit.Fit(ics);
  const auto quantile = [&](double q) {
    const double place = q * static_cast<double>(redrawn.half_lives.size() - 1);
    return redrawn.half_lives[static_cast<size_t>(std::lround(place))];
  };
  const double tail = (1 - o.confidence) / 2;
  if (fit.IsLongest(best.half_life)) {
    decay.without = fmt::format(
        "The correlation does not fade within {} bars (with {:g} % confidence the half-life is "
        "above {:.1f} bars): look further with longer --horizons",
        o.lags, 100 * (1 - tail), quantile(tail));
    return;
  }
  decay.half_life = HalfLife{.bars = best.half_life,
                             .low = std::min(quantile(tail), best.half_life),
                             .initial = best.initial,
                             .explained = best.explained};
  const double high = quantile(1 - tail);
  if (!fit.IsLongest(high)) decay.half_life->high = std::max(high, best.half_life);
}

}  // namespace

double FadedMean(const HalfLife& fit, const DecayPoint& point) {
  const auto length = static_cast<double>(point.to - point.from);
  return fit.initial * std::exp2(-static_cast<double>(point.from) / fit.bars) *
         (1 - std::exp2(-length / fit.bars)) / (length * (1 - std::exp2(-1 / fit.bars)));
}

base::Result<Decay> MeasureDecay(const AlphaPanel& panel, IcKind kind,
                                 const DecayOptions& options) {
  const size_t memory = SignalMemory(panel, std::max<size_t>(panel.rows() / kLeastBlocks, 1));
  TRY(const std::vector<MeasuredPoint> measured,
      MeasurePoints({panel, kind, options.ranks, memory}, options));
  Decay decay;
  for (const MeasuredPoint& one : measured) decay.points.push_back(one.point);
  const FadingFit fit(decay.points, 4 * static_cast<double>(options.lags));
  // As long as rows are alike: twice the signal's memory, and the cube root that is asked of any.
  const double block = std::max(std::ceil(std::cbrt(static_cast<double>(panel.rows()))),
                                2 * static_cast<double>(memory));
  TRY(const Redrawn redrawn, Redraw(measured, panel.rows(), fit, block, options));
  decay.p_value = redrawn.p_value;
  FitHalfLife(fit, redrawn, options, decay);
  return decay;
}

}  // namespace keel::research
