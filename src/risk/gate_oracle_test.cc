// SPDX-License-Identifier: MIT
// A second gate: rational numbers, plain lists, every sum from scratch. Random accounts and orders,
// half of them aimed at the edge of some rule, must be judged alike by both, rule by rule.
#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <map>

#include "base/random.h"
#include "risk/testing/scene.h"

namespace keel::risk {
namespace {

using core::Decimal;
using core::OrderType;
using core::Quantity;
using core::Side;
using Rational = boost::multiprecision::cpp_rational;

constexpr int kOrders = 20'000;
constexpr core::InstrumentId kTraded[] = {Scene::kBtc, Scene::kSol, Scene::kBtcEur};
const Quantity kLot = Q("0.0001");

Rational Exact(Decimal d) {
  const auto magnitude = static_cast<core::UInt128>(d.abs().raw());
  boost::multiprecision::cpp_int raw = static_cast<uint64_t>(magnitude >> 64);
  raw = (raw << 64) + static_cast<uint64_t>(magnitude);
  return Rational(d.is_negative() ? -raw : raw, boost::multiprecision::cpp_int(Decimal::kOne));
}
Rational Exact(double fraction) {  // the decimal that was meant
  return Exact(Decimal::FromDouble(fraction, Decimal::PowerOfTen(-9)));
}
Rational Share(std::optional<double> limit, const Rational& of) { return Exact(*limit) * of; }

struct Holding {
  uint16_t strategy;
  core::InstrumentId pair;
  Quantity quantity;
};

/// Everything that both gates are told.
struct Situation {
  Limits limits;
  Decimal usdt, eur;
  std::map<uint32_t, Decimal> prices;  // by pair
  std::vector<Holding> holdings;
  std::vector<portfolio::WorkingOrders::Entry> working;
  std::vector<double> volumes;
  double half_spread = 0, impact_k = 0, volatility_step = 0;
  bool has_price = true, trading = true, is_slice = false;
  core::TradingState state{};
  std::optional<base::Duration> since_entry;
  Decimal fee_rate;
  core::Order order;
};

class SlowGate {
 public:
  SlowGate(const Situation& situation, const market::Liquidity& liquidity)
      : s_(situation), o_(s_.order), terms_(o_.terms), liquidity_(liquidity) {}

  std::set<std::string> Refuses(bool order_stage) const {
    std::set<std::string> rules;
    const bool buys = terms_.side == Side::kBuy;
    const Rational quantity = Exact(terms_.quantity.value());
    if (!s_.has_price || !s_.trading) rules.insert("instrument_status");
    if (IsTooMuchVolume()) rules.insert("volume_share");
    if (!buys) {
      if (quantity > CoinsToSell()) rules.insert("balance");
      return rules;
    }
    if (s_.state != core::TradingState::kActive) rules.insert("trading_state");
    if (IsOutsideCollar()) rules.insert("price_collar");
    if (TooManyOpen()) rules.insert("open_orders");
    const auto interval = s_.limits.entry_interval_s;
    if (interval && s_.since_entry && !s_.is_slice && s_.since_entry->seconds() < *interval) {
      rules.insert("entry_interval");
    }
    if (quantity * WorstCost() > FreeQuote()) rules.insert("balance");
    const Rational value = quantity * Last() * Rate(terms_.instrument);
    if (s_.limits.position_share &&
        AssetValue() + value > Share(s_.limits.position_share, Equity())) {
      rules.insert("position_share");
    }
    if (s_.limits.gross_exposure &&
        GrossValue() + value > Share(s_.limits.gross_exposure, Equity())) {
      rules.insert("gross_exposure");
    }
    if (order_stage && IsTooLarge(value)) rules.insert("order_value");
    if (order_stage && IsTooSmall(quantity)) rules.insert("min_notional");
    if (IsTooDear()) rules.insert("market_slippage");
    return rules;
  }

 private:
  static bool IsEuro(core::InstrumentId pair) { return pair == Scene::kBtcEur; }
  static bool IsBtc(core::InstrumentId pair) { return pair != Scene::kSol; }
  Rational Price(core::InstrumentId pair) const { return Exact(s_.prices.at(pair.index)); }
  Rational Rate(core::InstrumentId pair) const {
    return IsEuro(pair) ? Price(Scene::kEurUsdt) : Rational(1);
  }
  Rational Last() const { return s_.has_price ? Price(terms_.instrument) : Rational(0); }

