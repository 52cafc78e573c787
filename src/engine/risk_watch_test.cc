// SPDX-License-Identifier: MIT
// The controls at work in whole runs: what waits, what is refused, what the operator lets go of.
#include "engine/risk_watch.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "engine/backtest.h"
#include "engine/order_desk.h"

namespace keel::engine {
namespace {

constexpr base::UnixNanos kStart{1'609'459'200'000'000'000};  // 2021-01-01

/// Wants a share of its pair from bar to bar.
class Schedule final : public strategy::Strategy {
 public:
  explicit Schedule(const std::vector<double>& shares) : shares_(shares) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const double share = shares_[std::min(bar_++, shares_.size() - 1)];
    market.TargetShare(event.instrument, share, "schedule");
  }

 private:
  const std::vector<double>& shares_;
  size_t bar_ = 0;
};

/// Buys the second pair at the tenth bar, whichever pair that is of.
class Latecomer final : public strategy::Strategy {
 public:
  void OnBar(strategy::Context& market, const core::BarClosed&) override {
    if (++bar_ != 10) return;
    core::OrderTerms terms;
    terms.instrument = {1};
    terms.quantity = core::Quantity(core::Decimal::FromInt(1));
    EXPECT_FALSE(market.Submit(terms, "late").has_value());
  }

 private:
  int bar_ = 0;
};

struct Trial {
  std::vector<std::string> pairs = {"BTC/USDT"};
  base::Duration period = base::Minutes(1);
  std::vector<std::vector<double>> closes;  // by pair; a bar opens at the close before it
  std::vector<double> shares;
  std::string traded;  // empty: all pairs
  risk::Limits limits;
  std::map<std::string, std::string> balances = {{"USDT", "10000"}};
  bool is_late = false;
  double volume = 1e6;

  RunRecord Go() const {
    std::vector<LoadedSeries> series;
    for (size_t i = 0; i < pairs.size(); ++i) {
      LoadedSeries s;
      s.symbol = *core::ParseSymbol(pairs[i]);
      s.filters = {core::Price(core::Decimal::PowerOfTen(-4)),
                   core::Quantity(core::Decimal::PowerOfTen(-3)), core::Decimal::FromInt(1)};
      s.timeframe = core::Timeframe::Of(period);
      s.owned = std::make_unique<std::vector<core::Bar>>();
      double open = closes[i][0];
      for (const double close : closes[i]) {
        const auto at = static_cast<int64_t>(s.owned->size());
        s.owned->push_back({kStart + period * at, open, std::max(open, close),
                            std::min(open, close), close, volume});
        open = close;
      }
      s.bars = *s.owned;
      s.record.from = s.bars.front().open_time;
      s.record.to = s.timeframe.CloseOf(s.bars.back().open_time);
      series.push_back(std::move(s));
    }
    strategy::StrategySpec spec;
    spec.name = "schedule";
    spec.make =
        [this](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      if (is_late) return std::make_unique<Latecomer>();
      return std::make_unique<Schedule>(shares);
    };
    if (is_late) spec.scope = strategy::Scope::kUniverse;
    BacktestSettings settings;
    settings.pairs = pairs;
    settings.timeframe = series[0].timeframe.name();
    settings.strategies = {{.name = "schedule"}};
    if (!traded.empty()) settings.strategies[0].pairs = {traded};
    settings.risk = limits;
    settings.account.balances = balances;
    settings.sim.latency.model = "fixed";
    settings.sim.latency.fixed_ms = 0;
    RunHooks hooks;
    hooks.benchmark = false;
    const std::vector<strategy::StrategySpec> specs = {spec};
    auto run = RunOnSeries(settings, {specs}, std::move(series), hooks);
    EXPECT_TRUE(run.has_value()) << run.error().message;
    return run ? *std::move(run) : RunRecord{};
  }
};

std::vector<double> Flat(size_t count, double price = 100) {
  return std::vector<double>(count, price);
}

int64_t Refused(const RunRecord& run, const char* rule) {
  const auto at = run.refusals_by_rule.find(rule);
  return at == run.refusals_by_rule.end() ? 0 : at->second;
}

TEST(RiskWatchTest, AnEntryThatOnlyTheThrottleHoldsBackWaitsForItsTurn) {
  Trial setup;
  setup.pairs = {"BTC/USDT", "ETH/USDT", "SOL/USDT", "ADA/USDT", "XRP/USDT"};
  setup.closes.assign(5, Flat(4));
  setup.shares = {0.01};
  setup.limits = *risk::LimitsOf("research");
  setup.limits.orders_per_second = 2;
  const RunRecord run = setup.Go();
  ASSERT_EQ(run.orders.size(), 5u);
  const base::UnixNanos first = kStart + base::Minutes(1);
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(run.orders[i].order.created_at, first + base::Seconds(static_cast<int64_t>(i / 2)));
    EXPECT_EQ(run.orders[i].order.terms.instrument, core::InstrumentId{static_cast<uint32_t>(i)});
  }
  EXPECT_EQ(Refused(run, "message_throttle"), 0);
  EXPECT_EQ(run.fills.size(), 5u);
}

