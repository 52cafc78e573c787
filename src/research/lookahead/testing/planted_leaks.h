// SPDX-License-Identifier: MIT
// For tests: the ways in which research is known to look ahead, one small case each, with the alarm
// that it must raise: who, by which check, how far ahead.
#pragma once

#include <cmath>
#include <numeric>

#include "research/lookahead/testing/suspects.h"

namespace keel::research::testing {

inline double MeanClose(std::span<const core::Bar> bars, size_t first, size_t end) {
  double sum = 0;
  for (size_t i = first; i < end; ++i) sum += bars[i].close;
  return sum / static_cast<double>(end - first);
}
/// Of 11 bars around `at`, as many as there are.
inline double CentredMean(std::span<const core::Bar> bars, size_t at) {
  return MeanClose(bars, at < 5 ? 0 : at - 5, std::min(at + 6, bars.size()));
}
inline double Squeeze(double x) { return 1 / (1 + std::exp(-x)); }  // any number to a share

/// Strategies whose target share knows what comes.
inline std::vector<Suspect> LeakyShares() {
  const auto share = [](std::string kind, const ShareRule& rule, int64_t least, int64_t most,
                        std::optional<size_t> bar = std::nullopt) {
    Suspect s{kind, "truncation", "target share of planted", least, most, bar, nullptr};
    s.judge = Judge("planted", ShareOf("planted", rule));
    return s;
  };
  std::vector<Suspect> all;
  all.push_back(share(
      "future bar",
      [](const RuleScene& s) -> std::optional<double> {
        if (!s.knows(1)) return std::nullopt;
        return s.source[s.now + 1].close > s.bar().close ? 1 : 0;
      },
      1, 1));
  all.push_back(share(
      "shift by minus five",
      [](const RuleScene& s) -> std::optional<double> {
        if (!s.knows(5)) return std::nullopt;
        return Squeeze(100 * (s.source[s.now + 5].close / s.bar().close - 1));
      },
      5, 5));
  all.push_back(share(
      "centred window",
      [](const RuleScene& s) -> std::optional<double> {
        return Squeeze(100 * (CentredMean(s.source, s.now) / s.bar().close - 1));
      },
      5, 5));
  all.push_back(share(
      "full-sample scaler",
      [](const RuleScene& s) -> std::optional<double> {
        const double mean = MeanClose(s.source, 0, s.source.size());
        return Squeeze(10 * (s.bar().close / mean - 1));
      },
      100, INT64_MAX, 0));
  all.push_back(share(
      "unclosed candle",
      [](const RuleScene& s) -> std::optional<double> {
        const size_t end = std::min((s.now / 24) * 24 + 23, s.source.size() - 1);
        return s.source[end].close > s.source[(s.now / 24) * 24].open ? 1 : 0;
      },
      1, 23));
  all.push_back(share(
      "parameter chosen on the full sample",
      [](const RuleScene& s) -> std::optional<double> {
        double best = -1e9, chosen = 2;
        for (const size_t window : {2, 5, 12, 24, 48}) {  // the momentum that paid best in all
          double paid = 0;
          for (size_t i = window; i + 1 < s.source.size(); ++i) {
            const bool up = s.source[i].close > s.source[i - window].close;
            if (up) paid += std::log(s.source[i + 1].close / s.source[i].close);
          }
          if (paid / static_cast<double>(s.source.size()) > best) {
            best = paid / static_cast<double>(s.source.size());
            chosen = paid;
          }
        }
        return Squeeze(chosen);
      },
      100, INT64_MAX, 0));
  return all;
}

/// Strategies whose orders know what comes.
inline std::vector<Suspect> LeakyOrders() {
  std::vector<Suspect> all;
  Suspect low{"limit at the low to come", "truncation", "order of planted", 1, 1, {}, nullptr};
  low.judge =
      Judge("planted", StrategyOf("planted", [](strategy::Context& market,
                                                const core::BarClosed& event, const RuleScene& s) {
              if (!s.knows(1) || s.now % 12 != 0) return;
              const core::Instrument& pair = market.instrument(event.instrument);
              core::OrderTerms terms;
              terms.instrument = event.instrument;
              terms.type = core::OrderType::kLimit;
              terms.quantity = core::Quantity::FromDouble(100 / event.bar.close, pair.lot);
              terms.limit_price =
                  core::Price::FromDouble(s.source[s.now + 1].low, pair.tick, core::Rounding::kUp);
              market.Submit(terms, "where it will turn");
            }));
  all.push_back(low);
  Suspect stop{
      "stop below the lows to come", "truncation", "bracket of planted", 1, 10, {}, nullptr};
  stop.judge = Judge(
      "planted", StrategyOf("planted", [](strategy::Context& market, const core::BarClosed& event,
                                          const RuleScene& s) {
        if (s.now % 24 != 0) return;
        const core::Instrument& pair = market.instrument(event.instrument);
        double lowest = event.bar.low;
        for (size_t i = 1; i <= 10 && s.knows(i); ++i) {
          lowest = std::min(lowest, s.source[s.now + i].low);
        }
        core::OrderTerms entry;
        entry.instrument = event.instrument;
        entry.quantity = core::Quantity::FromDouble(100 / event.bar.close, pair.lot);
        strategy::BracketExits exits;
        exits.stop = core::Price::FromDouble(lowest * 0.999, pair.tick, core::Rounding::kDown);
        market.SubmitBracket(entry, exits, "never stopped out");
      }));
  all.push_back(stop);
  return all;
}

/// Streaming features.
inline std::vector<Suspect> LeakyFeatures() {
  std::vector<Suspect> all;
  Suspect label{"label as a feature", "truncation", "feature planted", 1, 1, {}, nullptr};
  label.judge =
      Judge("holder", FeatureOf("planted", [](const RuleScene& s) -> std::optional<double> {
              if (!s.knows(1)) return std::nullopt;
              return std::log(s.source[s.now + 1].close / s.bar().close);
            }));
  all.push_back(label);
  Suspect scaled{
      "min-max over the full sample", "truncation", "feature planted", 100, INT64_MAX, {}, nullptr};
  scaled.judge =
      Judge("holder", FeatureOf("planted", [](const RuleScene& s) -> std::optional<double> {
              const auto [low, high] = std::minmax_element(
                  s.source.begin(), s.source.end(),
                  [](const core::Bar& a, const core::Bar& b) { return a.close < b.close; });
              return (s.bar().close - low->close) / (high->close - low->close);
            }));
  all.push_back(scaled);
  Suspect start{
      "depends on where the series begins", "warm-up", "feature planted", 0, 0, {}, nullptr};
  start.judge = Judge("holder",
                      FeatureOf("planted",
                                [](const RuleScene& s) -> std::optional<double> {
                                  return static_cast<double>(s.now);
                                }),
                      {.warm_up = true});
  all.push_back(start);
  return all;
}

/// Batch columns.
inline std::vector<Suspect> LeakyColumns() {
  const auto column = [](std::string kind, const ColumnRule& rule, int64_t least, int64_t most,
                         int64_t declared) {
    Suspect s{kind, "truncation", "column planted", least, most, {}, nullptr};
    s.judge = Judge("holder", ColumnOf("planted", rule, declared));
    return s;
  };
  std::vector<Suspect> all;
  all.push_back(column("label that reaches beyond its horizon",
                       EachBar([](auto bars, size_t i) -> std::optional<double> {
                         if (i + 10 >= bars.size()) return std::nullopt;
                         return bars[i + 10].close / bars[i].close - 1;
                       }),
                       10, 10, 5));
  all.push_back(column("interpolation between observations",
                       EachBar([](auto bars, size_t i) -> std::optional<double> {
                         const size_t last = i / 6 * 6, next = std::min(last + 6, bars.size() - 1);
                         const double part = static_cast<double>(i - last) / 6;
                         return bars[last].close + part * (bars[next].close - bars[last].close);
                       }),
                       1, 6, 0));
  all.push_back(column("backfill of absent values",
                       EachBar([](auto bars, size_t i) -> std::optional<double> {
                         const size_t next = (i + 3) / 4 * 4;
                         if (next >= bars.size()) return std::nullopt;
                         return bars[next].volume;
                       }),
                       1, 3, 0));
  all.push_back(column(
      "smoothing forward and backward",
      [](std::span<const core::Bar> bars) {
        std::vector<std::optional<double>> values(bars.size());
        double level = bars[0].close;
        for (size_t i = 0; i < bars.size(); ++i) {
          values[i] = level += 0.5 * (bars[i].close - level);
        }
        level = *values.back();
        for (size_t i = bars.size(); i-- > 0;) values[i] = level += 0.5 * (*values[i] - level);
        return values;
      },
      10, INT64_MAX, 0));
  all.push_back(column("encoding by the mean target of the full sample",
                       EachBar([](auto bars, size_t i) -> std::optional<double> {
                         double sum = 0, count = 0;
                         for (size_t j = i % 24; j + 1 < bars.size(); j += 24) {
                           sum += std::log(bars[j + 1].close / bars[j].close);
                           count += 1;
                         }
                         return count > 0 ? std::optional(sum / count) : std::nullopt;
                       }),
                       100, INT64_MAX, 0));
  return all;
}

/// News that is read by when it happened, not by when it was told.
inline std::vector<Suspect> LeakyTables() {
  std::vector<Suspect> all;
  const auto with_news = [](KnownWorld& world) {
    const Bars bars(world.series[0].bars.begin(), world.series[0].bars.end());
    world.tables.push_back(NewsOf("news", bars, 5, base::Hours(3)));
  };
  Suspect early{
      "news before publication", "truncation", "target share of planted", 1, 3, {}, nullptr};
  early.judge = Judge("planted",
                      ShareOf("planted",
                              [](const RuleScene& s) -> std::optional<double> {
                                const auto& rows = s.tables[0].table;
                                std::optional<double> mood;
                                for (size_t r = 0; r < rows.rows(); ++r) {
                                  if (rows.ts_event(r) <= s.bar().open_time) mood = rows.at(r, 0);
                                }
                                return mood;
                              }),
                      {.prepare = with_news});
  all.push_back(early);
  Suspect prophetic{"told before it happened", "publication", "table prophecy", 0, 0, {}, nullptr};
  prophetic.judge = Judge(
      "holder", ShareOf("holder", Everything), {.prepare = [](KnownWorld& world) {
        const int64_t event = (kMarketStart + base::Days(2)).ns;
        const int64_t told = (kMarketStart + base::Days(1)).ns;
        const int64_t cells[] = {event, told, 0};
        const std::string_view bytes(reinterpret_cast<const char*>(cells), sizeof cells);
        world.tables.push_back({"prophecy", storage::FeatureTable({{"mood", 1, "x"}}, bytes)});
      }});
  all.push_back(prophetic);
  return all;
}

/// A return over `bars` bars as this program would define it.
inline market::FeatureSpec MomentumSpec() {
  class Momentum final : public market::Feature {
   public:
    std::optional<double> Update(const core::Bar& bar) override {
      closes_.push_back(bar.close);
      if (closes_.size() < 6) return std::nullopt;
      return bar.close / closes_[closes_.size() - 6] - 1;
    }

   private:
    std::vector<double> closes_;
  };
  market::FeatureSpec spec;
  spec.name = "momentum";
  spec.lookback = [](core::Timeframe) -> int64_t { return 6; };
  spec.make = [](core::Timeframe) -> std::unique_ptr<market::Feature> {
    return std::make_unique<Momentum>();
  };
  return spec;
}

/// Stored beside the bars of the world's first pair.
inline std::function<base::Result<LookaheadVerdict>()> JudgeStored(
    const std::string& name, const std::string& definition_hash,
    std::function<std::optional<double>(std::span<const core::Bar>, size_t)> rule,
    base::Duration known_after = base::Hours(1)) {
  return [=]() -> base::Result<LookaheadVerdict> {
    const KnownWorld world = SyntheticWorld();
    const auto bars = world.series[0].bars;
    storage::FeatureTable table({{name, 1, definition_hash}});
    for (size_t i = 0; i < bars.size(); ++i) {
      table.Append(bars[i].open_time, bars[i].open_time + known_after, std::vector{rule(bars, i)});
    }
    const std::vector<market::FeatureSpec> known = {MomentumSpec()};
    LookaheadVerdict verdict = CheckStored({"SYN1/USDT", table, bars, kHour}, known);
    Conclude(&verdict);
    return verdict;
  };
}

inline std::optional<double> HonestMomentum(std::span<const core::Bar> bars, size_t i) {
  if (i < 5) return std::nullopt;
  return bars[i].close / bars[i - 5].close - 1;
}

inline std::vector<Suspect> LeakyStores() {
  const std::string hash = market::DefinitionHash(MomentumSpec(), kHour);
  std::vector<Suspect> all;
  all.push_back({"stored column with a centred window", "stored columns", "stored column momentum",
                 0, 0, 5, JudgeStored("momentum", hash, [](auto bars, size_t i) {
                   const auto honest = HonestMomentum(bars, i);
                   return honest ? std::optional(CentredMean(bars, i) / bars[i].close) : honest;
                 })});
  all.push_back({"stored column of unknown making",
                 "foreknowledge",
                 "stored column signal_x",
                 1,
                 1,
                 {},
                 JudgeStored("signal_x", "of others", [](auto bars, size_t i) {
                   return std::optional(CentredMean(bars, i));
                 })});
  all.push_back({"stored features known before the close", "publication", "stored features", 0, 0,
                 0, JudgeStored("momentum", hash, HonestMomentum, base::Minutes(1))});
  return all;
}

/// Runs honestly, then tells other fills.
inline RunSeries FillsRewritten(
    std::function<void(const engine::RunRecord&, const Bars&, core::Fill*)> rewrite) {
  return [rewrite](const engine::BacktestSettings& settings, const engine::Registry& registry,
                   std::vector<engine::LoadedSeries> series,
                   const engine::RunHooks& hooks) -> base::Result<engine::RunRecord> {
    const Bars bars(series[0].bars.begin(), series[0].bars.end());
    TRY(engine::RunRecord record,
        engine::RunOnSeries(settings, registry, std::move(series), hooks));
    for (core::Fill& fill : record.fills) rewrite(record, bars, &fill);
    return record;
  };
}

/// Shows its strategies the bar after the one that has closed.
class EarlyShower final : public strategy::Strategy {
 public:
  EarlyShower(std::unique_ptr<strategy::Strategy> inner, std::shared_ptr<const Bars> bars)
      : inner_(std::move(inner)), bars_(std::move(bars)) {}
  void OnStart(strategy::Context& c) override { inner_->OnStart(c); }
  void OnBar(strategy::Context& c, const core::BarClosed& event) override {
    const size_t at = PlaceOf(*bars_, event.bar.open_time) + 1;
    core::BarClosed next = event;
    if (at < bars_->size()) next.bar = (*bars_)[at];
    inner_->OnBar(c, next);
  }

