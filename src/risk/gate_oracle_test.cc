// SPDX-License-Identifier: MIT
// Random accounts with a past, and random orders, half of them aimed at the edge of some rule: the
// gate and the slow gate, written from the table of controls, must agree rule by rule, and on every
// head-room to the lot.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <thread>

#include "base/random.h"
#include "risk/testing/slow_gate.h"

namespace keel::risk {
namespace {

using core::Decimal;
using core::OrderType;
using core::Quantity;
using core::Side;

constexpr uint64_t kSituations = 900;  // of each of four parts
constexpr int kRolls = 70;             // orders of a situation; each is judged four times
constexpr size_t kThreads = 2;
constexpr core::InstrumentId kTraded[] = {Scene::kBtc, Scene::kSol, Scene::kBtcEur};
const Quantity kLot = Q("0.0001");

class Dice {
 public:
  explicit Dice(uint64_t item) : random_(1, "test.gate_oracle", item) {}

  Situation Roll() {
    Situation s;
    s.now = base::UnixNanos{base::Days(10).ns} + base::Minutes(static_cast<int64_t>(Below(1380))) +
            base::Seconds(70);
    s.limits = RollLimits();
    s.usdt = Amount(40'000'00, 2);
    s.eur = Amount(5'000'00, 2);
    RollPast(s);
    for (uint64_t i = Below(8); i > 0; --i) s.working.push_back(RollWorking(s, i));
    RollMarket(s);
    RollAccount(s);
    if (OneIn(2)) s.restart_before = OneIn(2) ? s.past.size() : Below(s.past.size());
    return s;
  }

