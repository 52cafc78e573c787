// SPDX-License-Identifier: MIT
// For tests: strategies, features and columns that are one rule over the bars which somebody knew
// when they were made. A rule that looks behind its own bar is a planted leak; its twin that does
// not must stay unsuspected.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "research/lookahead/lookahead.h"
#include "research/lookahead/stored_check.h"
#include "research/lookahead/survivorship.h"
#include "risk/limits.h"
#include "sim/synthetic/generate.h"

namespace keel::research::testing {

using Bars = std::vector<core::Bar>;

inline const core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));
inline constexpr base::UnixNanos kMarketStart{1'609'459'200'000'000'000};  // 2021-01-01
inline constexpr int kMarketDays = 60;

/// Pairs of hourly bars over 60 days.
inline KnownWorld SyntheticWorld(int64_t pairs = 1) {
  const auto spec = sim::synthetic::DefaultSpec(
      pairs, kHour, {kMarketStart, kMarketStart + base::Days(kMarketDays)});
  const auto market = sim::synthetic::Generate(*spec, 77).value();
  KnownWorld world;
  for (const sim::synthetic::SyntheticSeries& made : market) {
    engine::LoadedSeries series;
    series.symbol = made.symbol;
    series.filters = {core::Price(core::Decimal::PowerOfTen(-made.price_decimals)),
                      core::Quantity(core::Decimal::PowerOfTen(-made.volume_decimals)),
                      core::Decimal::FromInt(10)};
    series.timeframe = kHour;
    series.owned = std::make_unique<Bars>(made.bars);
    series.bars = *series.owned;
    series.record.timeframe = series.record.detail_timeframe = "1h";
    series.record.synthetic = true;
    series.record.from = series.bars.front().open_time;
    series.record.to = kHour.CloseOf(series.bars.back().open_time);
    world.series.push_back(std::move(series));
  }
  return world;
}

inline engine::BacktestSettings SettingsOf(const KnownWorld& world, const std::string& strategy) {
  engine::BacktestSettings settings;
  settings.venue = "synthetic";
  for (const auto& series : world.series) settings.pairs.push_back(series.symbol.ToString());
  settings.timeframe = "1h";
  settings.strategies = {{.name = strategy}};
  settings.risk = *risk::LimitsOf("research");
  return settings;
}

/// The place in `bars` of the bar that opens then.
inline size_t PlaceOf(const Bars& bars, base::UnixNanos open) {
  const auto at = std::lower_bound(bars.begin(), bars.end(), open,
                                   [](const core::Bar& bar, auto t) { return bar.open_time < t; });
  return static_cast<size_t>(at - bars.begin());
}

/// What a rule was made from, and the bar that has just closed.
struct RuleScene {
  const Bars& source;                     ///< what was known when it was made: of its pair
  size_t now = 0;                         ///< the place of the bar that has just closed
  const std::vector<DatedTable>& tables;  ///< likewise
  const std::vector<Bars>& all;           ///< the sources of all pairs
  const core::Bar& bar() const { return source[now]; }
  bool knows(size_t ahead) const { return now + ahead < source.size(); }
};

using ShareRule = std::function<std::optional<double>(const RuleScene&)>;
using ActRule = std::function<void(strategy::Context&, const core::BarClosed&, const RuleScene&)>;

/// What a factory keeps of the world that it was shown.
struct LeakySource {
  std::vector<Bars> all;
  std::vector<DatedTable> tables;
  explicit LeakySource(const KnownWorld& known) : tables(known.tables) {
    for (const auto& series : known.series)
      all.emplace_back(series.bars.begin(), series.bars.end());
  }
};

class Ruled final : public strategy::Strategy {
 public:
  Ruled(std::shared_ptr<const LeakySource> source, ActRule rule)
      : source_(std::move(source)), rule_(std::move(rule)) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const Bars& own = source_->all[event.instrument.index];
    const RuleScene scene{own, PlaceOf(own, event.bar.open_time), source_->tables, source_->all};
    if (scene.now < own.size()) rule_(market, event, scene);
  }

 private:
  std::shared_ptr<const LeakySource> source_;
  ActRule rule_;
};

/// A strategy by that name which acts by the rule at every bar.
inline PlugIns StrategyOf(std::string name, ActRule rule) {
  return [name, rule](const KnownWorld& known) {
    auto source = std::make_shared<const LeakySource>(known);
    strategy::StrategySpec spec;
    spec.name = name;
    spec.make = [source, rule](
                    const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Ruled>(source, rule);
    };
    return PlugInSet{{spec}, {}, {}};
  };
}
/// One that holds the share which the rule says.
inline PlugIns ShareOf(std::string name, const ShareRule& rule) {
  return StrategyOf(std::move(name), [rule](strategy::Context& market, const core::BarClosed& event,
                                            const RuleScene& scene) {
    if (const auto share = rule(scene)) market.TargetShare(event.instrument, *share, "its rule");
  });
}

