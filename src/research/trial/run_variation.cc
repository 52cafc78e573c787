// SPDX-License-Identifier: MIT
#include "research/trial/run_variation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/os/threads.h"
#include "engine/backtest.h"
#include "research/trial/delayed_entry.h"
#include "research/trial/price_noise.h"
#include "research/trial/quiet_start.h"

namespace keel::research {
namespace {

using base::ErrorCode;

/// A run in the making: what a variation turns the subject into.
struct Prepared {
  engine::BacktestSettings settings;
  std::vector<strategy::StrategySpec> strategies;
  std::vector<engine::LoadedSeries> series;
  base::UnixNanos start;  ///< of the trading
};

base::Status SetParam(const std::string& name, double value, engine::BacktestSettings& settings) {
  const size_t dot = name.find('.');
  const std::string param = dot == std::string::npos ? name : name.substr(dot + 1);
  if (dot == std::string::npos && settings.strategies.size() != 1) {
    return base::Fail(
        ErrorCode::kUsage,
        fmt::format("the parameter {} could be any of {} strategies': write {}.{}", name,
                    settings.strategies.size(), settings.strategies.front().name, name));
  }
  for (engine::StrategySettings& strategy : settings.strategies) {
    if (dot != std::string::npos && strategy.name != name.substr(0, dot)) continue;
    const auto known =
        std::ranges::find(strategy.params, param, &std::pair<std::string, double>::first);
    if (known != strategy.params.end()) {
      known->second = value;
    } else {
      strategy.params.emplace_back(param, value);
    }
    return {};
  }
  return base::Fail(ErrorCode::kUsage, fmt::format("the parameter {}: no strategy of this run is "
                                                   "called \"{}\"",
                                                   name, name.substr(0, dot)));
}

/// A pair without a bar in the window takes no part in it.
base::Status CutToWindow(const Subject& subject, const base::TimeRange& window, Prepared& run) {
  run.settings.pairs.clear();
  for (const engine::LoadedSeries& series : subject.series) {
    engine::LoadedSeries cut = CutSeries(series, window);
    const std::string pair = cut.symbol.ToString();
    if (cut.bars.empty()) {
      for (engine::StrategySettings& s : run.settings.strategies) std::erase(s.pairs, pair);
      continue;
    }
    run.settings.pairs.push_back(pair);
    run.series.push_back(std::move(cut));
  }
  if (run.series.empty()) {
    const base::TimeRange has = subject.range();
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("no pair has a bar between {} and {}; the bars are of {} to {}",
                                  base::FormatIso(window.from), base::FormatIso(window.to),
                                  base::FormatIso(has.from), base::FormatIso(has.to)));
  }
  engine::FindDelistings(run.series);
  return {};
}

/// A rebate of a maker stays: more of it would be no cost.
void MultiplyCosts(double factor, sim::VenueSettings& venue) {
  const auto dearer = [&](double& cost) { cost = cost > 0 ? cost * factor : cost; };
  for (sim::FeeTier& tier : venue.fees.tiers) {
    dearer(tier.maker_bps);
    dearer(tier.taker_bps);
  }
  dearer(venue.impact.spread_bps);
  dearer(venue.impact.k_default);
  for (auto& spread : venue.impact.spread_bps_by_pair) dearer(spread.second);
  for (auto& k : venue.impact.k) dearer(k.second);
}

void SetLatency(base::Duration latency, sim::VenueSettings& venue) {
  venue.latency = {.model = "fixed", .fixed_ms = latency.seconds() * 1e3};
  venue.response = {.model = "same"};
}

base::Status CheckValues(const Variation& v) {
  if (v.entry_delay_bars >= 0 && v.price_noise >= 0 && v.price_noise < 1 && v.cost_factor >= 0) {
    return {};
  }
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("an entry delay of {} bars, a noise of {} and costs times {}: a "
                                "delay of 0 or more, a noise in [0, 1) and a factor of 0 or more "
                                "are needed",
                                v.entry_delay_bars, v.price_noise, v.cost_factor));
}

