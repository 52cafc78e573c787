// SPDX-License-Identifier: MIT
// Orders by hand: a book of their own, one order for one key, the gate of all, and the same again
// in a replay.
#include "engine/session_tables.h"
#include "engine/testing/acting_session.h"
#include "storage/journal/journal_reader.h"

namespace keel::engine {
namespace {

using core::Decimal;
using core::Quantity;
using testing::Px;
using testing::Qty;
using testing::Words;

ManualOrder Buy(const char* quantity, const char* price = "", std::string key = "") {
  ManualOrder order;
  order.terms.quantity = Qty(quantity);
  if (*price != '\0') {
    order.terms.type = core::OrderType::kLimit;
    order.terms.limit_price = Px(price);
  }
  order.key = std::move(key);
  order.by = "ann";
  return order;
}
ManualOrder Sell(const char* quantity, std::string key = "") {
  ManualOrder order = Buy(quantity, "", std::move(key));
  order.terms.side = core::Side::kSell;
  return order;
}

class ManualOrderTest : public testing::ActingSession {
 protected:
  /// A strategy that does nothing, and a price of 100.
  void BeginIdle() {
    Begin([](strategy::Context&, core::InstrumentId) {});
  }
  base::Result<ManualPlacement> Place(const ManualOrder& order) {
    auto placed = session_->Place(order, now_);
    Drain();
    return placed;
  }
  base::Error Refusal(const ManualOrder& order) {
    const auto placed = Place(order);
    EXPECT_FALSE(placed);
    return placed ? base::Error{base::ErrorCode::kInterrupted, "it was placed"} : placed.error();
  }
  Quantity HeldBy(size_t strategy) const {
    return session_->account()
        .ledger.position({static_cast<uint16_t>(strategy)}, core::InstrumentId{0})
        .quantity();
  }
};

TEST_F(ManualOrderTest, WhatAPersonBuysIsInTheBookOfItsOwn) {
  BeginIdle();
  ASSERT_TRUE(Place(Buy("2")));
  EXPECT_EQ(AtVenue(), Words{"buy market 2"});
  Fill("2", "100");
  EXPECT_EQ(HeldBy(0), Qty("0")) << "the strategy's";
  EXPECT_EQ(HeldBy(1), Qty("2"));
  EXPECT_EQ(session_->manual_book().index, 1);
  EXPECT_EQ(session_->strategies().at(1).name, "manual");
  ASSERT_TRUE(Place(Sell("1.5")));
  Fill("1.5", "101");
  EXPECT_EQ(HeldBy(1), Qty("0.5"));
  ExpectReplayIsEqual();
}

TEST_F(ManualOrderTest, APersonSellsOnlyWhatThisBookHolds) {
  Begin([](strategy::Context& market, core::InstrumentId pair) {
    core::OrderTerms entry;
    entry.instrument = pair;
    entry.quantity = Qty("3");
    ASSERT_TRUE(market.Submit(entry, "its own"));
  });
  Fill("3", "100");
  const base::Error refused = Refusal(Sell("1"));
  EXPECT_EQ(refused.code, base::ErrorCode::kRefused);
  EXPECT_NE(refused.message.find("balance (1 against 0)"), std::string::npos) << refused.message;
  EXPECT_EQ(AtVenue(), Words{});
  ASSERT_TRUE(Place(Buy("1")));
  Fill("1", "100");
  ASSERT_TRUE(Place(Sell("2"))) << "as much as there is";
  EXPECT_EQ(AtVenue(), Words{"sell market 1"});
  EXPECT_EQ(HeldBy(0), Qty("3"));
  ExpectReplayIsEqual();
}

TEST_F(ManualOrderTest, OneKeyPlacesOneOrderOverARestartToo) {
  for (const bool by_snapshot : {false, true}) {
    SCOPED_TRACE(by_snapshot);
    by_snapshot_ = by_snapshot;
    if (!session_) BeginIdle();
    const std::string key = by_snapshot ? "second" : "first";
    const auto first = Place(Buy("1", "99", key));
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->is_known);
    const size_t sent = orders_.size();
    Die();
    Open();
    const auto again = Place(Buy("1", "99", key));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->is_known);
    EXPECT_EQ(again->order, first->order);
    EXPECT_EQ(orders_.size(), sent) << "nothing was sent for it";
    EXPECT_EQ(Refusal(Buy("2", "99", key)).code, base::ErrorCode::kUsage);
    ManualOrder of_another = Buy("1", "99", key);
    of_another.by = "bob";
    EXPECT_FALSE(Place(of_another)->is_known) << "a key is its person's";
  }
  ExpectReplayIsEqual();
}