class RuledFeature final : public market::Feature {
 public:
  RuledFeature(std::shared_ptr<const LeakySource> source, ShareRule rule)
      : source_(std::move(source)), rule_(std::move(rule)) {}
  std::optional<double> Update(const core::Bar& bar) override {
    const Bars& own = source_->all.front();
    const RuleScene scene{own, PlaceOf(own, bar.open_time), source_->tables, source_->all};
    return scene.now < own.size() ? rule_(scene) : std::nullopt;
  }

 private:
  std::shared_ptr<const LeakySource> source_;
  ShareRule rule_;
};

/// Holds all, from the first bar to the last.
inline std::optional<double> Everything(const RuleScene&) { return 1; }

/// A streaming feature of one pair, read by a strategy that holds all.
inline PlugIns FeatureOf(std::string name, ShareRule rule) {
  return [name, rule](const KnownWorld& known) {
    auto source = std::make_shared<const LeakySource>(known);
    PlugInSet set = ShareOf("holder", Everything)(known);
    market::FeatureSpec spec;
    spec.name = name;
    spec.lookback = [](core::Timeframe) -> int64_t { return 1; };
    spec.make = [source, rule](core::Timeframe) -> std::unique_ptr<market::Feature> {
      return std::make_unique<RuledFeature>(source, rule);
    };
    set.features = {spec};
    set.strategies[0].features = {name};
    return set;
  };
}

using ColumnRule = std::function<std::vector<std::optional<double>>(std::span<const core::Bar>)>;
/// A batch column beside a strategy that holds all.
inline PlugIns ColumnOf(std::string name, ColumnRule rule, int64_t declared_reach = 0) {
  return [name, rule, declared_reach](const KnownWorld& known) {
    PlugInSet set = ShareOf("holder", Everything)(known);
    set.columns = {{name, declared_reach, [rule](std::span<const core::Bar> bars, core::Timeframe) {
                      return rule(bars);
                    }}};
    return set;
  };
}
/// One value a bar, of the bars and the place.
inline ColumnRule EachBar(
    std::function<std::optional<double>(std::span<const core::Bar>, size_t)> rule) {
  return [rule](std::span<const core::Bar> bars) {
    std::vector<std::optional<double>> values;
    for (size_t i = 0; i < bars.size(); ++i) values.push_back(rule(bars, i));
    return values;
  };
}

/// A table of one column, a row of which happened at each of `places` and was told `late`.
inline DatedTable NewsOf(const std::string& name, const Bars& bars, size_t every,
                         base::Duration late) {
  storage::FeatureTable table({{"mood", 1, "from outside"}});
  for (size_t i = every; i < bars.size(); i += every) {
    const double mood = bars[i].close > bars[i - every].close ? 1 : 0;
    table.Append(bars[i].open_time, bars[i].open_time + late, std::vector{std::optional(mood)});
  }
  return {name, std::move(table)};
}

/// A case of the detector: what is judged, and what it must say.
struct Suspect {
  std::string kind;
  std::string check, subject;  ///< of the alarm; empty: none may come
  int64_t reach_least = 0, reach_most = INT64_MAX;
  std::optional<size_t> bar = std::nullopt;  ///< its place in the first series, where it is fixed
  std::function<base::Result<LookaheadVerdict>()> judge;
  bool alone = true;  ///< no other alarm may come
};

struct JudgeOptions {
  int64_t pairs = 1;
  bool warm_up = false;
  RunSeries run = engine::RunOnSeries;
  std::function<void(KnownWorld&)> prepare = nullptr;
  std::function<void(engine::BacktestSettings&)> set = nullptr;
  std::vector<std::string> features = {};
};

/// Judges plug-ins with a strategy of that name on a synthetic world.
inline std::function<base::Result<LookaheadVerdict>()> Judge(const std::string& strategy,
                                                             const PlugIns& plug_ins,
                                                             const JudgeOptions& how = {}) {
  return [=] {
    KnownWorld world = SyntheticWorld(how.pairs);
    if (how.prepare) how.prepare(world);
    engine::BacktestSettings settings = SettingsOf(world, strategy);
    if (how.set) how.set(settings);
    LookaheadSubject subject{settings, plug_ins, world, how.features, how.run};
    LookaheadOptions options;
    options.jobs = 1;
    options.warm_up = how.warm_up;
    return CheckLookahead(subject, options);
  };
}

}  // namespace keel::research::testing