  core::Order RollOrder(const Situation& s) {
    core::Order order;
    core::OrderTerms& terms = order.terms;
    order.strategy = {Strategy()};
    terms.instrument = Pair();
    terms.side = OneIn(5) ? Side::kSell : Side::kBuy;
    terms.type = static_cast<OrderType>(OneIn(2) ? 0 : Below(6));
    const Decimal last = s.prices.at(terms.instrument.index);
    terms.stop_price = core::Price(core::Mul(last, Amount(60, 3) + D("0.97"), {}));
    const Decimal from = terms.type == OrderType::kStopLimit ? terms.stop_price.value() : last;
    // Bands of whole thousandths are hit exactly.
    terms.limit_price =
        core::Price(core::Mul(from, D("0.94") + D("0.001") * static_cast<int64_t>(Below(80)), {}));
    terms.trail_fraction = 0.05;
    if (OneIn(3)) terms.oco_group = 1 + 10 * terms.instrument.index;
    if (OneIn(3)) terms.planned_stop = core::Price(core::Mul(last, Amount(120, 3) + D("0.9"), {}));
    if (!s.passed.empty() && OneIn(6)) terms = s.passed[Below(s.passed.size())].terms;
    return order;
  }
  /// A quantity: any, or one on the edge of a rule that refused a larger one.
  Quantity Choose(const std::vector<core::Refusal>& refusals) {
    if (refusals.empty() || OneIn(4)) return Quantity(Amount(30'0000, 4));
    const Quantity edge = refusals[Below(refusals.size())].head_room;
    const Quantity lots(core::RoundTo(edge.value(), kLot.value(), core::Rounding::kDown));
    const Quantity near = lots + kLot * (static_cast<int64_t>(Below(3)) - 1);
    return near.is_positive() ? near : kLot;
  }
  bool OneIn(uint64_t n) { return Below(n) == 0; }
  uint64_t Below(uint64_t n) { return random_.NextBelow(n); }

 private:
  Decimal Amount(uint64_t bound, int decimals) {
    return Decimal::PowerOfTen(-decimals) * static_cast<int64_t>(1 + Below(bound));
  }
  uint16_t Strategy() { return static_cast<uint16_t>(Below(2)); }
  core::InstrumentId Pair() { return kTraded[Below(3)]; }
  template <typename T>
  void Maybe(std::optional<T>& limit, std::initializer_list<T> others) {
    if (OneIn(6)) limit = std::nullopt;
    if (OneIn(2)) limit = *(others.begin() + static_cast<std::ptrdiff_t>(Below(others.size())));
  }

  Limits RollLimits() {
    Limits limits = *LimitsOf(OneIn(4) ? "research" : "fund");
    if (OneIn(2)) limits.position_share = 0.6;
    if (OneIn(4)) limits.gross_exposure = 0.8;
    if (OneIn(3)) limits.order_value_max = 150;
    if (OneIn(3)) limits.gross_value_max = 900;
    Maybe(limits.order_value_share, {0.2, 0.5});
    if (OneIn(3)) limits.open_orders_per_symbol = 2;
    if (OneIn(5)) limits.open_orders = 6;
    if (OneIn(8)) limits.collar_major = std::nullopt;
    if (OneIn(8)) limits.through_best = std::nullopt;
    if (OneIn(8)) limits.order_volume_share = std::nullopt;
    if (OneIn(8)) limits.market_slippage = std::nullopt;
    Maybe(limits.cluster_exposure, {0.5, 0.9});
    Maybe(limits.var_daily, {0.02, 0.06});
    Maybe(limits.cvar_daily, {0.03, 0.05});
    Maybe(limits.participation, {0.02, 0.3});
    Maybe(limits.duplicate_s, {2.0, 5.0});
    Maybe(limits.orders_per_second, {1, 3});
    Maybe(limits.orders_per_10s, {3, 5, 50});
    Maybe(limits.entries_per_hour, {4, 8, 20});
    Maybe(limits.entries_per_day, {6, 100});
    Maybe(limits.losing_streak, {2, 3});
    Maybe(limits.self_trade_distance, {0.0, 0.01});
    Maybe(limits.loss_per_trade, {0.002, 0.02});
    Maybe(limits.strategy_day_loss, {0.01, 0.05});
    Maybe(limits.turnover_per_day, {0.5, 1.5});
    Maybe(limits.stale_bars, {2.0});
    Maybe(limits.depeg_price, {0.98});
    Maybe(limits.jump_5m, {0.1});
    limits.jump_60s = limits.jump_5m;
    return limits;
  }

  std::map<uint32_t, Decimal> RollPrices() {
    std::map<uint32_t, Decimal> prices;
    for (uint32_t pair = 0; pair < 5; ++pair) prices[pair] = Amount(280'00, 2) + D("20");
    return prices;
  }
  /// Each price a little further on; euros keep theirs.
  std::map<uint32_t, Decimal> Move(std::map<uint32_t, Decimal> prices) {
    for (auto& [pair, price] : prices) {
      if (pair == Scene::kEurUsdt.index) continue;
      price = core::RoundTo(core::Mul(price, D("0.95") + Amount(90, 3), {}), D("0.01"), {});
    }
    return prices;
  }

  /// Yesterday, midnight, today, and prices as they are now.
  void RollPast(Situation& s) {
    const base::UnixNanos midnight = base::StartOfDay(s.now);
    auto prices = RollPrices();
    AddPrices(s, midnight - base::Hours(12), prices);
    AddTrades(s, midnight - base::Hours(11), base::Hours(10), Below(6), prices);
    prices = Move(prices);
    AddPrices(s, midnight, prices);
    const base::Duration gone = s.now - midnight;
    AddTrades(s, midnight, gone, Below(8), prices);
    AddSends(s, midnight - base::Hours(3), gone + base::Hours(3), Below(7));
    AddSends(s, s.now - base::Seconds(12), base::Seconds(12), Below(6));
    AddSends(s, s.now - base::Milliseconds(1100), base::Milliseconds(1100), Below(4));
    prices = Move(prices);
    AddPrices(s, s.now, prices);
    std::stable_sort(s.past.begin(), s.past.end(),
                     [](const auto& a, const auto& b) { return a.time < b.time; });
    s.prices = prices;
  }
  static void AddPrices(Situation& s, base::UnixNanos t,
                        const std::map<uint32_t, Decimal>& prices) {
    PastEvent e;
    e.time = t;
    e.prices = prices;
    s.past.push_back(e);
  }
  /// Purchases, and for half of them the sale, all within the span that starts after `from`.
  void AddTrades(Situation& s, base::UnixNanos from, base::Duration span, uint64_t count,
                 const std::map<uint32_t, Decimal>& prices) {
    for (; count > 0; --count) {
      PastEvent e;
      e.kind = PastEvent::Kind::kFill;
      e.strategy = {Strategy()};
      e.pair = Pair();
      e.quantity = Quantity(Amount(15'0000, 4));
      e.price = core::RoundTo(core::Mul(prices.at(e.pair.index), D("0.98") + Amount(40, 3), {}),
                              D("0.01"), {});
      e.fee = Amount(100, 2);
      const auto first = static_cast<int64_t>(Below(static_cast<uint64_t>(span.ns / 2) - 2));
      e.time = from + base::Nanoseconds(1 + first);
      const base::UnixNanos hour_ago = s.now - base::Hours(1);
      const bool sold = OneIn(2);
      if (!sold && from < hour_ago && OneIn(3)) e.time = hour_ago;  // the edge of the hour
      s.past.push_back(e);
      if (!sold) continue;
      e.side = Side::kSell;
      e.price = core::RoundTo(core::Mul(e.price, D("0.98") + Amount(30, 3), {}), D("0.01"), {});
      e.time = e.time + base::Nanoseconds(1 + static_cast<int64_t>(
                                                  Below(static_cast<uint64_t>(span.ns / 2) - 2)));
      s.past.push_back(e);
    }
  }
  void AddSends(Situation& s, base::UnixNanos from, base::Duration span, uint64_t count) {
    const int64_t step = base::Milliseconds(100).ns;  // so that the edges of windows are hit
    for (; count > 0; --count) {
      PastEvent e;
      e.kind = PastEvent::Kind::kOrderSent;
      e.strategy = {Strategy()};
      e.pair = Pair();
      e.side = OneIn(4) ? Side::kSell : Side::kBuy;
      e.begins_entry = !OneIn(3);
      const auto steps = static_cast<uint64_t>(span.ns / step);
      e.time = from + base::Nanoseconds(step * static_cast<int64_t>(Below(steps + 1)));
      s.past.push_back(e);
    }
  }

  portfolio::WorkingOrders::Entry RollWorking(const Situation& s, uint64_t id) {
    const core::InstrumentId pair = Pair();
    // A group keeps to one pair, as venues have it.
    const uint32_t group = OneIn(2) ? 1 + 10 * pair.index + static_cast<uint32_t>(OneIn(2)) : 0;
    const Decimal price = s.prices.at(pair.index) + Amount(300, 2);
    portfolio::WorkingOrders::Entry entry{core::OrderId{id},
                                          {Strategy()},
                                          pair,
                                          OneIn(2) ? Side::kBuy : Side::kSell,
                                          Quantity(Amount(10'0000, 4)),
                                          price,
                                          group};
    const Decimal step = D("0.001") * static_cast<int64_t>(Below(40));  // met by limit prices
    if (OneIn(2)) {
      entry.resting_price = core::Price(core::Mul(s.prices.at(pair.index), D("0.98") + step, {}));
    }
    return entry;
  }

  void RollMarket(Situation& s) {
    for (uint64_t i = 1 + Below(9); i > 0; --i) {
      s.volumes.push_back(OneIn(20) ? 0 : random_.NextUniform() * 2000);
    }
    s.hour_volume = OneIn(20) ? 0 : random_.NextUniform() * 800;
    s.half_spread = random_.NextUniform() * 0.003;
    s.impact_k = random_.NextUniform() * 0.5;
    s.volatility_step = random_.NextUniform() * 0.01;
    s.has_price = !OneIn(40);
    s.trading = !OneIn(40);
    s.bar_period = OneIn(10) ? base::Duration{} : base::Hours(1);
    s.price_age = base::Minutes(30 * static_cast<int64_t>(OneIn(3) ? Below(9) : 0));
    if (OneIn(5)) s.last_jump = s.now - base::Seconds(898 + static_cast<int64_t>(Below(5)));
    if (OneIn(5)) s.off_peg_for = base::Seconds(298 + static_cast<int64_t>(Below(5)));
  }
  void RollAccount(Situation& s) {
    s.state = OneIn(10) ? core::TradingState::kHalted : core::TradingState::kActive;
    if (OneIn(3)) s.since_entry = base::Seconds(28 + static_cast<int64_t>(Below(5)));
    s.entered_by = {Strategy()};
    s.entered_in = Pair();
    s.fee_rate = Amount(5, 4);
    for (uint64_t i = Below(5); i > 0; --i) {
      PassedIntent p{RollOrder(s).terms,
                     s.now - base::Milliseconds(500 * static_cast<int64_t>(Below(13)))};
      p.terms.quantity = kLot * static_cast<int64_t>(1 + Below(30'0000));
      p.terms.side = Side::kBuy;
      s.passed.push_back(p);
    }
    std::stable_sort(s.passed.begin(), s.passed.end(),
                     [](const auto& a, const auto& b) { return a.time < b.time; });
    for (uint64_t i = Below(4); i > 0; --i) s.used_ids.push_back(1 + Below(9));
    while (OneIn(15)) {
      core::TradingScope scope;
      if (OneIn(2)) scope.strategy = core::StrategyId{Strategy()};
      if (OneIn(2)) scope.instrument = Pair();
      if (OneIn(3)) scope.venue = OneIn(2) ? "venue" : "elsewhere";
      s.killed.push_back(scope);
    }
  }

  base::RandomStream random_;
};

/// The situation as the real gate sees it.
struct Stage {
  Stage(const Situation& s, const Scene& estimates) : scene(s.limits) {
    scene.TakeEstimates(estimates);
    scene.ledger.Deposit({s.usdt - D("10000"), scene.Coin("USDT")});
    scene.ledger.Deposit({s.eur, scene.Coin("EUR")});
    auto passed = s.passed.begin();
    for (const PastEvent& e : s.past) {
      if (s.restart_before && &e == s.past.data() + *s.restart_before) Restart(s.limits);
      for (; passed != s.passed.end() && passed->time <= e.time; ++passed) Pass(*passed);
      Happen(e);
    }
    scene.now = s.now;
    for (const auto& entry : s.working) scene.working.Add(entry);
    for (const uint64_t id : s.used_ids) {
      core::Intent intent;
      intent.id = id;
      scene.activity.OnAsked(intent);
    }
    for (const core::TradingScope& scope : s.killed) {
      EXPECT_TRUE(scene.kill_switch.Throw(scope, "somebody", "test", s.now).has_value());
    }
    SetMarket(s);
    scene.state = s.state;
    scene.fee_rate = s.fee_rate;
    if (s.since_entry) RememberEntry(s);
    if (s.restart_before == s.past.size()) Restart(s.limits);
  }

  /// New controls go on from what the old ones saved.
  void Restart(const Limits& limits) {
    const SavedControls saved{
        {}, scene.activity.Save(), scene.gate.Save(), scene.kill_switch.Save()};
    scene.activity = Activity(limits, scene.universe, Scene::kStrategies);
    scene.activity.Restore(saved.activity);
    scene.gate = Gate(limits, scene.universe, Scene::kStrategies);
    scene.gate.Restore(saved.gate);
    std::destroy_at(&scene.kill_switch);
    std::construct_at(&scene.kill_switch)->Restore(saved.kill_switch);
  }

  void Pass(const PassedIntent& p) {
    core::Intent intent;
    intent.terms = p.terms;
    scene.activity.OnIntent(intent, p.time);
  }
  void Happen(const PastEvent& e) {
    scene.now = e.time;
    for (const auto& [pair, price] : e.prices) {
      scene.ledger.Mark({pair}, core::Price(price));
      scene.prices[pair] = core::Price(price);
    }
    if (e.kind == PastEvent::Kind::kPrices) return scene.activity.OnPrices(e.time, scene.ledger);
    if (e.kind == PastEvent::Kind::kOrderSent) {
      scene.activity.OnTime(e.time, scene.ledger);
      core::Order order = scene.Order(e.pair, e.side, kLot);
      order.strategy = e.strategy;
      return scene.Send(order, e.begins_entry);
    }
    core::Fill fill;
    fill.strategy = e.strategy;
    fill.instrument = e.pair;
    fill.side = e.side;
    fill.price = core::Price(e.price);
    fill.quantity = e.quantity;
    fill.fee = {e.fee, scene.universe.at(e.pair).quote};
    fill.time = e.time;
    scene.Book(fill);
  }
  void SetMarket(const Situation& s) {
    // Five-minute bars of the volumes; their closes go up and down by the step.
    scene.liquidity = market::Liquidity(base::Minutes(5), std::nullopt);
    std::vector<core::Bar> bars;
    for (const double volume : s.volumes) {
      const auto at = static_cast<int64_t>(bars.size());
      const double close = 1 + (at % 2 == 0 ? s.volatility_step : 0.0);
      bars.push_back({{base::Minutes(5 * at).ns}, close, close, close, close, volume});
    }
    scene.liquidity.Advance(bars);
    scene.market.last_price = s.has_price ? std::optional(core::Price()) : std::nullopt;
    scene.market.trading = s.trading;
    scene.market.half_spread = s.half_spread;
    scene.market.impact_k = s.impact_k;
    scene.market.hour_volume = s.hour_volume;
    scene.market.price_age = s.price_age;
    scene.market.bar_period = s.bar_period;
    scene.market.last_jump = s.last_jump;
    scene.market.off_peg_for = s.off_peg_for;
  }
  /// An earlier entry of a strategy in a pair, made when nothing stood against it.
  void RememberEntry(const Situation& s) {
    Scene ideal(s.limits);
    ideal.ledger.Deposit({D("100"), ideal.Coin("EUR")});
    ideal.now = scene.now - *s.since_entry;
    core::Order entry = ideal.Order(s.entered_in, Side::kBuy, Q("0.5"));
    entry.strategy = s.entered_by;
    const auto approval =
        scene.gate.Approve(entry, false, ideal.Market(entry.terms.instrument), ideal.Account());
    EXPECT_TRUE(approval.order.has_value());
  }

  Scene scene;
};

std::string Text(const std::set<std::string>& rules) {
  std::string text;
  for (const std::string& rule : rules) text += rule + " ";
  return text;
}
std::string Text(const std::vector<core::Refusal>& refusals) {
  std::set<std::string> rules;
  for (const core::Refusal& refusal : refusals) rules.emplace(refusal.rule);
  return Text(rules);
}

/// What one thread found.
struct Tally {
  std::map<std::string, int> refused;
  int passed = 0;
  int64_t judged = 0;
  std::string disagreement;
};

class Trial {
 public:
  Trial(const Situation& s, const Scene& estimates, Tally& tally)
      : tally_(tally),
        stage_(s, estimates),
        slow_(s, stage_.scene.liquidity, estimates.comovement) {}

  /// False at the first disagreement.
  bool Try(core::Order order, uint64_t id, bool is_slice, Dice& dice) {
    slow_.Judge(order, id, is_slice);
    order.terms.quantity = dice.OneIn(20) ? order.terms.quantity : Q("100000");
    if (!order.terms.quantity.is_positive()) order.terms.quantity = kLot;
    std::vector<core::Refusal> refusals;
    if (!JudgeOrder(order, is_slice, &refusals) || !JudgeIntent(order, id)) return false;
    order.terms.quantity = dice.Choose(refusals);
    if (!JudgeOrder(order, is_slice, &refusals)) return false;
    for (const core::Refusal& refusal : refusals) ++tally_.refused[std::string(refusal.rule)];
    tally_.passed += refusals.empty() ? 1 : 0;
    return JudgeIntent(order, id);
  }

 private:
  bool Differ(const core::Order& order, const std::string& gate, const std::string& slow) {
    tally_.disagreement = order.terms.quantity.ToString() + " " + core::ToString(order.terms.side) +
                          ": the gate says " + gate + "and the slow gate " + slow;
    return false;
  }
  bool JudgeOrder(const core::Order& order, bool is_slice, std::vector<core::Refusal>* refusals) {
    ++tally_.judged;
    *refusals = stage_.scene.Refusals(order, is_slice);
    slow_.Judge(order, 0, is_slice);
    const std::string expected = Text(slow_.Refuses(true));
    if (Text(*refusals) != expected) return Differ(order, Text(*refusals), expected);
    return HeadRoomsAreRight(order, *refusals);
  }
  bool JudgeIntent(const core::Order& order, uint64_t id) {
    ++tally_.judged;
    core::Intent intent;
    intent.strategy = order.strategy;
    intent.terms = order.terms;
    intent.id = id;
    Scene& scene = stage_.scene;
    const Leaving leaving = id % 3 == 0 ? Leaving::kAtOnce : Leaving::kInParts;
    const Verdict verdict = scene.gate.CheckIntent(intent, scene.Market(order.terms.instrument),
                                                   scene.Account(), leaving);
    slow_.Judge(order, id, false, leaving);
    const std::string expected = Text(slow_.Refuses(false));
    if (Text(verdict.refusals) != expected) return Differ(order, Text(verdict.refusals), expected);
    Quantity least = order.terms.quantity;
    for (const core::Refusal& refusal : verdict.refusals) {
      if (refusal.rule == "duplicate") ++tally_.refused["duplicate"];
      least = std::min(least, refusal.head_room);
    }
    if (verdict.approved != least) return Differ(order, "shrunk wrongly ", "");
    return HeadRoomsAreRight(order, verdict.refusals);
  }
  /// What a rule leaves passes it, and a lot more does not.
  bool HeadRoomsAreRight(const core::Order& order, const std::vector<core::Refusal>& refusals) {
    for (const core::Refusal& refusal : refusals) {
      if (refusal.rule == "duplicate") continue;  // of another quantity it is another entry
      const Quantity room(
          core::RoundTo(refusal.head_room.value(), kLot.value(), core::Rounding::kDown));
      slow_.SetQuantity(room);
      if (room.is_positive() && slow_.Refuses(refusal.rule)) {
        return Differ(order, std::string(refusal.rule) + " leaves " + room.ToString() + " ", "not");
      }
      if (room + kLot >= order.terms.quantity) continue;
      slow_.SetQuantity(room + kLot);
      if (!slow_.Refuses(refusal.rule)) {
        return Differ(order, std::string(refusal.rule) + " leaves " + room.ToString() + " ",
                      "more");
      }
    }
    slow_.SetQuantity(order.terms.quantity);
    return true;
  }

  Tally& tally_;
  Stage stage_;
  SlowGate slow_;
};

/// Pasts of prices: none, some too short for one asset, some in which two assets move together.
std::vector<std::unique_ptr<Scene>> MakeEstimates() {
  std::vector<std::unique_ptr<Scene>> estimates;
  for (uint64_t item = 0; item < 6; ++item) {
    base::RandomStream random(2, "test.gate_oracle.prices", item);
    auto scene = std::make_unique<Scene>(NoLimits());
    std::map<core::InstrumentId, std::vector<double>> closes;
    const double shares[] = {1.0, item % 2 == 0 ? 0.97 : 0.2, 0.3};
    const core::InstrumentId pairs[] = {Scene::kBtc, Scene::kSol, Scene::kEurUsdt};
    for (size_t day = 0; day < 61 + 9 * item; ++day) {
      const double common = random.NextNormal();
      for (size_t i = 0; i < 3; ++i) {
        const double own = random.NextNormal();
        auto& series = closes[pairs[i]];
        if (i == 1 && item == 3 && day < 40) continue;
        const double z = shares[i] * common + std::sqrt(1 - shares[i] * shares[i]) * own;
        series.push_back((series.empty() ? 100 : series.back()) * std::exp(0.03 * z));
      }
    }
    if (item > 0) scene->SetDailyCloses(closes);
    estimates.push_back(std::move(scene));
  }
  return estimates;
}

void Work(uint64_t first, const std::vector<std::unique_ptr<Scene>>& estimates, Tally* tally) {
  for (uint64_t item = first; item < first / kSituations * kSituations + kSituations;
       item += kThreads) {
    Dice dice(item);
    const Situation s = dice.Roll();
    Trial trial(s, *estimates[dice.Below(estimates.size())], *tally);
    for (int roll = 0; roll < kRolls; ++roll) {
      const core::Order order = dice.RollOrder(s);
      if (trial.Try(order, dice.Below(10), dice.OneIn(4), dice)) continue;
      tally->disagreement +=
          " (situation " + std::to_string(item) + ", order " + std::to_string(roll) + ")";
      return;
    }
  }
}

class GateOracleTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(GateOracleTest, AMillionRandomOrdersAreJudgedAlikeRuleByRule) {
  const auto estimates = MakeEstimates();
  std::array<Tally, kThreads> tallies;
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back(Work, GetParam() * kSituations + i, std::cref(estimates), &tallies[i]);
    }
  }
  Tally all;
  for (const Tally& tally : tallies) {
    EXPECT_EQ(tally.disagreement, "");
    all.judged += tally.judged;
    all.passed += tally.passed;
    for (const auto& [rule, count] : tally.refused) all.refused[rule] += count;
  }
  EXPECT_GE(all.judged, 250'000);
  EXPECT_GT(all.passed, 1000);
  EXPECT_EQ(all.refused.size(), 27u);  // every rule was met,
  for (const auto& [rule, count] : all.refused) EXPECT_GT(count, 500) << rule;  // and often
}
INSTANTIATE_TEST_SUITE_P(Quarters, GateOracleTest, ::testing::Range<uint64_t>(0, 4));

}  // namespace
}  // namespace keel::risk
