// SPDX-License-Identifier: MIT
// A session that is started again while this machine's clock is behind the journal's end, as it is
// after the clock was ahead and has been set right.
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/os/file.h"
#include "cli/trade_driver.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "tests/integration/sample_session.h"

namespace keel::cli {
namespace {

/// It shows four seconds more at each look.
class HurriedClock final : public base::Clock {
 public:
  explicit HurriedClock(base::UnixNanos start) : now_(start) {}
  base::UnixNanos now() const override { return now_ = now_ + base::Seconds(4); }

 private:
  mutable base::UnixNanos now_;
};

/// Lists the sample's pairs, and has no candles: that far a session comes that has begun.
class Venue final : public execution::VenueConnector {
 public:
  void FetchInstruments(const std::vector<core::Symbol>& symbols, OnInstruments done) override {
    const core::InstrumentFilters filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                                             core::Quantity(core::Decimal::PowerOfTen(-4)),
                                             core::Decimal::FromInt(5)};
    std::vector<execution::ListedInstrument> listed;
    for (const core::Symbol& symbol : symbols) listed.push_back({symbol, filters, true, {}});
    done(std::move(listed));
  }
  void FetchBars(const execution::BarsQuery&, OnPage, OnDone done) override {
    done(base::Fail(base::ErrorCode::kIo, "no candles"));
  }
  base::Status Start(execution::ConnectorPlan, execution::ConnectorListener&) override {
    return {};
  }
  void Stop() override {}
  void Send(const execution::Request&) override { ADD_FAILURE() << "it has not begun"; }
  void FetchBalances(OnBalances) override { ADD_FAILURE() << "it goes on"; }
};

class ClockBehind : public ::testing::Test {
 protected:
  ClockBehind() {
    EXPECT_TRUE(base::os::RemoveTree(folder_));
    EXPECT_TRUE(base::os::MakeDirectories(folder_));
    sample_.settings = keel::testing::SampleSettings();
    sample_.settings.strategies = {{.name = "ema_cross", .params = {}}};
    sample_.registry = {strategies::All(), strategies::AllFeatures()};
    sample_.minutes = 2;
    EXPECT_EQ(keel::testing::MakeSampleSession(folder_, sample_), "");
    const auto there = storage::OpenJournalFolder(folder_);
    end_ = storage::Journal::Open(*there)->recovered().last_time.value();
  }
  ~ClockBehind() override { EXPECT_TRUE(base::os::RemoveTree(folder_)); }

  /// Why it ended.
  std::string StartAt(base::UnixNanos time, int64_t speed = 1) {
    const HurriedClock clock(time);
    Session session;
    session.interrupted = &interrupted_;
    session.note = [this](std::string_view text) { notes_ += std::string(text) + "\n"; };
    TradeOptions options;
    options.live.settings = sample_.settings;
    options.folder = folder_;
    options.desk.folder = folder_;
    options.desk.pace.speed = speed;
    options.clock = &clock;
    net::Loop loop(speed);
    Venue venue;
    TradeDriver driver(session, loop, venue, std::move(options));
    const base::Status ran = driver.Run(sample_.registry);
    return ran ? "it trades" : ran.error().message;
  }

  const std::string folder_ =
      ::testing::TempDir() + "keel-clock-behind-" + std::to_string(::getpid());
  keel::testing::SampleOptions sample_;
  base::UnixNanos end_;
  std::atomic<bool> interrupted_{false};
  std::string notes_;
};

TEST_F(ClockBehind, BySecondsItIsWaitedForAndTheSessionGoesOn) {
  EXPECT_EQ(StartAt(end_ - base::Seconds(40)), "no candles");
  EXPECT_NE(notes_.find("this machine's clock was set back"), std::string::npos) << notes_;
}

TEST_F(ClockBehind, ByMoreThanAMinuteTheSessionRefuses) {
  EXPECT_NE(StartAt(end_ - base::Minutes(3)).find("set this machine's clock"), std::string::npos);
  EXPECT_EQ(notes_.find("was set back"), std::string::npos) << notes_;
}

// The time of an exchange that runs faster is behind where that one began again.
TEST_F(ClockBehind, AnExchangeThatBeganAgainIsNotWaitedFor) {
  EXPECT_NE(StartAt(end_ - base::Seconds(40), 60).find("began again"), std::string::npos);
}

TEST_F(ClockBehind, AheadNothingIsSaidOfIt) {
  EXPECT_EQ(StartAt(end_), "no candles");
  EXPECT_EQ(notes_.find("was set back"), std::string::npos) << notes_;
}

TEST_F(ClockBehind, WhoWaitsCanBeInterrupted) {
  interrupted_ = true;
  EXPECT_EQ(StartAt(end_ - base::Seconds(40)), "stopped before trading began");
}

}  // namespace
}  // namespace keel::cli
