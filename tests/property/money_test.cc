// SPDX-License-Identifier: MIT
// Money is neither made nor lost: strategies that want anything, on markets that do anything, and
// after every single event the books agree with books kept here from the fills alone.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "engine/backtest_driver.h"
#include "engine/journal_hash.h"
#include "engine/run_recorder.h"
#include "tests/property/random_strategy.h"
#include "tests/property/synthetic_run.h"

namespace keel::tests {
namespace {

using core::Decimal;
using core::Rounding;

/// Books from the fills alone: every debit has its credit.
class Shadow final : public engine::AuditSink {
 public:
  Shadow(const core::Universe& universe, const engine::Account& account)
      : universe_(universe), account_(account), balances_(universe.currencies().size()) {}

  void Deposit(core::Money money) { balances_[money.currency.index] += money.amount; }
  const std::vector<Decimal>& balances() const { return balances_; }
  int64_t events() const { return events_; }
  int64_t fills() const { return fills_; }

  void OnReport(const core::Report& report) override {
    const auto* filled = std::get_if<core::OrderFilled>(&report);
    if (filled == nullptr) return Check();
    const core::Fill& fill = filled->fill;
    const core::Instrument& pair = universe_.at(fill.instrument);
    const Decimal sign = Decimal::FromInt(core::Sign(fill.side));
    const Decimal coins = core::Mul(sign, fill.quantity.value(), Rounding::kHalfEven);
    const Decimal value = core::Notional(fill.price, fill.quantity);
    balances_[pair.base.index] += coins;
    balances_[pair.quote.index] -= core::Mul(sign, value, Rounding::kHalfEven) + fill.fee.amount;
    positions_[{fill.strategy.index, fill.instrument.index}] += coins;
    ++fills_;
  }
  void OnBalances(core::Money, core::Money) override { Check(); }
  void OnSubmit(const core::SubmitOrder&) override { Check(); }
  void OnCancel(const core::CancelOrder&) override { Check(); }
  void OnRefused(const core::IntentRefused&) override { Check(); }
  void OnShrunk(const core::IntentShrunk&) override { Check(); }

  /// The ledger agrees with these books, and equity is cash and positions at mark.
  void Check() {
    ++events_;
    if (testing::Test::HasFailure()) return;
    const portfolio::Ledger& ledger = account_.ledger;
    for (size_t c = 0; c < balances_.size(); ++c) {
      const core::CurrencyId id{static_cast<uint16_t>(c)};
      ASSERT_EQ(ledger.balance(id), balances_[c]) << universe_.code(id);
      ASSERT_FALSE(balances_[c].is_negative()) << "owes " << universe_.code(id);
    }
    for (const auto& [key, held] : positions_) {
      const auto& position =
          ledger.position(core::StrategyId{key.first}, core::InstrumentId{key.second});
      ASSERT_EQ(position.quantity().value(), held);
      Decimal lots;
      for (const portfolio::Lot& lot : position.lots()) lots += lot.quantity.value();
      ASSERT_EQ(lots, held);
    }
    ASSERT_EQ(ledger.equity(), EquityAtMark());
    ASSERT_EQ(ledger.equity(), ledger.RecomputeEquity());
  }

 private:
  // Every coin has a pair against the account currency, which prices it.
  Decimal EquityAtMark() const {
    const portfolio::Ledger& ledger = account_.ledger;
    Decimal equity = balances_[ledger.account_currency().index];
    for (const core::Instrument& pair : universe_.instruments()) {
      if (pair.quote != ledger.account_currency()) continue;
      equity +=
          core::Mul(balances_[pair.base.index], ledger.mark(pair.id).value(), Rounding::kHalfEven);
    }
    return equity;
  }

  const core::Universe& universe_;
  const engine::Account& account_;
  std::vector<Decimal> balances_;
  std::map<std::pair<uint16_t, uint32_t>, Decimal> positions_;
  int64_t events_ = 0;
  int64_t fills_ = 0;
};

/// Checks the books at every bar, too.
class Auditor final : public strategy::Strategy {
 public:
  explicit Auditor(Shadow& shadow) : shadow_(shadow) {}
  void OnBar(strategy::Context&, const core::BarClosed&) override { shadow_.Check(); }