/// The plug-ins as the variation wants them: late, then silent until the trading begins.
strategy::StrategySpec Changed(const strategy::StrategySpec& spec, const Variation& variation,
                               std::optional<base::UnixNanos> quiet_until) {
  strategy::StrategySpec changed = spec;
  if (variation.entry_delay_bars > 0) changed = WithLateEntries(spec, variation.entry_delay_bars);
  return quiet_until ? QuietUntil(changed, *quiet_until) : changed;
}

base::Result<Prepared> Prepare(const Subject& subject, const Variation& variation) {
  TRY(CheckValues(variation));
  Prepared run{.settings = subject.settings};
  for (const auto& param : variation.params) {
    TRY(SetParam(param.first, param.second, run.settings));
  }
  const base::TimeRange all = subject.range();
  run.start = std::max(variation.from.value_or(all.from), all.from);
  const base::UnixNanos first = std::max(all.from, run.start - variation.warm_up);
  TRY(CutToWindow(subject, {first, std::min(variation.to.value_or(all.to), all.to)}, run));
  if (variation.cost_factor != 1) MultiplyCosts(variation.cost_factor, run.settings.sim);
  if (variation.latency) SetLatency(*variation.latency, run.settings.sim);
  const PriceNoise noise{variation.price_noise, subject.settings.seed, variation.noise_item};
  for (engine::LoadedSeries& s : run.series) s = WithNoise(std::move(s), noise);
  const auto quiet_until = first < run.start ? std::optional(run.start) : std::nullopt;
  for (const strategy::StrategySpec& spec : subject.registry.strategies) {
    run.strategies.push_back(Changed(spec, variation, quiet_until));
  }
  return run;
}

}  // namespace

std::string TrialHash(const Subject& subject, const Variation& variation) {
  base::Hasher hasher;
  hasher.Append(subject.settings_hash);
  for (const engine::LoadedSeries& series : subject.series) {
    hasher.Append(fmt::format("\n{} {}", series.symbol.ToString(), series.record.hash));
  }
  hasher.Append("\n" + base::ToJson(variation));
  return hasher.Hex();
}

base::Result<engine::BacktestSettings> SettingsWith(const Subject& subject,
                                                    const Variation& variation) {
  engine::BacktestSettings settings = subject.settings;
  for (const auto& param : variation.params) {
    TRY(SetParam(param.first, param.second, settings));
  }
  return settings;
}

base::Result<engine::RunRecord> RunVariation(const Subject& subject, const Variation& variation,
                                             const std::atomic<bool>* interrupted) {
  TRY(Prepared run, Prepare(subject, variation));
  TRY(engine::RunRecord record,
      engine::RunOnSeries(run.settings, {run.strategies, subject.registry.features},
                          std::move(run.series), {.interrupted = interrupted, .benchmark = false}));
  if (record.interrupted) return base::Fail(ErrorCode::kInterrupted, "stopped in a run");
  return record;
}

base::Result<Outcome> TryVariation(const Subject& subject, const Variation& variation,
                                   const std::atomic<bool>* interrupted) {
  TRY(const engine::RunRecord record, RunVariation(subject, variation, interrupted));
  return OutcomeOf(record, std::max(record.from, variation.from.value_or(record.from)));
}

base::Result<std::vector<Outcome>> TryAll(const Subject& subject,
                                          std::span<const Variation> variations,
                                          const TryOptions& options) {
  std::vector<base::Result<Outcome>> results(variations.size(), Outcome{});
  const auto total = static_cast<int64_t>(variations.size());
  base::os::ParallelFor(
      total, options.jobs,
      [&](int64_t i) {
        const auto at = static_cast<size_t>(i);
        results[at] = TryVariation(subject, variations[at], options.interrupted);
      },
      [&](int64_t done) {
        if (options.progress) options.progress(done, total);
      });
  std::vector<Outcome> outcomes;
  outcomes.reserve(results.size());
  for (base::Result<Outcome>& result : results) {
    TRY(Outcome outcome, std::move(result));
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace keel::research