 private:
  std::unique_ptr<strategy::Strategy> inner_;
  std::shared_ptr<const Bars> bars_;
};

inline base::Result<engine::RunRecord> RunEarly(const engine::BacktestSettings& settings,
                                                const engine::Registry& registry,
                                                std::vector<engine::LoadedSeries> series,
                                                const engine::RunHooks& hooks) {
  auto bars = std::make_shared<const Bars>(series[0].bars.begin(), series[0].bars.end());
  std::vector<strategy::StrategySpec> specs(registry.strategies.begin(), registry.strategies.end());
  for (strategy::StrategySpec& spec : specs) {
    spec.make =
        [bars, make = spec.make](
            const strategy::Params& params) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      TRY(auto inner, make(params));
      return std::make_unique<EarlyShower>(std::move(inner), bars);
    };
  }
  return engine::RunOnSeries(settings, {specs, registry.features}, std::move(series), hooks);
}

/// Turns over every day.
inline std::optional<double> DailyTurns(const RuleScene& s) { return s.now / 24 % 2 == 0 ? 1 : 0; }

/// Engines that cheat.
inline std::vector<Suspect> LeakyEngines() {
  std::vector<Suspect> all;
  all.push_back({"same-bar fill",
                 "fills",
                 "fill of planted",
                 0,
                 0,
                 {},
                 Judge("planted", ShareOf("planted", DailyTurns),
                       {.run = FillsRewritten([](const auto& record, const Bars& bars, auto* fill) {
                          for (const auto& order : record.orders) {
                            if (order.order.id != fill->order) continue;
                            fill->time = order.order.created_at;
                            const base::UnixNanos open = fill->time - base::Hours(1);
                            fill->price =
                                core::Price::FromDouble(bars[PlaceOf(bars, open)].close,
                                                        core::Price(core::Decimal::PowerOfTen(-8)));
                          }
                        })})});
  all.push_back({"fill at a price that never was",
                 "fills",
                 "fill of planted",
                 0,
                 0,
                 {},
                 Judge("planted", ShareOf("planted", DailyTurns),
                       {.run = FillsRewritten([](const auto&, const Bars&, auto* fill) {
                          const double better = fill->side == core::Side::kBuy ? 0.9 : 1.1;
                          fill->price =
                              core::Price::FromDouble(fill->price.ToDouble() * better,
                                                      core::Price(core::Decimal::PowerOfTen(-8)));
                        })})});
  all.push_back({"bar shown before it closed",
                 "fills",
                 "bar shown to planted",
                 0,
                 0,
                 {},
                 Judge("planted", ShareOf("planted", DailyTurns), {.run = RunEarly}),
                 false});
  return all;
}

