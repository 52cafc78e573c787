// SPDX-License-Identifier: MIT
// What the tables say of money: what was paid in and out, what closed trades brought, and that the
// two make the equity to the last unit.
#include "engine/testing/told_session.h"

namespace keel::engine {
namespace {

using core::Decimal;
using storage::ClosedTradeRow;
using storage::TransferRow;
using testing::D;

class MoneyRowsTest : public testing::ToldSession {
 protected:
  /// "1000 = 990 + 12 + 3 - 5 + 0": equity, deposits, realized, unrealized, fees, other.
  std::string Sums() const {
    const auto sums = tables_.Sums();
    EXPECT_EQ(sums->equity,
              sums->deposits + sums->realized_pnl + sums->unrealized_pnl - sums->fees + sums->other)
        << "it adds up, whatever it is";
    return sums->equity.ToString() + " = " + sums->deposits.ToString() + " + " +
           sums->realized_pnl.ToString() + " + " + sums->unrealized_pnl.ToString() + " - " +
           sums->fees.ToString() + " + " + sums->other.ToString();
  }
};

TEST_F(MoneyRowsTest, BeforeTheFirstStartThereIsNothingToSum) { EXPECT_FALSE(tables_.Sums()); }

TEST_F(MoneyRowsTest, WhatWasPaidInIsNoProfit) {
  Begin({{"USDT", D("1000")}});
  EXPECT_EQ(Sums(), "1000 = 1000 + 0 + 0 - 0 + 0");
  Close(100);
  Fill(Buy("4", 100), "4", "100", "0.4");
  Close(110);
  EXPECT_EQ(Sums(), "1039.6 = 1000 + 0 + 40 - 0.4 + 0");
  Fill(Sell("1", 110), "1", "112.5", "0.1125");
  EXPECT_EQ(Sums(), "1041.9875 = 1000 + 12.5 + 30 - 0.5125 + 0");
  Adopt("USDT", "500");
  Adopt("USDT", "-200.5");
  EXPECT_EQ(Sums(), "1341.4875 = 1299.5 + 12.5 + 30 - 0.5125 + 0");
}

TEST_F(MoneyRowsTest, EachTransferIsARowWithItsValue) {
  Begin({{"USDT", D("1000")}, {"BTC", D("2")}});
  EXPECT_EQ(Rows<TransferRow>().at(0).value, D("1000"));
  EXPECT_FALSE(Rows<TransferRow>().at(1).value) << "no bar has told what the coin is worth";
  Close(100);
  const TransferRow coin = Rows<TransferRow>().at(2);
  EXPECT_EQ(coin.transfer, 2) << "which is the row of before";
  EXPECT_EQ(coin.value, D("200"));
  EXPECT_EQ(Sums(), "1200 = 1200 + 0 + 0 - 0 + 0");
  Close(150);
  EXPECT_EQ(Sums(), "1300 = 1200 + 0 + 0 - 0 + 100") << "the coin is worth more, by no strategy";
  Adopt("BTC", "-1");
  const TransferRow left = Rows<TransferRow>().back();
  EXPECT_EQ(left.kind + ' ' + left.amount.ToString() + ' ' + left.value->ToString(),
            "adopted -1 -150");
  EXPECT_EQ(Sums(), "1150 = 1050 + 0 + 0 - 0 + 100");
}

TEST_F(MoneyRowsTest, WhatOtherHandsTradedIsNoStrategys) {
  Begin({{"USDT", D("1000")}});
  Close(100);
  OthersTrade(core::Side::kBuy, "1", "99", "0.5");
  EXPECT_EQ(Sums(), "1000.5 = 1000 + 0 + 0 - 0 + 0.5");
}

TEST_F(MoneyRowsTest, ASaleClosesWhatWasBoughtFirst) {
  Begin({{"USDT", D("1000")}});
  Close(100);
  const base::UnixNanos bought = now_;
  Fill(Buy("1", 100), "1", "100", "0.1");
  Fill(Buy("1", 100), "1", "104", "0.2");
  Fill(Sell("1.5", 100), "1.5", "110", "0.3");
  const auto trades = Rows<ClosedTradeRow>();
  ASSERT_EQ(trades.size(), 2U);
  EXPECT_EQ(trades[0].trade, 1);
  EXPECT_EQ(trades[0].quantity.ToString() + " at " + trades[0].entry_price.ToString() + " to " +
                trades[0].exit_price.ToString(),
            "1 at 100 to 110");
  EXPECT_EQ(trades[0].pnl, D("9.7")) << "10 less 0.1 and two thirds of 0.3";
  EXPECT_EQ(trades[1].quantity, core::Quantity(D("0.5")));
  EXPECT_EQ(trades[1].pnl, D("2.8")) << "3 less half of 0.2 and a third of 0.3";
  EXPECT_EQ(trades[0].strategy + ' ' + trades[0].pair + ' ' + trades[0].currency,
            "patient BTC/USDT USDT");
  EXPECT_EQ(trades[0].entry_reason + ", " + trades[0].exit_reason, "reason 1, reason 3");
  EXPECT_GT(trades[0].entry_time, bought);
  EXPECT_EQ(trades[0].duration_s,
            static_cast<double>((trades[0].exit_time - trades[0].entry_time).ns) / 1e9);
  const auto position = Rows<storage::PositionRow>().back();
  EXPECT_EQ(position.realized_pnl, trades[0].pnl + trades[1].pnl);
}

TEST_F(MoneyRowsTest, AFeeInTheCoinThatWasBoughtIsAFee) {
  Begin({{"USDT", D("1000")}});
  Close(100);
  Fill(Buy("2", 100), "2", "100", "0.002", "BTC");
  EXPECT_EQ(Sums(), "999.8 = 1000 + 0 + 0 - 0.2 + 0");
  Fill(Sell("1.998", 100), "1.998", "100");
  EXPECT_EQ(Sums(), "999.8 = 1000 + 0 + 0 - 0.2 + 0");
}

TEST_F(MoneyRowsTest, AnotherQuoteCurrencyCountsAtItsRate) {
  Begin({{"USDT", D("1000")}, {"BTC", D("1")}});
  Close(100);
  Close(0.05, 1);
  core::OrderTerms eth;
  eth.instrument = {1};
  Fill(Send(core::Side::kBuy, "10", 0.05, eth), "10", "0.05", "0.001", "BTC");
  Close(0.06, 1);
  EXPECT_EQ(Sums(), "1109.9 = 1100 + 0 + 10 - 0.1 + 0");
  Fill(Send(core::Side::kSell, "10", 0.06, eth), "10", "0.06");
  EXPECT_EQ(Sums(), "1109.9 = 1100 + 10 + 0 - 0.1 + 0");
  EXPECT_EQ(Rows<ClosedTradeRow>().at(0).currency, "BTC");
}

}  // namespace
}  // namespace keel::engine
