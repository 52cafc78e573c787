// SPDX-License-Identifier: MIT
#include "engine/journal_hash.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace keel::engine {
namespace {

using core::Decimal;

core::Fill SomeFill() {
  core::Fill fill;
  fill.order = core::OrderId{7};
  fill.strategy = core::StrategyId{1};
  fill.instrument = core::InstrumentId{2};
  fill.price = core::Price(Decimal::FromInt(100));
  fill.quantity = core::Quantity(Decimal::FromInt(3));
  fill.fee = {Decimal::PowerOfTen(-1), core::CurrencyId{0}};
  fill.time = base::UnixNanos{1'000};
  return fill;
}

core::Order SomeOrder() {
  core::Order order;
  order.id = core::OrderId{7};
  order.terms.quantity = core::Quantity(Decimal::FromInt(3));
  order.terms.limit_price = core::Price(Decimal::FromInt(99));
  order.reason = "a reason";
  return order;
}

/// Pairs 0 to 2, quoted in currency 0.
core::Universe SomeUniverse() {
  core::Universe universe;
  universe.AddCurrency("USDT");
  for (const char* name : {"BTC/USDT", "ETH/USDT", "SOL/USDT"}) {
    const core::InstrumentFilters filters{core::Price(Decimal::FromInt(1)),
                                          core::Quantity(Decimal::FromInt(1)), Decimal()};
    EXPECT_TRUE(universe.Add("venue", *core::ParseSymbol(name), filters).has_value());
  }
  return universe;
}

std::string HashOf(const std::function<void(JournalHash&)>& write) {
  const core::Universe universe = SomeUniverse();
  JournalHash hash(universe);
  write(hash);
  return hash.Hex();
}
std::string HashOfFill(const std::function<void(core::Fill&)>& change) {
  core::Fill fill = SomeFill();
  change(fill);
  return HashOf([&](JournalHash& hash) { hash.OnReport(core::OrderFilled{fill}); });
}
std::string HashOfOrder(const std::function<void(core::Order&)>& change) {
  core::Order order = SomeOrder();
  change(order);
  return HashOf([&](JournalHash& hash) { hash.OnSubmit({order, base::UnixNanos{5}}); });
}

constexpr Decimal kUnit = Decimal::FromRaw(1);

TEST(JournalHash, OneUnitOfOneFillChangesIt) {
  const std::set<std::string> hashes = {
      HashOfFill([](core::Fill&) {}),
      HashOfFill([](core::Fill& f) { f.order.value = 8; }),
      HashOfFill([](core::Fill& f) { f.strategy.index = 0; }),
      HashOfFill([](core::Fill& f) { f.instrument.index = 1; }),
      HashOfFill([](core::Fill& f) { f.side = core::Side::kSell; }),
      HashOfFill([](core::Fill& f) { f.liquidity = core::Liquidity::kMaker; }),
      HashOfFill([](core::Fill& f) { f.price += core::Price(kUnit); }),
      HashOfFill([](core::Fill& f) { f.quantity += core::Quantity(kUnit); }),
      HashOfFill([](core::Fill& f) { f.fee.amount += kUnit; }),
      HashOfFill([](core::Fill& f) { f.time.ns += 1; })};
  EXPECT_EQ(hashes.size(), 10u);
  EXPECT_EQ(hashes.begin()->size(), 32u);
}

TEST(JournalHash, TheCurrencyOfAFeeCounts) {
  const auto in = [](uint16_t currency) {
    return HashOfFill([=](core::Fill& f) { f.fee.currency = core::CurrencyId{currency}; });
  };
  const auto left = [](core::Money money) {
    return HashOf([=](JournalHash& hash) { hash.OnFeeBalance(money); });
  };
  const std::set<std::string> hashes = {in(0),
                                        in(1),
                                        in(2),
                                        left({kUnit, {}}),
                                        left({kUnit + kUnit, {}}),
                                        left({kUnit, core::CurrencyId{1}})};
  EXPECT_EQ(hashes.size(), 6u);
}

TEST(JournalHash, EveryTermOfACommandChangesIt) {
  const std::set<std::string> hashes = {
      HashOfOrder([](core::Order&) {}),
      HashOfOrder([](core::Order& o) { o.terms.type = core::OrderType::kLimit; }),
      HashOfOrder([](core::Order& o) { o.terms.tif = core::TimeInForce::kIoc; }),
      HashOfOrder([](core::Order& o) { o.terms.post_only = true; }),
      HashOfOrder([](core::Order& o) { o.terms.quantity += core::Quantity(kUnit); }),
      HashOfOrder([](core::Order& o) { o.terms.limit_price += core::Price(kUnit); }),
      HashOfOrder([](core::Order& o) { o.terms.stop_price += core::Price(kUnit); }),
      HashOfOrder([](core::Order& o) { o.terms.trail_fraction = 0.1; }),
      HashOfOrder([](core::Order& o) { o.terms.expire_time.ns = 9; }),
      HashOfOrder([](core::Order& o) { o.terms.oco_group = 1; }),
      HashOfOrder([](core::Order& o) { o.protection_price = core::Price(kUnit); }),
      HashOfOrder([](core::Order& o) { o.reason = "another"; })};
  EXPECT_EQ(hashes.size(), 12u);
}

TEST(JournalHash, KindAndOrderOfRecordsCount) {
  const core::OrderId id{7};
  const base::UnixNanos now{5};
  using core::OrderEnd;
  const std::set<std::string> hashes = {
      HashOf([](JournalHash&) {}),
      HashOf([&](JournalHash& h) {
        h.OnReport(core::OrderAccepted{id, now});
      }),
      HashOf([&](JournalHash& h) {
        h.OnReport(core::OrderTriggered{id, now});
      }),
      HashOf([&](JournalHash& h) {
        h.OnReport(core::OrderCanceled{id, OrderEnd::kExpired, now});
      }),
      HashOf([&](JournalHash& h) {
        h.OnReport(core::OrderCanceled{id, OrderEnd::kNotTrading, now});
      }),
      HashOf([&](JournalHash& h) {
        h.OnReport(core::OrderRejected{id, OrderEnd::kExpired, now});
      }),
      HashOf([&](JournalHash& h) {
        h.OnReport(core::OrderAccepted{id, now});
        h.OnReport(core::OrderTriggered{id, now});
      }),
      HashOf([&](JournalHash& h) {
        h.OnReport(core::OrderTriggered{id, now});
        h.OnReport(core::OrderAccepted{id, now});
      }),
      HashOf([&](JournalHash& h) {
        h.OnBalances({kUnit, {}}, {{}, core::CurrencyId{1}});
      }),
      HashOf([&](JournalHash& h) {
        h.OnBalances({kUnit + kUnit, {}}, {{}, core::CurrencyId{1}});
      }),
      HashOf([&](JournalHash& h) {
        h.OnDelisted({core::InstrumentId{1}, {}, now});
      }),
      HashOf([&](JournalHash& h) {
        h.OnCancel({id, OrderEnd::kCanceledByUser, now});
      })};
  EXPECT_EQ(hashes.size(), 12u);
}

TEST(JournalHash, RefusalsAndLotsCount) {
  core::IntentRefused refused;
  refused.refusals = {{"balance", 1, 2, {}}};
  core::IntentRefused other = refused;
  other.refusals[0].rule = "position_share";
  portfolio::ClosedLot lot;
  lot.proceeds = kUnit;
  portfolio::ClosedLot more = lot;
  more.proceeds += kUnit;
  const std::set<std::string> hashes = {
      HashOf([&](JournalHash& h) { h.OnRefused(refused); }),
      HashOf([&](JournalHash& h) { h.OnRefused(other); }),
      HashOf([&](JournalHash& h) { h.OnClosedLot(lot); }),
      HashOf([&](JournalHash& h) { h.OnClosedLot(more); }),
      HashOf([&](JournalHash& h) {
        h.OnAlert({"daily_drawdown", 0, 0, {}});
      }),
      HashOf([&](JournalHash& h) {
        h.OnTradingState({core::TradingState::kActive, core::TradingState::kHalted, "x", "y"});
      })};
  EXPECT_EQ(hashes.size(), 6u);
}

TEST(JournalHash, MoreRecordsThanItsBufferHolds) {
  const auto many = [](int64_t last) {
    return HashOf([&](JournalHash& h) {
      for (int64_t i = 0; i < 5000; ++i) {
        h.OnReport(core::OrderAccepted{core::OrderId{1}, base::UnixNanos{i}});
      }
      h.OnReport(core::OrderAccepted{core::OrderId{1}, base::UnixNanos{last}});
    });
  };
  EXPECT_EQ(many(1), many(1));
  EXPECT_NE(many(1), many(2));
}

}  // namespace
}  // namespace keel::engine
