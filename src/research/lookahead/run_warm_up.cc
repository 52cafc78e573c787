// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/os/threads.h"
#include "research/lookahead/column_check.h"
#include "research/lookahead/lookahead.h"

namespace keel::research {
namespace {

using base::UnixNanos;

constexpr size_t kLooks = 200;
using Place = std::pair<uint16_t, uint32_t>;  // strategy, instrument

/// What is held by its last target, or, where orders are sent, whether anything is.
class Holdings {
 public:
  explicit Holdings(const WatchedRun& run) : run_(run) {
    for (const Wish& wish : run.log.wishes) {
      if (wish.kind == WishKind::kTarget) {
        steps_[{wish.strategy, wish.instrument.index}].push_back({wish.time, wish.share});
      }
    }
    std::map<Place, double> held;
    for (const core::Fill& fill : run.record.fills) {
      const Place place = PlaceOf(fill);
      if (by_target(place)) continue;
      double& quantity = held[place];
      quantity += core::Sign(fill.side) * fill.quantity.ToDouble();
      steps_[place].push_back({fill.time, quantity > 1e-9 ? 1.0 : 0.0});
    }
  }

  std::vector<Place> places() const {
    std::vector<Place> all;
    for (const auto& [place, steps] : steps_) all.push_back(place);
    return all;
  }
  double At(const Place& place, UnixNanos time) const {
    const auto steps = steps_.find(place);
    if (steps == steps_.end()) return 0;
    const auto after = std::partition_point(steps->second.begin(), steps->second.end(),
                                            [&](const Step& step) { return step.time <= time; });
    return after == steps->second.begin() ? 0 : std::prev(after)->share;
  }

 private:
  struct Step {
    UnixNanos time;
    double share;
  };
  /// Strategies of the record are those of the settings; of the log, those of the registry.
  Place PlaceOf(const core::Fill& fill) const {
    const std::string& name = run_.record.strategies[fill.strategy.index].name;
    const auto& names = run_.log.strategies;
    const auto at = std::find(names.begin(), names.end(), name);
    return {static_cast<uint16_t>(at - names.begin()), fill.instrument.index};
  }
  bool by_target(const Place& place) {
    if (targeted_.count(place) == 0) {
      targeted_[place] = steps_.count(place) > 0;
    }
    return targeted_[place];
  }

  const WatchedRun& run_;
  std::map<Place, std::vector<Step>> steps_;
  std::map<Place, bool> targeted_;
};

/// Closes of the last fifth of the first series.
std::vector<UnixNanos> LooksOf(const KnownWorld& world) {
  const engine::LoadedSeries& series = world.series.front();
  const size_t n = series.bars.size(), first = n - n / 5;
  std::vector<UnixNanos> looks;
  for (size_t k = 0; k < kLooks; ++k) {
    const size_t at = first + (n - 1 - first) * k / (kLooks - 1);
    const UnixNanos close = series.timeframe.CloseOf(series.bars[at].open_time);
    if (looks.empty() || looks.back() < close) looks.push_back(close);
  }
  return looks;
}

/// Histories before the first look: halves of what there is.
std::vector<int64_t> HistoriesOf(int64_t before) {
  std::vector<int64_t> lengths;
  for (int64_t length = before / 2; length >= 2 && lengths.size() < 6; length /= 2) {
    lengths.insert(lengths.begin(), length);
  }
  return lengths;
}

}  // namespace

base::Result<LookaheadVerdict> CheckRunWarmUp(const LookaheadSubject& subject,
                                              const WatchedRun& whole,
                                              const LookaheadOptions& options) {
  LookaheadVerdict verdict;
  const engine::LoadedSeries& first = subject.world.series.front();
  const std::vector<UnixNanos> looks = LooksOf(subject.world);
  const auto before = BarsClosed(first, looks.front());
  const auto lengths = HistoriesOf(before);
  const auto start_of = [&](int64_t length) {
    return first.bars[static_cast<size_t>(before - length)].open_time;
  };
  for (const engine::LoadedSeries& series : subject.world.series) {
    if (lengths.empty() || series.record.from > start_of(lengths.front()) ||
        series.record.to < looks.back()) {
      verdict.notes.push_back(
          "How much history the strategies need cannot be told: not all pairs trade long enough "
          "together.");
      return verdict;
    }
  }
  std::vector<base::Result<std::unique_ptr<WatchedRun>>> runs(lengths.size());
  const auto n = static_cast<int64_t>(lengths.size());
  base::os::ParallelFor(
      n, options.jobs,
      [&](int64_t k) {
        engine::RunHooks hooks;
        hooks.interrupted = options.interrupted;
        runs[static_cast<size_t>(k)] =
            RunWatched(subject.settings, subject.plug_ins, subject.run,
                       BeginAt(subject.world, start_of(lengths[static_cast<size_t>(k)])), hooks);
      },
      [&](int64_t done) {
        if (options.progress) options.progress("later beginnings", done, n);
      });
  const Holdings full(whole);
  for (const Place& place : full.places()) {
    std::vector<WarmUpDistance> distances;
    for (size_t k = 0; k < lengths.size(); ++k) {
      if (!runs[k]) return tl::unexpected<base::Error>(runs[k].error());
      const Holdings later(**runs[k]);
      double distance = 0;
      for (const UnixNanos look : looks) {
        distance = std::max(distance, std::abs(full.At(place, look) - later.At(place, look)));
      }
      distances.push_back({lengths[k], distance});
    }
    verdict.warm_ups.push_back({"holdings of " + whole.log.strategies[place.first],
                                subject.world.series[place.second].symbol.ToString(), std::nullopt,
                                SettledAfter(distances, 1e-3), SettledAfter(distances, 1e-6),
                                distances.back().bars, distances.back().distance});
  }
  verdict.checks.push_back(
      {"warm-up", static_cast<int64_t>(lengths.size()), 0,
       fmt::format("The strategies ran from {} later beginnings.", lengths.size())});
  return verdict;
}

}  // namespace keel::research