  Rational Equity() const {
    Rational sum = Exact(s_.usdt) + Exact(s_.eur) * Price(Scene::kEurUsdt);
    for (const Holding& h : s_.holdings) {
      const auto priced_by = IsBtc(h.pair) ? Scene::kBtc : Scene::kSol;
      sum += Exact(h.quantity.value()) * Price(priced_by);
    }
    return sum;
  }

  /// Sum of `amount` over working orders of one side; of a group the largest.
  template <typename Picks, typename AmountOf>
  Rational Working(Side side, Picks picks, AmountOf amount) const {
    Rational sum = 0;
    std::map<uint32_t, Rational> groups;
    for (const auto& entry : s_.working) {
      if (entry.side != side || !picks(entry)) continue;
      if (entry.oco_group == 0) {
        sum += amount(entry);
      } else if (entry.oco_group != terms_.oco_group) {
        groups[entry.oco_group] = std::max<Rational>(groups[entry.oco_group], amount(entry));
      }
    }
    for (const auto& [group, largest] : groups) sum += largest;
    return sum;
  }
  using Entry = portfolio::WorkingOrders::Entry;
  static Rational OpenOf(const Entry& e) { return Exact(e.open.value()); }
  static Rational CostOf(const Entry& e) { return OpenOf(e) * Exact(e.reserved_per_unit); }

  Rational Held(bool (*picks)(core::InstrumentId)) const {
    Rational sum = 0;
    for (const Holding& h : s_.holdings) sum += picks(h.pair) ? Exact(h.quantity.value()) : 0;
    return sum;
  }
  Rational CoinsToSell() const {
    Rational own = 0;
    for (const Holding& h : s_.holdings) {
      if (h.strategy == o_.strategy.index && h.pair == terms_.instrument) {
        own += Exact(h.quantity.value());
      }
    }
    const auto mine = [&](const Entry& e) {
      return e.strategy == o_.strategy && e.instrument == terms_.instrument;
    };
    const bool btc = IsBtc(terms_.instrument);
    const auto coin = [&](const Entry& e) { return IsBtc(e.instrument) == btc; };
    const Rational all = btc ? Held(IsBtc) : Held([](core::InstrumentId p) { return !IsBtc(p); });
    return std::min<Rational>(own - Working(Side::kSell, mine, OpenOf),
                              all - Working(Side::kSell, coin, OpenOf));
  }
  Rational FreeQuote() const {
    const bool euro = IsEuro(terms_.instrument);
    const auto same = [&](const Entry& e) { return IsEuro(e.instrument) == euro; };
    return Exact(euro ? s_.eur : s_.usdt) - Working(Side::kBuy, same, CostOf);
  }
  Rational WorstCost() const {
    Rational price = Last();
    const Rational slip = s_.limits.market_slippage ? Exact(*s_.limits.market_slippage) : 0;
    const Rational through = s_.limits.through_best ? Exact(*s_.limits.through_best) : 0;
    switch (terms_.type) {
      case OrderType::kMarket:
        price *= 1 + slip;
        break;
      case OrderType::kStop:
        price = std::max<Rational>(price, Exact(terms_.stop_price.value())) * (1 + through);
        break;
      case OrderType::kTakeProfit:
        price = Exact(terms_.stop_price.value()) * (1 + through);
        break;
      case OrderType::kTrailingStop:
        price *= (1 + Exact(terms_.trail_fraction)) * (1 + through);
        break;
      default:
        price = Exact(terms_.limit_price.value());
    }
    return price * (1 + Exact(s_.fee_rate));
  }
  Rational AssetValue() const {
    const bool btc = IsBtc(terms_.instrument);
    const auto same = [&](const Entry& e) { return IsBtc(e.instrument) == btc; };
    const Rational held = btc ? Held(IsBtc) : Held([](core::InstrumentId p) { return !IsBtc(p); });
    return (held + Working(Side::kBuy, same, OpenOf)) * Last() * Rate(terms_.instrument);
  }
  Rational GrossValue() const {
    Rational sum = 0;
    for (const Holding& h : s_.holdings) {
      sum += Exact(h.quantity.value()) * Price(h.pair) * Rate(h.pair);
    }
    return sum + Working(
                     Side::kBuy, [](const Entry&) { return true; },
                     [&](const Entry& e) { return Rational(CostOf(e) * Rate(e.instrument)); });
  }
  bool IsTooLarge(const Rational& value) const {
    const auto& limits = s_.limits;
    if (limits.order_value_max && value > Exact(*limits.order_value_max)) return true;
    return limits.order_value_share && value > Share(limits.order_value_share, Equity());
  }
  bool IsTooSmall(const Rational& quantity) const {
    if (!s_.limits.order_value_floor || !s_.has_price) return false;
    Rational price = Last();
    if (terms_.stop_price.is_positive()) price = Exact(terms_.stop_price.value());
    if (terms_.limit_price.is_positive()) price = Exact(terms_.limit_price.value());
    return quantity * price < Rational(5) * Exact(*s_.limits.order_value_floor);
  }
  bool IsOutsideCollar() const {
    const bool has_limit = terms_.type == OrderType::kLimit || terms_.type == OrderType::kStopLimit;
    if (!has_limit || !s_.has_price) return false;
    const Rational from =
        terms_.type == OrderType::kLimit ? Last() : Exact(terms_.stop_price.value());
    const Rational offset = Exact(terms_.limit_price.value()) / from - 1;
    const auto band = IsBtc(terms_.instrument) ? s_.limits.collar_major : s_.limits.collar_other;
    if (band && boost::multiprecision::abs(offset) > Exact(*band)) return true;
    return s_.limits.through_best && offset > Exact(*s_.limits.through_best);
  }
  bool TooManyOpen() const {
    int here = 0;
    for (const auto& e : s_.working) here += e.instrument == terms_.instrument ? 1 : 0;
    const auto all = static_cast<int>(s_.working.size());
    const auto& limits = s_.limits;
    return (limits.open_orders && all + 1 > *limits.open_orders) ||
           (limits.open_orders_per_symbol && here + 1 > *limits.open_orders_per_symbol);
  }
  bool IsTooMuchVolume() const {
    if (!s_.limits.order_volume_share) return false;
    if (terms_.side == Side::kSell && terms_.type != OrderType::kMarket) return false;
    std::vector<double> sorted = s_.volumes;
    std::sort(sorted.begin(), sorted.end());
    const size_t n = sorted.size();
    const Rational median = (Rational(sorted[(n - 1) / 2]) + Rational(sorted[n / 2])) / 2;
    return Exact(terms_.quantity.value()) > Share(s_.limits.order_volume_share, median);
  }
  bool IsTooDear() const {
    if (!s_.limits.market_slippage || terms_.type != OrderType::kMarket) return false;
    const double adv = liquidity_.average_daily_volume();
    const double p = adv > 0 ? terms_.quantity.ToDouble() / adv : 0;
    const double impact = s_.impact_k * liquidity_.daily_volatility() * std::sqrt(p);
    return s_.half_spread + impact + 2 * impact > *s_.limits.market_slippage;
  }

