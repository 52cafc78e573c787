// SPDX-License-Identifier: MIT
// Each model against numbers worked out by hand.
#include <gtest/gtest.h>

#include "sim/models/registry.h"

namespace keel::sim::models {
namespace {

std::unique_ptr<QueueModel> Queue(std::string_view name, double power = 3) {
  return MakeQueueModel(name, {.power = power}).value();
}

TEST(Fifo, MovesForwardByTradesAlone) {
  const auto model = Queue("fifo");
  QueuePosition position = model->OnArrival(100, 0);
  EXPECT_EQ(position.ahead, 100);
  EXPECT_EQ(model->OnTrade(30, position), 0);
  model->OnDepthChange(100, 5, position);  // 65 canceled, yet none of them ahead
  EXPECT_EQ(position.ahead, 70);
  EXPECT_EQ(model->OnTrade(80, position), 10);
  EXPECT_EQ(position.ahead, 0);
}

TEST(RiskAdverse, HasNoMoreAheadThanTheLevelShows) {
  const auto model = Queue("risk_adverse");
  QueuePosition position = model->OnArrival(100, 0);
  model->OnDepthChange(100, 120, position);
  EXPECT_EQ(position.ahead, 100);
  model->OnDepthChange(120, 40, position);
  EXPECT_EQ(position.ahead, 40);
  EXPECT_EQ(model->OnTrade(45, position), 5);
}

// 40 ahead, 60 behind, 10 canceled. n = 1: 6 in 10 were behind, so 4 leave the front. n = 3:
// 216000 / 280000 = 0.7714 were behind, so 2.29 leave, 37.71 stay: 38 whole lots.
TEST(PowerProbability, SharesCancelsByWhatStandsOnEitherSide) {
  for (const auto& [power, ahead] : {std::pair{1.0, 36}, {3.0, 38}}) {
    const auto model = Queue("power_probability", power);
    QueuePosition position{.ahead = 40};
    model->OnDepthChange(100, 90, position);
    EXPECT_EQ(position.ahead, ahead) << power;
  }
}

// 10 ahead, 90 behind, 95 canceled: at most 90 of them were behind, so 5 stay ahead.
TEST(PowerProbability, KnowsThatNoMoreLeftBehindThanStoodThere) {
  const auto model = Queue("power_probability", 2);
  QueuePosition position{.ahead = 10};
  model->OnDepthChange(100, 5, position);
  EXPECT_EQ(position.ahead, 5);
}

// Of 20 lots less, 15 were a trade that moved us from 40 to 25 already. 5 were canceled among 25
// ahead and 60 behind: n = 1 takes 5 * 25 / 85 = 1.47 from the front, 23.53 stay.
TEST(PowerProbability, CountsATradeOnce) {
  const auto model = Queue("power_probability", 1);
  QueuePosition position{.ahead = 40};
  EXPECT_EQ(model->OnTrade(15, position), 0);
  model->OnDepthChange(100, 80, position);
  EXPECT_EQ(position.ahead, 24);
  EXPECT_EQ(position.traded, 0);
}

TEST(PowerProbability, LosesNothingToWhoeverJoins) {
  const auto model = Queue("power_probability");
  QueuePosition position{.ahead = 40};
  model->OnDepthChange(50, 500, position);
  EXPECT_EQ(position.ahead, 40);
  model->OnDepthChange(500, 0, position);
  EXPECT_EQ(position.ahead, 0);
}

TEST(OrderByOrder, CountsWhoCameBefore) {
  const auto model = Queue("order_by_order");
  QueuePosition position = model->OnArrival(50, 7);
  model->OnOrderLess(8, 20, position);  // behind
  EXPECT_EQ(position.ahead, 50);
  model->OnOrderLess(3, 20, position);
  EXPECT_EQ(position.ahead, 30);
  EXPECT_EQ(model->OnTrade(30, position), 0);
  model->OnOrderLess(6, 30, position);
  EXPECT_EQ(model->OnTrade(4, position), 4);
}

TEST(QueueModels, AreFoundByName) {
  EXPECT_EQ(QueueModels().size(), 4u);
  const auto missing = MakeQueueModel("fifa", {});
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("fifo"), std::string::npos);
  EXPECT_FALSE(MakeQueueModel("power_probability", {.power = 0}));
  EXPECT_FALSE(MakeQueueModel("power_probability", {.power = -1}));
}

TEST(Drawn, TakesEachWayFromItsOwnSettings) {
  OrderLatencySettings settings;
  settings.entry = {.model = "fixed", .fixed_ms = 30};
  settings.response = {.model = "uniform", .min_ms = 100, .max_ms = 500};
  const auto model = MakeOrderLatency("drawn", settings).value();
  base::RandomStream stream(1, "test.latency"), same(1, "test.latency");
  EXPECT_EQ(model->Entry({}, stream), base::Milliseconds(30));
  for (int i = 0; i < 100; ++i) {
    const base::Duration drawn = model->Response({}, stream);
    EXPECT_GE(drawn, base::Milliseconds(100));
    EXPECT_LE(drawn, base::Milliseconds(500));
    EXPECT_EQ(drawn, model->Response({}, same));
  }
}

TEST(Load, StretchesTheDelayWithTheMarket) {
  OrderLatencySettings settings{.load_doubling = 1000};
  settings.entry = settings.response = {.model = "fixed", .fixed_ms = 20};
  const auto model = MakeOrderLatency("load", settings).value();
  base::RandomStream stream(1, "test.latency");
  EXPECT_EQ(model->Entry({.load = 0}, stream), base::Milliseconds(20));
  EXPECT_EQ(model->Entry({.load = 1000}, stream), base::Milliseconds(40));
  EXPECT_EQ(model->Response({.load = 2500}, stream), base::Milliseconds(70));
  EXPECT_EQ(model->Response({.load = 1e12}, stream), base::Hours(1));
  settings.load_doubling = 0;
  EXPECT_FALSE(MakeOrderLatency("load", settings));
}

TEST(MeasuredTable, InterpolatesBetweenMeasurements) {
  const OrderLatencySettings settings{.table = {{.time = {1000}, .entry = {10}, .response = {100}},
                                                {.time = {2000}, .entry = {30}, .response = {60}}}};
  const auto model = MakeOrderLatency("measured_table", settings).value();
  base::RandomStream stream(1, "test.latency");
  const std::vector<std::array<int64_t, 3>> rows = {
      {0, 10, 100}, {1000, 10, 100}, {1250, 15, 90}, {2000, 30, 60}, {9000, 30, 60}};
  for (const auto& [time, entry, response] : rows) {
    EXPECT_EQ(model->Entry({.time = {time}}, stream).ns, entry) << time;
    EXPECT_EQ(model->Response({.time = {time}}, stream).ns, response) << time;
  }
}

TEST(MeasuredTable, WantsRisingTimesAndDelays) {
  EXPECT_FALSE(MakeOrderLatency("measured_table", {}));
  EXPECT_FALSE(MakeOrderLatency("measured_table", {.table = {{.entry = {-1}}}}));
  EXPECT_FALSE(MakeOrderLatency("measured_table", {.table = {{.time = {5}}, {.time = {5}}}}));
  EXPECT_FALSE(MakeOrderLatency("measured_table", {.table = {{.time = {-1}}}}));
}

}  // namespace
}  // namespace keel::sim::models
