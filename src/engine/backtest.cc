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
#include "engine/past_market.h"
#include "engine/run_recorder.h"
#include "engine/run_statement.h"
#include "engine/trading_core.h"
#include "execution/impact_model.h"

namespace keel::engine {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Decimal;

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

std::vector<BarStream> StreamsOf(const std::vector<LoadedSeries>& series) {
  std::vector<BarStream> streams;
  for (const LoadedSeries& s : series) {
    streams.push_back({s.record.instrument, s.bars, s.timeframe, s.trades, s.delisted_at_end});
  }
  return streams;
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

/// Stored bars, and a venue that fills orders on their way from one price to the next.
class BarMarket final : public PastMarket {
 public:
  explicit BarMarket(const MarketParts& parts)
      : parts_(parts),
        venue_(parts.record.universe, parts.board, parts.plan.venue.pairs,
               parts.plan.venue.options) {}

  execution::VenueClient& venue() override { return venue_; }
  void Open(const RunRecord& record, const Account& account) override {
    for (const core::Money& money : record.deposits) venue_.Deposit(money);
    if (parts_.settings.sim.fees.tiers.size() < 2) return;
    venue_.SetRates([&](core::CurrencyId id) { return account.ledger.rate(id).ToDouble(); });
  }
  bool Pass(Engine& engine, DriverOptions options, int64_t* told) override {
    BacktestDriver driver(engine, venue_, StreamsOf(parts_.series), std::move(options));
    const bool finished = driver.Run();
    *told = driver.bars();
    return finished;
  }
  void State(RunRecord& record) const override {
    StateAssumptions(parts_.settings, parts_.plan.venue, record);
  }

 private:
  const MarketParts parts_;
  sim::SimVenue venue_;
};

}  // namespace

base::Result<RunRecord> RunOnSeries(const BacktestSettings& settings, const Registry& registry,
                                    std::vector<LoadedSeries> series, const RunHooks& hooks) {
  if (const auto who = WhoNeedsBooks(settings, registry)) {
    return Fail(ErrorCode::kUsage, *who +
                                       ", and bars have none: `keel backtest-book` runs it on a "
                                       "recorded book");
  }
  return RunInMarket(settings, registry, std::move(series), hooks,
                     [](const MarketParts& parts) -> base::Result<std::unique_ptr<PastMarket>> {
                       return std::make_unique<BarMarket>(parts);
                     });
}

base::Result<RunRecord> RunInMarket(const BacktestSettings& settings, const Registry& registry,
                                    std::vector<LoadedSeries> series, const RunHooks& hooks,
                                    const MakeMarket& make) {
  RunRecord record;
  TRY(const TradingPlan plan, PlanTrading(settings, registry, series, record));
  TRY(CheckExecution(settings.execution, series));
  DescribeRun(settings, plan.strategies, series, record);

  market::Board board = MakeBoard(series);
  TRY(const auto past, make({settings, plan, series, board, record}));
  JournalHash journal(record.universe);
  AuditFan audit({&journal});
  TRY(const auto core,
      TradingCore::Open({settings, plan, series, board, past->venue(), audit, record}));
  Account& account = core->account();
  Engine& engine = core->engine();
  RunRecorder recorder(record, account.ledger);
  audit.Add(recorder);
  past->Open(record, account);
  engine.Start(record.from);

  record.interrupted = !past->Pass(engine, DriverOptionsOf(settings, hooks), &record.bars);
  record.journal_hash = journal.Hex();
  recorder.Finish(account, record.equity.empty() ? record.to : record.equity.back().time);
  record.starting_equity = engine.starting_equity();
  for (size_t i = 0; i < plan.strategies.size(); ++i) {
    record.strategies[i].tables = engine.TablesOf(core::StrategyId{static_cast<uint16_t>(i)});
  }
  record.final_equity = account.ledger.equity();
  Attribute(account, core->sleeves().flows(), record);
  past->State(record);
  StateSharing(settings, record);
  StateWarnings(settings, record);
  MeasureExcursions(series, record.trades);
  if (hooks.benchmark) {
    TRY(AddBenchmark(settings, plan.venue, plan.strategies, series, record));
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
