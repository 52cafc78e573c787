// SPDX-License-Identifier: MIT
#include "risk/breaker.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace keel::risk {
namespace {

using core::Decimal;
using core::TradingState;
using enum core::TradingState;

Decimal D(std::string_view text) { return *Decimal::Parse(text); }
base::UnixNanos At(std::string_view text) { return *base::ParseTime(text); }

/// Limits without any drawdown rule.
Limits NoLimits() {
  Limits limits;
  limits.daily_alert = limits.daily_reducing = limits.daily_halt = std::nullopt;
  limits.weekly_halt = limits.total_halt = std::nullopt;
  return limits;
}
Limits Only(std::optional<double> Limits::*rule, double at) {
  Limits limits = NoLimits();
  limits.*rule = at;
  return limits;
}

/// Each test once in one go, and once with a restart before every equity.
class BreakerTest : public testing::TestWithParam<bool> {
 protected:
  /// What the breaker says to an equity, as one line.
  std::string Say(std::string_view time, std::string_view equity) {
    std::vector<BreakerEvent> events;
    if (GetParam()) Restart();
    breaker.OnEquity(At(time), D(equity), &events);
    std::string text;
    for (const BreakerEvent& event : events) {
      if (!text.empty()) text += "; ";
      if (const auto* alert = std::get_if<core::RiskAlert>(&event)) {
        text += "alert " + std::string(alert->rule);
        EXPECT_EQ(alert->time, At(time));
        continue;
      }
      const auto& change = std::get<core::TradingStateChanged>(event);
      EXPECT_EQ(change.time, At(time));
      text += core::ToString(change.from) + std::string("->") + core::ToString(change.to) + " " +
              std::string(change.rule) + " by " + std::string(change.by);
    }
    return text;
  }
  void Restart() {
    const SavedBreaker saved = breaker.Save();
    breaker = Breaker(limits);
    breaker.Restore(saved);
  }
  void Hold(const Limits& to) {
    limits = to;
    breaker = Breaker(limits);
  }
  Limits limits;
  Breaker breaker{limits};  // fund: 3 % alert, 4 % reducing, 5 % halt, week 8 %, total 15 %
};

// 2024-01-01 is a Monday.
const char* const kHaltDay = "REDUCING->HALTED daily_drawdown by breaker";

TEST_P(BreakerTest, ADayGoesThroughItsThreeLevelsEachAtExactlyItsFraction) {
  EXPECT_EQ(Say("2024-01-02 00:00", "10000"), "");
  EXPECT_EQ(Say("2024-01-02 01:00", "9700.000000000001"), "");
  EXPECT_EQ(Say("2024-01-02 02:00", "9700"), "alert daily_drawdown");
  EXPECT_EQ(Say("2024-01-02 03:00", "9600.000000000001"), "");
  EXPECT_EQ(Say("2024-01-02 04:00", "9600"), "ACTIVE->REDUCING daily_drawdown by breaker");
  EXPECT_EQ(Say("2024-01-02 05:00", "9500.000000000001"), "");
  EXPECT_EQ(Say("2024-01-02 06:00", "9500"), kHaltDay);
  EXPECT_EQ(breaker.state(), kHalted);
  EXPECT_EQ(Say("2024-01-02 07:00", "9400"), "");  // said once
}

TEST_P(BreakerTest, AFallThroughAllLevelsAtOnceAlertsAndHaltsAndIsThenSilent) {
  Say("2024-01-02 00:00", "10000");
  EXPECT_EQ(Say("2024-01-02 01:00", "9450"),
            "alert daily_drawdown; ACTIVE->HALTED daily_drawdown by breaker");
  EXPECT_EQ(Say("2024-01-02 02:00", "9440"), "");
}

TEST_P(BreakerTest, AHaltLatchesThroughRecoveryUntilTheNextMidnight) {
  Say("2024-01-02 00:00", "10000");
  Say("2024-01-02 10:00", "9500");
  EXPECT_EQ(Say("2024-01-02 11:00", "12000"), "");
  EXPECT_EQ(Say("2024-01-02 23:59:59.999999999", "12000"), "");
  EXPECT_EQ(breaker.state(), kHalted);
  EXPECT_EQ(Say("2024-01-03 00:00", "11500"),
            "HALTED->ACTIVE daily_drawdown by simulated operator");
  EXPECT_EQ(breaker.state(), kActive);
}

TEST_P(BreakerTest, AWobbleAroundALimitDoesNotFlap) {
  Say("2024-01-02 00:00", "10000");
  EXPECT_EQ(Say("2024-01-02 01:00", "9600"),
            "alert daily_drawdown; ACTIVE->REDUCING daily_drawdown by breaker");
  for (int minute = 10; minute < 60; ++minute) {
    const std::string time = "2024-01-02 02:" + std::to_string(minute);
    EXPECT_EQ(Say(time, minute % 2 == 0 ? "9599" : "9601"), "");
  }
  EXPECT_EQ(breaker.state(), kReducing);
}

TEST_P(BreakerTest, ADayStartsAtItsMidnightSampleOrAfterAGapAtTheLastKnownEquity) {
  Say("2024-01-02 00:00", "10000");
  Say("2024-01-02 23:00", "10100");
  Say("2024-01-03 00:00", "10000");  // the sample itself
  EXPECT_EQ(Say("2024-01-03 01:00", "9701"), "");
  Say("2024-01-03 23:00", "10000");
  // No sample at midnight: 10000 is the start, and 9600 has lost 4 % of it.
  EXPECT_EQ(Say("2024-01-04 05:00", "9600"),
            "alert daily_drawdown; ACTIVE->REDUCING daily_drawdown by breaker");
}

TEST_P(BreakerTest, TheFirstSampleStartsItsDayAndDaysAlertAnew) {
  EXPECT_EQ(Say("2024-01-02 13:07", "10000"), "");
  EXPECT_EQ(Say("2024-01-02 13:08", "9690"), "alert daily_drawdown");
  Say("2024-01-03 00:00", "9690");
  EXPECT_EQ(Say("2024-01-03 01:00", "9500"), "");
  EXPECT_EQ(Say("2024-01-03 02:00", "9390"), "alert daily_drawdown");
}

TEST_P(BreakerTest, TheNextDayMayTripAgain) {
  Say("2024-01-02 00:00", "10000");
  Say("2024-01-02 01:00", "9500");
  Say("2024-01-03 00:00", "9500");
  EXPECT_EQ(Say("2024-01-03 01:00", "9025.000000000001"),
            "alert daily_drawdown; ACTIVE->REDUCING daily_drawdown by breaker; "
            "REDUCING->HALTED weekly_drawdown by breaker");
  EXPECT_EQ(Say("2024-01-03 02:00", "9025"), "");  // the day halts too, under the week's halt
  EXPECT_EQ(Say("2024-01-04 00:00", "9025"), "");  // and is released under it
  EXPECT_EQ(breaker.state(), kHalted);
  EXPECT_EQ(Say("2024-01-08 00:00", "9025"),
            "HALTED->ACTIVE weekly_drawdown by simulated operator");
}

TEST_P(BreakerTest, TheWeekIsMeasuredFromItsHighestEquityAndEndsOnMonday) {
  Hold(Only(&Limits::weekly_halt, 0.08));
  Say("2024-01-02 00:00", "9000");
  Say("2024-01-03 00:00", "10000");
  EXPECT_EQ(Say("2024-01-04 12:00", "9200.000000000001"), "");
  EXPECT_EQ(Say("2024-01-04 13:00", "9200"), "ACTIVE->HALTED weekly_drawdown by breaker");
  EXPECT_EQ(Say("2024-01-07 23:59:59.999999999", "9900"), "");
  EXPECT_EQ(Say("2024-01-08 00:00", "9100"),
            "HALTED->ACTIVE weekly_drawdown by simulated operator");
  EXPECT_EQ(Say("2024-01-09 00:00", "8372.000000000001"), "");  // 8 % under Monday's 9100
  EXPECT_EQ(Say("2024-01-09 01:00", "8372"), "ACTIVE->HALTED weekly_drawdown by breaker");
}

TEST_P(BreakerTest, ANewWeekForgetsTheHighOfTheOldOne) {
  Hold(Only(&Limits::weekly_halt, 0.08));
  Say("2024-01-05 00:00", "10000");
  Say("2024-01-07 23:00", "9300");
  EXPECT_EQ(Say("2024-01-08 00:00", "9300"), "");
  EXPECT_EQ(Say("2024-01-08 01:00", "8600"), "");  // 14 % under the old high, 7.5 % under the new
}

TEST_P(BreakerTest, AWeekReleasedAfterAGapStartsFromThatEquity) {
  Hold(Only(&Limits::weekly_halt, 0.08));
  Say("2024-01-05 00:00", "10000");
  Say("2024-01-05 01:00", "9200");
  EXPECT_EQ(Say("2024-01-10 05:00", "5000"),
            "HALTED->ACTIVE weekly_drawdown by simulated operator");
  EXPECT_EQ(Say("2024-01-10 06:00", "4601"), "");
}

TEST_P(BreakerTest, ATotalHaltEndsAfterThirtyDaysAndCountsFromThere) {
  Hold(Only(&Limits::total_halt, 0.15));
  Say("2024-01-02 00:00", "8000");
  Say("2024-02-01 00:00", "10000");
  EXPECT_EQ(Say("2024-03-01 06:00", "8500.000000000001"), "");
  EXPECT_EQ(Say("2024-03-01 07:00", "8500"), "ACTIVE->HALTED total_drawdown by breaker");
  EXPECT_EQ(Say("2024-03-31 06:59:59.999999999", "9999"), "");
  EXPECT_EQ(Say("2024-03-31 07:00", "8000"), "HALTED->ACTIVE total_drawdown by simulated operator");
  EXPECT_EQ(Say("2024-04-01 07:00", "6800.000000000001"), "");
  EXPECT_EQ(Say("2024-04-01 08:00", "6800"), "ACTIVE->HALTED total_drawdown by breaker");
}

TEST_P(BreakerTest, AnEventTellsValueAndLimit) {
  std::vector<BreakerEvent> events;
  breaker.OnEquity(At("2024-01-02 00:00"), D("10000"), &events);
  breaker.OnEquity(At("2024-01-02 01:00"), D("9450"), &events);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<core::RiskAlert>(events[0]).limit, 0.03);
  EXPECT_EQ(std::get<core::TradingStateChanged>(events[1]).value, 0.055);
  EXPECT_EQ(std::get<core::TradingStateChanged>(events[1]).limit, 0.05);
}

