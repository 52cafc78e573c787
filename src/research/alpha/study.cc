// SPDX-License-Identifier: MIT
#include "research/alpha/study.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/threads.h"

namespace keel::research {
namespace {

using base::ErrorCode;

constexpr size_t kLongest = 512;
constexpr size_t kShareOfRows = 50;

base::Status Tell(const AlphaOptions& o, std::string_view what, int64_t done, int64_t total) {
  if (!o.progress || o.progress(what, done, total)) return {};
  return base::Fail(ErrorCode::kInterrupted, fmt::format("stopped at: {}", what));
}

IcValue ValueOf(const IcEstimate& estimate, size_t lag) {
  IcValue value{.value = estimate.value, .error = estimate.Error(lag)};
  if (value.error > 0) value.t = value.value / value.error;
  return value;
}

std::optional<HorizonIc> MeasureHorizon(const AlphaPanel& panel, size_t horizon,
                                        const AlphaOptions& o) {
  const auto pearson = PearsonIc(panel, {0, horizon}, o.kind);
  const auto rank = RankIc(panel, {0, horizon}, o.kind);
  if (!pearson || !rank) return std::nullopt;
  HorizonIc result{.horizon = horizon,
                   .observations = pearson->observations,
                   .lag = LagFor(pearson->times, horizon)};
  result.pearson = ValueOf(*pearson, result.lag);
  result.rank = ValueOf(*rank, result.lag);
  result.autocorrelation = SignalAutocorrelation(panel, horizon);
  result.quantiles = MeasureQuantiles(panel, horizon, o.parts, o.kind);
  return result;
}

/// Whether anything can be measured at all; else what is in the way.
base::Status CheckSignal(const AlphaPanel& panel, IcKind kind) {
  const auto present = std::count_if(panel.signals.begin(), panel.signals.end(),
                                     [](const auto& s) { return s.has_value(); });
  if (present == 0) return base::Fail(ErrorCode::kUsage, "the signal says nothing in this range");
  if (kind == IcKind::kSection && panel.pairs.size() < kLeastSection) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("a section needs {} pairs, and there are {}: use --by time",
                                  kLeastSection, panel.pairs.size()));
  }
  if (PearsonIc(panel, {0, 1}, kind)) return {};
  return base::Fail(
      ErrorCode::kUsage,
      fmt::format("the signal has {} values, and none varies over {} returns that follow: a longer "
                  "--timerange has more",
                  present, kLeastObservations));
}

std::vector<NamedSignal> WithOwn(const AlphaPanel& panel, const std::string& name,
                                 const std::vector<NamedSignal>& others, SignalScale scale) {
  std::vector<NamedSignal> all = {{name, panel.signals, scale}};
  for (const NamedSignal& other : others) {
    if (other.name != name) all.push_back(other);
  }
  return all;
}

}  // namespace

std::vector<size_t> HorizonsFor(size_t rows) {
  std::vector<size_t> horizons = {1};
  while (2 * horizons.back() <= std::min(kLongest, rows / kShareOfRows)) {
    horizons.push_back(2 * horizons.back());
  }
  return horizons;
}

base::Result<AlphaStudy> StudyAlpha(const AlphaPanel& panel, std::span<const PairCost> costs,
                                    const std::string& name, const std::vector<NamedSignal>& others,
                                    const AlphaOptions& options) {
  TRY(CheckSignal(panel, options.kind));
  AlphaStudy study{.kind = options.kind, .scale = options.scale};
  study.ranks = options.ranks;
  study.signals = static_cast<size_t>(std::count_if(panel.signals.begin(), panel.signals.end(),
                                                    [](const auto& s) { return s.has_value(); }));
  const std::vector<size_t> horizons =
      options.horizons.empty() ? HorizonsFor(panel.rows()) : options.horizons;
  TRY(Tell(options, "information", 0, 0));
  std::vector<std::optional<HorizonIc>> found(horizons.size());
  base::os::ParallelFor(std::ssize(horizons), options.jobs, [&](int64_t i) {
    const auto at = static_cast<size_t>(i);
    found[at] = MeasureHorizon(panel, horizons[at], options);
  });
  for (auto& one : found) {
    if (one) study.horizons.push_back(*std::move(one));
  }
  study.lags = std::max<size_t>(horizons.back(), 8);
  DecayOptions decay{.lags = study.lags,
                     .ranks = options.ranks,
                     .resamples = options.resamples,
                     .seed = options.seed,
                     .jobs = options.jobs};
  TRY(Tell(options, "decay", 0, 0));
  if (options.progress) {
    decay.progress = [&](int64_t done, int64_t total) {
      return options.progress("decay", done, total);
    };
  }
  TRY(study.decay, MeasureDecay(panel, options.kind, decay));
  TRY(Tell(options, "capacity", 0, 0));
  const AlphaPositions positions = HoldSignal(panel, options.kind, options.scale);
  study.yield = MeasureYield(panel, positions, options.kind);
  study.capacity = MeasureCapacity(study.yield.alpha, TradesOf(panel, positions, costs),
                                   panel.days(), kCapitals);
  TRY(Tell(options, "other alphas", 0, 0));
  study.relations = RelateAlphas(panel, WithOwn(panel, name, others, options.scale), options.kind);
  return study;
}

}  // namespace keel::research
