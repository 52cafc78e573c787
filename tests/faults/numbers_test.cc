// SPDX-License-Identifier: MIT
// F21-F23, F31: quantities, prices, filters and calendars.
#include <stdlib.h>
#include <time.h>

#include "core/timeframe.h"
#include "execution/order_factory.h"
#include "risk/testing/scene.h"
#include "tests/faults/exchange_scene.h"
#include "venues/binance/calls.h"
#include "venues/binance/order_filters.h"

namespace keel::faults {
namespace {

using core::Side;
using risk::D;
using risk::P;
using risk::Q;
using venues::binance::FailingFilter;
using venues::binance::FilterQuestion;
using venues::binance::SymbolRules;
using venues::binance::VenueOrderType;

// A quantity was rounded up, and another one written as 1e-7.
TEST(F21, QuantitiesAreFlooredAndWrittenWithoutAnExponent) {
  SymbolRules rules;
  rules.symbol = "BTCUSDT";
  rules.filters = {P("0.00000001"), Q("0.00000001"), D("0")};
  rules.order_types = {VenueOrderType::kLimit};
  execution::PlaceOrder order;
  order.client_id = "k-t-1";
  order.terms.type = core::OrderType::kLimit;
  order.terms.quantity = Q("0.000000109999");
  order.terms.limit_price = P("0.000000129999");
  const auto call = venues::binance::PlaceOrder(order, rules);
  ASSERT_TRUE(call) << call.error().message;
  const auto value_of = [&](std::string_view name) {
    const auto at = std::ranges::find(call->parameters, name, &venues::binance::Parameter::name);
    return at == call->parameters.end() ? "" : at->value;
  };
  EXPECT_EQ(value_of("quantity"), "0.0000001");
  EXPECT_EQ(value_of("price"), "0.00000012");
}

// The venue refused for one filter, and another one was named here.
class F22 : public ExchangeScene {
 protected:
  F22() {
    const auto told = venues::binance::RestParser().Exchange(Get("/api/v3/exchangeInfo").body);
    rules_ = told->symbols.at(0);
    average_ = exchange_->market(0).candles.Average(exchange_->market(0).listing.average_minutes);
  }
  /// "" or the filter that the exchange names.
  std::string AtTheExchange(const FilterQuestion& order) const {
    exchange::OrderRequest request;
    request.side = order.side;
    request.quantity = order.quantity;
    request.price = order.price;
    request.type = order.type == VenueOrderType::kMarket ? exchange::OrderType::kMarket
                                                         : exchange::OrderType::kLimit;
    const auto refusal = exchange_->Check(account_, request);
    if (!refusal) return "";
    constexpr std::string_view kFilter = "Filter failure: ";
    if (!refusal->message.starts_with(kFilter)) return "";
    return refusal->message.substr(kFilter.size());
  }
  /// A number around an edge: at it, a step or a bit beside it, or a multiple of it.
  core::Decimal Around(core::Decimal edge, core::Decimal step) {
    const core::Decimal bit = core::Decimal::PowerOfTen(-9);
    const core::Decimal offsets[] = {{}, step, -step, bit, -bit, step * 7};
    core::Decimal value = edge + offsets[random_.NextBelow(6)];
    if (random_.NextBelow(4) == 0) value = value * static_cast<int64_t>(1 + random_.NextBelow(9));
    return std::max(value, bit);
  }

