// SPDX-License-Identifier: MIT
// What a variation may do to a run that shall stand it: late entries, shaken prices, dearer fills,
// another latency.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "research/testing/sample_subject.h"
#include "research/trial/delayed_entry.h"
#include "research/trial/price_noise.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

using strategy::Context;
using testing::SampleSubject;

/// Does at each bar what the script has for its number, from 1; keeps what it hears of orders.
class Scripted final : public strategy::Strategy {
 public:
  using Script = std::map<int, std::function<void(Context&, Scripted&)>>;
  Scripted(const Script& script, std::vector<std::string>* heard)
      : script_(script), heard_(heard) {}

  void OnBar(Context& market, const core::BarClosed&) override {
    const auto act = script_.find(++bar_);
    if (act != script_.end()) act->second(market, *this);
  }
  void OnFill(Context&, const core::Fill& fill) override {
    Hear(fill.order == order ? "own order filled" : "another order filled");
  }
  void OnOrderEnded(Context&, core::OrderId id, core::OrderEnd why) override {
    Hear((id == order ? "own order: " : "another order: ") + std::string(core::ToString(why)));
  }
  void Hear(const std::string& what) {
    if (heard_ != nullptr) heard_->push_back(std::to_string(bar_) + " " + what);
  }

  core::OrderId order;

 private:
  const Script& script_;
  std::vector<std::string>* heard_;
  int bar_ = 0;
};

core::OrderTerms Market(core::Side side, const char* quantity) {
  core::OrderTerms terms;
  terms.side = side;
  terms.quantity = core::Quantity(testing::Dec(quantity));
  return terms;
}

/// A subject of 200 hours that runs a script.
class ScriptedSubject {
 public:
  explicit ScriptedSubject(Scripted::Script script) : script_(std::move(script)) {
    spec_.name = "cross";
    spec_.make =
        [this](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      heard_.clear();
      return std::make_unique<Scripted>(script_, &heard_);
    };
    subject_ = SampleSubject(200);
    subject_.registry = {std::span(&spec_, 1)};
    subject_.settings.sim.latency.model = "fixed";
    subject_.settings.sim.impact.spread_bps = 20;  // many ticks
    subject_.settings.risk.order_volume_share = std::nullopt;
  }
  ScriptedSubject(const ScriptedSubject&) = delete;

  engine::RunRecord Run(const Variation& variation) const {
    auto run = RunVariation(subject_, variation);
    EXPECT_TRUE(run) << run.error().message;
    return std::move(*run);
  }
  const std::vector<std::string>& heard() const { return heard_; }

 private:
  Scripted::Script script_;
  std::vector<std::string> heard_;
  strategy::StrategySpec spec_;
  Subject subject_;
};

/// "+ 12.25": side, and hours since the start of the run to two places.
std::vector<std::string> FillsOf(const engine::RunRecord& run) {
  std::vector<std::string> fills;
  for (const core::Fill& fill : run.fills) {
    fills.push_back(fmt::format("{} {}", fill.side == core::Side::kBuy ? "+" : "-",
                                (fill.time - run.from) / base::Hours(1)));
  }
  return fills;
}

using Texts = std::vector<std::string>;

TEST(LateEntries, AGrowingShareComesExactlyAsManyBarsLateAndAFallingOneAtOnce) {
  const ScriptedSubject subject({
      {10, [](Context& m, Scripted&) { m.TargetShare({0}, 0.5, "in"); }},
      {40, [](Context& m, Scripted&) { m.TargetShare({0}, 0, "out"); }},
      {60, [](Context& m, Scripted&) { m.TargetShare({0}, 0.5, "in"); }},
      {63, [](Context& m, Scripted&) { m.TargetShare({0}, 0, "a wish of three bars"); }},
  });
  EXPECT_EQ(FillsOf(subject.Run({})), (Texts{"+ 10", "- 40", "+ 60", "- 63"}));
  EXPECT_EQ(FillsOf(subject.Run({.entry_delay_bars = 1})), (Texts{"+ 11", "- 40", "+ 61", "- 63"}));
  EXPECT_EQ(FillsOf(subject.Run({.entry_delay_bars = 2})), (Texts{"+ 12", "- 40", "+ 62", "- 63"}));
  EXPECT_EQ(FillsOf(subject.Run({.entry_delay_bars = 5})), (Texts{"+ 15", "- 40"}))
      << "what is taken back while it waits never comes";
}

