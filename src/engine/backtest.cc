// SPDX-License-Identifier: MIT
#include "engine/backtest.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/attribution.h"
#include "engine/backtest_driver.h"
#include "engine/benchmark_curve.h"
#include "engine/excursions.h"
#include "engine/journal_hash.h"
#include "engine/run_recorder.h"
#include "engine/run_statement.h"
#include "engine/sleeve_book.h"
#include "engine/strategy_plan.h"
#include "engine/venue_plan.h"
#include "execution/impact_model.h"

namespace keel::engine {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Decimal;

base::Result<core::Universe> MakeUniverse(const BacktestSettings& settings,
                                          std::vector<LoadedSeries>& series) {
  core::Universe universe;
  universe.AddCurrency(settings.account.currency);
  for (LoadedSeries& s : series) {
    TRY(s.record.instrument, universe.Add(settings.venue, s.symbol, s.filters));
  }
  return universe;
}

std::string HashOfSeries(const RunRecord& record) {
  base::Hasher hasher;
  for (const SeriesRecord& s : record.series) {
    const core::Instrument& pair = record.universe.at(s.instrument);
    hasher.Append(fmt::format("{} {} {} {}\n", pair.venue, pair.symbol.ToString(),
                              s.detail_timeframe, s.hash));
  }
  return hasher.Hex();
}

/// The series that tells the value of the pair's quote currency, or null where it is the account's.
base::Result<const LoadedSeries*> QuoteSeries(const core::Universe& universe,
                                              const std::vector<LoadedSeries>& series,
                                              core::InstrumentId id, core::CurrencyId account) {
  const core::CurrencyId quote = universe.at(id).quote;
  if (quote == account) return nullptr;
  for (const core::Instrument& pair : universe.instruments()) {
    if (pair.base == quote && pair.quote == account) return &series[pair.id.index];
  }
  return Fail(
      ErrorCode::kUnsupported,
      fmt::format("buy and hold of {} needs the pair {}/{} in the run",
                  universe.at(id).symbol.ToString(), universe.code(quote), universe.code(account)));
}

base::Status AddBenchmark(const BacktestSettings& settings, const VenuePlan& venue,
                          const std::vector<PlannedStrategy>& planned,
                          const std::vector<LoadedSeries>& series, RunRecord& record) {
  const core::CurrencyId account = record.universe.AddCurrency(settings.account.currency);
  std::set<core::InstrumentId> traded;
  for (const PlannedStrategy& p : planned)
    traded.insert(p.instruments.begin(), p.instruments.end());
  const double cash = record.starting_equity.ToDouble() / static_cast<double>(traded.size());
  std::vector<BenchmarkLeg> legs;
  for (const core::InstrumentId id : traded) {
    const LoadedSeries& s = series[id.index];
    market::Liquidity liquidity(s.timeframe.period(), s.record.declared_adv);
    liquidity.Advance(s.bars.first(std::min<size_t>(s.bars.size(), 2000)));
    const double quantity = cash / s.bars.front().close;
    const double impact =
        execution::SquareRootImpact(venue.costs[id.index].impact_k, liquidity.daily_volatility(),
                                    quantity, liquidity.average_daily_volume())
            .total();
    const double fee = settings.sim.fees.tiers[0].taker_bps * 1e-4;
    BenchmarkLeg leg{&s, venue.costs[id.index].half_spread + impact + fee, nullptr};
    TRY(leg.quote_series, QuoteSeries(record.universe, series, id, account));
    legs.push_back(leg);
  }
  record.benchmark = BuyAndHoldCurve(legs, record.starting_equity.ToDouble(),
                                     settings.sim.fill.delisting_haircut, record.equity);
  return {};
}

base::Result<std::vector<core::Money>> ParseAmounts(
    std::string_view section, const std::map<std::string, std::string>& amounts,
    core::Universe& universe) {
  std::vector<core::Money> money;
  for (const auto& [code, text] : amounts) {
    auto amount = Decimal::Parse(text);
    if (!amount || amount->is_negative()) {
      return Fail(
          ErrorCode::kUsage,
          fmt::format("account.{}.{}: \"{}\" is not an amount of at least 0", section, code, text));
    }
    if (amount->is_zero()) continue;
    money.push_back({*amount, universe.AddCurrency(code)});
  }
  return money;
}

base::Status ReadBalances(const AccountSettings& account, RunRecord& record) {
  TRY(record.deposits, ParseAmounts("balances", account.balances, record.universe));
  if (record.deposits.empty()) {
    return Fail(ErrorCode::kUsage, "account.balances: the account is empty");
  }
  TRY(record.cold_storage, ParseAmounts("cold_storage", account.cold_storage, record.universe));
  return {};
}

base::Result<SleeveBookOptions> PlanSleeves(const BacktestSettings& settings,
                                            const std::vector<PlannedStrategy>& planned) {
  SleeveBookOptions options;
  options.settings = settings.allocation;
  TRY(options.method, strategy::ParseAllocationMethod(settings.allocation.method));
  const double own_bps = settings.sim.fees.tiers[0].taker_bps + settings.sim.impact.spread_bps / 2;
  options.cost_rate = settings.allocation.cost_bps.value_or(own_bps) * 1e-4;
  options.seed = settings.seed;
  for (const PlannedStrategy& plan : planned) options.configured.push_back(plan.allocation);
  return options;
}

std::span<const market::FeatureSpec> FeaturesOf(const PlannedStrategy& plan) {
  if (!plan.features) return {};
  return plan.features->specs();
}

base::Status AddInstances(const std::vector<PlannedStrategy>& planned, uint64_t seed,
                          Engine& engine) {
  for (size_t i = 0; i < planned.size(); ++i) {
    const PlannedStrategy& plan = planned[i];
    const bool per_pair = plan.spec->scope == strategy::Scope::kPerInstrument;
    const size_t instances = per_pair ? plan.instruments.size() : 1;
    for (size_t k = 0; k < instances; ++k) {
      auto object = plan.spec->make(plan.params);
      if (!object) return tl::unexpected<base::Error>(std::move(object).error());
      engine.AddInstance({core::StrategyId{static_cast<uint16_t>(i)}, *std::move(object),
                          plan.allocation / static_cast<double>(instances),
                          per_pair ? std::vector{plan.instruments[k]} : plan.instruments,
                          plan.timeframe, FeaturesOf(plan), seed, !per_pair});
    }
  }
  return {};
}

std::vector<BarStream> StreamsOf(const std::vector<LoadedSeries>& series) {
  std::vector<BarStream> streams;
  for (const LoadedSeries& s : series) {
    streams.push_back({s.record.instrument, s.bars, s.timeframe, s.trades, s.delisted_at_end});
  }
  return streams;
}

market::Board MakeBoard(const std::vector<LoadedSeries>& series) {
  std::vector<market::Board::PairSource> sources;
  for (const LoadedSeries& s : series) {
    sources.push_back({s.bars, s.timeframe.period(), s.record.declared_adv});
  }
  return market::Board(std::move(sources));
}

void RecordFeatures(const PlannedStrategy& plan, std::vector<FeatureRecord>& records) {
  for (const market::FeatureSpec& spec : FeaturesOf(plan)) {
    FeatureRecord record{spec.name, spec.version, plan.timeframe.name(),
                         market::DefinitionHash(spec, plan.timeframe)};
    if (std::ranges::find(records, record) == records.end()) records.push_back(std::move(record));
  }
}

void DescribeRun(const BacktestSettings& settings, const std::vector<PlannedStrategy>& planned,
                 const std::vector<LoadedSeries>& series, RunRecord& record) {
  record.account_currency = settings.account.currency;
  record.timeframe = settings.timeframe;
  record.seed = settings.seed;
  record.risk_profile = settings.risk.profile;
  for (const PlannedStrategy& plan : planned) {
    record.strategies.push_back({plan.spec->name,
                                 plan.params.values(),
                                 plan.allocation,
                                 plan.instruments,
                                 plan.timeframe.name(),
                                 {}});
    RecordFeatures(plan, record.features);
  }
  for (const LoadedSeries& s : series) record.series.push_back(s.record);
  record.from = series.front().record.from;
  record.to = series.front().record.to;
  size_t longest = 0;
  for (const LoadedSeries& s : series) {
    record.from = std::min(record.from, s.record.from);
    record.to = std::max(record.to, s.record.to);
    longest = std::max(longest, s.bars.size());
  }
  record.data_hash = HashOfSeries(record);
  record.equity.reserve(longest + 1);
}

DriverOptions DriverOptionsOf(const BacktestSettings& settings, const RunHooks& hooks) {
  DriverOptions options;
  options.delisting_haircut = settings.sim.fill.delisting_haircut;
  options.interrupted = hooks.interrupted;
  if (hooks.progress) {
    options.progress = [&hooks](int64_t done, int64_t total) {
      hooks.progress("backtest", done, total);
    };
  }
  return options;
}

std::vector<core::Timeframe> PricingTimeframes(const std::vector<LoadedSeries>& series) {
  std::vector<core::Timeframe> timeframes;
  for (const LoadedSeries& s : series) timeframes.push_back(s.timeframe);
  return timeframes;
}

}  // namespace

