// SPDX-License-Identifier: MIT
// What the desk tells of an account's money and of its past: sums that add up, closed positions,
// transfers, and what each order cost.
#include "base/describe_json.h"
#include "server/testing/session_desk.h"

namespace keel::server {
namespace {

using core::Decimal;
using engine::AccountSums;
using storage::ClosedTradeRow;
using storage::FillRow;
using storage::OrderRow;
using storage::TransferRow;

class PortfolioRoutesTest : public testing::SessionDesk {
 protected:
  void Trade(int minutes) {
    session_.emplace(*folder_);
    session_->Minutes(minutes);
    desk_.Serve();
    UntilRead();
  }
  template <typename View>
  View Read(const std::string& path) {
    const auto answer = Ask("GET", path);
    EXPECT_EQ(answer.status, 200) << path << ' ' << answer.body;
    auto view = base::ReadJson<View>(answer.body);
    EXPECT_TRUE(view) << (view ? "" : view.error().message) << answer.body;
    return view.value_or(View{});
  }
  template <typename Row>
  std::vector<Row> All(const std::string& path) {
    return Read<Page<Row>>(path + "?limit=1000").items;
  }
};

TEST_F(PortfolioRoutesTest, TheSumsAddUpAndAreWhatTheRowsSay) {
  Trade(21);
  const auto sums = Read<AccountSums>("/portfolio/sums");
  EXPECT_EQ(sums.equity,
            sums.deposits + sums.realized_pnl + sums.unrealized_pnl - sums.fees + sums.other);
  EXPECT_EQ(sums.deposits, Decimal::FromInt(100'000));
  EXPECT_EQ(sums.other, Decimal());
  Decimal fees, after_fees;
  for (const auto& fill : All<FillRow>("/fills")) fees += fill.fee;
  EXPECT_EQ(sums.fees, fees);
  for (const auto& trade : All<ClosedTradeRow>("/closed-trades")) {
    after_fees += trade.pnl + trade.entry_fee + trade.exit_fee;
  }
  EXPECT_EQ(sums.realized_pnl, after_fees);
}

TEST_F(PortfolioRoutesTest, WhatWasSoldIsAListOfWhatItWasBoughtFor) {
  Trade(21);
  const auto trades = All<ClosedTradeRow>("/closed-trades");
  ASSERT_GE(trades.size(), 5U);
  core::Quantity closed, sold;
  for (const auto& trade : trades) closed += trade.quantity;
  for (const auto& fill : All<FillRow>("/fills")) {
    if (fill.side == "sell") sold += fill.quantity;
  }
  EXPECT_EQ(closed, sold);
  EXPECT_GT(trades.front().trade, trades.back().trade) << "the newest first";
  EXPECT_EQ(trades.front().strategy, "wavering");
  const auto part = Read<Page<ClosedTradeRow>>("/closed-trades?limit=2");
  const auto rest = Read<Page<ClosedTradeRow>>("/closed-trades?limit=2&cursor=" + *part.next);
  EXPECT_EQ(rest.items.at(0).trade, trades.at(2).trade);
  EXPECT_TRUE(Read<Page<ClosedTradeRow>>("/closed-trades?pair=ETH/USDT").items.empty());
  EXPECT_TRUE(Read<Page<ClosedTradeRow>>("/closed-trades?strategy=other").items.empty());
}

TEST_F(PortfolioRoutesTest, WhatItBeganWithIsATransfer) {
  Trade(1);
  const auto transfers = All<TransferRow>("/transfers");
  ASSERT_EQ(transfers.size(), 1U);
  EXPECT_EQ(transfers[0].kind + ' ' + transfers[0].amount.ToString() + ' ' + transfers[0].currency,
            "start 100000 USDT");
  EXPECT_EQ(transfers[0].value, transfers[0].amount);
}

TEST_F(PortfolioRoutesTest, EachOrderTellsWhatItCostAgainstArrival) {
  Trade(5);
  for (const auto& row : All<OrderRow>("/orders")) {
    const auto order = Read<OrderDetail>("/orders/" + std::to_string(row.order_id)).order;
    ASSERT_TRUE(order.arrival_price && order.slippage && order.fees && order.shortfall);
    const Decimal paid = core::Notional(*order.average_price, order.filled) -
                         core::Notional(*order.arrival_price, order.filled);
    EXPECT_EQ(*order.slippage, order.side == "buy" ? paid : -paid);
    EXPECT_EQ(*order.shortfall, *order.slippage + *order.fees) << "nothing of it was left";
    EXPECT_EQ(order.cost_currency, "USDT");
  }
}

TEST_F(PortfolioRoutesTest, AnswersAreAsTheDocumentSays) {
  Trade(5);
  for (const char* path : {"/portfolio/sums", "/closed-trades", "/transfers", "/orders"}) {
    EXPECT_EQ(MistakeIn(Get(path), "get", path), "") << path;
  }
}

TEST_F(PortfolioRoutesTest, BeforeASessionThereAreNoSums) {
  desk_.Serve();
  EXPECT_EQ(Ask("GET", "/portfolio/sums").status, 503);
  EXPECT_TRUE(All<ClosedTradeRow>("/closed-trades").empty());
  EXPECT_EQ(desk_.Ask("GET", "/closed-trades").status, 401);
}

}  // namespace
}  // namespace keel::server
