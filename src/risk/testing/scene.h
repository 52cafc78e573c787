// SPDX-License-Identifier: MIT
// An account, a market and a gate on the table, each number set by the test that needs it.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "risk/gate.h"

namespace keel::risk {

inline core::Decimal D(std::string_view text) { return *core::Decimal::Parse(text); }
inline core::Price P(std::string_view text) { return core::Price(D(text)); }
inline core::Quantity Q(std::string_view text) { return core::Quantity(D(text)); }

/// The smallest step of a Decimal.
inline const core::Quantity kUnit{core::Decimal::FromRaw(1)};

/// No rule at all; a test switches on the ones that it looks at.
inline Limits NoLimits() {
  Limits limits = *LimitsOf("research");
  limits.position_share = limits.gross_exposure = limits.order_volume_share = std::nullopt;
  limits.collar_major = limits.collar_other = limits.through_best = std::nullopt;
  limits.market_slippage = std::nullopt;
  return limits;
}

inline core::Universe SceneUniverse() {
  core::Universe universe;
  for (const char* name : {"BTC/USDT", "SOL/USDT", "BTC/EUR", "EUR/USDT", "ETH/BTC"}) {
    const auto added =
        universe.Add("venue", *core::ParseSymbol(name), {P("0.01"), Q("0.0001"), D("5")});
    EXPECT_TRUE(added.has_value());
  }
  return universe;
}

/// 10,000 USDT and nothing else; every price 100, except that a euro is 2 USDT; a deep market.
struct Scene {
  static constexpr core::InstrumentId kBtc{0}, kSol{1}, kBtcEur{2}, kEurUsdt{3}, kEthBtc{4};
  static constexpr size_t kStrategies = 2;

  explicit Scene(const Limits& limits)
      : activity(limits, universe, kStrategies),
        comovement(universe, universe.at(kBtc).quote, limits.cluster_correlation),
        gate(limits, universe, kStrategies) {
    market.hour_volume = 12e6;
    ledger.Deposit({D("10000"), Coin("USDT")});
    for (const core::Instrument& pair : universe.instruments()) SetPrice(pair.id, "100");
    SetPrice(kEurUsdt, "2");
    SetVolumes(std::vector<double>(288, 1e6));
  }

  core::CurrencyId Coin(std::string_view code) { return universe.AddCurrency(code); }
  void SetPrice(core::InstrumentId pair, std::string_view price) {
    market.last_price = P(price);
    ledger.Mark(pair, P(price));
    prices[pair.index] = P(price);
  }
  /// Five-minute volumes of the last day; the price does not move.
  void SetVolumes(const std::vector<double>& volumes) {
    std::vector<core::Bar> bars;
    for (const double volume : volumes) {
      const auto at = static_cast<int64_t>(bars.size());
      bars.push_back({{base::Minutes(5 * at).ns}, 1, 1, 1, 1, volume});
    }
    liquidity = market::Liquidity(base::Minutes(5), std::nullopt);
    liquidity.Advance(bars);
  }
  /// An execution without a fee at the last price.
  void Fill(core::InstrumentId pair, core::Side side, core::Quantity quantity,
            core::StrategyId strategy = {0}) {
    core::Fill fill;
    fill.strategy = strategy;
    fill.instrument = pair;
    fill.side = side;
    fill.price = prices[pair.index];
    fill.quantity = quantity;
    fill.fee.currency = universe.at(pair).quote;
    fill.time = now;
    Book(fill);
  }
  void Book(const core::Fill& fill) {
    std::vector<portfolio::ClosedLot> closed;
    activity.BeforeFill(fill, ledger);
    ledger.Book(fill, &closed);
    activity.AfterFill(fill, closed, ledger);
  }
  /// The order is sent and works, all that the desk would tell.
  void Send(const core::Order& order, bool begins_entry = true) {
    activity.OnOrder(order, begins_entry, now);
  }
  /// Daily closes of the pairs, oldest first, the last of them today's 00:00; the others have none.
  void SetDailyCloses(const std::map<core::InstrumentId, std::vector<double>>& closes) {
    std::vector<std::vector<core::Bar>> bars(universe.instruments().size());
    size_t most = 0;
    for (const auto& [pair, values] : closes) most = std::max(most, values.size());
    const int64_t today = base::DayNumber(now);
    std::vector<market::Board::PairSource> sources;
    for (const auto& [pair, values] : closes) {
      int64_t day = today - static_cast<int64_t>(values.size());
      for (const double close : values) {
        bars[pair.index].push_back({{base::Days(day++).ns}, close, close, close, close, 1});
      }
    }
    for (const auto& series : bars) sources.push_back({series, base::Days(1), std::nullopt});
    market::Board board(std::move(sources));
    comovement = market::Comovement(universe, universe.at(kBtc).quote,
                                    gate.limits().soft.cluster_correlation);
    for (size_t age = most; age > 0; --age) {
      for (const auto& [pair, values] : closes) {
        if (values.size() >= age) board.Reveal(pair, values[values.size() - age]);
      }
      comovement.Advance({base::Days(today - static_cast<int64_t>(age) + 1).ns}, board);
    }
    portfolio = PortfolioRisk(universe, universe.at(kBtc).quote);
  }
  /// The past that another scene was told of.
  void TakeEstimates(const Scene& other) {
    comovement = other.comovement;
    portfolio = PortfolioRisk(universe, universe.at(kBtc).quote);
  }
  /// A working order that reserves `price` a unit.
  void Work(core::InstrumentId pair, core::Side side, core::Quantity open, std::string_view price,
            uint32_t group = 0) {
    working.Add({core::OrderId{++last_id}, {0}, pair, side, open, D(price), group});
  }