base::Result<RunRecord> RunOnSeries(const BacktestSettings& settings, const Registry& registry,
                                    std::vector<LoadedSeries> series, const RunHooks& hooks) {
  if (series.empty()) return Fail(ErrorCode::kUsage, "no pair: name one with -p");
  RunRecord record;
  TRY(record.universe, MakeUniverse(settings, series));
  TRY(ReadBalances(settings.account, record));
  TRY(const auto planned, PlanStrategies(settings, registry, record.universe, series));
  TRY(const VenuePlan venue_plan, PlanVenue(settings, record.universe, series));
  TRY(SleeveBookOptions sleeve_options, PlanSleeves(settings, planned));
  DescribeRun(settings, planned, series, record);

  const core::CurrencyId account_currency = record.universe.AddCurrency(settings.account.currency);
  TRY(portfolio::Ledger ledger,
      portfolio::Ledger::Open(record.universe, account_currency, planned.size()));
  Account account{
      std::move(ledger), portfolio::WorkingOrders(series.size()), {}, risk::Breaker(settings.risk)};
  market::Board board = MakeBoard(series);
  sim::SimVenue venue(record.universe, board, venue_plan.pairs, venue_plan.options);
  for (const core::Money& money : record.deposits) {
    account.ledger.Deposit(money);
    venue.Deposit(money);
  }
  for (const core::Money& money : record.cold_storage) account.ledger.DepositCold(money);
  if (settings.sim.fees.tiers.size() > 1) {
    venue.SetRates([&](core::CurrencyId id) { return account.ledger.rate(id).ToDouble(); });
  }
  JournalHash journal(record.universe);
  RunRecorder recorder(record, account.ledger);
  AuditFan audit({&journal, &recorder});
  OrderDesk desk(account, board, venue, audit,
                 {risk::Gate(settings.risk, record.universe, planned.size()), venue_plan.costs,
                  venue_plan.options.fees.worst_rate()});
  Engine engine(desk, audit, PricingTimeframes(series), record.equity);
  SleeveBook sleeves(desk, record, std::move(sleeve_options));
  Crossing crossing(desk, audit, record);
  const bool crosses = settings.allocation.netting && planned.size() > 1;
  engine.ShareAccount(sleeves, crosses ? &crossing : nullptr);
  TRY(AddInstances(planned, settings.seed, engine));
  engine.Start(record.from);

  BacktestDriver driver(engine, venue, StreamsOf(series), DriverOptionsOf(settings, hooks));
  record.interrupted = !driver.Run();
  record.bars = driver.bars();
  record.journal_hash = journal.Hex();
  recorder.Finish(account, record.equity.empty() ? record.to : record.equity.back().time);
  record.starting_equity = engine.starting_equity();
  for (size_t i = 0; i < planned.size(); ++i) {
    record.strategies[i].tables = engine.TablesOf(core::StrategyId{static_cast<uint16_t>(i)});
  }
  record.final_equity = account.ledger.equity();
  Attribute(account, sleeves.flows(), record);
  StateAssumptions(settings, venue_plan, record);
  StateWarnings(settings, record);
  MeasureExcursions(series, record.trades);
  if (hooks.benchmark) {
    TRY(AddBenchmark(settings, venue_plan, planned, series, record));
  }
  return record;
}

base::Result<RunRecord> RunBacktest(const BacktestSettings& settings, const Registry& registry,
                                    const storage::Catalog& catalog, const RunHooks& hooks) {
  if (settings.pairs.empty()) {
    return Fail(ErrorCode::kUsage,
                "no pair: name one with -p, `keel list-data` shows what there is");
  }
  TRY(std::vector<LoadedSeries> series, LoadSeries(settings, catalog));
  return RunOnSeries(settings, registry, std::move(series), hooks);
}

}  // namespace keel::engine
