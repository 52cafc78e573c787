// SPDX-License-Identifier: MIT
// Large orders that an algorithm works in a session: by the best prices of the venue, by volumes
// from before they began, and over deaths of the program.
#include <cmath>
#include <set>

#include "base/describe_json.h"
#include "engine/session_describe.h"
#include "engine/testing/acting_session.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {
namespace {

using core::Quantity;
using testing::Px;
using testing::Qty;
using testing::Words;

/// Wants half of its equity in the pair, and says so at every bar, of the past as well.
class WantsHalf final : public strategy::Strategy {
 public:
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    market.TargetShare(event.instrument, 0.5, "half");
  }
};

/// What ended, with its costs.
class EndsHeard final : public AuditSink {
 public:
  void OnParentEnded(const ParentEnded& e) override { ended.push_back(e); }
  void OnAlert(const core::RiskAlert& e) override { alerts.emplace_back(e.rule); }
  std::vector<ParentEnded> ended;
  Words alerts;
};

class LiveParents : public testing::ActingSession {
 protected:
  LiveParents() {
    specs_[0].make = [](const strategy::Params&) {
      return base::Result<std::unique_ptr<strategy::Strategy>>(std::make_unique<WantsHalf>());
    };
    options_.settings.risk = *risk::LimitsOf("research");
    options_.settings.risk.order_volume_share = std::nullopt;
    options_.audience = &ends_;
  }
  void WorkBy(const char* algorithm, double minutes) {
    options_.settings.execution = {
        .algorithm = algorithm, .horizon_minutes = minutes, .slices = 10, .visible = 0.5};
  }
  /// Bars of an hour that close on the hour, the first of them after `past` of that volume.
  void TradeByTheHour(int past, double volume) {
    period_ = base::Hours(1);
    options_.settings.timeframe = "1h";
    const int64_t hour = period_.ns;
    next_open_ = {(now_.ns / hour + 1) * hour};
    for (int i = past; i > 0; --i) {
      past_.push_back({next_open_ - period_ * i, 100, 100, 100, 100, volume});
    }
    now_ = next_open_;
  }
  /// What works is filled at its price, or at the market's.
  void FillAll(const char* market) {
    for (size_t i = 0; i < orders_.size(); ++i) {
      if (orders_[i].status != execution::VenueStatus::kWorking) continue;
      const core::OrderTerms& terms = terms_[i];
      const bool rests = terms.limit_price.is_positive();
      const Quantity open = orders_[i].quantity - orders_[i].executed;
      FillOrder(i, open.ToString().c_str(), rests ? terms.limit_price.ToString().c_str() : market);
    }
  }
  /// Lets time pass by the minute, and the venue fills what comes.
  void WorkUntil(base::UnixNanos end) {
    while (now_ < end) {
      PassUntil(std::min(end, now_ + base::Minutes(1)));
      FillAll("100");
    }
  }
  int Records(SessionRecord type) const {
    auto reader = storage::JournalReader::Open(*folder_);
    int count = 0;
    while (const auto record = *reader->Next()) {
      count += record->head.kind.type == static_cast<uint16_t>(type) ? 1 : 0;
    }
    return count;
  }
  RunningParent Running() {
    const auto running = session_->desk().running_parents();
    EXPECT_EQ(running.size(), 1U);
    return running.empty() ? RunningParent() : running[0];
  }

  EndsHeard ends_;
};

// ---- Best prices.

TEST_F(LiveParents, AnIcebergRestsAtTheBestBidAsSoonAsItBegins) {
  WorkBy("iceberg", 10);
  Open();
  TellBest("99.9", "100.1");
  CloseBar(100, 1e6);
  ASSERT_EQ(AtVenue().size(), 1U);
  EXPECT_EQ(terms_[0].limit_price, Px("99.9"));
  EXPECT_TRUE(terms_[0].post_only);
  ExpectReplayIsEqual();
}

TEST_F(LiveParents, WhereNoPricesAreToldItRestsAtTheLastClose) {
  WorkBy("iceberg", 60);
  TradeByTheHour(2, 1000);
  Open();
  CloseBar(100, 1000, base::Milliseconds(400));
  ASSERT_EQ(AtVenue().size(), 1U);
  EXPECT_EQ(terms_[0].limit_price, Px("100"));
  ExpectReplayIsEqual();
}

TEST_F(LiveParents, WhatWouldTakeIsNotTriedAgainAtItsPriceAndEverMoreRarely) {
  WorkBy("iceberg", 60);
  TradeByTheHour(2, 1000);
  Open();
  best_bid_ = Px("98.9");  // it fell, and nobody told
  best_ask_ = Px("99");
  CloseBar(100, 1000);
  PassUntil(now_ + base::Minutes(5));
  EXPECT_GE(refused_.size(), 3U);
  EXPECT_LE(refused_.size(), 10U) << "it was 300 with one try a second";
  EXPECT_EQ(std::set<std::string>(refused_.begin(), refused_.end()).size(), refused_.size());
  EXPECT_LE(placed_, 10);
  ExpectReplayIsEqual();
}