/// Answers and choices that come from outside.
inline std::vector<Suspect> LeakyChoices() {
  std::vector<Suspect> all;
  auto whole = std::make_shared<const LeakySource>(SyntheticWorld());
  all.push_back({"table of answers from outside",
                 "foreknowledge",
                 "target share of planted",
                 1,
                 1,
                 {},
                 Judge("planted", ShareOf("planted", [whole](const RuleScene& s) {
                         const Bars& bars = whole->all[0];
                         const size_t at = PlaceOf(bars, s.bar().open_time);
                         const bool up =
                             at + 1 < bars.size() && bars[at + 1].close > bars[at].close;
                         return std::optional(up ? 1.0 : 0.0);
                       }))});
  Suspect winner{"winner of the full sample",
                 "truncation",
                 "target share of planted",
                 1,
                 INT64_MAX,
                 {},
                 nullptr};
  winner.judge = Judge("planted",
                       ShareOf("planted",
                               [](const RuleScene& s) -> std::optional<double> {
                                 double best = -1, own = 0;
                                 for (const Bars& bars : s.all) {
                                   const double grown = bars.back().close / bars.front().close;
                                   best = std::max(best, grown);
                                   if (&bars == &s.source) own = grown;
                                 }
                                 return own == best ? 1 : 0;
                               }),
                       {.pairs = 3});
  all.push_back(winner);
  all.push_back({"survivorship",
                 "survivorship",
                 "universe",
                 0,
                 0,
                 {},
                 []() -> base::Result<LookaheadVerdict> {
                   const KnownWorld world = SyntheticWorld(2);
                   const base::UnixNanos end = kMarketStart + base::Days(30);
                   LookaheadVerdict verdict = CheckSurvivorship(
                       world.series, {{*core::ParseSymbol("LUNA/USDT"), kMarketStart, end, end}});
                   Conclude(&verdict);
                   return verdict;
                 }});
  return all;
}

/// All of them.
inline std::vector<Suspect> PlantedLeaks() {
  std::vector<Suspect> all;
  for (const auto& some : {LeakyShares(), LeakyOrders(), LeakyFeatures(), LeakyColumns(),
                           LeakyTables(), LeakyStores(), LeakyEngines(), LeakyChoices()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace keel::research::testing