  const Situation& s_;
  const core::Order& o_;
  const core::OrderTerms& terms_;
  const market::Liquidity& liquidity_;
};

class Dice {
 public:
  explicit Dice(uint64_t item) : random_(1, "test.gate_oracle", item) {}

  Situation Roll() {
    Situation s;
    s.limits = RollLimits();
    s.usdt = Amount(20'000'00, 2);
    s.eur = Amount(5'000'00, 2);
    for (uint32_t pair = 0; pair < 5; ++pair) s.prices[pair] = Amount(300'00, 2);
    if (OneIn(2)) s.prices[Scene::kBtcEur.index] = s.prices[Scene::kBtc.index];
    for (uint64_t i = random_.NextBelow(6); i > 0; --i) {
      s.holdings.push_back({Strategy(), Pair(), Quantity(Amount(20'0000, 4))});
    }
    for (uint64_t i = random_.NextBelow(8); i > 0; --i) s.working.push_back(RollWorking(s, i));
    for (uint64_t i = 1 + random_.NextBelow(9); i > 0; --i) {
      s.volumes.push_back(OneIn(20) ? 0 : random_.NextUniform() * 2000);
    }
    s.half_spread = random_.NextUniform() * 0.003;
    s.impact_k = random_.NextUniform() * 0.5;
    s.volatility_step = random_.NextUniform() * 0.01;
    s.has_price = !OneIn(40);
    s.trading = !OneIn(40);
    s.is_slice = OneIn(4);
    s.state = OneIn(10) ? core::TradingState::kHalted : core::TradingState::kActive;
    if (OneIn(3)) s.since_entry = base::Seconds(28 + static_cast<int64_t>(random_.NextBelow(5)));
    s.fee_rate = Amount(5, 4);
    RollOrder(s);
    return s;
  }
  /// A quantity for the order: any, or one on the edge of a rule that refused a larger one.
  Quantity Choose(const std::vector<core::Refusal>& refusals) {
    if (refusals.empty() || OneIn(3)) return Quantity(Amount(30'0000, 4));
    const Quantity edge = refusals[random_.NextBelow(refusals.size())].head_room;
    const Quantity lots(core::RoundTo(edge.value(), kLot.value(), core::Rounding::kDown));
    const Quantity near = lots + kLot * (static_cast<int64_t>(random_.NextBelow(3)) - 1);
    return near.is_positive() ? near : kLot;
  }

 private:
  bool OneIn(uint64_t n) { return random_.NextBelow(n) == 0; }
  Decimal Amount(uint64_t bound, int decimals) {
    return Decimal::PowerOfTen(-decimals) * static_cast<int64_t>(1 + random_.NextBelow(bound));
  }
  uint16_t Strategy() { return static_cast<uint16_t>(random_.NextBelow(2)); }
  core::InstrumentId Pair() { return kTraded[random_.NextBelow(3)]; }

  Limits RollLimits() {
    Limits limits = *LimitsOf(OneIn(2) ? "fund" : "research");
    limits.cluster_exposure = limits.var_daily = limits.cvar_daily = std::nullopt;
    limits.participation = limits.self_trade_distance = limits.turnover_per_day = std::nullopt;
    limits.strategy_day_loss = limits.duplicate_s = std::nullopt;
    if (OneIn(2)) limits.position_share = 0.6;
    if (OneIn(4)) limits.gross_exposure = 0.8;
    if (OneIn(3)) limits.order_value_max = 150;
    if (OneIn(3)) limits.open_orders_per_symbol = 2;
    if (OneIn(5)) limits.open_orders = 6;
    if (OneIn(8)) limits.collar_major = std::nullopt;
    if (OneIn(8)) limits.through_best = std::nullopt;
    if (OneIn(8)) limits.order_volume_share = std::nullopt;
    if (OneIn(8)) limits.market_slippage = std::nullopt;
    return limits;
  }
  portfolio::WorkingOrders::Entry RollWorking(const Situation& s, uint64_t id) {
    const core::InstrumentId pair = Pair();
    // A group keeps to one pair, as venues have it.
    const uint32_t group = OneIn(2) ? 1 + 10 * pair.index + static_cast<uint32_t>(OneIn(2)) : 0;
    return {core::OrderId{id},
            {Strategy()},
            pair,
            OneIn(2) ? Side::kBuy : Side::kSell,
            Quantity(Amount(10'0000, 4)),
            s.prices.at(pair.index) + Amount(100, 2),
            group};
  }
  void RollOrder(Situation& s) {
    core::OrderTerms& terms = s.order.terms;
    s.order.strategy = {Strategy()};
    terms.instrument = Pair();
    terms.side = OneIn(3) ? Side::kSell : Side::kBuy;
    terms.type = static_cast<OrderType>(OneIn(2) ? 0 : random_.NextBelow(6));
    const Decimal last = s.prices[terms.instrument.index];
    terms.stop_price = core::Price(core::Mul(last, Amount(60, 3) + D("0.97"), {}));
    const Decimal from = terms.type == OrderType::kStopLimit ? terms.stop_price.value() : last;
    // Bands of whole thousandths are hit exactly.
    terms.limit_price = core::Price(
        core::Mul(from, D("0.94") + D("0.001") * static_cast<int64_t>(random_.NextBelow(80)),
                  core::Rounding::kHalfEven));
    terms.trail_fraction = 0.05;
    if (OneIn(3)) terms.oco_group = 1 + 10 * terms.instrument.index;
  }

  base::RandomStream random_;
};

/// The situation as the real gate sees it.
struct Stage {
  explicit Stage(const Situation& s) : situation(s), scene(s.limits) {
    scene.ledger.Deposit({s.usdt - D("10000"), scene.Coin("USDT")});
    scene.ledger.Deposit({s.eur, scene.Coin("EUR")});
    for (const auto& [pair, price] : s.prices) scene.SetPrice({pair}, price.ToString());
    for (const Holding& h : s.holdings) {
      const core::CurrencyId quote = scene.universe.at(h.pair).quote;
      scene.ledger.Deposit({core::Notional(scene.prices[h.pair.index], h.quantity), quote});
      scene.Fill(h.pair, Side::kBuy, h.quantity, {h.strategy});
    }
    for (const auto& entry : s.working) scene.working.Add(entry);
    scene.liquidity = MakeLiquidity(s);
    if (!s.has_price) scene.market.last_price = std::nullopt;
    scene.market.trading = s.trading;
    scene.market.half_spread = s.half_spread;
    scene.market.impact_k = s.impact_k;
    scene.state = s.state;
    scene.fee_rate = s.fee_rate;
    if (s.since_entry) RememberEntry(s);
  }

  /// Five-minute bars of the volumes; their closes go up and down by the step.
  static market::Liquidity MakeLiquidity(const Situation& s) {
    market::Liquidity liquidity(base::Minutes(5), std::nullopt);
    std::vector<core::Bar> bars;
    for (const double volume : s.volumes) {
      const auto at = static_cast<int64_t>(bars.size());
      const double close = 1 + (at % 2 == 0 ? s.volatility_step : 0.0);
      bars.push_back({{base::Minutes(5 * at).ns}, close, close, close, close, volume});
    }
    liquidity.Advance(bars);
    return liquidity;
  }
  /// An earlier entry of this strategy in this pair, made when nothing stood against it.
  void RememberEntry(const Situation& s) {
    Scene ideal(s.limits);
    ideal.ledger.Deposit({D("10000"), ideal.Coin("EUR")});
    ideal.now = scene.now - *s.since_entry;
    core::Order entry = ideal.Order(s.order.terms.instrument, Side::kBuy, Q("0.5"));
    entry.strategy = s.order.strategy;
    const auto approval =
        scene.gate.Approve(entry, false, ideal.Market(entry.terms.instrument), ideal.Account());
    EXPECT_TRUE(approval.order.has_value());
  }
  std::set<std::string> Rules() {
    std::set<std::string> rules;
    for (const auto& refusal : scene.Refusals(situation.order, situation.is_slice)) {
      rules.emplace(refusal.rule);
    }
    return rules;
  }
  std::set<std::string> Expected(bool order_stage = true) const {
    return SlowGate(situation, scene.liquidity).Refuses(order_stage);
  }

  Situation situation;
  Scene scene;
};

std::string Text(const std::set<std::string>& rules) {
  std::string text;
  for (const std::string& rule : rules) text += rule + " ";
  return text;
}

/// The shrunk intent passes the slow gate, and one lot more does not.
void CheckShrunk(Stage& stage) {
  stage.situation.is_slice = false;
  const Quantity asked = stage.situation.order.terms.quantity;
  const Verdict verdict = stage.scene.Ask(stage.situation.order);
  Quantity& quantity = stage.situation.order.terms.quantity;
  quantity = Quantity(core::RoundTo(verdict.approved.value(), kLot.value(), core::Rounding::kDown));
  if (quantity.is_positive()) {
    ASSERT_EQ(Text(stage.Expected(false)), "") << quantity.ToString();
  }
  if (quantity < asked) {
    quantity += kLot;
    ASSERT_NE(Text(stage.Expected(false)), "") << quantity.ToString();
  }
}

TEST(GateOracleTest, RandomOrdersAreJudgedAlikeRuleByRule) {
  std::map<std::string, int> refused;
  int passed = 0;
  for (uint64_t item = 0; item < kOrders; ++item) {
    SCOPED_TRACE(item);
    Dice dice(item);
    Stage stage(dice.Roll());
    core::Order& order = stage.situation.order;
    order.terms.quantity = Q("100000");
    order.terms.quantity = dice.Choose(stage.scene.Refusals(order, stage.situation.is_slice));
    const auto rules = stage.Rules();
    ASSERT_EQ(Text(rules), Text(stage.Expected())) << order.terms.quantity.ToString();
    passed += rules.empty() ? 1 : 0;
    for (const std::string& rule : rules) ++refused[rule];
    CheckShrunk(stage);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(passed, 1000);
  EXPECT_EQ(refused.size(), 12u);                                           // every rule was met,
  for (const auto& [rule, count] : refused) EXPECT_GT(count, 150) << rule;  // and often
}

}  // namespace
}  // namespace keel::risk