TEST_F(LiveParents, AfterARefusalItRestsAtThePriceThatIsToldMeanwhile) {
  WorkBy("iceberg", 10);
  Open();
  TellBest("99.9", "100.1");
  best_bid_ = Px("99.4");
  best_ask_ = Px("99.5");
  CloseBar(100, 1e6);
  ASSERT_EQ(refused_, Words{"99.9"});
  TellBest("99.4", "99.5");
  PassUntil(now_ + base::Seconds(4));
  ASSERT_EQ(AtVenue().size(), 1U);
  EXPECT_EQ(terms_[0].limit_price, Px("99.4"));
  EXPECT_EQ(refused_.size(), 1U);
  ExpectReplayIsEqual();
}

TEST_F(LiveParents, ARestartForgetsThePricesAndTakesTheFirstThatIsTold) {
  WorkBy("iceberg", 10);
  Open();
  TellBest("99.9", "100.1");
  CloseBar(100, 1e6);
  FillAll("100");
  const size_t before = orders_.size();
  Die();
  FillAll("99.9");  // what rests still
  Open();
  EXPECT_EQ(AtVenue(), Words{});
  TellBest("99.4", "99.5");
  ASSERT_EQ(AtVenue().size(), 1U);
  EXPECT_GE(orders_.size(), before);
  EXPECT_EQ(terms_.back().limit_price, Px("99.4"));
  ExpectReplayIsEqual();
}

TEST_F(LiveParents, PricesAreWrittenOnlyForWhatIsWorkedAndNotAsOftenAsTheyAreTold) {
  WorkBy("twap", 10);
  Open();
  const auto tell_many = [this] {
    for (int i = 0; i < 3000; ++i) {
      TellBest(("99." + std::to_string(100 + i % 700)).substr(0, 5).c_str(), "100.1");
      PassUntil(now_ + base::Milliseconds(100));
      FillAll("100");
    }
  };
  tell_many();
  EXPECT_EQ(Records(SessionRecord::kQuote), 0) << "nobody works by them";
  CloseBar(100, 1e6);
  tell_many();
  EXPECT_GE(Records(SessionRecord::kQuote), 2);
  EXPECT_LE(Records(SessionRecord::kQuote), 60) << "3000 were told";
}

// ---- What it cost.

TEST_F(LiveParents, CostsAreCountedFromThePricesOfTheVenue) {
  WorkBy("twap", 5);
  options_.settings.sim.impact.spread_bps = 100;  // another than there is
  Open();
  TellBest("99", "101");
  CloseBar(98, 1e6);
  while (ends_.ended.empty() && now_ < testing::kStart + base::Minutes(8)) {
    PassUntil(now_ + base::Seconds(5));
    FillAll("101.5");
  }
  ASSERT_EQ(ends_.ended.size(), 1U);
  const ParentEnded& ended = ends_.ended[0];
  const execution::CostRow& costs = ended.costs;
  const double filled = costs.filled.ToDouble();
  EXPECT_EQ(ended.prices, "measured");
  EXPECT_EQ(costs.arrival_price, Px("100"));
  EXPECT_NEAR(costs.delay.ToDouble(), filled * 2, 1e-9);
  EXPECT_NEAR(costs.spread.ToDouble(), filled * 1, 1e-9);
  EXPECT_NEAR(costs.impact.ToDouble(), filled * 0.5, 1e-9);
  EXPECT_EQ(costs.total, costs.delay + costs.timing + costs.spread + costs.impact + costs.fees +
                             costs.opportunity);
  ExpectReplayIsEqual();
}

TEST_F(LiveParents, WithoutThemTheyAreCountedFromTheLastCloseAndSaySo) {
  WorkBy("twap", 5);
  Open();
  CloseBar(100, 1e6);
  WorkUntil(now_ + base::Minutes(6));
  ASSERT_EQ(ends_.ended.size(), 1U);
  EXPECT_EQ(ends_.ended[0].prices, "assumed");
}

// ---- Volumes, with the bars and the time that nobody configured.

TEST_F(LiveParents, AShareOfTheVolumeIsTakenFromTheFirstMinuteOn) {
  WorkBy("twap", ExecutionSettings().horizon_minutes);
  options_.settings.execution.max_participation = 0.001;
  TradeByTheHour(5, 1000);
  Open();
  CloseBar(100, 1000, base::Milliseconds(700));
  const base::UnixNanos begun = now_;
  WorkUntil(begun + base::Minutes(59));
  EXPECT_GT(Held(), Qty("1.9")) << "two hours traded 2000";
  EXPECT_LE(Held(), Qty("2"));
  EXPECT_EQ(Running().waits_for, execution::WaitsFor::kParticipation);
  // The next order counts what was taken for the one before.
  CloseBar(100, 1000, base::Milliseconds(900));
  WorkUntil(now_ + base::Minutes(10));
  EXPECT_LE(Held(), Qty("2"));
  ExpectReplayIsEqual();
}

