// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <set>

#include "execution/algorithms/registry.h"
#include "execution/testing/parent_scene.h"

namespace keel::execution {
namespace {

using Texts = std::vector<std::string>;

std::string WhyNot(const ParentOrder& parent, std::string_view name, std::string_view settings) {
  const auto made = MakeAlgorithm(name, parent, settings);
  return made ? std::string("made") : made.error().message;
}

TEST(Twap, EqualPartsAtEqualTimes) {
  ParentExecution parent =
      Started(BuyHundred(), "twap", R"({"slices": 8, "time_jitter": 0, "size_jitter": 0})");
  const auto sent = RunFilled(parent);
  EXPECT_EQ(Quantities(sent),
            (Texts{"12.5", "12.5", "12.5", "12.5", "12.5", "12.5", "12.5", "12.5"}));
  for (size_t k = 0; k < sent.size(); ++k) {
    EXPECT_EQ(sent[k].time, At(125 * static_cast<int64_t>(k)));
  }
}

TEST(Twap, JitterMovesEachPartWithinItsSpan) {
  std::set<int64_t> offsets;
  std::set<std::string> sizes;
  ParentExecution parent =
      Started(BuyHundred(), "twap", R"({"slices": 20, "time_jitter": 0.9, "size_jitter": 0.5})");
  const auto sent = RunFilled(parent);
  ASSERT_EQ(sent.size(), 20u);
  core::Quantity sum;
  for (size_t k = 0; k < sent.size(); ++k) {
    const base::UnixNanos span = At(50 * static_cast<int64_t>(k));
    EXPECT_GE(sent[k].time, span);
    EXPECT_LT(sent[k].time, span + base::Seconds(45));
    EXPECT_GE(sent[k].wish.quantity, Qty("2.4"));
    EXPECT_LE(sent[k].wish.quantity, Qty("7.6"));
    offsets.insert((sent[k].time - span).ns);
    sum += sent[k].wish.quantity;
    sizes.insert(sent[k].wish.quantity.ToString());
  }
  EXPECT_GT(sizes.size(), 10u);
  EXPECT_EQ(offsets.size(), 20u);
  EXPECT_EQ(sum, Qty("100"));
  ParentOrder other = BuyHundred();
  other.seed = 8;
  ParentExecution drawn = Started(other, "twap", R"({"slices": 20, "time_jitter": 0.9})");
  EXPECT_NE(RunFilled(drawn)[0].time, sent[0].time);
}

TEST(Vwap, PartsFollowTheProfile) {
  ParentOrder order = BuyHundred();
  order.end = order.start + base::Days(1);
  // Six hours each: 40 %, 10 %, 20 %, 30 %; a slice is three hours long.
  ParentExecution parent =
      Started(order, "vwap", R"({"slices": 8, "time_jitter": 0, "profile": [0.4, 0.1, 0.2, 0.3]})");
  EXPECT_EQ(Quantities(RunFilled(parent)), (Texts{"20", "20", "5", "5", "10", "10", "15", "15"}));
}

TEST(Vwap, RefusesWithoutAProfileAndSaysWhatToDo) {
  EXPECT_NE(WhyNot(BuyHundred(), "vwap", "{}").find("learn it from the pair's bars"),
            std::string::npos);
  EXPECT_NE(WhyNot(BuyHundred(), "vwap", R"({"profile": [0.5, 0.6]})").find("sum to 1.1"),
            std::string::npos);
  EXPECT_NE(WhyNot(BuyHundred(), "vwap", R"({"profile": [0, 1]})").find("nothing trades"),
            std::string::npos);
}

TEST(Pov, TakesItsShareOfWhatTrades) {
  ParentExecution parent = Started(BuyHundred(), "pov", R"({"rate": "0.1"})");
  EXPECT_FALSE(parent.Advance(At(0)).child);
  EXPECT_EQ(parent.report().waits_for, WaitsFor::kSchedule);
  parent.OnTrade(Px("50"), Qty("55"), At(5));
  EXPECT_EQ(parent.Advance(At(5)).child->quantity, Qty("5.5"));
  parent.OnTrade(Px("50"), Qty("44.9"), At(6));
  EXPECT_EQ(parent.Advance(At(6)).child->quantity, Qty("4.4"));  // 9.99 in all
}

TEST(Pov, CatchesUpInBoundedChildrenAndNeverBeyondTheWindowsCap) {
  ParentOrder order = BuyHundred();
  order.limits.max_participation = Dec("0.2");
  order.limits.participation_window = base::Seconds(64);
  order.limits.worst_price = Px("50");
  ParentExecution parent = Started(order, "pov", R"({"rate": "0.2", "largest_child": "6"})");
  parent.OnQuote(Px("50.5"), Px("51"));
  parent.OnMarketVolume(Qty("50"), At(5));
  EXPECT_FALSE(parent.Advance(At(5)).child);
  parent.OnQuote(Px("49.5"), Px("50"));
  parent.OnMarketVolume(Qty("45"), At(100));  // the first 50 have left the window
  EXPECT_EQ(parent.Advance(At(100)).child->quantity, Qty("6"));
  ASSERT_TRUE(parent.OnChildFilled(1, Qty("6"), At(100)));
  EXPECT_EQ(parent.Advance(At(101)).child->quantity, Qty("3"));  // 9 of 45
  ASSERT_TRUE(parent.OnChildFilled(2, Qty("3"), At(101)));
  EXPECT_FALSE(parent.Advance(At(102)).child);
  EXPECT_EQ(parent.report().waits_for, WaitsFor::kParticipation);
}

TEST(Iceberg, ShowsTheNextPartWhenTheLastHasGone) {
  ParentOrder order = BuyHundred();
  order.limits.worst_price = Px("50");
  ParentExecution parent = Started(order, "iceberg", R"({"visible": "30", "size_jitter": 0})");
  parent.OnQuote(Px("50.02"), Px("50.03"));
  const auto first = parent.Advance(At(0)).child;
  EXPECT_EQ(first->quantity, Qty("30"));
  EXPECT_EQ(first->limit_price, Px("50"));
  EXPECT_EQ(first->tif, core::TimeInForce::kGtc);
  ASSERT_TRUE(parent.OnChildFilled(1, Qty("29.9"), At(10)));
  EXPECT_FALSE(parent.Advance(At(10)).child);
  ASSERT_TRUE(parent.OnChildFilled(1, Qty("0.1"), At(11)));
  EXPECT_EQ(parent.Advance(At(11)).child->quantity, Qty("30"));
  ASSERT_TRUE(parent.OnChildFilled(2, Qty("30"), At(12)));
  EXPECT_EQ(parent.Advance(At(12)).child->quantity, Qty("30"));
  ASSERT_TRUE(parent.OnChildFilled(3, Qty("30"), At(13)));
  EXPECT_EQ(parent.Advance(At(13)).child->quantity, Qty("10"));
}

TEST(Iceberg, RefillsDifferInSize) {
  ParentOrder order = BuyHundred();
  order.limits.worst_price = Px("50");
  ParentExecution parent = Started(order, "iceberg", R"({"visible": "10", "size_jitter": 0.5})");
  std::set<std::string> sizes;
  for (int s = 0; s < 9; ++s) {
    const auto child = parent.Advance(At(s)).child;
    ASSERT_TRUE(child);
    EXPECT_GE(child->quantity, Qty("5"));
    EXPECT_LE(child->quantity, Qty("10"));
    sizes.insert(child->quantity.ToString());
    ASSERT_TRUE(parent.OnChildFilled(child->number, child->quantity, At(s)));
  }
  EXPECT_GT(sizes.size(), 5u);
}

// The schedule of [Almgren, Chriss 2000], section 3.4, at lambda 1e-6: its holdings as
// models/execution/almgren_chriss_test.cc has them.
TEST(ImplementationShortfall, FollowsThePapersExample) {
  const std::vector<double> holdings = {1e6, 541956, 289854, 147897, 62142, 0};
  std::string fractions;
  for (size_t k = 1; k < holdings.size(); ++k) {
    fractions += fmt::format("{}{}", k == 1 ? "" : ", ", (holdings[k - 1] - holdings[k]) / 1e6);
  }
  ParentOrder order = BuyHundred();
  order.side = core::Side::kSell;
  order.quantity = Qty("1000000");
  order.end = order.start + base::Days(5);
  order.filters.lot = Qty("1");
  ParentExecution parent =
      Started(order, "implementation_shortfall",
              fmt::format(R"({{"fractions": [{}], "time_jitter": 0}})", fractions));
  const auto sent = RunFilled(parent);
  ASSERT_EQ(sent.size(), 5u);
  double held = 1e6;
  for (size_t k = 0; k < sent.size(); ++k) {
    EXPECT_EQ(sent[k].time, order.start + base::Days(static_cast<int64_t>(k)));
    held -= sent[k].wish.quantity.ToDouble();
    EXPECT_NEAR(held, holdings[k + 1], 1) << k;
  }
  EXPECT_TRUE(parent.report().left.is_zero());
}

TEST(ImplementationShortfall, RefusesFractionsThatAreNoSchedule) {
  const auto why = [](std::string_view fractions) {
    return WhyNot(BuyHundred(), "implementation_shortfall",
                  fmt::format(R"({{"fractions": {}}})", fractions));
  };
  EXPECT_NE(why("[]").find("slices 0"), std::string::npos);
  EXPECT_NE(why("[0.5, 0.4]").find("sum to 0.9"), std::string::npos);
  EXPECT_NE(why("[1.5, -0.5]").find("0 or more"), std::string::npos);
}

TEST(Algorithms, EachSaysWhatASettingMustBe) {
  const ParentOrder order = BuyHundred();
  EXPECT_NE(WhyNot(order, "twap", R"({"slice": 3})").find("slices"), std::string::npos);
  EXPECT_NE(WhyNot(order, "twap", R"({"time_jitter": 1})").find("time_jitter"), std::string::npos);
  EXPECT_NE(WhyNot(order, "twap", R"({"size_jitter": -1})").find("size_jitter"), std::string::npos);
  EXPECT_NE(WhyNot(order, "twap", R"({"slices": 0})").find("slices 0"), std::string::npos);
  EXPECT_NE(WhyNot(order, "pov", R"({"rate": "0"})").find("rate"), std::string::npos);
  EXPECT_NE(WhyNot(order, "pov", R"({"largest_child": "-1"})").find("largest_child"),
            std::string::npos);
  EXPECT_NE(WhyNot(order, "iceberg", "{}").find("visible"), std::string::npos);
  EXPECT_NE(WhyNot(order, "twop", "{}").find("twap"), std::string::npos);
  ParentOrder capped = order;
  capped.limits.max_participation = Dec("0.05");
  EXPECT_NE(WhyNot(capped, "pov", "{}").find("max_participation"), std::string::npos);
}

TEST(Algorithms, NamesAreUniqueAndEachSaysWhatItDoes) {
  std::set<std::string_view> names;
  for (const AlgorithmSpec& spec : Algorithms()) {
    EXPECT_TRUE(names.insert(spec.name).second) << spec.name;
    EXPECT_FALSE(spec.what.empty());
    EXPECT_FALSE(spec.settings.empty());
  }
  EXPECT_EQ(names.size(), 5u);
}

}  // namespace
}  // namespace keel::execution