TEST(LateEntries, ASharePartlyTakenBackIsHeldAsFarAsItWasWishedAllTheTime) {
  const ScriptedSubject subject({
      {10, [](Context& m, Scripted&) { m.TargetShare({0}, 0.8, "much"); }},
      {12, [](Context& m, Scripted&) { m.TargetShare({0}, 0.3, "less"); }},
  });
  const engine::RunRecord run = subject.Run({.entry_delay_bars = 4});
  EXPECT_EQ(FillsOf(run), (Texts{"+ 14"}));
  const double value = run.fills.front().price.ToDouble() * run.fills.front().quantity.ToDouble();
  EXPECT_NEAR(value, 3000, 60);
}

TEST(LateEntries, APurchaseWaitsUnderItsOwnNumber) {
  const ScriptedSubject subject({
      {10,
       [](Context& m, Scripted& s) { s.order = *m.Submit(Market(core::Side::kBuy, "0.1"), "in"); }},
      {12,
       [](Context& m, Scripted& s) {
         s.Hear(m.works(s.order) ? "works" : "does not work");
         s.Hear(fmt::format("{} works", m.working_orders({0})));
         s.Hear(m.open_orders({0}).at(0).id == s.order ? "open" : "not open");
         s.Hear(m.Amend(s.order, {.quantity = core::Quantity(testing::Dec("0.05"))})
                    ? "amended"
                    : "not amended");
       }},
      {20, [](Context& m, Scripted&) { m.Submit(Market(core::Side::kSell, "0.1"), "out"); }},
  });
  const engine::RunRecord run = subject.Run({.entry_delay_bars = 3});
  EXPECT_EQ(FillsOf(run), (Texts{"+ 13", "- 20"}));
  EXPECT_EQ(subject.heard(), (Texts{"12 works", "12 1 works", "12 open", "12 not amended",
                                    "13 own order filled", "20 another order filled"}));
}

TEST(LateEntries, AWaitingPurchaseCanBeCancelledAndTellsWhenItIsRefused) {
  const ScriptedSubject cancelled({
      {10,
       [](Context& m, Scripted& s) { s.order = *m.Submit(Market(core::Side::kBuy, "0.1"), "in"); }},
      {11, [](Context& m, Scripted& s) { m.Cancel(s.order); }},
  });
  EXPECT_TRUE(cancelled.Run({.entry_delay_bars = 3}).orders.empty());
  EXPECT_EQ(cancelled.heard(), (Texts{"11 own order: canceled_by_user"}));
  const ScriptedSubject refused({{10, [](Context& m, Scripted& s) {
                                    const auto little = Market(core::Side::kBuy, "0.0001");
                                    s.order = *m.Submit(little, "below the minimum");
                                  }}});
  EXPECT_TRUE(refused.Run({.entry_delay_bars = 3}).fills.empty());
  ASSERT_EQ(refused.heard().size(), 1u);
  EXPECT_TRUE(refused.heard()[0].starts_with("13 own order: ")) << refused.heard()[0];
}

TEST(LateEntries, ABracketWaitsWithItsExits) {
  const ScriptedSubject subject(
      {{10, [](Context& m, Scripted& s) {
          const auto price = m.History({0}).back().close;
          const auto far = [&](double x) {
            return core::Price::FromDouble(price * x, core::Price(testing::Dec("0.01")));
          };
          const auto orders = m.SubmitBracket(Market(core::Side::kBuy, "0.1"),
                                              {.stop = far(0.5), .target = far(2)}, "in");
          s.order = orders->entry;
          s.Hear(orders->stop && orders->target ? "both exits" : "an exit is missing");
        }}});
  const engine::RunRecord run = subject.Run({.entry_delay_bars = 2});
  EXPECT_EQ(FillsOf(run), (Texts{"+ 12"}));
  EXPECT_EQ(run.orders.size(), 3u);
  ASSERT_GE(subject.heard().size(), 2u);
  EXPECT_EQ(subject.heard()[0], "10 both exits");
  EXPECT_EQ(subject.heard()[1], "12 own order filled");
}

TEST(Hardship, NoneLeavesTheRunAsItIs) {
  const Subject subject = SampleSubject();
  const auto plain = RunVariation(subject, {});
  const auto none = RunVariation(
      subject, {.entry_delay_bars = 0, .price_noise = 0, .noise_item = 3, .cost_factor = 1});
  ASSERT_TRUE(plain && none);
  EXPECT_GT(plain->fills.size(), 10u);
  EXPECT_EQ(none->journal_hash, plain->journal_hash);
  EXPECT_EQ(none->data_hash, plain->data_hash);
}