TEST_F(LiveParents, PovIsNotBegunWhereNoBarClosesInItsTime) {
  WorkBy("pov", ExecutionSettings().horizon_minutes);
  TradeByTheHour(5, 1000);
  journal_.emplace(*storage::Journal::Create(*folder_, {"test", now_}));
  const auto session =
      LiveSession::Open(options_, Registry{specs_}, Series(), {&*journal_, folder_.get()}, now_);
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(session.error().message.find("take a longer horizon"), std::string::npos);
}

TEST_F(LiveParents, PovCountsTheBarThatOpenedAsItBegan) {
  WorkBy("pov", 90);
  options_.settings.execution.rate = 0.001;
  TradeByTheHour(1, 1000);
  Open();
  CloseBar(100, 1000, base::Milliseconds(700));
  WorkUntil(next_open_ + base::Minutes(55));
  EXPECT_EQ(Held(), Quantity()) << "nothing is known to have traded since";
  CloseBar(100, 1000, base::Milliseconds(700));
  WorkUntil(now_ + base::Minutes(10));
  EXPECT_GT(Held(), Qty("0.99"));
  EXPECT_LE(Held(), Qty("1"));
  ExpectReplayIsEqual();
}

TEST_F(LiveParents, WhoSentNothingInAllItsTimeSaysSo) {
  WorkBy("twap", 10);
  options_.settings.execution.max_participation = 0.1;
  Open();
  for (int i = 0; i < 12; ++i) CloseBar(100, 0);
  EXPECT_EQ(Held(), Quantity());
  EXPECT_GE(std::count(ends_.alerts.begin(), ends_.alerts.end(), "execution_in_vain"), 1);
}

TEST_F(LiveParents, VwapWithTooFewDaysTakesThemToBeFlatAndSaysSo) {
  WorkBy("vwap", 60);
  TradeByTheHour(48, 1000);
  Open();
  CloseBar(100, 1000);
  EXPECT_EQ(ends_.alerts, Words{"execution_profile"});
}

// ---- Restarts.

struct RestartCase {
  const char* algorithm;
  std::optional<double> max_participation;
};
class ParentRestarts : public LiveParents, public ::testing::WithParamInterface<RestartCase> {};

/// A death after every third bar, in an even market.
TEST_P(ParentRestarts, ChangeNothingAndNeverTakeMoreThanTheShare) {
  constexpr double kVolume = 12, kShare = 0.005;
  WorkBy(GetParam().algorithm, 30);
  options_.settings.execution.rate = kShare;
  options_.settings.execution.max_participation = GetParam().max_participation;
  for (int i = 11 * 1440; i > 0; --i) {  // days that vwap learns from
    past_.push_back({testing::kStart - base::Minutes(i), 100, 100, 100, 100, kVolume});
  }
  Open();
  CloseBar(100, kVolume);
  const Quantity wanted = Running().quantity;
  const bool follows = GetParam().algorithm == std::string_view("pov");
  const double in_an_hour = kShare * kVolume * 60;
  for (int bar = 1; bar < 30; ++bar) {
    CloseBar(100, kVolume);
    FillAll("100");
    EXPECT_LE(Held().ToDouble(), (follows ? kShare * kVolume * bar : in_an_hour) + 1e-9) << bar;
    if (bar % 3 != 0) continue;
    const RunningParent before = Running();
    Die();
    Open();
    const RunningParent after = Running();
    EXPECT_EQ(after.filled, before.filled);
    EXPECT_EQ(after.quantity, wanted);
    EXPECT_EQ(after.ends, before.ends);
    FillAll("100");
  }
  EXPECT_GT(Held().ToDouble(), (follows ? 25 * kShare * kVolume : 0.95 * in_an_hour));
  EXPECT_LT(Held(), wanted) << "there was not enough";
  ExpectReplayIsEqual();
}

INSTANTIATE_TEST_SUITE_P(Algorithms, ParentRestarts,
                         ::testing::Values(RestartCase{"pov", std::nullopt},
                                           RestartCase{"pov", 0.005}, RestartCase{"vwap", 0.005},
                                           RestartCase{"twap", 0.005}));

// ---- Journals of before.

TEST_F(LiveParents, AJournalOfRevisionTwoReplaysAsItWasTraded) {
  WorkBy("iceberg", 10);
  options_.revision = 2;
  Open();
  TellBest("99.9", "100.1");
  CloseBar(100, 1e6);
  EXPECT_EQ(AtVenue(), Words{}) << "it knew no price until a further bar closed";
  CloseBar(100.2, 1e6);
  ASSERT_EQ(refused_, Words{"100.2"});
  PassUntil(now_ + base::Seconds(20));
  EXPECT_GT(refused_.size(), 15U) << "one a second";
  EXPECT_EQ(Records(SessionRecord::kQuote), 0);
  options_.revision = kSessionRevision;
  ExpectReplayIsEqual();
}

}  // namespace
}  // namespace keel::engine
