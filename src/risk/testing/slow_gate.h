// SPDX-License-Identifier: MIT
// A second gate, written from the table of controls: wide integers, plain lists, every sum from
// scratch, whole samples sorted. It shares no arithmetic with the checks.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "market/comovement.h"
#include "market/liquidity.h"
#include "risk/testing/replay.h"
#include "risk/testing/situation.h"
#include "risk/testing/wide_number.h"

namespace keel::risk {

class SlowGate {
 public:
  SlowGate(const Situation& situation, const market::Liquidity& liquidity,
           const market::Comovement& comovement);

  /// The order or the intent to judge; its quantity may change between questions.
  void Judge(const core::Order& order, uint64_t intent_id, bool is_slice,
             Leaving leaving = Leaving::kInParts);
  void SetQuantity(core::Quantity quantity) { quantity_ = quantity; }
  std::set<std::string> Refuses(bool order_stage) const;
  bool Refuses(std::string_view rule) const;

 private:
  using Entry = portfolio::WorkingOrders::Entry;
  using Coin = size_t;
  static constexpr Coin kBtcCoin = 0, kSolCoin = 1, kEurCoin = 2, kCoins = 3;

  static bool IsEuro(core::InstrumentId pair) { return pair == Scene::kBtcEur; }
  static bool IsBtc(core::InstrumentId pair) { return pair != Scene::kSol; }
  bool buys() const { return terms_.side == core::Side::kBuy; }
  Wide Price(core::InstrumentId pair) const { return Wide(s_.prices.at(pair.index)); }
  Wide Rate(core::InstrumentId pair) const {
    return IsEuro(pair) ? Price(Scene::kEurUsdt) : Wide(1);
  }
  Wide Last() const { return s_.has_price ? Price(terms_.instrument) : Wide(); }
  Wide Amount() const { return Wide(quantity_.value()); }
  Wide Value() const { return Amount() * unit_; }
  Wide Share(std::optional<double> limit) const { return WideLimit(*limit) * equity_; }
  template <typename Picks, typename AmountOf>
  Wide Working(core::Side side, Picks picks, AmountOf amount) const;
  static Wide OpenOf(const Entry& e) { return Wide(e.open.value()); }
  static Wide CostOf(const Entry& e) { return OpenOf(e) * Wide(e.reserved_per_unit); }
  bool JoinsAnEntry() const;
  Wide Held(bool btc) const;
  Wide CoinsToSell() const;
  Wide FreeQuote() const;
  Wide WorstPrice() const;
  Wide BalanceOf(Coin coin) const;
  /// Value of the coin, working buys included.
  Wide Bet(Coin coin) const;
  Wide Cluster() const;
  bool IsTooMuchRisk(bool shortfall) const;
  double DayRisk(bool shortfall, double added) const;
  bool IsWithin(std::string_view rule) const;
  bool IsOutsideCollar() const;
  bool IsTooManyOpen() const;
  bool IsTooMuchVolume() const;
  bool IsLeast() const;
  bool IsTooMuchOfTheHour() const;
  bool IsTooDear() const;
  bool IsTooLarge() const;
  bool IsTooSmall() const;
  bool IsKilled() const;
  bool IsDuplicate() const;
  bool IsThrottled() const;
  bool MeetsOwnSell() const;
  bool LosesTooMuch() const;
  bool TurnsOverTooMuch() const;