TEST_P(BreakerTest, AFractionThatIsNoWholeUnitIsReachedFromBelow) {
  Hold(Only(&Limits::daily_halt, 0.05));
  Say("2024-01-02 00:00", "10000.000000000001");  // 5 % are 500.00000000000005
  EXPECT_EQ(Say("2024-01-02 01:00", "9500.000000000001"), "");
  EXPECT_EQ(Say("2024-01-02 02:00", "9500"), "ACTIVE->HALTED daily_drawdown by breaker");
}

TEST_P(BreakerTest, AnAccountWithoutEquityDoesNotTrip) {
  EXPECT_EQ(Say("2024-01-02 00:00", "0"), "");
  EXPECT_EQ(Say("2024-01-02 01:00", "-5"), "");
  EXPECT_EQ(breaker.state(), kActive);
}

TEST_P(BreakerTest, TheResearchProfileHasNoBreaker) {
  EXPECT_FALSE(Breaker(*LimitsOf("research")).enabled());
  EXPECT_TRUE(Breaker(*LimitsOf("fund")).enabled());
  EXPECT_TRUE(Breaker(Only(&Limits::total_halt, 0.5)).enabled());
}

// Days before 1970 and weeks across years have Mondays too.
TEST_P(BreakerTest, MondaysAreMondaysInEveryYear) {
  for (const auto& [trip, early, monday] :
       {std::tuple("1969-12-31 10:00", "1970-01-04 23:00", "1970-01-05 00:00"),
        std::tuple("1969-12-20 10:00", "1969-12-21 23:00", "1969-12-22 00:00"),
        std::tuple("2024-12-31 10:00", "2025-01-05 23:00", "2025-01-06 00:00")}) {
    Hold(Only(&Limits::weekly_halt, 0.08));
    Say(trip, "10000");
    EXPECT_EQ(Say(trip, "9000"), "ACTIVE->HALTED weekly_drawdown by breaker");
    EXPECT_EQ(Say(early, "9000"), "");
    EXPECT_EQ(Say(monday, "9000"), "HALTED->ACTIVE weekly_drawdown by simulated operator") << trip;
  }
}