TEST_F(ManualOrderTest, WithoutAKeyEachOneIsAnOrder) {
  BeginIdle();
  const auto first = Place(Buy("1", "99"));
  EXPECT_NE(Place(Buy("1", "98"))->order, first->order);
  EXPECT_EQ(AtVenue(), (Words{"buy limit 1 at 99", "buy limit 1 at 98"}));
}

TEST_F(ManualOrderTest, ARefusedOneHasNotUsedItsKey) {
  BeginIdle();
  ASSERT_TRUE(session_->Kill({}, "ann", "news", now_));
  const base::Error refused = Refusal(Buy("1", "99", "k"));
  EXPECT_EQ(refused.code, base::ErrorCode::kRefused);
  EXPECT_NE(refused.message.find("kill_switch"), std::string::npos) << refused.message;
  EXPECT_EQ(AtVenue(), Words{});
  ASSERT_TRUE(session_->Release({}, false, "ann", "over", now_));
  ASSERT_TRUE(session_->Release({}, true, "ann", "over", now_));
  EXPECT_FALSE(Place(Buy("1", "99", "k"))->is_known);
  ExpectReplayIsEqual();
}

TEST_F(ManualOrderTest, WhatIsHeldCanBeSoldWhileEntriesAreOff) {
  BeginIdle();
  ASSERT_TRUE(Place(Buy("2")));
  Fill("2", "100");
  ASSERT_TRUE(session_->Kill({}, "ann", "news", now_));
  ASSERT_TRUE(Place(Sell("2")));
  EXPECT_EQ(AtVenue(), Words{"sell market 2"});
  ExpectReplayIsEqual();
}

TEST_F(ManualOrderTest, LimitsMakeItSmallerOrRefuseIt) {
  options_.settings.risk.position_share = 0.5;
  options_.settings.risk.order_value_max = 300;
  BeginIdle();
  const base::Error refused = Refusal(Buy("4"));
  EXPECT_NE(refused.message.find("order_value"), std::string::npos) << "no slices follow by hand";
  ASSERT_TRUE(Place(Buy("2")));
  Fill("2", "100");
  ASSERT_TRUE(Place(Buy("2.96", "100")));
  EXPECT_EQ(AtVenue(), Words{"buy limit 2.96 at 100"});
  EXPECT_NE(Refusal(Buy("1", "100")).message.find("position_share"), std::string::npos);
  ExpectReplayIsEqual();
}

