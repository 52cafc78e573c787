// SPDX-License-Identifier: MIT
// When a watchdog acts, on what, and until when.
#include "cli/control/session_watchdog.h"

#include <gtest/gtest.h>

#include "net/testing/stage.h"

namespace keel::cli {
namespace {

using base::Milliseconds;
using base::Seconds;
using base::os::Pulse;

// ---- What a pulse says.

class PulseWatchTest : public testing::Test {
 protected:
  /// Looks every 100 ms for so long; the last verdict.
  Verdict LookFor(base::Duration time, bool beats) {
    Verdict verdict = Verdict::kWell;
    for (base::Duration end = now_ + time; now_ < end;) {
      now_ = now_ + Milliseconds(100);
      if (beats) ++pulse_.count;
      verdict = watch_.Look(pulse_, kill_, now_);
    }
    return verdict;
  }

  PulseWatch watch_;
  Pulse pulse_{.alive = true, .ended = false, .count = 1};
  bool kill_ = false;
  base::Duration now_ = Seconds(1000);
};

TEST_F(PulseWatchTest, AHangIsSeenWithinFiveSecondsAndNotBeforeFour) {
  EXPECT_EQ(LookFor(Seconds(10), true), Verdict::kWell);
  EXPECT_EQ(LookFor(Milliseconds(3900), false), Verdict::kWell);
  EXPECT_EQ(LookFor(Milliseconds(1000), false), Verdict::kHangs);
  EXPECT_EQ(LookFor(Milliseconds(100), true), Verdict::kWell);
}

TEST_F(PulseWatchTest, WithTheKillFileItIsSeenWithinASecondAndABit) {
  LookFor(Seconds(1), true);
  kill_ = true;
  EXPECT_EQ(LookFor(Milliseconds(1200), false), Verdict::kHangs);
}

TEST_F(PulseWatchTest, ADeathIsSeenAtOnceAndAMeantEndIsNone) {
  LookFor(Seconds(1), true);
  pulse_.alive = false;
  EXPECT_EQ(LookFor(Milliseconds(100), false), Verdict::kDead);
  pulse_.ended = true;
  EXPECT_EQ(LookFor(Milliseconds(100), false), Verdict::kEnded);
}

TEST_F(PulseWatchTest, AMachineThatSleptIsNoHang) {
  LookFor(Seconds(1), true);
  now_ = now_ + Seconds(3600);
  EXPECT_EQ(watch_.Look(pulse_, false, now_), Verdict::kWell);
  EXPECT_EQ(LookFor(Milliseconds(3800), false), Verdict::kWell);
}

// ---- What it does.

/// A venue of this process: orders by their client id.
struct FakeVenue {
  std::vector<std::string> open;
  std::vector<std::string> cancelled;
  bool reachable = true;
  bool obeys = true;
  int connections = 0;
};

class FakeConnector final : public execution::VenueConnector {
 public:
  FakeConnector(net::Loop& loop, FakeVenue& venue) : loop_(loop), venue_(venue) {
    ++venue_.connections;
  }
  void FetchInstruments(const std::vector<core::Symbol>&, OnInstruments done) override {
    loop_.Post([done, up = venue_.reachable] {
      if (up) return done(std::vector<execution::ListedInstrument>{});
      done(base::Fail(base::ErrorCode::kIo, "nobody is there"));
    });
  }
  base::Status Start(execution::ConnectorPlan, execution::ConnectorListener& listener) override {
    listener_ = &listener;
    return {};
  }
  void Stop() override { listener_ = nullptr; }
  void Send(const execution::Request& request) override {
    execution::Answer answer{request.id, execution::NotFound{}};
    if (std::holds_alternative<execution::QueryOpenOrders>(request.what)) {
      std::vector<execution::VenueOrder> orders;
      for (const std::string& id : venue_.open) orders.push_back({.client_id = id});
      answer.what = orders;
    } else {
      const auto& cancel = std::get<execution::CancelAtVenue>(request.what);
      venue_.cancelled.push_back(cancel.client_id);
      if (venue_.obeys) std::erase(venue_.open, cancel.client_id);
    }
    loop_.Post([this, answer, alive = std::weak_ptr(alive_)] {
      if (alive.lock() && listener_ != nullptr) listener_->OnVenueEvent(answer);
    });
  }
  void FetchBars(const execution::BarsQuery&, OnPage, OnDone) override {}
  void FetchBalances(OnBalances) override {}

