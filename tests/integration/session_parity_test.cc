// SPDX-License-Identifier: MIT
// A session whose venue is made as the backtest's, but for one thing that is known: the report must
// name that thing and no other.
#include <gtest/gtest.h>

#include "cli/session_settings.h"
#include "cli/testing/command_line.h"
#include "engine/parity.h"
#include "engine/parity_range.h"
#include "sim/bar_path.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "tests/integration/sample_session.h"

namespace keel::cli {
namespace {

using engine::ParityCause;
using engine::ParityReport;
using keel::testing::kSampleStart;
using keel::testing::SampleBars;
using keel::testing::SampleFill;
using testing::Outcome;

/// After the close of each minute of the session, counted from 0.
using Act = std::function<void(strategy::Context&, int minute)>;

class Scripted final : public strategy::Strategy {
 public:
  explicit Scripted(Act act) : act_(std::move(act)) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const int64_t minute = (event.time - kSampleStart).ns / base::Minutes(1).ns - 1;
    if (!market.warming()) act_(market, static_cast<int>(minute));
  }

 private:
  Act act_;
};

/// Ten coins of the only pair.
core::OrderTerms Ten(core::Side side) {
  core::OrderTerms terms;
  terms.side = side;
  terms.quantity = core::Quantity(core::Decimal::FromInt(10));
  return terms;
}

class SessionParity : public testing::CommandLine {
 protected:
  static keel::testing::SampleOptions Options() {
    keel::testing::SampleOptions options;
    options.settings = keel::testing::SampleSettings();
    options.settings.strategies = {{.name = "ema_cross", .params = {{"fast", 3}, {"slow", 8}}}};
    options.registry = {strategies::All(), strategies::AllFeatures()};
    options.configuration = SettingsText(options.settings);
    return options;
  }
  /// One pair and a strategy that does what the test says.
  static keel::testing::SampleOptions Options(const Act& act) {
    static strategy::StrategySpec spec;
    spec.name = "scripted";
    spec.make =
        [act](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Scripted>(act);
    };
    keel::testing::SampleOptions options;
    options.settings = keel::testing::SampleSettings();
    options.settings.pairs = {"BTC/USDT"};
    options.settings.strategies = {{.name = "scripted"}};
    options.registry = {std::span(&spec, 1)};
    options.configuration = SettingsText(options.settings);
    return options;
  }
  static double CloseOf(const keel::testing::SampleOptions& options, size_t minute) {
    return SampleBars(options, 0)[options.past + minute].close;
  }
  /// On the imagined path, so long after the close of a minute.
  static double PriceAfter(const keel::testing::SampleOptions& options, size_t minute,
                           base::Duration delay) {
    const core::Bar bar = SampleBars(options, 0)[options.past + minute + 1];
    const sim::BarPath path(bar, bar.open_time + base::Minutes(1), sim::PathRule::kOpenHighLowClose,
                            false);
    return path.PriceAt(bar.open_time + delay);
  }
  /// A tenth of a percent below the close of minute 2, on the tick.
  static core::Price Bid(const keel::testing::SampleOptions& options) {
    return core::Price::FromDouble(0.999 * CloseOf(options, 2),
                                   core::Price(core::Decimal::PowerOfTen(-2)),
                                   core::Rounding::kDown);
  }
  /// What ten coins bought there bring until the end.
  static double BroughtBy(core::Price bid, const keel::testing::SampleOptions& options) {
    const double last = std::round(100 * CloseOf(options, options.minutes - 1)) / 100;
    return 10 * (last - bid.ToDouble()) - 10 * bid.ToDouble() * 10e-4;
  }
  /// A strategy that bids for ten coins after minute 2, and sells what it has after minute 30.
  static keel::testing::SampleOptions Bidding(std::vector<SampleFill> fills, bool sells = false) {
    keel::testing::SampleOptions options = Options([sells](strategy::Context& market, int minute) {
      core::OrderTerms bid = Ten(core::Side::kBuy);
      bid.type = core::OrderType::kLimit;
      bid.limit_price = Bid({});
      if (minute == 2) market.Submit(bid, "bid");
      if (minute == 30 && sells && market.position({}).is_positive()) {
        market.Submit(Ten(core::Side::kSell), "sell");
      }
    });
    options.rests = [fills](const core::OrderTerms&) { return fills; };
    return options;
  }
  /// Of the session that Report has left in the folder.
  engine::SessionHistory History() {
    const auto there = storage::OpenJournalFolder(folder() + "/home/.keel/sessions/one");
    auto history = engine::ReadSessionHistory(*there);
    EXPECT_TRUE(history) << history.error().message;
    return history.value_or(engine::SessionHistory{});
  }
  ParityReport Report(const keel::testing::SampleOptions& options,
                      const base::TimeRange& range = {}) {
    const std::string path = folder() + "/home/.keel/sessions/one";
    EXPECT_TRUE(base::os::RemoveTree(path));
    EXPECT_TRUE(base::os::MakeDirectories(path));
    EXPECT_EQ(MakeSampleSession(path, options), "");
    auto report = engine::CompareWithBacktest(options.settings, options.registry, History(), range);
    EXPECT_TRUE(report) << report.error().message;
    ExpectSums(*report);
    return report.value_or(ParityReport{});
  }
  /// To the last unit, in total and for each order.
  static void ExpectSums(const ParityReport& report) {
    core::Decimal total, session, backtest;
    for (const core::Decimal& part : report.parts) total += part;
    EXPECT_EQ(total, report.difference());
    for (const engine::ParityOrder& order : report.orders) {
      core::Decimal sum;
      for (const core::Decimal& part : order.parts) sum += part;
      EXPECT_EQ(sum, order.difference());
      session += order.session;
      backtest += order.backtest;
    }
    EXPECT_EQ(session, report.session);
    EXPECT_EQ(backtest, report.backtest);
  }
  static double Of(const ParityReport& report, ParityCause cause) {
    return report.parts[static_cast<size_t>(cause)].ToDouble();
  }
  /// Names what is not zero, apart from what followed from it and was sent after the last bar.
  static std::string CausesOf(const ParityReport& report, double least = 1e-9) {
    std::string names;
    for (size_t i = 0; i < engine::kParityCauses; ++i) {
      const auto cause = static_cast<ParityCause>(i);
      if (std::abs(report.parts[i].ToDouble()) <= least || cause == ParityCause::kNoBar) continue;
      names += (names.empty() ? "" : ", ") + std::string(engine::ToString(cause));
    }
    return names;
  }
};

TEST_F(SessionParity, AVenueThatIsAsTheModelMakesNoDifference) {
  const ParityReport report = Report(Options());
  EXPECT_GE(report.session_orders, 6);
  EXPECT_EQ(CausesOf(report), "");
  EXPECT_FALSE(report.session.is_zero());
  EXPECT_EQ(report.latency, base::Milliseconds(250));
  EXPECT_NEAR(*report.taker_bps, 10, 1e-9);
}

TEST_F(SessionParity, ASlowWayToTheVenueIsLatency) {
  keel::testing::SampleOptions options = Options();
  options.latency = base::Milliseconds(3'000);
  const ParityReport report = Report(options);
  EXPECT_EQ(report.latency, base::Milliseconds(3'000));
  const double latency = Of(report, ParityCause::kLatency);
  EXPECT_GT(std::abs(latency), 1);
  EXPECT_GT(std::abs(latency), 20 * std::abs(report.difference().ToDouble() - latency -
                                             Of(report, ParityCause::kNoBar)));
}

TEST_F(SessionParity, ADearerVenueIsFees) {
  keel::testing::SampleOptions options = Options();
  options.fee_bps = 25;
  const ParityReport report = Report(options);
  EXPECT_NEAR(*report.taker_bps, 25, 1e-9);
  const double fees = Of(report, ParityCause::kFees);
  EXPECT_LT(fees, -100);
  EXPECT_GT(-fees,
            20 * std::abs(report.difference().ToDouble() - fees - Of(report, ParityCause::kNoBar)));
}

TEST_F(SessionParity, AWorsePriceThanThePathsIsFillPrice) {
  keel::testing::SampleOptions options = Options();
  options.worse_bps = 8;
  const ParityReport report = Report(options);
  const double price = Of(report, ParityCause::kFillPrice);
  EXPECT_LT(price, -100);
  EXPECT_GT(-price, 10 * std::abs(report.difference().ToDouble() - price -
                                  Of(report, ParityCause::kNoBar)));
}

TEST_F(SessionParity, AnOrderThatNeverHadItsTurnIsQueue) {
  const keel::testing::SampleOptions options = Bidding({});
  const ParityReport report = Report(options);
  EXPECT_EQ(report.rested, 1);
  EXPECT_EQ(CausesOf(report), "queue");
  EXPECT_NEAR(Of(report, ParityCause::kQueue), -BroughtBy(Bid(options), options), 1e-6);
}

TEST_F(SessionParity, AnOrderThatFilledInPartIsQueueForTheRest) {
  const keel::testing::SampleOptions options =
      Bidding({{base::Minutes(20), 0.25}, {base::Minutes(25), 0.15}});
  const ParityReport report = Report(options);
  EXPECT_EQ(CausesOf(report), "queue");
  EXPECT_NEAR(Of(report, ParityCause::kQueue), -0.6 * BroughtBy(Bid(options), options), 1e-6);
}

TEST_F(SessionParity, WhatALateFillKeptFromBeingSoldIsQueue) {
  const keel::testing::SampleOptions options = Bidding({{base::Minutes(40), 1}}, true);
  const ParityReport report = Report(options);
  EXPECT_EQ(report.session_orders, 1);
  EXPECT_EQ(report.backtest_orders, 2);
  EXPECT_EQ(CausesOf(report), "queue");
  const double price =
      std::floor(100 * PriceAfter(options, 30, base::Milliseconds(250)) + 1e-4) / 100;
  const double last = std::round(100 * CloseOf(options, 59)) / 100;
  EXPECT_NEAR(Of(report, ParityCause::kQueue), -(10 * (price - last) - 10 * price * 10e-4), 1e-6);
}

TEST_F(SessionParity, WhatThePathFillsAfterAPersonTookTheOrderBackIsNotQueue) {
  keel::testing::SampleOptions options = Bidding({});
  options.each_minute = [](engine::LiveSession& session, size_t minute) {
    if (minute != 2) return;
    ASSERT_TRUE(session.Cancel({1}, "ann", kSampleStart + base::Minutes(3)));
  };
  const ParityReport report = Report(options);
  EXPECT_EQ(CausesOf(report), "size");
  EXPECT_NEAR(Of(report, ParityCause::kSize), -BroughtBy(Bid(options), options), 1e-6);
  EXPECT_EQ(report.notes, std::vector<std::string>{
                              "people acted once in this time; the backtest knows nothing of it"});
}

TEST_F(SessionParity, ASessionOfLimitOrdersHasItsLatency) {
  keel::testing::SampleOptions options = Options([](strategy::Context& market, int minute) {
    core::OrderTerms above = Ten(core::Side::kBuy);
    above.type = core::OrderType::kLimit;
    above.limit_price = core::Price::FromDouble(
        1.005 * CloseOf({}, 2), core::Price(core::Decimal::PowerOfTen(-2)), core::Rounding::kDown);
    if (minute == 2) market.Submit(above, "buy");
  });
  options.latency = base::Seconds(3);
  const ParityReport report = Report(options);
  EXPECT_EQ(report.latency, base::Seconds(3));
  EXPECT_EQ(report.rested, 0);
  EXPECT_EQ(CausesOf(report), "latency");
  const auto paid = [&](base::Duration delay) {
    return 10.01 * std::ceil(100 * PriceAfter(options, 2, delay) - 1e-4) / 100;
  };
  EXPECT_NEAR(Of(report, ParityCause::kLatency),
              paid(base::Milliseconds(250)) - paid(base::Seconds(3)), 1e-6);
}

TEST_F(SessionParity, APartOfASessionBeginsWithWhatItHeldAndEndsAtItsLastClose) {
  const base::TimeRange middle{kSampleStart + base::Minutes(20), kSampleStart + base::Minutes(45)};
  const ParityReport report = Report(Options(), middle);
  EXPECT_EQ(report.bars, 25);
  EXPECT_EQ(CausesOf(report), "");
  EXPECT_EQ(report.notes, std::vector<std::string>{});
  double gain = 0;
  int64_t orders = 0;
  for (const engine::SessionOrder& order : History().orders) {
    if (!middle.contains(order.sent.created_at)) continue;
    ++orders;
    const uint32_t pair = order.sent.terms.instrument.index;
    const double last = SampleBars(Options(), pair)[Options().past + 44].close;
    const double value = std::round(100 * last) / 100 * order.filled.ToDouble();
    gain += core::Sign(order.sent.terms.side) * (value - order.value.ToDouble());
    gain -= order.value.ToDouble() * 10e-4;
  }
  EXPECT_GE(orders, 2);
  EXPECT_EQ(report.session_orders, orders);
  EXPECT_NEAR(report.session.ToDouble(), gain, 1e-5);
}

TEST_F(SessionParity, WhatHappenedBeforeAPartIsNoCauseInIt) {
  keel::testing::SampleOptions options = Options();
  for (size_t minute = 12; minute < 24; ++minute) options.missed.insert(minute);
  const base::TimeRange later{kSampleStart + base::Minutes(30), base::kEndOfTime};
  EXPECT_EQ(CausesOf(Report(options, later)), "");
  EXPECT_EQ(CausesOf(Report(options)), "missed bars");
}

TEST_F(SessionParity, WhatAPersonForbadeBeforeAPartIsForbiddenInItsBacktest) {
  keel::testing::SampleOptions options = Options();
  options.each_minute = [](engine::LiveSession& session, size_t minute) {
    if (minute != 14) return;
    ASSERT_TRUE(session.Kill({}, "ann", "test", kSampleStart + base::Minutes(15)));
  };
  const base::TimeRange later{kSampleStart + base::Minutes(20), base::kEndOfTime};
  const ParityReport report = Report(options, later);
  EXPECT_EQ(CausesOf(report), "");
  EXPECT_EQ(report.notes, std::vector<std::string>{});
}

TEST_F(SessionParity, WhatAPersonBoughtByHandIsNoStrategysAndHasItsName) {
  keel::testing::SampleOptions options = Options();
  options.each_minute = [](engine::LiveSession& session, size_t minute) {
    if (minute != 14) return;
    engine::ManualOrder order;
    order.terms = Ten(core::Side::kBuy);
    order.by = "ann";
    const auto placed = session.Place(order, kSampleStart + base::Minutes(15));
    ASSERT_TRUE(placed) << placed.error().message;
  };
  const base::TimeRange later{kSampleStart + base::Minutes(20), base::kEndOfTime};
  EXPECT_EQ(CausesOf(Report(options, later)), "") << "it is held before, and by none of them";
  EXPECT_NE(Of(Report(options), ParityCause::kOtherOrders), 0);
  const Outcome json = Keel({"parity", "one", "--json"});
  EXPECT_NE(json.out.find("\"manual\""), std::string::npos) << json.out << json.err;
}

TEST_F(SessionParity, ChangedLimitsAndSettingsAreToldAsSentences) {
  keel::testing::SampleOptions options = Options();
  options.dies_after.insert(30);
  options.each_minute = [&options](engine::LiveSession& session, size_t minute) {
    const auto now = kSampleStart + base::Minutes(static_cast<int64_t>(minute) + 1);
    risk::Limits limits = session.desk().limits();
    limits.open_orders = 49;
    if (minute == 10) {
      ASSERT_TRUE(session.ChangeLimits(limits, "ann", "test", now));
    }
    if (minute == 30) options.configuration += " ";
  };
  const std::string settings =
      "one start in this time had other settings; the backtest has those of the last start";
  const std::string limit =
      "one limit was changed by people in this time; the backtest keeps what it began with";
  EXPECT_EQ(Report(options).notes, (std::vector{settings, limit}));
  options.configuration = SettingsText(options.settings);
  const base::TimeRange later{kSampleStart + base::Minutes(40), base::kEndOfTime};
  EXPECT_EQ(Report(options, later).notes, std::vector<std::string>{});
}

TEST_F(SessionParity, TheVerbTakesADayOrARange) {
  const ParityReport report = Report(Options());
  const std::string whole = "\"difference\": \"" + report.difference().ToString() + "\"";
  for (const char* day : {"--day=2023-11-14", "--timerange=20231114-20231115"}) {
    const Outcome json = Keel({"parity", "one", day, "--json"});
    ASSERT_EQ(json.exit_code, 0) << json.err;
    EXPECT_NE(json.out.find(whole), std::string::npos) << json.out;
  }
  const Outcome other = Keel({"parity", "one", "--day", "2023-11-15"});
  EXPECT_NE(other.exit_code, 0);
  EXPECT_NE(other.err.find("acted on no bar from 2023-11-15"), std::string::npos) << other.err;
  const Outcome hour = Keel({"parity", "one", "--day", "2023-11-14T10:00"});
  EXPECT_NE(hour.err.find("is not a day: write 2018-01-31"), std::string::npos) << hour.err;
}

TEST_F(SessionParity, BarsThatWereOnlyLearntFromAreMissedBars) {
  keel::testing::SampleOptions options = Options();
  for (size_t minute = 12; minute < 24; ++minute) options.missed.insert(minute);
  const ParityReport report = Report(options);
  EXPECT_EQ(report.missed_bars, 12);
  EXPECT_EQ(CausesOf(report), "missed bars");
}

TEST_F(SessionParity, BarsThatCameLateAreMissedBars) {
  keel::testing::SampleOptions options = Options();
  options.heard_after = base::Seconds(4);
  const ParityReport report = Report(options);
  EXPECT_EQ(report.heard_after, base::Seconds(4));
  EXPECT_EQ(CausesOf(report), "missed bars");
}

TEST_F(SessionParity, WhatAPersonForbadeIsRefusals) {
  keel::testing::SampleOptions options = Options();
  options.each_minute = [](engine::LiveSession& session, size_t minute) {
    if (minute != 14) return;
    ASSERT_TRUE(session.Kill({}, "ann", "test", keel::testing::kSampleStart + base::Minutes(15)));
  };
  const ParityReport report = Report(options);
  EXPECT_GT(std::abs(Of(report, ParityCause::kRefusals)), 1);
  EXPECT_EQ(Of(report, ParityCause::kMissedBars), 0);
  EXPECT_EQ(Of(report, ParityCause::kLatency), 0);
  EXPECT_EQ(Of(report, ParityCause::kFillPrice), 0);
}

TEST_F(SessionParity, TheVerbTellsTheSameAsTextAndJson) {
  keel::testing::SampleOptions options = Options();
  options.fee_bps = 25;
  const ParityReport report = Report(options);
  const Outcome json = Keel({"parity", "one", "--json"});
  ASSERT_EQ(json.exit_code, 0) << json.err;
  EXPECT_NE(json.out.find("\"difference\": \"" + report.difference().ToString() + "\""),
            std::string::npos)
      << json.out;
  const Outcome text = Keel({"parity", "one"});
  for (const char* part :
       {"session", "backtest", "difference", "missed bars", "fill price", "taker 25.000 bps"}) {
    EXPECT_NE(text.out.find(part), std::string::npos) << part << " in\n" << text.out;
  }
}

}  // namespace
}  // namespace keel::cli