TEST(Hardship, EachChangesTheRunAndOnlyItself) {
  const Subject subject = SampleSubject();
  const auto hash = [&](const Variation& variation) {
    return RunVariation(subject, variation)->journal_hash;
  };
  const std::string plain = hash({});
  const std::string noisy = hash({.price_noise = 0.001});
  EXPECT_NE(noisy, plain);
  EXPECT_EQ(hash({.price_noise = 0.001}), noisy);
  EXPECT_NE(hash({.price_noise = 0.001, .noise_item = 1}), noisy);
  EXPECT_NE(hash({.entry_delay_bars = 1}), plain);
  EXPECT_NE(hash({.cost_factor = 2}), plain);
  EXPECT_NE(hash({.latency = base::Seconds(30)}), plain);
}

TEST(Hardship, CostsTimesTwoDoublesWhatTheSameTradesCost) {
  const ScriptedSubject subject({
      {10, [](Context& m, Scripted&) { m.Submit(Market(core::Side::kBuy, "0.1"), "in"); }},
      {40, [](Context& m, Scripted&) { m.Submit(Market(core::Side::kSell, "0.1"), "out"); }},
  });
  const engine::RunRecord one = subject.Run({});
  const engine::RunRecord two = subject.Run({.cost_factor = 2});
  EXPECT_EQ(FillsOf(one), FillsOf(two));
  EXPECT_GT(one.costs.fees, 1);
  EXPECT_NEAR(two.costs.fees / one.costs.fees, 2, 4e-3);
  EXPECT_NEAR(two.costs.spread / one.costs.spread, 2, 4e-3);
  EXPECT_NEAR(two.costs.impact / one.costs.impact, 2, 4e-3);
}

TEST(Hardship, LatencyIsThatOfEveryOrder) {
  const ScriptedSubject subject(
      {{10, [](Context& m, Scripted&) { m.Submit(Market(core::Side::kBuy, "0.1"), "in"); }}});
  for (const int64_t seconds : {0, 1, 30}) {
    const engine::RunRecord run = subject.Run({.latency = base::Seconds(seconds)});
    ASSERT_EQ(run.fills.size(), 1u);
    EXPECT_EQ(run.fills[0].time - run.orders[0].order.created_at, base::Seconds(seconds));
  }
}

TEST(Hardship, NonsenseIsRefused) {
  const Subject subject = SampleSubject(100);
  EXPECT_FALSE(RunVariation(subject, {.entry_delay_bars = -1}));
  EXPECT_FALSE(RunVariation(subject, {.price_noise = 1}));
  EXPECT_FALSE(RunVariation(subject, {.cost_factor = -1}));
}

TEST(PriceNoise, KeepsBarsWholeOnTheirGridAndNearby) {
  constexpr double kLevel = 0.001;
  const engine::LoadedSeries plain = testing::SampleSeries({.bars = 3000});
  const engine::LoadedSeries noisy =
      WithNoise(testing::SampleSeries({.bars = 3000}), {.level = kLevel, .seed = 5});
  ASSERT_EQ(noisy.bars.size(), plain.bars.size());
  EXPECT_NE(noisy.record.hash, plain.record.hash);
  double sum = 0;
  for (size_t i = 0; i < plain.bars.size(); ++i) {
    const core::Bar& was = plain.bars[i];
    const core::Bar& is = noisy.bars[i];
    EXPECT_EQ(is.open_time, was.open_time);
    EXPECT_EQ(is.volume, was.volume);
    EXPECT_LE(is.low, std::min(is.open, is.close));
    EXPECT_GE(is.high, std::max(is.open, is.close));
    EXPECT_NEAR(is.close, was.close, kLevel * was.close + 0.006);
    EXPECT_NEAR(is.high, was.high, kLevel * was.high + 0.006);
    EXPECT_EQ(is.close, core::Price::FromDouble(is.close, plain.filters.tick).ToDouble());
    sum += is.close / was.close - 1;
  }
  EXPECT_NEAR(sum / 3000, 0, 4 * kLevel / std::sqrt(3.0 * 3000));
}

TEST(PriceNoise, ASeriesOfClosesStaysOne) {
  engine::LoadedSeries closes = testing::SampleSeries({.bars = 50});
  closes.record.close_only = true;
  for (const core::Bar& bar : WithNoise(std::move(closes), {.level = 0.001}).bars) {
    EXPECT_EQ(bar.open, bar.close);
    EXPECT_EQ(bar.high, bar.close);
    EXPECT_EQ(bar.low, bar.close);
  }
}

}  // namespace
}  // namespace keel::research