  SymbolRules rules_;
  core::Decimal average_;
  base::RandomStream random_{22, "F22"};
};

TEST_F(F22, OurFiltersSayWhatTheExchangeSaysUnderTheSameName) {
  const auto& listing = exchange_->market(0).listing;
  const core::Decimal tick = listing.tick.value(), lot = listing.lot.value();
  const auto up = core::RoundTo(core::Mul(average_, listing.percent_up, core::Rounding::kDown),
                                tick, core::Rounding::kDown);
  const auto down = core::RoundTo(core::Mul(average_, listing.percent_down, core::Rounding::kUp),
                                  tick, core::Rounding::kUp);
  const core::Decimal near = core::RoundTo(average_, tick, core::Rounding::kDown);
  const core::Decimal prices[] = {
      up, down, near, near, near, listing.min_price.value(), listing.max_price.value()};
  std::map<std::string, int> seen;
  for (int i = 0; i < 20'000; ++i) {
    FilterQuestion order;
    order.side = random_.NextBelow(2) == 0 ? Side::kBuy : Side::kSell;
    if (random_.NextBelow(4) == 0) order.type = VenueOrderType::kMarket;
    if (order.type == VenueOrderType::kLimit) {
      order.price = core::Price(Around(prices[random_.NextBelow(7)], tick));
    }
    const core::Decimal price = order.price.is_positive() ? order.price.value() : average_;
    const core::Decimal least = core::RoundTo(
        core::Div(listing.min_notional, price, core::Rounding::kUp), lot, core::Rounding::kUp);
    const core::Decimal most = core::RoundTo(
        core::Div(listing.max_notional, price, core::Rounding::kDown), lot, core::Rounding::kDown);
    const core::Decimal quantities[] = {least,
                                        most,
                                        least * 10,
                                        listing.min_quantity.value(),
                                        listing.max_quantity.value(),
                                        listing.market_max_quantity.value()};
    order.quantity = core::Quantity(Around(quantities[random_.NextBelow(6)], lot));
    const std::string theirs = AtTheExchange(order);
    const std::string ours(FailingFilter(order, rules_).value_or(""));
    // Only the exchange knows its average price, and looks at it before it looks at sizes.
    const bool by_average = theirs == "PERCENT_PRICE_BY_SIDE" ||
                            (theirs == "NOTIONAL" && order.type == VenueOrderType::kMarket);
    ++seen[by_average ? "by its average price" : theirs];
    if (by_average) {
      ASSERT_NE(ours, "PRICE_FILTER") << "which it looks at before";
      continue;
    }
    ASSERT_EQ(ours, theirs) << order.quantity.ToString() << " at " << order.price.ToString();
  }
  for (const char* filter :
       {"", "PRICE_FILTER", "LOT_SIZE", "MARKET_LOT_SIZE", "NOTIONAL", "by its average price"}) {
    EXPECT_GT(seen[filter], 100) << filter;
  }
}

TEST_F(F22, WhatIsRefusedByItsAveragePriceOrItsCountsIsTheExchangesToRefuse) {
  FilterQuestion order;
  order.price =
      core::Price(core::RoundTo(average_ * 6, rules_.filters.tick.value(), core::Rounding::kDown));
  order.quantity = core::Quantity(core::Decimal::FromInt(1));
  EXPECT_EQ(AtTheExchange(order), "PERCENT_PRICE_BY_SIDE");
  EXPECT_FALSE(FailingFilter(order, rules_)) << "it is sent, and refused there";
}

TEST_F(F22, WhatStopsAPairTakesIsReadAsTheExchangeHasItNow) {
  EXPECT_EQ(StopsOf(rules_), (execution::StopRules{.most = 5}));
  const auto changed = stage_.Ask(
      *client_, {.method = "POST",
                 .target = "/keel/rules",
                 .headers = {},
                 .body = R"({"symbol":"BTCUSDT","market_stops":false,"max_algo_orders":3})"});
  ASSERT_EQ(changed->status, 200) << changed->body;
  const auto told = venues::binance::RestParser().Exchange(Get("/api/v3/exchangeInfo").body);
  EXPECT_EQ(StopsOf(told->symbols.at(0)),
            (execution::StopRules{.at_market = false, .take_profit = false, .most = 3}));
  for (const char* bad : {R"("market_stops":1)", R"("max_algo_orders":1.5)"}) {
    const std::string body = std::string(R"({"symbol":"BTCUSDT",)") + bad + "}";
    const auto refused = stage_.Ask(
        *client_, {.method = "POST", .target = "/keel/rules", .headers = {}, .body = body});
    EXPECT_EQ(refused->status, 400) << bad;
  }
}

TEST_F(F22, WhatTheOrderFactoryMakesPassesAndWhatItRefusesIsRefusedThereToo) {
  core::Universe universe;
  ASSERT_TRUE(universe.Add("venue", rules_.pair, rules_.filters));
  const execution::OrderFactory factory(universe, std::nullopt);
  const core::Decimal near =
      core::RoundTo(average_, rules_.filters.tick.value(), core::Rounding::kDown);
  int made = 0, refused = 0;
  for (int i = 0; i < 5'000; ++i) {
    core::Intent intent;
    intent.terms.side = random_.NextBelow(2) == 0 ? Side::kBuy : Side::kSell;
    intent.terms.type = core::OrderType::kLimit;
    intent.terms.limit_price = core::Price(near + core::Decimal::PowerOfTen(-9) * (i % 100));
    intent.reference_price = near.ToDouble();
    const core::Decimal least = core::Div(rules_.filters.min_notional, near, core::Rounding::kUp);
    const core::Quantity wanted(Around(least, rules_.filters.lot.value()));
    core::Refusal refusal;
    const auto order = factory.Make(intent, wanted, {1}, {}, &refusal);
    FilterQuestion question{VenueOrderType::kLimit, intent.terms.side, {}, {}, {}};
    if (order) {
      ++made;
      question.quantity = order->terms.quantity;
      question.price = order->terms.limit_price;
      ASSERT_EQ(AtTheExchange(question), "") << wanted.ToString();
      continue;
    }
    ++refused;
    question.quantity = core::Quantity(
        core::RoundTo(wanted.value(), rules_.filters.lot.value(), core::Rounding::kDown));
    const bool buys = intent.terms.side == Side::kBuy;
    question.price =
        core::Price(core::RoundTo(intent.terms.limit_price.value(), rules_.filters.tick.value(),
                                  buys ? core::Rounding::kFloor : core::Rounding::kCeiling));
    ASSERT_EQ(AtTheExchange(question), refusal.rule == "lot" ? "LOT_SIZE" : "NOTIONAL")
        << wanted.ToString();
  }
  EXPECT_GT(made, 500);
  EXPECT_GT(refused, 500);
}

// A risk was divided by instead of multiplied with, and closing was blocked.
TEST(F23, AnOrdersValueIsPriceTimesQuantityInTheAccountsCurrency) {
  risk::Limits limits = risk::NoLimits();
  limits.order_value_max = 1000;
  risk::Scene scene(limits);
  scene.ledger.Deposit({D("100000"), scene.Coin("EUR")});
  const auto value_passes = [&](core::InstrumentId pair, std::string_view quantity) {
    return !scene.Rules(scene.Order(pair, Side::kBuy, Q(quantity))).contains("order_value");
  };
  EXPECT_TRUE(value_passes(risk::Scene::kBtc, "10")) << "10 at 100";
  EXPECT_FALSE(value_passes(risk::Scene::kBtc, "10.0001"));
  EXPECT_TRUE(value_passes(risk::Scene::kBtcEur, "5")) << "5 at 100 euros of 2";
  EXPECT_FALSE(value_passes(risk::Scene::kBtcEur, "5.0001"));
  scene.SetPrice(risk::Scene::kBtc, "0.01");
  EXPECT_TRUE(value_passes(risk::Scene::kBtc, "100000"));
  EXPECT_FALSE(value_passes(risk::Scene::kBtc, "100001"));
}

TEST(F23, NothingBlocksTheWayOut) {
  risk::Limits limits = *risk::LimitsOf("fund");
  risk::Scene scene(limits);
  scene.Fill(risk::Scene::kBtc, Side::kBuy, Q("90"));  // 9,000 of 10,000: far beyond every share
  scene.state = core::TradingState::kHalted;
  scene.venue_is_known = false;
  ASSERT_TRUE(scene.kill_switch.Throw({}, "anna", "test", scene.now));
  EXPECT_FALSE(scene.Passes(scene.Order(risk::Scene::kBtc, Side::kBuy, Q("0.1"))));
  const core::Order exit = scene.Order(risk::Scene::kBtc, Side::kSell, Q("1.9"));
  EXPECT_EQ(scene.Rules(exit), std::set<std::string>());
  EXPECT_EQ(scene.Ask(scene.Order(risk::Scene::kBtc, Side::kSell, Q("90"))).approved, Q("90"));
}

// The clocks were put forward, and the day had the wrong length.
/// The time zone of this process, put back afterwards.
class Zone {
 public:
  explicit Zone(const char* name) {
    if (const char* zone = ::getenv("TZ")) before_ = zone;
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~Zone() {
    if (before_) {
      ::setenv("TZ", before_->c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

 private:
  std::optional<std::string> before_;
};

void ExpectUtcOn(const std::string& date) {
  const auto midnight = base::ParseTime(date + "T00:00:00Z");
  ASSERT_TRUE(midnight);
  EXPECT_EQ(base::FormatDate(*midnight), date);
  EXPECT_EQ(core::Timeframe::Of(base::Days(1)).CloseOf(*midnight) - *midnight, base::Hours(24));
  for (int h = 0; h < 24; ++h) {
    const base::UnixNanos t = *midnight + base::Hours(h) + base::Minutes(30);
    EXPECT_EQ(base::FormatIso(t), fmt::format("{}T{:02}:30:00Z", date, h));
    EXPECT_EQ(*base::ParseTime(base::FormatIso(t)), t);
    EXPECT_EQ(core::Timeframe::Of(base::Hours(1)).OpenOf(t), *midnight + base::Hours(h));
    EXPECT_EQ(base::StartOfDay(t), *midnight);
  }
}

TEST(F31, InsideThereIsUtcAloneWhateverTheZoneSays) {
  for (const char* name : {"UTC", "America/New_York", "EST5EDT,M3.2.0,M11.1.0",
                           "CET-1CEST,M3.5.0,M10.5.0/3", "Australia/Lord_Howe"}) {
    const Zone zone(name);
    for (const char* date : {"2025-03-09", "2025-03-30", "2025-11-02", "2025-10-26"}) {
      ExpectUtcOn(date);
    }
  }
}

}  // namespace
}  // namespace keel::faults
