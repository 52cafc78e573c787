// SPDX-License-Identifier: MIT
// The paper venue behind the door that all venues share: what it takes from the market's connector,
// what is on the disk before it is told, and what a restart finds.
#include "cli/paper_connector.h"

#include <gtest/gtest.h>

#include "base/os/file.h"
#include "storage/journal/journal_reader.h"

namespace keel::cli {
namespace {

using execution::Answer;
using execution::Failure;
using execution::StreamOrder;
using execution::StreamState;
using execution::VenueEvent;

constexpr core::InstrumentId kPair{0};

core::Price P(int64_t n) { return core::Price(core::Decimal::FromInt(n)); }
core::Quantity Q(int64_t n) { return core::Quantity(core::Decimal::FromInt(n)); }

/// A market that says what the test has it say.
class FakeMarket final : public execution::VenueConnector {
 public:
  void FetchInstruments(const std::vector<core::Symbol>& symbols, OnInstruments done) override {
    std::vector<execution::ListedInstrument> listed;
    for (const core::Symbol& symbol : symbols) {
      listed.push_back({symbol, {P(1), Q(1), core::Decimal()}, true});
    }
    done(std::move(listed));
  }
  base::Status Start(execution::ConnectorPlan wanted, execution::ConnectorListener& by) override {
    plan = std::move(wanted);
    listener = &by;
    return {};
  }
  void Stop() override {}
  void Send(const execution::Request&) override { ADD_FAILURE() << "an order left the paper"; }
  void FetchBars(const execution::BarsQuery&, OnPage, OnDone) override {}
  void FetchBalances(OnBalances) override { ADD_FAILURE() << "a real account was asked"; }

  void Say(bool up) { listener->OnStatus({.market_up = up}); }
  void ShowBook() {
    market::OrderBook book(kPair);
    core::BookUpdate all{.instrument = kPair, .is_snapshot = true};
    all.bids = {{P(100), Q(3)}};
    all.asks = {{P(101), Q(2)}, {P(102), Q(5)}};
    book.Apply(all);
    listener->OnBook({kPair, market::BookState::kLive, market::BookStep::kSynced, &book});
  }

  execution::ConnectorPlan plan;
  execution::ConnectorListener* listener = nullptr;
};

class PaperConnectorTest : public ::testing::Test, public execution::ConnectorListener {
 protected:
  PaperConnectorTest() {
    folder_ = ::testing::TempDir() + "keel-paper-" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    EXPECT_TRUE(base::os::RemoveTree(folder_));
    Open();
  }
  ~PaperConnectorTest() override { EXPECT_TRUE(base::os::RemoveTree(folder_)); }

  void Open(const std::string& pair = "ABC/USDT") {
    paper_.reset();  // lets go of its journal as a death does
    auto market = std::make_unique<FakeMarket>();
    market_ = market.get();
    PaperSettings settings;
    settings.deposits = {{"USDT", "1000"}};
    settings.sim.latency.model = "fixed";
    settings.sim.latency.fixed_ms = 10;
    settings.queue_model = "fifo";
    settings.folder = folder_;
    auto opened = PaperConnector::Open(loop_, clock_, std::move(market), std::move(settings));
    ASSERT_TRUE(opened) << opened.error().message;
    paper_ = std::move(*opened);
    const core::Symbol symbol = core::ParseSymbol(pair).value();
    paper_->FetchInstruments({symbol}, [](auto) {});
    execution::ConnectorPlan plan;
    plan.subscriptions = {{kPair, symbol}};
    plan.currency_of = [](std::string_view code) {
      return core::CurrencyId{static_cast<uint16_t>(code == "USDT" ? 0 : 1)};
    };
    started_ = paper_->Start(std::move(plan), *this);
  }
  void Buy(const char* name, int64_t quantity, int64_t limit) {
    execution::PlaceOrder order{name, clock_.now(), {}, {}};
    order.terms.type = core::OrderType::kLimit;
    order.terms.quantity = Q(quantity);
    order.terms.limit_price = P(limit);
    paper_->Send({{++requests_}, order});
  }
  /// Lets time pass, a tenth of a second a step, until `count` events were heard.
  void Hear(size_t count) {
    for (int i = 0; i < 200 && events_.size() < count; ++i) {
      clock_.Set(clock_.now() + base::Milliseconds(100));
      loop_.RunUntil([&] { return events_.size() >= count; }, base::Milliseconds(20));
    }
    ASSERT_GE(events_.size(), count);
  }
  core::Decimal Free(uint16_t coin) {
    std::optional<core::Decimal> free;
    paper_->FetchBalances([&](auto balances) {
      for (const execution::Balance& b : *balances) {
        if (b.currency.index == coin) free = b.free;
      }
      free = free.value_or(core::Decimal());
    });
    loop_.RunUntil([&] { return free.has_value(); }, base::Seconds(5));
    return free.value();
  }
  size_t FactsOnDisk() {
    const auto folder = storage::OpenJournalFolder(folder_);
    auto reader = storage::JournalReader::Open(*folder).value();
    size_t records = 0;
    while (reader.Next().value()) ++records;
    return records - 1;  // the first says which pairs
  }