 private:
  net::Loop& loop_;
  FakeVenue& venue_;
  execution::ConnectorListener* listener_ = nullptr;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

class SessionWatchdogTest : public testing::Test {
 protected:
  std::unique_ptr<VenueSweep> Sweep(VenueSweep::OnDone done) {
    SweepPlan plan;
    plan.prefix = "k-mine-";
    plan.limit = Milliseconds(1200);
    return std::make_unique<VenueSweep>(
        stage_.loop, std::make_unique<FakeConnector>(stage_.loop, venue_), plan, std::move(done));
  }
  /// Lets the watchdog's time pass; the loop is given a few ms of real time at each look.
  void Pass(base::Duration time, bool beats = false) {
    for (base::Duration end = now_ + time; now_ < end && !watchdog_.done();) {
      now_ = now_ + Milliseconds(100);
      if (beats) ++pulse_.count;
      watchdog_.Look(now_);
      stage_.Pass(Milliseconds(1));
    }
  }
  size_t Told(const std::string& words) const {
    return static_cast<size_t>(std::count_if(told_.begin(), told_.end(), [&](const auto& text) {
      return text.find(words) != std::string::npos;
    }));
  }

  net::testing::Stage stage_;
  FakeVenue venue_{.open = {"k-mine-1", "k-other-7", "k-mine-2", "web_123"}};
  Pulse pulse_{.alive = true, .ended = false, .count = 1};
  bool kill_ = false;
  base::Duration now_ = Seconds(1000);
  std::vector<std::string> told_;
  SessionWatchdog watchdog_{{[this]() -> base::Result<Pulse> { return pulse_; },
                             [this] { return kill_; },
                             [this](VenueSweep::OnDone done) { return Sweep(std::move(done)); },
                             [this](const std::string& text) { told_.push_back(text); }}};
};

TEST_F(SessionWatchdogTest, WhileAllIsWellTheVenueIsNotTouched) {
  Pass(Seconds(20), true);
  EXPECT_EQ(venue_.connections, 0);
  pulse_ = {.alive = false, .ended = true, .count = pulse_.count};
  Pass(Seconds(1));
  EXPECT_TRUE(watchdog_.done());
  EXPECT_EQ(venue_.open.size(), 4u) << "a session that ended leaves what it wants to leave";
  EXPECT_TRUE(told_.empty());
}

TEST_F(SessionWatchdogTest, AHangCancelsTheSessionsOrdersAndNoOthers) {
  Pass(Seconds(1), true);
  Pass(Seconds(5));
  EXPECT_EQ(venue_.open, (std::vector<std::string>{"k-other-7", "web_123"}));
  EXPECT_EQ(Told("has not moved"), 1u);
  EXPECT_EQ(Told("were cancelled: 2"), 1u);
  Pass(Seconds(30));
  EXPECT_FALSE(watchdog_.done()) << "it may come back, and hang again";
  Pass(Seconds(1), true);
  EXPECT_EQ(Told("is back"), 1u);
}

TEST_F(SessionWatchdogTest, ADeathIsActedOnAtOnceAndAgainForWhatArrivesLate) {
  Pass(Seconds(1), true);
  pulse_.alive = false;
  Pass(Milliseconds(300));
  EXPECT_EQ(venue_.open, (std::vector<std::string>{"k-other-7", "web_123"}));
  Pass(Seconds(3));
  venue_.open.push_back("k-mine-3");
  Pass(Seconds(20));
  EXPECT_TRUE(watchdog_.done());
  EXPECT_EQ(venue_.open, (std::vector<std::string>{"k-other-7", "web_123"}));
}

TEST_F(SessionWatchdogTest, ATraderThatWasStartedAgainIsLeftAlone) {
  Pass(Seconds(1), true);
  pulse_.alive = false;
  Pass(Milliseconds(300));
  pulse_ = {.alive = true, .ended = false, .count = 1};
  venue_.open.push_back("k-mine-4");
  Pass(Seconds(20), true);
  EXPECT_EQ(venue_.open.back(), "k-mine-4");
  EXPECT_FALSE(watchdog_.done());
}

TEST_F(SessionWatchdogTest, AVenueThatIsNotThereIsTriedAgainAndToldOnce) {
  venue_.reachable = false;
  pulse_.alive = false;
  Pass(Seconds(6));
  EXPECT_EQ(Told("could NOT be cancelled"), 1u);
  EXPECT_FALSE(watchdog_.done());
  venue_.reachable = true;
  Pass(Seconds(40));
  EXPECT_TRUE(watchdog_.done());
  EXPECT_EQ(venue_.open.size(), 2u);
}

TEST_F(SessionWatchdogTest, OnlyTheListOfOpenOrdersProvesACancel) {
  venue_.obeys = false;
  std::optional<base::Result<size_t>> outcome;
  const auto sweep = Sweep([&](const auto& told) { outcome = told; });
  EXPECT_TRUE(stage_.Until([&] { return outcome.has_value(); }));
  ASSERT_TRUE(outcome.has_value());
  EXPECT_FALSE(*outcome);
  EXPECT_GE(venue_.cancelled.size(), 4u) << "it tried more than once";
  EXPECT_LE(venue_.cancelled.size(), 20u) << "and not as fast as it could";
}

TEST_F(SessionWatchdogTest, TheKillFileNeedsNoFourSeconds) {
  Pass(Seconds(1), true);
  kill_ = true;
  Pass(Milliseconds(1500));
  EXPECT_EQ(venue_.open.size(), 2u);
}

}  // namespace
}  // namespace keel::cli