TEST(RiskWatchTest, ALosingStreakEndsEntriesUntilTheOperatorComes) {
  Trial setup;
  setup.period = base::Hours(1);
  for (int i = 0; i < 60; ++i) setup.closes.resize(1), setup.closes[0].push_back(1000 - i);
  setup.shares = {0.05, 0, 0.05, 0, 0.05};
  setup.limits = *risk::LimitsOf("research");
  setup.limits.losing_streak = 2;
  const RunRecord run = setup.Go();
  ASSERT_EQ(run.state_changes.size(), 2u);
  EXPECT_EQ(run.state_changes[0].rule, "repeated_execution");
  EXPECT_EQ(run.state_changes[0].scope.strategy, core::StrategyId{0});
  EXPECT_EQ(run.state_changes[1].by, "simulated operator");
  EXPECT_GE(run.state_changes[1].time - run.state_changes[0].time, base::Hours(24));
  EXPECT_EQ(run.operator_releases_by_rule.at("repeated_execution"), 1);
  EXPECT_GT(Refused(run, "repeated_execution"), 0);
  EXPECT_EQ(run.fills.size(), 5u);  // the last purchase, a day later
  EXPECT_GT(run.fills[4].time, run.state_changes[1].time);
}

TEST(RiskWatchTest, TheManyPartsOfOneEntryAreOneEntry) {
  Trial setup;
  setup.closes = {Flat(60)};
  setup.volume = 20;  // a part of 5 an order: 5 % of five minutes
  setup.shares = {0.9};
  setup.limits = *risk::LimitsOf("research");
  setup.limits.entries_per_hour = 3;
  const RunRecord run = setup.Go();
  EXPECT_GT(run.fills.size(), 10u);
  EXPECT_EQ(Refused(run, "repeated_execution"), 0);
  setup.limits.entries_per_hour = 1;  // and it is counted as one
  EXPECT_EQ(setup.Go().state_changes.size(), 1u);
}

TEST(RiskWatchTest, AJumpPausesEntriesInItsPairOnly) {
  Trial setup;
  setup.pairs = {"BTC/USDT", "ETH/USDT"};
  setup.closes = {Flat(30), Flat(30)};
  for (size_t i = 3; i < 30; ++i) setup.closes[0][i] = 106;  // 6 % in a minute
  setup.shares = {0, 0, 0, 0.05};
  setup.limits = *risk::LimitsOf("research");
  setup.limits.jump_5m = 0.10;
  setup.limits.jump_60s = 0.05;
  const RunRecord run = setup.Go();
  EXPECT_GT(Refused(run, "price_jump"), 0);
  ASSERT_EQ(run.fills.size(), 2u);
  EXPECT_EQ(run.fills[0].instrument, core::InstrumentId{1});
  EXPECT_GE(run.fills[1].time, kStart + base::Minutes(4 + 15));
}

