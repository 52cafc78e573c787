// SPDX-License-Identifier: MIT
// No look-ahead: whoever does not know the future decides the same. Every strategy runs on a whole
// market and on the market cut off at random instants; what it decided and what was filled up to
// the cut must be equal to the last digit. A strategy that cheats shows that the check can fail.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "base/random.h"
#include "risk/limits.h"
#include "strategies/drivers.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "tests/property/random_strategy.h"
#include "tests/property/synthetic_run.h"

namespace keel::tests {
namespace {

const core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));
const core::Timeframe kQuarter = core::Timeframe::Of(base::Minutes(15));

std::string Describe(const core::Order& order) {
  const core::OrderTerms& t = order.terms;
  return fmt::format(
      "order {} at {} strategy {} pair {}: {} {} {} x {} limit {} stop {} trail {} {}",
      order.id.value, base::FormatIso(order.created_at), order.strategy.index, t.instrument.index,
      core::ToString(t.side), core::ToString(t.type), core::ToString(t.tif), t.quantity.ToString(),
      t.limit_price.ToString(), t.stop_price.ToString(), t.trail_fraction, order.reason);
}

std::string Describe(const core::Fill& fill) {
  return fmt::format("fill of {} at {}: {} {} @ {} fee {}", fill.order.value,
                     base::FormatIso(fill.time), core::ToString(fill.side),
                     fill.quantity.ToString(), fill.price.ToString(), fill.fee.amount.ToString());
}

/// Everything that was decided or happened up to `cut`, in order, as text.
std::vector<std::string> PastOf(const engine::RunRecord& run, base::UnixNanos cut) {
  std::vector<std::string> past;
  for (const engine::OrderRecord& record : run.orders) {
    if (record.order.created_at <= cut) past.push_back(Describe(record.order));
  }
  for (const core::Fill& fill : run.fills) {
    if (fill.time <= cut) past.push_back(Describe(fill));
  }
  for (const core::IntentRefused& refused : run.refusals) {
    if (refused.time <= cut) {
      past.push_back(fmt::format("refused at {}: {}", base::FormatIso(refused.time),
                                 refused.refusals.front().rule));
    }
  }
  for (const core::TradingStateChanged& change : run.state_changes) {
    if (change.time <= cut) {
      past.push_back(
          fmt::format("{} at {}", core::ToString(change.to), base::FormatIso(change.time)));
    }
  }
  for (const engine::EquitySample& sample : run.equity) {
    if (sample.time >= cut) break;
    past.push_back(fmt::format("equity {} at {}", sample.equity, base::FormatIso(sample.time)));
  }
  return past;
}

/// The first difference between two pasts, or "" where there is none.
std::string FirstDifference(const std::vector<std::string>& whole,
                            const std::vector<std::string>& known) {
  const size_t shorter = std::min(whole.size(), known.size());
  for (size_t i = 0; i < shorter; ++i) {
    if (whole[i] != known[i]) return whole[i] + "\n  became\n" + known[i];
  }
  if (whole.size() > shorter) return whole[shorter] + "\n  is missing when the future is unknown";
  if (known.size() > shorter)
    return known[shorter] + "\n  is there only when the future is unknown";
  return "";
}

struct Trial {
  const SyntheticMarket& market;
  engine::BacktestSettings settings;
  /// The registry of a run on what is known at a cut: a cheat looks at what the run was given.
  std::function<std::vector<strategy::StrategySpec>(base::UnixNanos cut)> strategies;
};

/// Runs whole and cut off `cuts` times; the first difference found, or "".
std::string FindLookAhead(const Trial& trial, uint64_t seed, int cuts, size_t* orders = nullptr) {
  const auto& bars = trial.market.series.front().bars;
  const base::UnixNanos end = trial.market.timeframe.CloseOf(bars.back().open_time);
  const auto run = [&](base::UnixNanos cut) {
    const auto specs = trial.strategies(cut);
    return RunKnown(trial.settings, {specs, strategies::AllFeatures()}, trial.market, cut);
  };
  const engine::RunRecord whole = run(end);
  if (orders != nullptr) *orders = whole.orders.size();
  base::RandomStream stream(seed, "test.cuts");
  for (int i = 0; i < cuts; ++i) {
    const size_t at = bars.size() / 10 + stream.NextBelow(bars.size() - bars.size() / 10);
    const base::UnixNanos cut = trial.market.timeframe.CloseOf(bars[at].open_time);
    const std::string difference = FirstDifference(PastOf(whole, cut), PastOf(run(cut), cut));
    if (!difference.empty()) return "cut at " + base::FormatIso(cut) + ":\n" + difference;
  }
  return "";
}

const SyntheticMarket& HourlyMarket() {
  static const SyntheticMarket kMarket = MakeMarket(3, kHour, base::Days(150), 21);
  return kMarket;
}
const SyntheticMarket& DetailedMarket() {
  static const SyntheticMarket kMarket = MakeMarket(2, kQuarter, base::Days(130), 22);
  return kMarket;
}

