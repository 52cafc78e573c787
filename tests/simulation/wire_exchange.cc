// SPDX-License-Identifier: MIT
#include "tests/simulation/wire_exchange.h"

#include <fmt/format.h>

#include <cmath>

#include "base/check.h"
#include "exchange/account_events.h"
#include "tests/simulation/venue.h"

namespace keel::simulation {

using core::Side;
using exchange::Answer;
using exchange::OrderRequest;

namespace {

constexpr exchange::AccountId kCrowd = 1;
constexpr int kPriceDecimals = 2, kQuantityDecimals = 3;

std::unique_ptr<exchange::SimulatedExchange> MakeExchange(const std::vector<core::Symbol>& pairs,
                                                          core::Decimal deposit,
                                                          base::UnixNanos start) {
  std::vector<exchange::Listing> listings;
  for (const core::Symbol& pair : pairs) {
    auto listing = exchange::MakeListing(pair, kPriceDecimals, kQuantityDecimals);
    CHECK(listing, "a pair that cannot be listed");
    listings.push_back(*std::move(listing));
  }
  auto made = exchange::SimulatedExchange::Make(std::move(listings), {});
  CHECK(made, "pairs that cannot be listed");
  auto& market = **made;
  CHECK(market.OpenAccount(exchange::Membership::kClient) == WireExchange::kClient, "numbering");
  CHECK(market.OpenAccount(exchange::Membership::kPopulation) == kCrowd, "numbering");
  CHECK(market.Transfer(WireExchange::kClient, pairs[0].quote, deposit, start), "a deposit");
  for (const std::string& coin : market.accounts().assets()) {
    const auto plenty = core::Decimal::FromInt(1'000'000'000);
    CHECK(market.Transfer(kCrowd, coin, plenty, start), "a deposit");
  }
  market.TakeNews();
  return *std::move(made);
}

std::string Subscribed(const std::string& event) {
  return fmt::format("{{\"subscriptionId\":0,\"event\":{}}}", event);
}

}  // namespace

WireExchange::WireExchange(const std::vector<core::Symbol>& pairs, core::Decimal deposit,
                           const exchange::KeyRing& keys, uint64_t seed, base::UnixNanos start)
    : random_(seed, "simulation.crowd"),
      live_(keys, MakeExchange(pairs, deposit, start), start),
      late_(keys, MakeExchange(pairs, deposit, start), start) {}

void WireExchange::SetTime(base::UnixNanos now) { live_.wall.Set(now); }

void WireExchange::Do(const Deed& deed) {
  deed(live_);
  undone_.push_back({live_.wall.now(), deed});
}

// The late copy, once it has done all that was done until then. It never goes back.
WireExchange::Copy& WireExchange::AsOf(base::UnixNanos time) {
  for (; !undone_.empty() && undone_.front().time <= time; undone_.pop_front()) {
    late_.wall.Set(undone_.front().time);
    undone_.front().deed(late_);
  }
  late_.wall.Set(std::max(time, late_.wall.now()));
  late_.exchange->TakeNews();
  return late_;
}

void WireExchange::JumpClock(base::Duration by) {
  Do([by](Copy& at) { at.clock.Jump(by); });
}

Answer WireExchange::CarryOut(exchange::Inquiry inquiry, base::Duration lag) {
  inquiry.address = "client";
  const auto call = live_.desk.Receive(inquiry);
  if (!call) return AnswerOf(call.error().refusal);
  if (inquiry.route->method == "GET") {
    Copy& at = lag.ns > 0 ? AsOf(live_.wall.now() - lag) : live_;
    return at.desk.CarryOut(inquiry, *call);
  }
  const Answer answer = live_.desk.CarryOut(inquiry, *call);
  undone_.push_back({live_.wall.now(), [inquiry = std::move(inquiry), call = *call](Copy& at) {
                       at.desk.CarryOut(inquiry, call);
                     }});
  return answer;
}

Answer WireExchange::Rest(const exchange::RestWords& words, base::Duration lag) {
  auto inquiry = ReadRestInquiry(words);
  if (!inquiry) return AnswerOf(inquiry.error());
  return CarryOut(*std::move(inquiry), lag);
}

std::string WireExchange::Socket(std::string_view text, base::Duration lag) {
  exchange::WsQuestion question = exchange::ReadWsQuestion(text);
  const auto say = [&](const Answer& answer) { return WsAnswerText(question.id, answer, "[]"); };
  if (question.fault) return say(AnswerOf(*question.fault));
  if (question.method == "userDataStream.subscribe.signature") {
    const auto account = live_.desk.Authenticate(question.inquiry);
    return say(account ? Answer{200, "{\"subscriptionId\":0}"} : AnswerOf(account.error()));
  }
  question.inquiry.route = exchange::FindWsRoute(question.method);
  CHECK(question.inquiry.route != nullptr, "a method that the exchange lacks");
  return say(CarryOut(std::move(question.inquiry), lag));
}

void WireExchange::ChangeRules(exchange::MarketId market, const exchange::RuleChange& change) {
  Do([market, change](Copy& at) {
    CHECK(at.exchange->ChangeRules(market, change), "rules that no pair can have");
  });
}

OrderRequest WireExchange::CrowdOrder(exchange::MarketId market, Side side, int64_t ticks,
                                      uint64_t most_lots) {
  const auto lots = static_cast<int64_t>(1 + random_.NextBelow(most_lots));
  OrderRequest order;
  order.market = market;
  order.side = side;
  const exchange::Listing& listing = live_.exchange->market(market).listing;
  const auto away = side == Side::kBuy ? core::Rounding::kFloor : core::Rounding::kCeiling;
  order.price = core::Price(
      RoundTo(core::Decimal::PowerOfTen(-kPriceDecimals) * ticks, listing.tick.value(), away));
  // Never worth less than what the exchange takes.
  order.quantity =
      core::Quantity(RoundTo(core::Decimal::PowerOfTen(-kQuantityDecimals) * (lots + 300),
                             listing.lot.value(), core::Rounding::kUp));
  return order;
}

void WireExchange::LetCrowdAct(exchange::MarketId market, double price) {
  constexpr int kLevels = 3;
  constexpr uint64_t kQuoted = 60'000, kTaken = 8'000;  // lots
  const int64_t mid = std::llround(price * std::pow(10, kPriceDecimals)) +
                      static_cast<int64_t>(random_.NextBelow(11)) - 5;
  std::vector<OrderRequest> orders;
  if (random_.NextBelow(2) == 0) {
    const bool buys = random_.NextBelow(2) == 0;
    orders.push_back(CrowdOrder(market, buys ? Side::kBuy : Side::kSell,
                                buys ? mid + mid / 100 : mid - mid / 100, kTaken));
    orders.back().tif = core::TimeInForce::kIoc;
  }
  for (int64_t level = 1; level <= kLevels; ++level) {
    const auto away = level * static_cast<int64_t>(1 + random_.NextBelow(5));
    orders.push_back(CrowdOrder(market, Side::kBuy, mid - away, kQuoted));
    orders.push_back(CrowdOrder(market, Side::kSell, mid + away, kQuoted));
  }
  Do([market, orders = std::move(orders)](Copy& at) {
    const base::UnixNanos now = at.clock.now();
    for (const auto& open : at.exchange->OpenOrders(kCrowd, market)) {
      CHECK(at.exchange->Cancel(kCrowd, market, open.id, "", now),
            "a quote that cannot be renewed");
    }
    for (const OrderRequest& order : orders) {
      CHECK(at.exchange->Place(kCrowd, order, now), "a quote that is refused");
    }
  });
}

void WireExchange::LetStrangerTrade(exchange::MarketId market, Side side, double price) {
  const bool buys = side == Side::kBuy;
  const int64_t mid = std::llround(price * std::pow(10, kPriceDecimals));
  OrderRequest order = CrowdOrder(market, side, buys ? mid + mid / 50 : mid - mid / 50, 5000);
  order.tif = core::TimeInForce::kIoc;
  order.client_id = fmt::format("{}-{}", kStranger, ++strangers_);
  Do([order](Copy& at) { static_cast<void>(at.exchange->Place(kClient, order, at.clock.now())); });
}

void WireExchange::Deposit(const std::string& coin, core::Decimal amount) {
  Do([coin, amount](Copy& at) {
    CHECK(at.exchange->Transfer(kClient, coin, amount, at.clock.now()), "a deposit");
  });
}

void WireExchange::EndSomeOrder(exchange::MarketId market) {
  const auto open = live_.exchange->OpenOrders(kClient, market);
  if (open.empty()) return;
  Do([market, id = open[random_.NextBelow(open.size())].id](Copy& at) {
    static_cast<void>(at.exchange->Cancel(kClient, market, id, "", at.clock.now()));
  });
}

std::vector<std::string> WireExchange::TakeEvents() {
  std::vector<std::string> events;
  const exchange::SimulatedExchange& venue = *live_.exchange;
  const exchange::News news = live_.exchange->TakeNews();
  for (const exchange::OrderReport& report : news.reports) {
    events.push_back(Subscribed(ExecutionReportMessage(venue, report)));
    events.push_back(Subscribed(AccountPositionMessage(venue, report.order.account,
                                                       report.order.request.market, report.time)));
  }
  for (const exchange::BalanceChange& change : news.transfers) {
    events.push_back(Subscribed(BalanceUpdateMessage(venue, change)));
  }
  return events;
}

std::string WireExchange::BareEvent(std::string_view name) const {
  return Subscribed(exchange::BareEventMessage(name, time()));
}

}  // namespace keel::simulation