TEST_F(ManualOrderTest, TheCheckSaysWhatWouldHappenAndLeavesNothingBehind) {
  options_.settings.risk = *risk::LimitsOf("fund");
  options_.settings.risk.order_volume_share = std::nullopt;
  options_.settings.risk.position_share = 0.4;
  options_.settings.risk.order_value_max = 100'000;
  options_.settings.risk.order_value_share = std::nullopt;
  BeginIdle();
  const std::string hash = session_->Hash();
  const auto records = [this] {
    auto reader = *storage::JournalReader::Open(*folder_);
    int count = 0;
    while (*reader.Next()) ++count;
    return count;
  };
  const int before = records();
  const auto small = session_->Forecast(Buy("1", "99.999"), now_ + base::Hours(30));
  const auto large = session_->Forecast(Buy("9", "99"), now_);
  const auto sale = session_->Forecast(Sell("1"), now_);
  Drain();
  ASSERT_TRUE(small && large && sale);
  EXPECT_TRUE(large->goes_out());
  EXPECT_LT(large->terms.quantity, Qty("9"));
  EXPECT_EQ(large->refusals.at(0).rule, "position_share");
  EXPECT_EQ(large->price, Decimal::FromInt(99));
  EXPECT_TRUE(large->fee.is_positive());
  EXPECT_TRUE(large->head_room.is_positive());
  EXPECT_FALSE(sale->goes_out());
  EXPECT_EQ(sale->head_room, Qty("0"));
  EXPECT_EQ(session_->Hash(), hash);
  EXPECT_EQ(records(), before) << "nothing was written";
  const auto placed = Place(Buy("9", "99"));
  ASSERT_TRUE(placed) << "the checks used nothing up: " << placed.error().message;
  EXPECT_EQ(session_->account().orders.at(placed->order).order.terms.quantity,
            large->terms.quantity);
  ExpectReplayIsEqual();
}

TEST_F(ManualOrderTest, WhatIsNoOrderIsRefusedBeforeItIsWritten) {
  BeginIdle();
  EXPECT_EQ(Refusal(Buy("0")).code, base::ErrorCode::kUsage);
  ManualOrder other_pair = Buy("1");
  other_pair.terms.instrument = {7};
  EXPECT_EQ(Refusal(other_pair).code, base::ErrorCode::kUsage);
  ManualOrder stop = Buy("1");
  stop.terms.type = core::OrderType::kStop;
  EXPECT_EQ(Refusal(stop).code, base::ErrorCode::kUsage);
  ManualOrder priced = Buy("1");
  priced.terms.limit_price = Px("9");
  EXPECT_EQ(Refusal(priced).code, base::ErrorCode::kUsage);
}

TEST_F(ManualOrderTest, OneThatRestsIsAmendedCancelledAndFlattened) {
  BeginIdle();
  const auto placed = Place(Buy("2", "99"));
  ASSERT_TRUE(session_->Amend(placed->order, {.limit_price = Px("98")}, "ann", now_));
  Drain();
  Drain();
  EXPECT_EQ(AtVenue(), Words{"buy limit 2 at 98"});
  Fill("1", "98");
  EXPECT_EQ(HeldBy(1), Qty("1")) << "what replaced it is of the same book";
  ASSERT_TRUE(session_->CancelAll("ann", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{});
  ASSERT_TRUE(session_->Flatten("ann", "enough", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{"sell market 1"});
  ExpectReplayIsEqual();
}

TEST_F(ManualOrderTest, AReasonOfAPersonIsNoReasonOfTheSession) {
  BeginIdle();
  ManualOrder order = Buy("1", "99");
  order.reason = "flatten";
  ASSERT_TRUE(Place(order));
  EXPECT_EQ(session_->account().orders.entries().back().order.reason, "manual: flatten");
  ASSERT_TRUE(session_->Flatten("ann", "enough", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{}) << "it is no sale of the way out";
}

TEST_F(ManualOrderTest, TablesAndNamesKnowTheBook) {
  BeginIdle();
  ASSERT_TRUE(Place(Buy("2")));
  Fill("2", "100");
  SessionTables tables("test", [this](std::string_view) -> base::Result<BacktestSettings> {
    return options_.settings;
  });
  std::vector<storage::ProjectedRow> rows;
  auto reader = *storage::JournalReader::Open(*folder_);
  while (const auto record = *reader.Next()) ASSERT_TRUE(tables.Take(*record, &rows));
  std::vector<std::string> holders;
  for (const auto& row : rows) {
    if (const auto* held = std::get_if<storage::PositionRow>(&row))
      holders.push_back(held->strategy);
  }
  EXPECT_EQ(holders, Words{"manual"});
  EXPECT_EQ(BookName(options_.settings.strategies, 0), "once");
  EXPECT_EQ(BookName(options_.settings.strategies, 2), "strategy 2");
}

}  // namespace
}  // namespace keel::engine
