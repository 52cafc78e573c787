// SPDX-License-Identifier: MIT
// For tests: what looks like a leak and is none. A detector that cries at these would be switched
// off.
#pragma once

#include "research/lookahead/testing/planted_leaks.h"

namespace keel::research::testing {

inline double TrailingMean(const RuleScene& s, size_t bars) {
  return MeanClose(s.source, s.now + 1 < bars ? 0 : s.now + 1 - bars, s.now + 1);
}

inline std::vector<Suspect> CleanShares() {
  const auto clean = [](std::string kind, const ShareRule& rule, const JudgeOptions& how = {}) {
    Suspect s{kind, "", "", 0, 0, {}, nullptr};
    s.judge = Judge("clean", ShareOf("clean", rule), how);
    return s;
  };
  std::vector<Suspect> all;
  all.push_back(clean("last bar", [](const RuleScene& s) -> std::optional<double> {
    if (s.now == 0) return std::nullopt;
    return s.bar().close > s.source[s.now - 1].close ? 1 : 0;
  }));
  all.push_back(clean("trailing window", [](const RuleScene& s) -> std::optional<double> {
    return Squeeze(100 * (TrailingMean(s, 11) / s.bar().close - 1));
  }));
  all.push_back(clean("expanding scaler", [](const RuleScene& s) -> std::optional<double> {
    return Squeeze(10 * (s.bar().close / TrailingMean(s, s.now + 1) - 1));
  }));
  all.push_back(clean("closed candle", [](const RuleScene& s) -> std::optional<double> {
    const size_t day = (s.now + 1) / 24;
    if (day == 0) return std::nullopt;
    return s.source[day * 24 - 1].close > s.source[(day - 1) * 24].open ? 1 : 0;
  }));
  all.push_back(clean("winner so far",
                      [](const RuleScene& s) -> std::optional<double> {
                        double best = -1, own = 0;
                        for (const Bars& bars : s.all) {
                          const size_t at = PlaceOf(bars, s.bar().open_time);
                          if (at >= bars.size() || bars[at].open_time != s.bar().open_time)
                            continue;
                          const double grown = bars[at].close / bars[0].close;
                          best = std::max(best, grown);
                          if (&bars == &s.source) own = grown;
                        }
                        return own == best ? 1 : 0;
                      },
                      {.pairs = 3}));
  all.push_back(clean("news after publication",
                      [](const RuleScene& s) -> std::optional<double> {
                        const auto& rows = s.tables[0].table;
                        std::optional<double> mood;
                        for (size_t r = 0; r < rows.rows(); ++r) {
                          if (rows.ts_knowable(r) <= kHour.CloseOf(s.bar().open_time))
                            mood = rows.at(r, 0);
                        }
                        return mood;
                      },
                      {.prepare = [](KnownWorld& world) {
                        const Bars bars(world.series[0].bars.begin(), world.series[0].bars.end());
                        world.tables.push_back(NewsOf("news", bars, 5, base::Hours(3)));
                      }}));
  all.push_back(clean("no latency at all", DailyTurns, {.set = [](auto& settings) {
                        settings.sim.latency.model = "fixed";
                        settings.sim.latency.fixed_ms = 0;
                      }}));
  all.push_back(clean("calendar", DailyTurns, {.warm_up = true}));
  return all;
}

inline std::vector<Suspect> CleanOrders() {
  Suspect s{
      "limit at the low that was, with a stop below the lows that were", "", "", 0, 0, {}, nullptr};
  s.judge =
      Judge("clean", StrategyOf("clean", [](strategy::Context& market, const core::BarClosed& event,
                                            const RuleScene& scene) {
              if (scene.now < 10 || scene.now % 12 != 0) return;
              const core::Instrument& pair = market.instrument(event.instrument);
              double lowest = event.bar.low;
              for (size_t i = 1; i <= 10; ++i) {
                lowest = std::min(lowest, scene.source[scene.now - i].low);
              }
              core::OrderTerms entry;
              entry.instrument = event.instrument;
              entry.type = core::OrderType::kLimit;
              entry.quantity = core::Quantity::FromDouble(100 / event.bar.close, pair.lot);
              entry.limit_price =
                  core::Price::FromDouble(event.bar.low, pair.tick, core::Rounding::kDown);
              strategy::BracketExits exits;
              exits.stop = core::Price::FromDouble(lowest * 0.99, pair.tick, core::Rounding::kDown);
              market.SubmitBracket(entry, exits, "support");
            }));
  return {s};
}

inline std::vector<Suspect> CleanColumns() {
  const auto column = [](std::string kind, const ColumnRule& rule, int64_t declared = 0) {
    Suspect s{kind, "", "", 0, 0, {}, nullptr};
    s.judge = Judge("holder", ColumnOf("clean", rule, declared), {.warm_up = true});
    return s;
  };
  std::vector<Suspect> all;
  all.push_back(column("label within its horizon",
                       EachBar([](auto bars, size_t i) -> std::optional<double> {
                         if (i + 10 >= bars.size()) return std::nullopt;
                         return bars[i + 10].close / bars[i].close - 1;
                       }),
                       10));
  all.push_back(column("fill forward", EachBar([](auto bars, size_t i) -> std::optional<double> {
                         return bars[i / 6 * 6].close;
                       })));
  all.push_back(column("smoothing forward", [](std::span<const core::Bar> bars) {
    std::vector<std::optional<double>> values(bars.size());
    double level = bars[0].close;
    for (size_t i = 0; i < bars.size(); ++i) values[i] = level += 0.5 * (bars[i].close - level);
    return values;
  }));
  all.push_back(column("expanding deviation of returns", [](std::span<const core::Bar> bars) {
    std::vector<std::optional<double>> values(bars.size());
    double sum = 0;
    for (size_t i = 1; i < bars.size(); ++i) {
      const double r = std::log(bars[i].close / bars[i - 1].close);
      sum += r * r;
      values[i] = r / std::sqrt(sum / static_cast<double>(i));
    }
    return values;
  }));
  all.push_back(column("min-max so far", EachBar([](auto bars, size_t i) -> std::optional<double> {
                         if (i < 100) return std::nullopt;
                         double low = bars[i].close, high = low;
                         for (size_t j = i - 100; j < i; ++j) {
                           low = std::min(low, bars[j].close);
                           high = std::max(high, bars[j].close);
                         }
                         return (bars[i].close - low) / (high - low);
                       })));
  all.push_back(column("encoding by the mean target so far",
                       EachBar([](auto bars, size_t i) -> std::optional<double> {
                         double sum = 0, count = 0;
                         for (size_t j = i % 24; j + 1 <= i; j += 24) {
                           sum += bars[j + 1].close / bars[j].close - 1;
                           count += 1;
                         }
                         return count > 0 ? std::optional(sum / count) : std::nullopt;
                       })));
  Suspect feature{"streaming momentum", "", "", 0, 0, {}, nullptr};
  feature.judge = Judge("holder",
                        [](const KnownWorld& known) {
                          PlugInSet set = ShareOf("holder", Everything)(known);
                          set.features = {MomentumSpec()};
                          return set;
                        },
                        {.warm_up = true, .features = {"momentum"}});
  all.push_back(feature);
  return all;
}

inline std::vector<Suspect> CleanStores() {
  const std::string hash = market::DefinitionHash(MomentumSpec(), kHour);
  std::vector<Suspect> all;
  all.push_back(
      {"stored momentum", "", "", 0, 0, {}, JudgeStored("momentum", hash, HonestMomentum)});
  all.push_back({"stored column of unknown but honest making",
                 "",
                 "",
                 0,
                 0,
                 {},
                 JudgeStored("signal_x", "of others", [](auto bars, size_t i) {
                   return std::optional(MeanClose(bars, i < 10 ? 0 : i - 10, i + 1));
                 })});
  all.push_back(
      {"universe with its dead", "", "", 0, 0, {}, []() -> base::Result<LookaheadVerdict> {
         KnownWorld world = SyntheticWorld(2);
         world.series[1].delisted_at_end = true;
         const base::UnixNanos end = kMarketStart + base::Days(30);
         LookaheadVerdict verdict = CheckSurvivorship(
             world.series, {{*core::ParseSymbol("LUNA/USDT"), kMarketStart, end, end}});
         Conclude(&verdict);
         return verdict;
       }});
  all.push_back({"pairs that all go on", "", "", 0, 0, {}, []() -> base::Result<LookaheadVerdict> {
                   const KnownWorld world = SyntheticWorld(2);
                   LookaheadVerdict verdict = CheckSurvivorship(
                       world.series, {{*core::ParseSymbol("ADA/USDT"), kMarketStart,
                                       kMarketStart + base::Days(kMarketDays), std::nullopt}});
                   Conclude(&verdict);
                   return verdict;
                 }});
  return all;
}

/// All of them.
inline std::vector<Suspect> CleanTwins() {
  std::vector<Suspect> all;
  for (const auto& some : {CleanShares(), CleanOrders(), CleanColumns(), CleanStores()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace keel::research::testing