/// Parameters that trade often enough on a short market to be worth looking at.
std::vector<std::pair<std::string, double>> LivelyParams(const std::string& name) {
  if (name == "ema_cross") return {{"fast", 5}, {"slow", 20}};
  if (name == "panic_buying") return {{"window", 30}, {"entry", 1.5}, {"max_bars", 48}};
  if (name == "ensemble") {
    return {{"least_conviction", 0.02},
            {"least_probability", 0.5},
            {"reward_to_risk", 0},
            {"paths", 100},
            {"horizon", 6},
            {"least_days", 10},
            {"window_days", 30}};
  }
  if (name == "breakout") return {{"entry", 24}, {"exit", 12}, {"atr", 12}, {"stop", 4}};
  return {};
}

/// All strategies of the program that decide on bars, and the random one.
std::vector<strategy::StrategySpec> EveryStrategy() {
  std::vector<strategy::StrategySpec> specs = strategies::All();
  std::erase_if(specs, [](const auto& spec) { return spec.needs_books; });
  specs.push_back(RandomStrategySpec());
  return specs;
}

class LookAheadOf : public testing::TestWithParam<std::string> {
 protected:
  void Expect(const SyntheticMarket& market, core::Timeframe timeframe, const char* profile,
              const char* latency) {
    engine::BacktestSettings settings =
        SettingsFor(market, timeframe, {{.name = GetParam(), .params = LivelyParams(GetParam())}});
    settings.risk = *risk::LimitsOf(profile);
    settings.sim.latency.model = latency;
    size_t orders = 0;
    const Trial trial{market, settings, [](base::UnixNanos) { return EveryStrategy(); }};
    EXPECT_EQ(FindLookAhead(trial, 5, 12, &orders), "") << profile << ", latency " << latency;
    EXPECT_GT(orders, 0u) << "nothing was decided, so nothing was tested";
  }
};

TEST_P(LookAheadOf, CuttingOffTheFutureChangesNothing) {
  Expect(HourlyMarket(), kHour, "research", "uniform");
  Expect(HourlyMarket(), kHour, "fund", "lognormal");
}

TEST_P(LookAheadOf, NorOnDetailBars) { Expect(DetailedMarket(), kHour, "research", "uniform"); }

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const strategy::StrategySpec& spec : EveryStrategy()) names.push_back(spec.name);
  return names;
}
INSTANTIATE_TEST_SUITE_P(EveryStrategy, LookAheadOf, testing::ValuesIn(Names()),
                         [](const auto& test) { return test.param; });

/// The future cut off from all strategies but those that `left_out` names.
void ExpectOneAccount(bool (*left_out)(const std::string& name)) {
  std::vector<engine::StrategySettings> all;
  for (const std::string& name : Names()) {
    if (!left_out(name)) all.push_back({.name = name, .params = LivelyParams(name)});
  }
  const SyntheticMarket& market = HourlyMarket();
  const Trial trial{market, SettingsFor(market, kHour, all),
                    [](base::UnixNanos) { return EveryStrategy(); }};
  EXPECT_EQ(FindLookAhead(trial, 6, 10), "");
}

// What feeds the ensemble may not stand beside it.
TEST(LookAhead, AllStrategiesInOneAccount) {
  ExpectOneAccount([](const std::string& name) { return strategies::FindDriver(name) != nullptr; });
  ExpectOneAccount([](const std::string& name) { return name == "ensemble"; });
}

/// Holds a coin exactly when the bar after the next closes higher: knowledge of the future, as long
/// as the bars that it was given go on.
class Cheat final : public strategy::Strategy {
 public:
  Cheat(const SyntheticMarket& market, base::UnixNanos cut) : market_(market), cut_(cut) {}
  void OnBar(strategy::Context& context, const core::BarClosed& event) override {
    const auto& bars = market_.series[event.instrument.index].bars;
    const size_t ahead = context.History(event.instrument).size() + 1;
    const bool known =
        ahead < bars.size() && market_.timeframe.CloseOf(bars[ahead].open_time) <= cut_;
    if (known)
      context.TargetShare(event.instrument, bars[ahead].close > event.bar.close, "knew it");
  }

 private:
  const SyntheticMarket& market_;
  base::UnixNanos cut_;
};

TEST(LookAhead, ACheatIsCaught) {
  const SyntheticMarket& market = HourlyMarket();
  engine::BacktestSettings settings = SettingsFor(market, kHour, {{.name = "cheat"}});
  settings.risk = *risk::LimitsOf("research");
  const Trial trial{market, settings, [&](base::UnixNanos cut) {
                      strategy::StrategySpec spec;
                      spec.name = "cheat";
                      spec.make = [&market, cut](const strategy::Params&)
                          -> base::Result<std::unique_ptr<strategy::Strategy>> {
                        return std::make_unique<Cheat>(market, cut);
                      };
                      return std::vector{spec};
                    }};
  EXPECT_NE(FindLookAhead(trial, 5, 12), "");
}

}  // namespace
}  // namespace keel::tests