// ---- A second breaker, slow and plain: fractions as exact products, all history kept.

struct Sample {
  base::UnixNanos time;
  Decimal equity;
};

class PlainBreaker {
 public:
  TradingState OnEquity(const Sample& sample) {
    const int64_t day = base::DayNumber(sample.time);
    const int64_t week = (day + 3) / 7;  // after 1970
    if (!last_ || day != base::DayNumber(last_->time)) {
      const bool at_midnight = sample.time == base::StartOfDay(sample.time);
      day_start_ = !last_ || at_midnight ? sample.equity : last_->equity;
      if (!last_ || week != (base::DayNumber(last_->time) + 3) / 7) week_high_ = day_start_;
    }
    if (day_until_ <= day) day_level_ = kActive;
    if (week_halted_ && week_until_ <= week) {
      week_halted_ = false;
      week_high_ = sample.equity;
    }
    if (!last_) high_ = sample.equity;
    if (total_halted_ && total_until_ <= sample.time) {
      total_halted_ = false;
      high_ = week_high_ = sample.equity;
    }
    week_high_ = std::max(week_high_, sample.equity);
    high_ = std::max(high_, sample.equity);
    const bool halts = Lost(day_start_, sample.equity, 5);
    const TradingState now = halts                                ? kHalted
                             : Lost(day_start_, sample.equity, 4) ? kReducing
                                                                  : kActive;
    if (now > day_level_) day_level_ = now, day_until_ = day + 1;
    if (!week_halted_ && Lost(week_high_, sample.equity, 8)) {
      week_halted_ = true;
      week_until_ = week + 1;
    }
    if (!total_halted_ && Lost(high_, sample.equity, 15)) {
      total_halted_ = true;
      total_until_ = sample.time + base::Days(30);
    }
    last_ = sample;
    return week_halted_ || total_halted_ ? kHalted : day_level_;
  }