TEST(RiskWatchTest, NothingIsBoughtWithACoinThatLostItsPeg) {
  Trial setup;
  setup.pairs = {"USDC/USDT", "BTC/USDC"};
  setup.closes = {Flat(20, 0.97), Flat(20)};
  setup.shares = {0, 0, 0, 0.05, 0.05, 0, 0, 0, 0.06};
  setup.traded = "BTC/USDC";
  setup.limits = *risk::LimitsOf("research");
  setup.limits.depeg_price = 0.98;
  setup.balances = {{"USDC", "10000"}};
  const RunRecord run = setup.Go();
  ASSERT_EQ(run.fills.size(), 2u);  // bought after three minutes below, and sold after five
  EXPECT_EQ(run.fills[1].side, core::Side::kSell);
  EXPECT_GT(Refused(run, "stablecoin_depeg"), 0);
  EXPECT_EQ(run.refusals_by_rule.size(), 1u);
}

TEST(RiskWatchTest, OnAPriceOfLongAgoNothingIsBought) {
  Trial setup;
  setup.pairs = {"BTC/USDT", "ETH/USDT"};
  setup.closes = {Flat(20), Flat(2)};  // ETH has its last price at minute 2
  setup.shares = {0};
  setup.limits = *risk::LimitsOf("research");
  setup.limits.stale_bars = 3;
  setup.is_late = true;
  const RunRecord run = setup.Go();
  EXPECT_GT(Refused(run, "data_quality"), 0);
  EXPECT_TRUE(run.fills.empty());
}

/// Keeps what it is sent and answers nothing.
class MuteVenue final : public execution::VenueClient {
 public:
  void Submit(const risk::ApprovedOrder& order, base::UnixNanos) override {
    submitted.push_back(order.order().id);
  }
  void Cancel(core::OrderId order, core::OrderEnd, base::UnixNanos) override {
    cancelled.push_back(order);
  }
  void Amend(const risk::ApprovedAmend&, base::UnixNanos) override {}
  std::vector<core::OrderId> submitted, cancelled;
};

class StateLog final : public AuditSink {
 public:
  void OnTradingState(const core::TradingStateChanged& event) override { events.push_back(event); }
  void OnLimit(const core::LimitChanged& event) override { limits.push_back(event); }
  std::vector<core::TradingStateChanged> events;
  std::vector<core::LimitChanged> limits;
};