 private:
  Shadow& shadow_;
};

/// BTC/USDT, ETH/USDT and ETH/BTC (so that BTC is both a coin and money), and a fourth pair.
struct Market {
  core::Universe universe;
  std::vector<std::vector<core::Bar>> bars;
  std::vector<bool> delisted;
  core::Timeframe timeframe = core::Timeframe::Of(base::Minutes(15));
};

Market MakeWildMarket(uint64_t seed) {
  Market market;
  base::RandomStream stream(seed, "test.wild_market");
  const SyntheticMarket synthetic = MakeMarket(4, market.timeframe, base::Days(12), seed);
  market.universe.AddCurrency("USDT");
  const char* symbols[] = {"BTC/USDT", "ETH/USDT", "ETH/BTC", "SOL/USDT"};
  for (size_t i = 0; i < 4; ++i) {
    std::vector<core::Bar> bars = synthetic.series[i].bars;
    const double scale = (i == 2 ? 0.05 : 100.0) / bars.front().open;
    const int decimals = i == 2 ? 7 : 2;
    const Decimal tick = Decimal::PowerOfTen(-decimals);
    const auto on_grid = [&](double x) {
      return Decimal::FromDouble(std::max(x * scale, 2 * tick.ToDouble()), tick).ToDouble();
    };
    for (core::Bar& bar : bars) {
      bar = {bar.open_time,      on_grid(bar.open),
             on_grid(bar.high),  on_grid(bar.low),
             on_grid(bar.close), bar.volume * std::pow(10, -4 * stream.NextUniform())};
      if (stream.NextUniform() < 0.03) bar.volume = 0;
    }
    std::erase_if(bars, [&](const core::Bar&) { return stream.NextUniform() < 0.02; });
    // Trading of one coin ends in the middle; what others quote against must go on.
    const bool ends = i == 3 || (i == 1 && seed % 2 == 0);
    if (ends) bars.resize(bars.size() / 2 + stream.NextBelow(bars.size() / 3));
    market.delisted.push_back(ends);
    market.bars.push_back(std::move(bars));
    const core::InstrumentFilters filters{core::Price(tick),
                                          core::Quantity(Decimal::PowerOfTen(i == 2 ? -4 : -5)),
                                          i == 2 ? Decimal::PowerOfTen(-4) : Decimal::FromInt(1)};
    EXPECT_TRUE(market.universe.Add("test", *core::ParseSymbol(symbols[i]), filters).has_value());
  }
  return market;
}

sim::SimVenueOptions WildVenue(uint64_t seed) {
  const sim::PathRule paths[] = {sim::PathRule::kPessimistic, sim::PathRule::kOptimistic,
                                 sim::PathRule::kOpenHighLowClose, sim::PathRule::kNearestExtreme};
  sim::LatencySettings latency;
  latency.model = seed % 3 == 0 ? "fixed" : "lognormal";
  latency.fixed_ms = 0;
  latency.median_ms = seed % 3 == 1 ? 200 : 200'000;  // minutes: much is on its way at any time
  latency.sigma = 1;
  auto fees = execution::FeeSchedule::Make(
      {{0, *Decimal::Parse("0.0012345678"), *Decimal::Parse("0.0023456789")},
       {20'000, *Decimal::Parse("-0.0001"), *Decimal::Parse("0.0007")}});
  const auto delay = *sim::LatencyModel::Make(latency, {});
  return {seed, paths[seed % 4], 0.1, delay, delay, *std::move(fees)};
}

/// One run with everything that there is, and its books.
class WildRun {
 public:
  explicit WildRun(uint64_t seed)
      : market_(MakeWildMarket(seed)),
        limits_(*risk::LimitsOf(seed % 2 == 0 ? "fund" : "research")),
        account_{*portfolio::Ledger::Open(market_.universe, {}, kStrategies),
                 portfolio::WorkingOrders(market_.bars.size()),
                 {},
                 risk::Breaker(limits_)},
        board_(Sources()),
        venue_(market_.universe, board_,
               {{1e-4, 0.2, 0}, {2e-4, 0.1, 0}, {0, 0, 0}, {1e-3, 0.4, 0}}, WildVenue(seed)),
        recorder_(record_, account_.ledger),
        shadow_(market_.universe, account_),
        audit_({&recorder_, &shadow_}),
        desk_(account_, board_, venue_, audit_,
              {risk::Gate(limits_, market_.universe, kStrategies),
               {{1e-4, 0.2}, {2e-4, 0.1}, {0, 0}, {1e-3, 0.4}},
               *Decimal::Parse("0.0023456789")}),
        sleeves_(desk_, record_, {.configured = {0.3, 0.6, 0.6}}),
        crossing_(desk_, audit_, record_),
        engine_(desk_, audit_, std::vector(market_.bars.size(), market_.timeframe),
                record_.equity) {
    engine_.ShareAccount(sleeves_, &crossing_);
    record_.universe = market_.universe;
    record_.strategies.resize(kStrategies);
    Deposit("USDT", "10000.000000000007");
    Deposit("BTC", "7.654321");
    for (uint16_t s = 0; s < kStrategies; ++s) AddStrategies(seed, s);
  }

  void Run() {
    engine_.Start(kSyntheticStart);
    std::vector<engine::BarStream> streams;
    for (const core::Instrument& pair : market_.universe.instruments()) {
      streams.push_back({pair.id,
                         market_.bars[pair.id.index],
                         market_.timeframe,
                         {},
                         market_.delisted[pair.id.index]});
    }
    engine::BacktestDriver driver(engine_, venue_, std::move(streams), {});
    driver.Run();
    recorder_.Finish(account_, record_.equity.back().time);
    shadow_.Check();
  }

  /// What the venue holds for the account is what the account believes to hold.
  void ExpectVenueAgrees() const {
    for (size_t c = 0; c < market_.universe.currencies().size(); ++c) {
      const core::CurrencyId id{static_cast<uint16_t>(c)};
      EXPECT_EQ(venue_.balance(id), account_.ledger.balance(id)) << market_.universe.code(id);
    }
  }

  /// For every currency: what trades earned and paid in it, and what is held as a position of it,
  /// is all that its balance changed by.
  void ExpectTradesExplainBalances() const {
    std::vector<Decimal> change = shadow_.balances();
    for (const core::Money& money : deposits_) change[money.currency.index] -= money.amount;
    for (const engine::TradeRecord& t : record_.trades) {
      const core::Instrument& pair = market_.universe.at(t.instrument);
      Decimal& quote = change[pair.quote.index];
      quote += t.cost + t.entry_fee;
      if (t.open_at_end) {
        change[pair.base.index] -= t.quantity.value();
      } else {
        quote -= t.proceeds - t.exit_fee;
      }
    }
    for (size_t c = 0; c < change.size(); ++c) {
      EXPECT_TRUE(change[c].is_zero())
          << market_.universe.currencies()[c] << " unexplained: " << change[c].ToString();
    }
  }

  const engine::RunRecord& record() const { return record_; }
  const Shadow& shadow() const { return shadow_; }

 private:
  static constexpr uint16_t kStrategies = 3;

  void Deposit(const char* code, const char* amount) {
    const core::Money money{*Decimal::Parse(amount), market_.universe.AddCurrency(code)};
    account_.ledger.Deposit(money);
    venue_.Deposit(money);
    shadow_.Deposit(money);
    deposits_.push_back(money);
  }

  void AddStrategies(uint64_t seed, uint16_t index) {
    std::vector<core::InstrumentId> all;
    for (const core::Instrument& pair : market_.universe.instruments()) all.push_back(pair.id);
    const core::Timeframe hour = core::Timeframe::Of(base::Hours(1));
    if (index == 0) {  // one that sees all pairs, at another timeframe
      engine_.AddInstance(
          {core::StrategyId{0}, std::make_unique<RandomStrategy>(seed, 0.8), 0.3, all, hour});
      return;
    }
    for (const core::InstrumentId id : all) {
      std::unique_ptr<strategy::Strategy> object = std::make_unique<Auditor>(shadow_);
      if (index == 1) object = std::make_unique<RandomStrategy>(seed * 100 + id.index, 0.9);
      engine_.AddInstance(
          {core::StrategyId{index}, std::move(object), 0.15, {id}, market_.timeframe});
    }
  }

  std::vector<market::Board::PairSource> Sources() const {
    std::vector<market::Board::PairSource> sources;
    for (const auto& bars : market_.bars) {
      sources.push_back({bars, market_.timeframe.period(), {}});
    }
    return sources;
  }

  Market market_;
  risk::Limits limits_;
  engine::Account account_;
  market::Board board_;
  sim::SimVenue venue_;
  engine::RunRecord record_;
  engine::RunRecorder recorder_;
  Shadow shadow_;
  engine::AuditFan audit_;
  engine::OrderDesk desk_;
  engine::SleeveBook sleeves_;
  engine::Crossing crossing_;
  engine::Engine engine_;
  std::vector<core::Money> deposits_;
};

TEST(Money, NoneIsMadeOrLostWhateverIsTraded) {
  int64_t fills = 0;
  int64_t forced = 0;
  int64_t crossed = 0;
  for (uint64_t seed = 1; seed <= 24; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    WildRun run(seed);
    run.Run();
    run.ExpectVenueAgrees();
    run.ExpectTradesExplainBalances();
    fills += run.shadow().fills();
    for (const core::Fill& fill : run.record().fills) {
      forced += fill.reason == "delisted";
      crossed += fill.liquidity == core::Liquidity::kInternal;
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(fills, 5000) << "too little was traded to prove anything";
  EXPECT_GT(forced, 10) << "too few positions met a delisting";
  EXPECT_GT(crossed, 50) << "too little met inside the account";
}

/// One quote currency: what trades made, closed and open, is the change of equity, to the unit.
TEST(Money, ProfitOfTradesIsTheChangeOfEquity) {
  const SyntheticMarket market =
      MakeMarket(3, core::Timeframe::Of(base::Hours(1)), base::Days(60), 31);
  const auto specs = std::vector{RandomStrategySpec()};
  for (int seed = 1; seed <= 12; ++seed) {
    engine::BacktestSettings settings = SettingsFor(
        market, market.timeframe,
        {{.name = "random", .params = {{"seed", seed}, {"activity", 0.5}}}, {.name = "random"}});
    settings.risk = *risk::LimitsOf(seed % 2 == 0 ? "fund" : "research");
    const engine::RunRecord run = RunKnown(settings, {specs}, market, base::kEndOfTime);
    Decimal profit;
    for (const engine::TradeRecord& t : run.trades) {
      profit += t.proceeds - t.cost - t.entry_fee - t.exit_fee;
    }
    EXPECT_EQ(profit, run.final_equity - run.starting_equity) << "seed " << seed;
    EXPECT_GT(run.trades.size(), 20u);
  }
}

/// In and out again and again at one price and no cost: exactly the starting cash.
TEST(Money, AFrictionlessRoundTripCostsNothing) {
  SyntheticMarket market = MakeMarket(1, core::Timeframe::Of(base::Hours(1)), base::Days(60), 5);
  for (core::Bar& bar : market.series[0].bars) {
    bar = {bar.open_time, 123.45, 123.45, 123.45, 123.45, 100'000};
  }
  const auto specs = std::vector{RandomStrategySpec()};
  engine::BacktestSettings settings = SettingsFor(
      market, market.timeframe, {{.name = "random", .params = {{"seed", 3}, {"activity", 0.9}}}});
  settings.account.balances = {{"USDT", "9999.999999999999"}};
  settings.risk = *risk::LimitsOf("research");
  settings.sim.fees.tiers = {{0, 0, 0}};
  settings.sim.impact.spread_bps = 0;
  settings.sim.impact.k = {};
  settings.sim.impact.k_default = 0;
  const engine::RunRecord run = RunKnown(settings, {specs}, market, base::kEndOfTime);
  EXPECT_GT(run.trades.size(), 50u);
  EXPECT_EQ(run.final_equity.ToString(), "9999.999999999999");
  for (const engine::TradeRecord& t : run.trades) EXPECT_EQ(t.proceeds, t.cost);
}

}  // namespace
}  // namespace keel::tests
