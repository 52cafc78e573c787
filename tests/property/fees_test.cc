// SPDX-License-Identifier: MIT
// Whole runs at a venue that takes its fees in whatever coin it likes: the books agree with
// additions made here, and what the strategies made is still all that there is.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "engine/attribution.h"
#include "engine/engine.h"
#include "engine/journal_hash.h"
#include "engine/run_recorder.h"
#include "sim/sim_venue.h"
#include "tests/property/random_strategy.h"
#include "tests/property/synthetic_run.h"

namespace keel::tests {
namespace {

using core::Decimal;
using core::Rounding;

constexpr uint16_t kStrategies = 2;
constexpr core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));

/// Balances by addition of what the venue said.
class Additions final : public engine::AuditSink {
 public:
  Additions(const core::Universe& universe, const portfolio::Ledger& ledger, bool all_coins_bought)
      : universe_(universe), ledger_(ledger), all_coins_bought_(all_coins_bought) {}

  void Deposit(core::Money money) { balances_[money.currency.index] += money.amount; }

  void OnReport(const core::Report& report) override {
    const auto* filled = std::get_if<core::OrderFilled>(&report);
    if (filled == nullptr) return;
    const core::Fill& fill = filled->fill;
    const core::Instrument& pair = universe_.at(fill.instrument);
    const bool buys = fill.side == core::Side::kBuy;
    const Decimal value = core::Notional(fill.price, fill.quantity);
    balances_[pair.base.index] += buys ? fill.quantity.value() : -fill.quantity.value();
    balances_[pair.quote.index] += buys ? -value : value;
    balances_[fill.fee.currency.index] -= fill.fee.amount;
  }

  void OnBalances(core::Money base, core::Money quote) override {
    for (const core::Money& told : {base, quote}) {
      ASSERT_EQ(told.amount, balances_[told.currency.index]);
    }
    for (const auto& [index, balance] : balances_) ASSERT_EQ(ledger_.balance({index}), balance);
    ASSERT_EQ(ledger_.equity(), ledger_.RecomputeEquity());
    if (!all_coins_bought_) return;
    for (const core::Instrument& pair : universe_.instruments()) {
      if (pair.symbol.quote != "USDT" || pair.symbol.base == "BNB") continue;
      ASSERT_EQ(ledger_.position(pair.id).value(), balances_[pair.base.index]);
    }
  }
  void OnFeeBalance(core::Money balance) override {
    ASSERT_EQ(balance.amount, balances_[balance.currency.index]);
    ++third_coins_;
  }
  int64_t third_coins() const { return third_coins_; }

 private:
  const core::Universe& universe_;
  const portfolio::Ledger& ledger_;
  bool all_coins_bought_;
  std::map<uint16_t, Decimal> balances_;
  int64_t third_coins_ = 0;
};

/// In and out, bar by bar; what fees in coins leave behind is nothing that it holds.
class Dealer final : public strategy::Strategy {
 public:
  explicit Dealer(int64_t& dusty_bars) : dusty_bars_(dusty_bars) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const core::Quantity held = market.position(event.instrument);
    const bool flat = held < market.instrument(event.instrument).lot;
    dusty_bars_ += flat && held.is_positive();
    EXPECT_EQ(market.entry_price(event.instrument).has_value(), !flat);
    EXPECT_TRUE(!flat || market.held_share(event.instrument) == 0);
    market.TargetShare(event.instrument, flat ? 0.3 : 0, "dealing");
  }

 private:
  int64_t& dusty_bars_;
};

struct FeeMarket {
  core::Universe universe;
  std::vector<std::vector<core::Bar>> bars;
};

FeeMarket MakeFeeMarket(uint64_t seed) {
  FeeMarket market;
  market.universe.AddCurrency("USDT");
  const SyntheticMarket synthetic = MakeMarket(4, kHour, base::Days(25), seed);
  const char* symbols[] = {"BTC/USDT", "ETH/USDT", "ETH/BTC", "BNB/USDT"};
  for (size_t i = 0; i < 4; ++i) {
    const Decimal tick = Decimal::PowerOfTen(i == 2 ? -7 : -2);
    const double scale = (i == 2 ? 0.05 : 100.0) / synthetic.series[i].bars.front().open;
    const auto on_grid = [&](double x) {
      return Decimal::FromDouble(std::max(x * scale, 2 * tick.ToDouble()), tick).ToDouble();
    };
    market.bars.emplace_back();
    for (const core::Bar& bar : synthetic.series[i].bars) {
      market.bars[i].push_back({bar.open_time, on_grid(bar.open), on_grid(bar.high),
                                on_grid(bar.low), on_grid(bar.close), bar.volume});
    }
    const core::InstrumentFilters filters{core::Price(tick),
                                          core::Quantity(Decimal::PowerOfTen(-5)),
                                          Decimal::PowerOfTen(i == 2 ? -4 : 0)};
    EXPECT_TRUE(market.universe.Add("test", *core::ParseSymbol(symbols[i]), filters).has_value());
  }
  return market;
}