/// Two pairs at 100, 10,000 USDT, a venue that says nothing.
struct QuietDesk {
  explicit QuietDesk(const risk::Limits& limits)
      : account{*portfolio::Ledger::Open(universe, universe.at({0}).quote, 1),
                portfolio::WorkingOrders(2),
                {},
                risk::Breaker(limits)},
        desk(account, board, venue, audit,
             {risk::Gate(limits, universe, 1), std::vector<PairCosts>(2), {}}) {
    board.Reveal({0}, 100);
    board.Reveal({1}, 100);
    account.ledger.Deposit({core::Decimal::FromInt(10'000), universe.at({0}).quote});
    for (const core::Instrument& pair : universe.instruments()) {
      account.ledger.Mark(pair.id, core::Price(core::Decimal::FromInt(100)));
    }
  }
  static core::Universe MakeUniverse() {
    core::Universe universe;
    for (const char* name : {"BTC/USDT", "ETH/USDT"}) {
      const auto added = universe.Add("venue", *core::ParseSymbol(name),
                                      {core::Price(core::Decimal::PowerOfTen(-2)),
                                       core::Quantity(core::Decimal::PowerOfTen(-3)),
                                       {}});
      EXPECT_TRUE(added.has_value());
    }
    return universe;
  }
  std::optional<core::OrderId> Buy(uint32_t pair) {
    core::Intent intent;
    intent.terms.instrument = {pair};
    intent.terms.quantity = core::Quantity(core::Decimal::FromInt(1));
    intent.reference_price = 100;
    return desk.Submit(intent, now).order;
  }

  core::Universe universe = MakeUniverse();
  std::vector<core::Bar> bars = {{kStart, 100, 100, 100, 100, 1e6}};
  market::Board board{{{bars, base::Minutes(1), {}}, {bars, base::Minutes(1), {}}}};
  MuteVenue venue;
  StateLog audit;
  base::UnixNanos now = kStart + base::Minutes(1);
  Account account;
  OrderDesk desk;
};

TEST(RiskWatchTest, TheKillSwitchCancelsEntriesOfItsScopeAndRefusesNewOnes) {
  QuietDesk quiet(*risk::LimitsOf("research"));
  const auto btc = quiet.Buy(0), eth = quiet.Buy(1);
  ASSERT_TRUE(btc && eth);
  const core::TradingScope scope{.instrument = core::InstrumentId{0}};
  EXPECT_FALSE(quiet.desk.Kill(scope, "ann", "", quiet.now).has_value());
  ASSERT_TRUE(quiet.desk.Kill(scope, "ann", "odd prices", quiet.now));
  EXPECT_EQ(quiet.venue.cancelled, std::vector{*btc});
  EXPECT_FALSE(quiet.Buy(0).has_value());
  EXPECT_TRUE(quiet.Buy(1).has_value());
  ASSERT_EQ(quiet.audit.events.size(), 1u);
  EXPECT_EQ(quiet.audit.events[0].rule, "kill_switch");
  EXPECT_EQ(quiet.audit.events[0].reason, "odd prices");
}

TEST(RiskWatchTest, ATighterLimitHoldsFromTheNextOrderOn) {
  QuietDesk quiet(*risk::LimitsOf("research"));
  ASSERT_TRUE(quiet.Buy(0));
  risk::Limits limits = *risk::LimitsOf("research");
  limits.position_share = 0.01;
  ASSERT_TRUE(quiet.desk.ChangeLimits(limits, "", "", quiet.now));
  EXPECT_FALSE(quiet.Buy(0));
  ASSERT_EQ(quiet.audit.limits.size(), 1u);
  EXPECT_EQ(quiet.audit.limits[0].name, "position_share");
  EXPECT_FALSE(quiet.audit.limits[0].loosens);
}

TEST(RiskWatchTest, ALooserLimitTakesANameAndAReasonAndIsAudited) {
  risk::Limits limits = *risk::LimitsOf("research");
  limits.position_share = 1e-6;
  QuietDesk quiet(limits);
  ASSERT_FALSE(quiet.Buy(0));
  limits.position_share = 0.5;
  EXPECT_EQ(quiet.desk.ChangeLimits(limits, "ann", "", quiet.now).error().message,
            "risk.position_share would be loosened: that takes a name and a reason");
  EXPECT_FALSE(quiet.Buy(0));
  EXPECT_TRUE(quiet.audit.limits.empty());
  ASSERT_TRUE(quiet.desk.ChangeLimits(limits, "ann", "a larger fund", quiet.now));
  EXPECT_TRUE(quiet.Buy(0));
  ASSERT_EQ(quiet.audit.limits.size(), 1u);
  EXPECT_TRUE(quiet.audit.limits[0].loosens);
  EXPECT_EQ(quiet.audit.limits[0].reason, "a larger fund");
}

TEST(RiskWatchTest, APortfolioRuleThatIsSwitchedOnFindsWhatItNeeds) {
  QuietDesk quiet(*risk::LimitsOf("research"));
  ASSERT_TRUE(quiet.Buy(0));
  risk::Limits limits = *risk::LimitsOf("fund");
  limits.entry_interval_s = limits.duplicate_s = std::nullopt;
  limits.cluster_exposure = 0.01;  // unknown assets move together: as much works already
  ASSERT_TRUE(quiet.desk.ChangeLimits(limits, "ann", "review", quiet.now));
  EXPECT_FALSE(quiet.Buy(1));
  limits.cluster_exposure = 0.05;
  ASSERT_TRUE(quiet.desk.ChangeLimits(limits, "ann", "review", quiet.now));
  EXPECT_TRUE(quiet.Buy(1));
}

}  // namespace
}  // namespace keel::engine