 private:
  /// A loss of exactly so many percent is one.
  static bool Lost(Decimal from, Decimal equity, int64_t percent) {
    return (from - equity) * 100 >= from * percent;
  }

  std::optional<Sample> last_;
  Decimal day_start_, week_high_, high_;
  TradingState day_level_ = kActive;
  int64_t day_until_ = 0;
  bool week_halted_ = false;
  int64_t week_until_ = 0;
  bool total_halted_ = false;
  base::UnixNanos total_until_{};
};

TEST_P(BreakerTest, ATighterLimitHoldsFromTheNextEquityAndALooserOneReleasesNothing) {
  EXPECT_EQ(Say("2024-01-02 00:00", "10000"), "");
  EXPECT_EQ(Say("2024-01-02 01:00", "9750"), "");
  limits.daily_halt = 0.025;
  breaker.ChangeLimits(limits);
  EXPECT_EQ(Say("2024-01-02 01:00", "9750"), "ACTIVE->HALTED daily_drawdown by breaker");
  limits.daily_halt = 0.5;
  breaker.ChangeLimits(limits);
  EXPECT_EQ(Say("2024-01-02 02:00", "9750"), "");
  EXPECT_EQ(breaker.state(), kHalted);
}

INSTANTIATE_TEST_SUITE_P(OverRestarts, BreakerTest, testing::Bool(),
                         [](const auto& p) { return p.param ? "Restarted" : "InOneGo"; });

TEST(BreakerProperty, RandomEquityAgreesWithAPlainBreaker) {
  int changes = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    base::RandomStream random(seed, "test.breaker");
    Breaker breaker{Limits{}};
    PlainBreaker plain;
    std::vector<BreakerEvent> events;
    base::UnixNanos now = At("2024-01-02") + base::Hours(static_cast<int64_t>(seed));
    int64_t equity = 10'000;  // whole percents are hit exactly, often
    for (int i = 0; i < 600; ++i) {
      const auto hours = static_cast<int64_t>(random.NextBelow(20) == 0 ? random.NextBelow(90) : 1);
      now = now + base::Hours(hours);
      equity += static_cast<int64_t>(random.NextBelow(5)) * 50 - 102;
      if (equity < 1000) equity = 10'000;
      const TradingState before = breaker.state();
      events.clear();
      if (random.NextBelow(4) == 0) {
        const SavedBreaker saved = breaker.Save();
        breaker = Breaker{Limits{}};
        breaker.Restore(saved);
      }
      breaker.OnEquity(now, Decimal::FromInt(equity), &events);
      ASSERT_EQ(breaker.state(), plain.OnEquity({now, Decimal::FromInt(equity)}))
          << "seed " << seed << " at " << base::FormatIso(now);
      TradingState told = before;  // the events lead from the state before to the state after
      for (const BreakerEvent& event : events) {
        const auto* change = std::get_if<core::TradingStateChanged>(&event);
        if (change == nullptr) continue;
        ASSERT_EQ(change->from, told);
        ASSERT_NE(change->from, change->to);
        told = change->to;
        ++changes;
      }
      ASSERT_EQ(told, breaker.state());
    }
  }
  EXPECT_GT(changes, 400);
}

}  // namespace
}  // namespace keel::risk