  const Situation& s_;
  const market::Liquidity& liquidity_;
  const market::Comovement& comovement_;
  const Replay replay_;
  const Wide equity_;
  core::Order order_;
  core::OrderTerms terms_;
  core::Quantity quantity_;
  Wide unit_;  // account currency
  double bets_[kCoins] = {};
  uint64_t intent_id_ = 0;
  bool is_slice_ = false;
  Leaving leaving_ = Leaving::kInParts;
};

inline SlowGate::SlowGate(const Situation& situation, const market::Liquidity& liquidity,
                          const market::Comovement& comovement)
    : s_(situation),
      liquidity_(liquidity),
      comovement_(comovement),
      replay_(situation),
      equity_(replay_.usdt() + replay_.eur() * Price(Scene::kEurUsdt) +
              Held(true) * Price(Scene::kBtc) + Held(false) * Price(Scene::kSol)) {}

inline void SlowGate::Judge(const core::Order& order, uint64_t intent_id, bool is_slice,
                            Leaving leaving) {
  order_ = order;
  terms_ = order.terms;
  quantity_ = terms_.quantity;
  unit_ = Last() * Rate(terms_.instrument);
  for (Coin coin = 0; coin < kCoins; ++coin) bets_[coin] = Bet(coin).ToDouble();
  intent_id_ = intent_id;
  is_slice_ = is_slice;
  leaving_ = leaving;
}

/// The table, row by row. Exits: what they sell must be there and tradable, and a market order must
/// not be wanted larger than the market is, unless it is to leave at once.
inline bool SlowGate::Refuses(std::string_view rule) const {
  const Limits& l = s_.limits;
  const auto id = order_.strategy;
  if (rule == "instrument_status") return !s_.has_price || !s_.trading;
  if (rule == "volume_share") return IsTooMuchVolume();
  if (rule == "balance") {
    return buys() ? Amount() * WorstPrice() * (Wide(1) + Wide(s_.fee_rate)) > FreeQuote()
                  : Amount() > CoinsToSell();
  }
  if (rule == "duplicate") return IsDuplicate();
  if (!buys()) return false;
  if (rule == "kill_switch") return IsKilled();
  if (rule == "trading_state") return s_.state != core::TradingState::kActive;
  if (rule == "data_quality") {
    return l.stale_bars && s_.bar_period.ns != 0 &&
           s_.price_age.seconds() > *l.stale_bars * s_.bar_period.seconds();
  }
  if (rule == "price_jump") {
    return (l.jump_5m || l.jump_60s) && s_.last_jump &&
           (s_.now - *s_.last_jump).seconds() < l.jump_pause_s;
  }
  if (rule == "stablecoin_depeg") {
    return l.depeg_price && s_.off_peg_for && s_.off_peg_for->seconds() >= l.depeg_s;
  }
  if (rule == "message_throttle") return IsThrottled();
  if (rule == "repeated_execution") {
    return (l.entries_per_hour || l.entries_per_day || l.losing_streak) && replay_.repeated(id);
  }
  if (rule == "strategy_day_loss") return replay_.day_loss(id);
  if (rule == "entry_interval") {
    return l.entry_interval_s && s_.since_entry && !is_slice_ && !JoinsAnEntry() &&
           s_.entered_by == id && s_.entered_in == terms_.instrument &&
           s_.since_entry->seconds() < *l.entry_interval_s;
  }
  return IsWithin(rule);
}

inline bool SlowGate::IsWithin(std::string_view rule) const {
  const Limits& l = s_.limits;
  const Coin coin = IsBtc(terms_.instrument) ? kBtcCoin : kSolCoin;
  if (rule == "price_collar") return IsOutsideCollar();
  if (rule == "open_orders") return IsTooManyOpen();
  if (rule == "self_trade") return MeetsOwnSell();
  if (rule == "loss_per_trade") return LosesTooMuch();
  if (rule == "turnover") return TurnsOverTooMuch();
  if (rule == "participation") return IsTooMuchOfTheHour();
  if (rule == "order_value") return IsTooLarge();
  if (rule == "min_notional") return IsTooSmall();
  if (rule == "market_slippage") return IsTooDear();
  if (rule == "value_at_risk") return l.var_daily && IsTooMuchRisk(false);
  if (rule == "expected_shortfall") return l.cvar_daily && IsTooMuchRisk(true);
  if (rule == "correlated_exposure") {
    return l.cluster_exposure && Cluster() + Value() > Share(l.cluster_exposure);
  }
  if (rule == "position_share") {
    const bool btc = coin == kBtcCoin;
    const auto same = [&](const Entry& e) { return IsBtc(e.instrument) == btc; };
    const Wide units = Held(btc) + Working(core::Side::kBuy, same, OpenOf);
    return l.position_share && units * unit_ + Value() > Share(l.position_share);
  }
  if (rule == "gross_exposure") {
    Wide sum = Working(
        core::Side::kBuy, [](const Entry&) { return true; },
        [&](const Entry& e) { return CostOf(e) * Rate(e.instrument); });
    for (const core::InstrumentId pair : {Scene::kBtc, Scene::kSol, Scene::kBtcEur}) {
      sum += replay_.held(pair) * Price(pair) * Rate(pair);
    }
    if (l.gross_value_max && sum + Value() > WideLimit(*l.gross_value_max)) return true;
    return l.gross_exposure && sum + Value() > Share(l.gross_exposure);
  }
  ADD_FAILURE() << "a rule that the table does not have: " << rule;
  return false;
}

inline std::set<std::string> SlowGate::Refuses(bool order_stage) const {
  static constexpr std::string_view kBoth[] = {
      "kill_switch",    "trading_state",      "instrument_status", "data_quality",
      "price_jump",     "stablecoin_depeg",   "price_collar",      "open_orders",
      "entry_interval", "repeated_execution", "strategy_day_loss", "self_trade",
      "balance",        "position_share",     "gross_exposure",    "correlated_exposure",
      "value_at_risk",  "expected_shortfall", "loss_per_trade",    "turnover",
      "participation",  "market_slippage"};
  std::set<std::string> rules;
  const auto ask = [&](std::string_view rule) {
    if (Refuses(rule)) rules.emplace(rule);
  };
  for (const std::string_view rule : kBoth) ask(rule);
  if (buys() || !order_stage) ask("volume_share");
  if (!order_stage) {
    ask("duplicate");
    return rules;
  }
  for (const std::string_view rule : {"message_throttle", "order_value", "min_notional"}) ask(rule);
  return rules;
}

// ---- What is held, and what works.

/// Sum of `amount` over working orders of one side; of a group the largest.
template <typename Picks, typename AmountOf>
Wide SlowGate::Working(core::Side side, Picks picks, AmountOf amount) const {
  Wide sum;
  std::map<uint32_t, Wide> groups;
  for (const Entry& entry : s_.working) {
    if (entry.side != side || !picks(entry)) continue;
    if (entry.oco_group == 0) {
      sum += amount(entry);
    } else if (entry.oco_group != terms_.oco_group) {
      groups[entry.oco_group] = std::max<Wide>(groups[entry.oco_group], amount(entry));
    }
  }
  for (const auto& [group, largest] : groups) sum += largest;
  return sum;
}

inline bool SlowGate::JoinsAnEntry() const {
  const auto joined = [&](const Entry& e) {
    return e.side == core::Side::kBuy && e.strategy == order_.strategy &&
           e.instrument == terms_.instrument && e.oco_group == terms_.oco_group;
  };
  return terms_.oco_group != 0 && std::any_of(s_.working.begin(), s_.working.end(), joined);
}

inline Wide SlowGate::Held(bool btc) const {
  return btc ? replay_.held(Scene::kBtc) + replay_.held(Scene::kBtcEur) : replay_.held(Scene::kSol);
}

inline Wide SlowGate::CoinsToSell() const {
  const auto mine = [&](const Entry& e) {
    return e.strategy == order_.strategy && e.instrument == terms_.instrument;
  };
  const bool btc = IsBtc(terms_.instrument);
  const auto coin = [&](const Entry& e) { return IsBtc(e.instrument) == btc; };
  return std::min<Wide>(
      replay_.held(order_.strategy, terms_.instrument) - Working(core::Side::kSell, mine, OpenOf),
      Held(btc) - Working(core::Side::kSell, coin, OpenOf));
}

inline Wide SlowGate::FreeQuote() const {
  const bool euro = IsEuro(terms_.instrument);
  const auto same = [&](const Entry& e) { return IsEuro(e.instrument) == euro; };
  return (euro ? replay_.eur() : replay_.usdt()) - Working(core::Side::kBuy, same, CostOf);
}

inline Wide SlowGate::WorstPrice() const {
  using core::OrderType;
  const Wide one(1);
  const Wide slip = s_.limits.market_slippage ? WideLimit(*s_.limits.market_slippage) : Wide();
  const Wide through = s_.limits.through_best ? WideLimit(*s_.limits.through_best) : Wide();
  const Wide stop(terms_.stop_price.value());
  switch (terms_.type) {
    case OrderType::kMarket:
      return Last() * (one + slip);
    case OrderType::kStop:
      return std::max<Wide>(Last(), stop) * (one + through);
    case OrderType::kTakeProfit:
      return stop * (one + through);
    case OrderType::kTrailingStop:
      return Last() * (one + WideLimit(terms_.trail_fraction)) * (one + through);
    default:
      return Wide(terms_.limit_price.value());
  }
}

// ---- The portfolio.

inline Wide SlowGate::BalanceOf(Coin coin) const {
  if (coin == kEurCoin) return replay_.eur();
  return Held(coin == kBtcCoin);
}

inline Wide SlowGate::Bet(Coin coin) const {
  const Wide rate = Price(coin == kEurCoin   ? Scene::kEurUsdt
                          : coin == kBtcCoin ? Scene::kBtc
                                             : Scene::kSol);
  const auto same = [&](const Entry& e) {
    return coin != kEurCoin && IsBtc(e.instrument) == (coin == kBtcCoin);
  };
  return BalanceOf(coin) * rate + Working(core::Side::kBuy, same, [&](const Entry& e) {
           return CostOf(e) * Rate(e.instrument);
         });
}

// Currencies of the scene in the order they are met: BTC 0, USDT 1, SOL 2, EUR 3.
inline core::CurrencyId CurrencyOf(size_t coin) {
  constexpr uint16_t kIds[] = {0, 2, 3};
  return {kIds[coin]};
}

inline Wide SlowGate::Cluster() const {
  const Coin own = IsBtc(terms_.instrument) ? kBtcCoin : kSolCoin;
  Wide sum;
  for (Coin coin = 0; coin < kCoins; ++coin) {
    const bool together =
        comovement_.cluster(CurrencyOf(coin)) == comovement_.cluster(CurrencyOf(own));
    if (together) sum += Bet(coin);
  }
  return sum;
}

inline double SlowGate::DayRisk(bool shortfall, double added) const {
  double money[kCoins];
  for (Coin coin = 0; coin < kCoins; ++coin) money[coin] = bets_[coin];
  money[IsBtc(terms_.instrument) ? kBtcCoin : kSolCoin] += added;
  double variance = 0;
  for (Coin a = 0; a < kCoins; ++a) {
    for (Coin b = 0; b < kCoins; ++b) {
      variance += money[a] * money[b] * comovement_.covariance(CurrencyOf(a), CurrencyOf(b));
    }
  }
  const double normal = (shortfall ? 2.0627128075074306 : 1.6448536269514722) * std::sqrt(variance);
  const size_t days = comovement_.scenario_days();
  if (days == 0) return normal;
  std::vector<double> losses(days, 0.0);
  for (Coin coin = 0; coin < kCoins; ++coin) {
    const auto returns = comovement_.Scenarios(CurrencyOf(coin));
    for (size_t t = 0; t < days; ++t) losses[t] -= money[coin] * returns[t];
  }
  std::sort(losses.begin(), losses.end(), std::greater<>());
  const double wanted = 0.05 * static_cast<double>(days);
  const auto whole = static_cast<size_t>(wanted + 1e-9);
  if (!shortfall) return std::max(normal, losses[whole]);
  double sum = 0;
  for (size_t t = 0; t < whole; ++t) sum += losses[t];
  const double part = std::max(wanted - static_cast<double>(whole), 0.0);
  return std::max(normal, (sum + part * losses[whole]) / wanted);
}

inline bool SlowGate::IsTooMuchRisk(bool shortfall) const {
  const double share = shortfall ? *s_.limits.cvar_daily : *s_.limits.var_daily;
  const double after = DayRisk(shortfall, Value().ToDouble());
  return after > share * equity_.ToDouble() && after > DayRisk(shortfall, 0);
}

// ---- The order.

inline bool SlowGate::IsOutsideCollar() const {
  using core::OrderType;
  const bool has_limit = terms_.type == OrderType::kLimit || terms_.type == OrderType::kStopLimit;
  if (!has_limit || !s_.has_price) return false;
  const Wide from = terms_.type == OrderType::kLimit ? Last() : Wide(terms_.stop_price.value());
  const Wide offset = Wide(terms_.limit_price.value()) - from;
  const Wide distance = offset < Wide() ? Wide() - offset : offset;
  const auto band = IsBtc(terms_.instrument) ? s_.limits.collar_major : s_.limits.collar_other;
  if (band && distance > from * WideLimit(*band)) return true;
  return s_.limits.through_best && offset > from * WideLimit(*s_.limits.through_best);
}

inline bool SlowGate::IsTooManyOpen() const {
  int here = 0;
  for (const Entry& e : s_.working) here += e.instrument == terms_.instrument ? 1 : 0;
  const auto all = static_cast<int>(s_.working.size());
  const Limits& limits = s_.limits;
  return (limits.open_orders && all + 1 > *limits.open_orders) ||
         (limits.open_orders_per_symbol && here + 1 > *limits.open_orders_per_symbol);
}

inline bool SlowGate::IsTooMuchVolume() const {
  if (!s_.limits.order_volume_share) return false;
  const bool cut = terms_.type == core::OrderType::kMarket && leaving_ == Leaving::kInParts;
  if (!buys() && !cut) return false;
  std::vector<double> sorted = s_.volumes;
  std::sort(sorted.begin(), sorted.end());
  const size_t n = sorted.size();
  const double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  if (!buys() && IsLeast()) return false;
  return quantity_.ToDouble() > *s_.limits.order_volume_share * median;
}

/// One lot less could not be sold at all.
inline bool SlowGate::IsLeast() const {
  const Wide fewer = Amount() - Wide(Q("0.0001").value());
  return fewer <= Wide() || (s_.has_price && fewer * Last() < Wide(5));
}

inline bool SlowGate::IsTooMuchOfTheHour() const {
  if (!s_.limits.participation) return false;
  const auto here = [&](const Entry& e) { return e.instrument == terms_.instrument; };
  const Wide own = replay_.own_hour(terms_.instrument) + Working(core::Side::kBuy, here, OpenOf) +
                   Working(core::Side::kSell, here, OpenOf) + Amount();
  return own.ToDouble() > *s_.limits.participation * s_.hour_volume;
}

inline bool SlowGate::IsTooDear() const {
  if (!s_.limits.market_slippage || terms_.type != core::OrderType::kMarket) return false;
  const double adv = liquidity_.average_daily_volume();
  const double p = adv > 0 ? quantity_.ToDouble() / adv : 0;
  const double impact = s_.impact_k * liquidity_.daily_volatility() * std::sqrt(p);
  return s_.half_spread + impact + 2 * impact > *s_.limits.market_slippage;
}

inline bool SlowGate::IsTooLarge() const {
  const auto& limits = s_.limits;
  if (limits.order_value_max && Value() > WideLimit(*limits.order_value_max)) return true;
  return limits.order_value_share && Value() > Share(limits.order_value_share);
}

inline bool SlowGate::IsTooSmall() const {
  if (!s_.limits.order_value_floor || !s_.has_price) return false;
  Wide price = Last();
  if (terms_.stop_price.is_positive()) price = Wide(terms_.stop_price.value());
  if (terms_.limit_price.is_positive()) price = Wide(terms_.limit_price.value());
  return Amount() * price < Wide(5) * WideLimit(*s_.limits.order_value_floor);
}

inline bool SlowGate::IsKilled() const {
  return std::any_of(s_.killed.begin(), s_.killed.end(), [&](const core::TradingScope& scope) {
    if (scope.strategy && *scope.strategy != order_.strategy) return false;
    if (scope.instrument && *scope.instrument != terms_.instrument) return false;
    return scope.venue.empty() || scope.venue == "venue";
  });
}

inline bool SlowGate::IsDuplicate() const {
  if (!s_.limits.duplicate_s) return false;
  for (const uint64_t used : s_.used_ids) {
    if (used == intent_id_ && intent_id_ != 0) return true;
  }
  if (!buys()) return false;
  const auto price = [](const core::OrderTerms& t) {
    return t.limit_price.is_positive() ? t.limit_price : t.stop_price;
  };
  return std::any_of(s_.passed.begin(), s_.passed.end(), [&](const PassedIntent& p) {
    return (s_.now - p.time).seconds() < *s_.limits.duplicate_s &&
           p.terms.instrument == terms_.instrument && p.terms.side == terms_.side &&
           p.terms.quantity == quantity_ && price(p.terms) == price(terms_);
  });
}

inline bool SlowGate::IsThrottled() const {
  const Limits& l = s_.limits;
  return (l.orders_per_second && replay_.sent_within(base::Seconds(1)) >= *l.orders_per_second) ||
         (l.orders_per_10s && replay_.sent_within(base::Seconds(10)) >= *l.orders_per_10s);
}

inline bool SlowGate::MeetsOwnSell() const {
  if (!s_.limits.self_trade_distance) return false;
  const Wide kept = Wide(1) - WideLimit(*s_.limits.self_trade_distance);
  return std::any_of(s_.working.begin(), s_.working.end(), [&](const Entry& e) {
    return e.side == core::Side::kSell && e.instrument == terms_.instrument && e.resting_price &&
           WorstPrice() >= Wide(e.resting_price->value()) * kept;
  });
}

inline bool SlowGate::LosesTooMuch() const {
  if (!s_.limits.loss_per_trade || !terms_.planned_stop) return false;
  const Wide unit =
      WorstPrice() * (Wide(1) + Wide(s_.fee_rate)) - Wide(terms_.planned_stop->value());
  if (unit <= Wide()) return true;
  return Amount() * unit * Rate(terms_.instrument) > Share(s_.limits.loss_per_trade);
}

inline bool SlowGate::TurnsOverTooMuch() const {
  if (!s_.limits.turnover_per_day) return false;
  const auto any = [](const Entry&) { return true; };
  const Wide working = Working(core::Side::kBuy, any,
                               [&](const Entry& e) { return CostOf(e) * Rate(e.instrument); }) +
                       Working(core::Side::kSell, any, [&](const Entry& e) {
                         return OpenOf(e) * Price(e.instrument) * Rate(e.instrument);
                       });
  return replay_.turnover() + working + Value() > Share(s_.limits.turnover_per_day);
}

}  // namespace keel::risk