sim::SimVenueOptions PlainVenue(uint64_t seed) {
  sim::LatencySettings latency;
  latency.model = "fixed";
  latency.fixed_ms = 50;
  auto fees = execution::FeeSchedule::Make(
      {{0, *Decimal::Parse("0.0012345678"), *Decimal::Parse("0.0023456789")}});
  const auto delay = *sim::LatencyModel::Make(latency, {});
  return {seed, sim::PathRule::kPessimistic, 0.1, delay, delay, *std::move(fees)};
}

class FeeRun {
 public:
  FeeRun(uint64_t seed, bool one_quote)
      : market_(MakeFeeMarket(seed)),
        one_quote_(one_quote),
        limits_(*risk::LimitsOf(seed % 2 == 0 ? "fund" : "research")),
        account_{*portfolio::Ledger::Open(market_.universe, {}, kStrategies),
                 portfolio::WorkingOrders(4),
                 {},
                 risk::Breaker(limits_)},
        board_(Sources()),
        venue_(market_.universe, board_, std::vector<sim::PairSettings>(4, {1e-4, 0.2, 0}),
               PlainVenue(seed)),
        journal_(market_.universe),
        recorder_(record_, account_.ledger),
        additions_(market_.universe, account_.ledger, one_quote),
        audit_({&journal_, &recorder_, &additions_}),
        desk_(account_, board_, venue_, audit_,
              {risk::Gate(limits_, market_.universe, kStrategies),
               std::vector<engine::PairCosts>(4, {1e-4, 0.2}), *Decimal::Parse("0.0023456789")}),
        engine_(desk_, audit_, std::vector(4, kHour), record_.equity),
        coins_(seed, "test.fee_coins") {
    record_.strategies.resize(kStrategies);
    Deposit("USDT", "10000.000000000007");
    if (seed % 2 == 0) Deposit("BNB", "0.5");  // else nobody told what is there
    if (!one_quote) Deposit("BTC", "7.654321");
    for (uint16_t c = 0; c < market_.universe.currencies().size(); ++c) {
      venue_.Deposit({Decimal::FromInt(1'000'000), {c}});  // it books fees its own way
    }
    sleeves_.emplace(desk_, record_, engine::SleeveBookOptions{.configured = {0.5, 0.5}});
    odd_ = market_.universe.AddCurrency("ODD");  // after the books were opened
    engine_.ShareAccount(*sleeves_, nullptr);
    for (uint16_t s = 0; s < kStrategies; ++s) AddStrategy(seed, s);
  }

  void Run() {
    engine_.Start(kSyntheticStart);
    std::vector<size_t> next(4, 0);
    for (uint32_t i = 0; i < 4; ++i) Begin(i, next[i]);
    for (base::UnixNanos t = kSyntheticStart; t < kSyntheticStart + base::Days(26);
         t = t + base::Hours(1)) {
      Answer(t);
      std::vector<engine::PricingBar> closing;
      for (uint32_t i = 0; i < 4; ++i) {
        if (next[i] == market_.bars[i].size()) continue;
        const core::Bar& bar = market_.bars[i][next[i]];
        if (kHour.CloseOf(bar.open_time) != t) continue;
        closing.push_back({{i}, &bar, nullptr});
        Begin(i, ++next[i]);
      }
      if (!closing.empty()) engine_.DispatchBars(t, closing);
    }
    Answer(base::kEndOfTime);
    engine_.CloseBooks();
    recorder_.Finish(account_, record_.equity.back().time);
    record_.starting_equity = engine_.starting_equity();
    record_.final_equity = account_.ledger.equity();
    engine::Attribute(account_, sleeves_->flows(), record_);
  }

  void Check() {
    const engine::Attribution& sum = record_.attribution;
    EXPECT_TRUE(sum.residual.is_zero()) << sum.residual.ToString();
    Decimal profit = sum.cash;
    for (const engine::SleeveRecord& sleeve : record_.sleeves) {
      EXPECT_EQ(sleeve.realised + sleeve.unrealised - sleeve.fees, sleeve.profit);
      EXPECT_FALSE(sleeve.fees.is_zero());
      profit += sleeve.profit;
    }
    EXPECT_EQ(profit, sum.total);
    EXPECT_EQ(record_.alerts_by_rule["unpriced_fee"], paid_in_["ODD"]);
    EXPECT_EQ(additions_.third_coins(), paid_in_["ODD"] + paid_in_["BNB"]);
    EXPECT_NEAR(record_.costs.fees, fees_, 1e-6);
    if (one_quote_) CheckRealised();
  }
  int64_t dusty_bars() const { return dusty_bars_; }
  const std::map<std::string, int64_t>& paid_in() const { return paid_in_; }
  std::string hash() { return journal_.Hex(); }

 private:
  /// Where all is in one quote currency, what was realised is what the trades made, before fees.
  void CheckRealised() {
    for (uint16_t s = 0; s < kStrategies; ++s) {
      Decimal realised;
      for (const engine::TradeRecord& t : record_.trades) {
        if (t.strategy.index == s && !t.open_at_end) realised += t.proceeds - t.cost;
      }
      EXPECT_LE((record_.sleeves[s].realised - realised).abs(), Decimal::FromRaw(12));
    }
  }