  void OnVenueEvent(const VenueEvent& event) override {
    events_.push_back(event);
    facts_at_event_.push_back(FactsOnDisk());
  }
  void OnStatus(const execution::ConnectorStatus& status) override { status_ = status; }

  std::string folder_;
  net::Loop loop_;
  base::ManualClock clock_{base::UnixNanos{1'700'000'000'000'000'000}};
  FakeMarket* market_ = nullptr;
  std::unique_ptr<PaperConnector> paper_;
  base::Status started_;
  std::vector<VenueEvent> events_;
  std::vector<size_t> facts_at_event_;
  execution::ConnectorStatus status_;
  uint64_t requests_ = 0;
};

TEST_F(PaperConnectorTest, TakesBookAndTradesOfAMarketWithoutAnAccount) {
  ASSERT_TRUE(started_) << started_.error().message;
  EXPECT_FALSE(market_->plan.account);
  ASSERT_EQ(market_->plan.subscriptions.size(), 1U);
  EXPECT_TRUE(market_->plan.subscriptions[0].book && market_->plan.subscriptions[0].trades);
  EXPECT_EQ(Free(0), core::Decimal::FromInt(1000));
}

TEST_F(PaperConnectorTest, WhatIsToldIsOnTheDisk) {
  market_->Say(true);
  market_->ShowBook();
  EXPECT_TRUE(status_.account_up);
  Buy("a", 3, 102);
  Hear(4);
  EXPECT_TRUE(std::get<StreamState>(events_[0]).up);
  const auto& answer = std::get<Answer>(events_[1]);
  EXPECT_EQ(std::get<execution::VenueOrder>(answer.what).executed, Q(3));
  EXPECT_EQ(std::get<StreamOrder>(events_[2]).trade->price, P(101));
  EXPECT_EQ(std::get<StreamOrder>(events_[3]).trade->price, P(102));
  EXPECT_EQ(facts_at_event_, (std::vector<size_t>{1, 4, 4, 4}))
      << "the deposit, the order and its two trades";
}

TEST_F(PaperConnectorTest, ARestartFindsOrdersAndMoney) {
  market_->Say(true);
  market_->ShowBook();
  Buy("a", 1, 99);
  Hear(2);
  Buy("b", 2, 101);
  Hear(4);
  Open();
  ASSERT_TRUE(started_) << started_.error().message;
  EXPECT_EQ(Free(0), core::Decimal::FromInt(1000 - 99 - 202)) << "not the deposit again";
  events_.clear();
  market_->Say(true);
  paper_->Send({{++requests_}, execution::QueryOpenOrders{}});
  Hear(2);
  const auto& open =
      std::get<std::vector<execution::VenueOrder>>(std::get<Answer>(events_[1]).what);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].client_id, "a");
}

TEST_F(PaperConnectorTest, WithoutItsMarketTheAccountIsOutOfReach) {
  market_->Say(true);
  market_->ShowBook();
  market_->Say(false);
  EXPECT_FALSE(std::get<StreamState>(events_.back()).up);
  EXPECT_FALSE(status_.account_up);
  Buy("a", 1, 101);
  Hear(3);
  EXPECT_EQ(std::get<Failure>(std::get<Answer>(events_[2]).what), Failure::kNotSent);
  EXPECT_EQ(Free(0), core::Decimal::FromInt(1000));
}

TEST_F(PaperConnectorTest, StoppingAnswersWhatIsOnItsWay) {
  market_->Say(true);
  market_->ShowBook();
  Buy("a", 1, 101);
  paper_->Stop();
  ASSERT_EQ(events_.size(), 3U);
  EXPECT_EQ(std::get<Failure>(std::get<Answer>(events_[1]).what), Failure::kNotSent);
  EXPECT_FALSE(std::get<StreamState>(events_[2]).up);
}

TEST_F(PaperConnectorTest, AnAccountKeepsItsPairs) {
  Open("XYZ/USDT");
  ASSERT_FALSE(started_);
  EXPECT_NE(started_.error().message.find("trades ABC/USDT: name the same pairs"),
            std::string::npos)
      << started_.error().message;
}

TEST_F(PaperConnectorTest, ADepositThatIsNoAmountIsNamed) {
  for (const char* amount : {"ten", "-1", ""}) {
    PaperSettings settings;
    settings.deposits = {{"USDT", amount}};
    settings.queue_model = "fifo";
    const auto opened =
        PaperConnector::Open(loop_, clock_, std::make_unique<FakeMarket>(), std::move(settings));
    ASSERT_FALSE(opened) << amount;
    EXPECT_NE(opened.error().message.find("USDT="), std::string::npos);
  }
  PaperSettings settings;
  settings.deposits = {{"usdt", "10"}};
  settings.queue_model = "fifo";
  EXPECT_FALSE(
      PaperConnector::Open(loop_, clock_, std::make_unique<FakeMarket>(), std::move(settings)));
}

}  // namespace
}  // namespace keel::cli