  core::Order Order(core::InstrumentId pair, core::Side side, core::Quantity quantity) const {
    core::Order order;
    order.terms.instrument = pair;
    order.terms.side = side;
    order.terms.quantity = quantity;
    return order;
  }
  core::Order Limit(core::InstrumentId pair, core::Side side, core::Quantity quantity,
                    std::string_view price) const {
    core::Order order = Order(pair, side, quantity);
    order.terms.type = core::OrderType::kLimit;
    order.terms.limit_price = P(price);
    return order;
  }

  MarketView Market(core::InstrumentId pair) {
    MarketView view = market;
    if (view.last_price) view.last_price = prices[pair.index];
    view.liquidity = &liquidity;
    return view;
  }
  AccountView Account() {
    activity.OnTime(now, ledger);
    portfolio.Refresh(comovement, ledger, working);
    return {&ledger,   &working,   fee_rate,     state,         now,
            &activity, &portfolio, &kill_switch, venue_is_known};
  }

  Verdict Ask(const core::Order& order, Leaving leaving = Leaving::kInParts) {
    core::Intent intent;
    intent.strategy = order.strategy;
    intent.terms = order.terms;
    return gate.CheckIntent(intent, Market(order.terms.instrument), Account(), leaving);
  }
  /// The rules that refuse the order, without remembering an entry.
  std::vector<core::Refusal> Refusals(const core::Order& order, bool is_slice = false) {
    Gate copy = gate;
    return copy.Approve(order, is_slice, Market(order.terms.instrument), Account()).refusals;
  }
  std::set<std::string> Rules(const core::Order& order) {
    std::set<std::string> rules;
    for (const core::Refusal& refusal : Refusals(order)) rules.emplace(refusal.rule);
    return rules;
  }
  bool Passes(const core::Order& order) { return Refusals(order).empty(); }

  core::Universe universe = SceneUniverse();
  portfolio::Ledger ledger =
      *portfolio::Ledger::Open(universe, universe.at(kBtc).quote, kStrategies);
  portfolio::WorkingOrders working{universe.instruments().size()};
  market::Liquidity liquidity{base::Minutes(5), std::nullopt};
  MarketView market;
  std::vector<core::Price> prices = std::vector<core::Price>(universe.instruments().size());
  core::Decimal fee_rate;
  core::TradingState state = core::TradingState::kActive;
  bool venue_is_known = true;
  base::UnixNanos now{base::Days(10).ns};
  uint64_t last_id = 0;
  Activity activity;
  market::Comovement comovement;
  PortfolioRisk portfolio{universe, universe.at(kBtc).quote};
  KillSwitch kill_switch;
  Gate gate;
};

}  // namespace keel::risk