  void Deposit(const char* code, const char* amount) {
    const core::Money money{*Decimal::Parse(amount), market_.universe.AddCurrency(code)};
    account_.ledger.Deposit(money);
    additions_.Deposit(money);
    record_.deposits.push_back(money);
  }

  void AddStrategy(uint64_t seed, uint16_t index) {
    for (const core::Instrument& pair : market_.universe.instruments()) {
      if (pair.symbol.base == "BNB" || (one_quote_ && pair.symbol.quote != "USDT")) continue;
      std::unique_ptr<strategy::Strategy> object = std::make_unique<Dealer>(dusty_bars_);
      // The venue does not know that it took coins, so its exits would sell them too.
      if (index == 0) {
        object = std::make_unique<RandomStrategy>(seed * 100 + pair.id.index, 0.6, false);
      }
      engine_.AddInstance({{index}, std::move(object), 0.25, {pair.id}, kHour});
      if (index == 1) return;  // one pair is enough for it
    }
  }

  void Begin(uint32_t pair, size_t bar) {
    if (bar == market_.bars[pair].size()) return venue_.EndBars({pair});
    const core::Bar& begun = market_.bars[pair][bar];
    venue_.BeginBar({pair}, begun, kHour.CloseOf(begun.open_time));
  }

  /// All that happens at the venue and is heard of up to `t`.
  void Answer(base::UnixNanos t) {
    while (true) {
      const base::UnixNanos reports = venue_.reports().next_time();
      const base::UnixNanos next =
          std::min(std::min(venue_.next_time(), reports), engine_.next_timer());
      if (next > t || next == base::kEndOfTime) return;
      if (venue_.next_time() == next) {
        venue_.Step();
      } else if (reports == next) {
        core::Report report = venue_.reports().Pop();
        if (auto* filled = std::get_if<core::OrderFilled>(&report)) TakeFee(filled->fill);
        engine_.Dispatch(next, report);
      } else {
        engine_.OnTimer(next);
      }
    }
  }

  /// The venue's fee, in another coin.
  void TakeFee(core::Fill& fill) {
    const core::Instrument& pair = market_.universe.at(fill.instrument);
    const double value = fill.fee.amount.ToDouble() * RateOf(pair.quote);
    const bool buys = fill.side == core::Side::kBuy;
    const uint64_t draw = coins_.NextBelow(4);
    if (draw == 0 && buys) {
      fill.fee = {core::Div(fill.fee.amount, fill.price.value(), Rounding::kUp), pair.base};
    } else if (draw == 1) {
      fill.fee = {fill.fee.amount, market_.universe.AddCurrency("BNB")};
    } else if (draw == 2) {
      fill.fee = {fill.fee.amount, odd_};
    }
    const std::string& coin = market_.universe.code(fill.fee.currency);
    ++paid_in_[coin];
    if (fill.fee.currency == pair.quote || fill.fee.currency == pair.base) {
      fees_ += value;
    } else if (coin == "BNB") {
      fees_ += fill.fee.amount.ToDouble() * board_.last_close({3});
    }
  }
  double RateOf(core::CurrencyId quote) const {
    return market_.universe.code(quote) == "USDT" ? 1 : board_.last_close({0});
  }

  std::vector<market::Board::PairSource> Sources() const {
    std::vector<market::Board::PairSource> sources;
    for (const auto& bars : market_.bars) sources.push_back({bars, kHour.period(), {}});
    return sources;
  }

  FeeMarket market_;
  bool one_quote_;
  risk::Limits limits_;
  engine::Account account_;
  market::Board board_;
  sim::SimVenue venue_;
  engine::RunRecord record_;
  engine::JournalHash journal_;
  engine::RunRecorder recorder_;
  Additions additions_;
  engine::AuditFan audit_;
  engine::OrderDesk desk_;
  std::optional<engine::SleeveBook> sleeves_;
  engine::Engine engine_;
  base::RandomStream coins_;
  core::CurrencyId odd_;
  std::map<std::string, int64_t> paid_in_;
  double fees_ = 0;
  int64_t dusty_bars_ = 0;
};

TEST(Fees, InAnyCoinTheyLeaveNothingUnexplained) {
  std::map<std::string, int64_t> paid_in;
  int64_t dusty_bars = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    FeeRun run(seed, seed % 3 != 0);
    run.Run();
    run.Check();
    for (const auto& [coin, fills] : run.paid_in()) paid_in[coin] += fills;
    dusty_bars += run.dusty_bars();
    if (HasFailure()) return;
  }
  for (const char* coin : {"USDT", "BTC", "ETH", "BNB", "ODD"}) {
    EXPECT_GT(paid_in[coin], 50) << "too few fees in " << coin << " to prove anything";
  }
  EXPECT_GT(dusty_bars, 50) << "fees left hardly any dust";
}

TEST(Fees, TheSameRunHasTheSameJournal) {
  const auto hash = [] {
    FeeRun run(1, true);
    run.Run();
    return run.hash();
  };
  EXPECT_EQ(hash(), hash());
}

}  // namespace
}  // namespace keel::tests
