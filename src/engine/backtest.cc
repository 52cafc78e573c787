// SPDX-License-Identifier: MIT
#include "engine/backtest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "base/os/file.h"
#include "base/text.h"
#include "engine/backtest_driver.h"
#include "engine/benchmark_curve.h"
#include "engine/excursions.h"
#include "engine/journal_hash.h"
#include "engine/run_recorder.h"
#include "execution/impact_model.h"
#include "market/aggregator.h"
#include "sim/sim_venue.h"

namespace keel::engine {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Decimal;

/// A strategy of the settings, found and filled in.
struct PlannedStrategy {
  const strategy::StrategySpec* spec = nullptr;
  strategy::Params params;
  core::Timeframe timeframe;
  double allocation = 0;
  std::vector<core::InstrumentId> instruments;
};

// ---- what is asked for -------------------------------------------------------------------------

base::Result<core::Universe> MakeUniverse(const BacktestSettings& settings,
                                          std::vector<LoadedSeries>& series) {
  core::Universe universe;
  universe.AddCurrency(settings.account.currency);
  for (LoadedSeries& s : series) {
    TRY(s.record.instrument, universe.Add(settings.venue, s.symbol, s.filters));
  }
  return universe;
}

base::Result<const strategy::StrategySpec*> FindStrategy(const Registry& registry,
                                                         const std::string& name) {
  std::vector<std::string> names;
  for (const strategy::StrategySpec& spec : registry.strategies) {
    if (spec.name == name) return &spec;
    names.push_back(spec.name);
  }
  return Fail(ErrorCode::kNotFound,
              fmt::format("unknown strategy \"{}\"{}; `keel list-strategies` shows all", name,
                          base::DidYouMean(name, names)));
}

base::Result<std::vector<core::InstrumentId>> PairsOf(const StrategySettings& strategy,
                                                      const BacktestSettings& settings,
                                                      const core::Universe& universe) {
  std::vector<core::InstrumentId> ids;
  if (strategy.pairs.empty()) {
    for (const core::Instrument& pair : universe.instruments()) ids.push_back(pair.id);
    return ids;
  }
  for (const std::string& text : strategy.pairs) {
    TRY(const core::Symbol symbol, core::ParseSymbol(text));
    const auto id = universe.Find(settings.venue, symbol);
    if (!id) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("strategy {} trades {}, which is not among the pairs of the run{}",
                              strategy.name, symbol.ToString(),
                              base::DidYouMean(symbol.ToString(), settings.pairs)));
    }
    if (std::find(ids.begin(), ids.end(), *id) != ids.end()) {
      return Fail(ErrorCode::kUsage, fmt::format("strategy {} names the pair {} twice",
                                                 strategy.name, symbol.ToString()));
    }
    ids.push_back(*id);
  }
  return ids;
}

base::Status ShareOutEquity(const BacktestSettings& settings,
                            std::vector<PlannedStrategy>& planned) {
  double given = 0;
  int without = 0;
  for (const StrategySettings& s : settings.strategies) {
    if (s.allocation && !(*s.allocation > 0 && *s.allocation <= 1)) {
      return Fail(
          ErrorCode::kUsage,
          fmt::format("strategy {}: allocation must lie in (0, 1], not {}", s.name, *s.allocation));
    }
    given += s.allocation.value_or(0);
    without += s.allocation ? 0 : 1;
  }
  if (given > 1 + 1e-9) {
    return Fail(ErrorCode::kUsage,
                fmt::format("the strategies' allocations add up to {}, more than 1", given));
  }
  if (without > 0 && given > 1 - 1e-9) {
    return Fail(ErrorCode::kUsage,
                "the strategies' allocations add up to 1, which leaves nothing for those without");
  }
  for (size_t i = 0; i < planned.size(); ++i) {
    planned[i].allocation =
        settings.strategies[i].allocation.value_or(without > 0 ? (1 - given) / without : 0);
  }
  return {};
}

base::Result<std::vector<PlannedStrategy>> PlanStrategies(const BacktestSettings& settings,
                                                          const Registry& registry,
                                                          const core::Universe& universe,
                                                          const std::vector<LoadedSeries>& series) {
  if (settings.strategies.empty()) {
    return Fail(ErrorCode::kUsage,
                "no strategy: name one with -s, `keel list-strategies` shows all");
  }
  std::vector<PlannedStrategy> planned;
  for (const StrategySettings& s : settings.strategies) {
    PlannedStrategy plan;
    TRY(plan.spec, FindStrategy(registry, s.name));
    auto params = strategy::Params::Make(plan.spec->params, s.params);
    if (!params) return base::Wrap(std::move(params).error(), "strategy " + s.name);
    plan.params = *std::move(params);
    TRY(plan.timeframe, core::Timeframe::Parse(s.timeframe.value_or(settings.timeframe)));
    TRY(plan.instruments, PairsOf(s, settings, universe));
    for (const core::InstrumentId id : plan.instruments) {
      const core::Timeframe fine = series[id.index].timeframe;
      if (fine.period().ns == 0) continue;
      auto nests = market::CanAggregate(fine, plan.timeframe);
      if (!nests) return base::Wrap(std::move(nests).error(), "strategy " + s.name);
    }
    planned.push_back(std::move(plan));
  }
  TRY(ShareOutEquity(settings, planned));
  return planned;
}

// ---- the simulated venue -----------------------------------------------------------------------

base::Result<std::vector<double>> ReadMeasuredLatencies(const sim::LatencySettings& settings) {
  std::vector<double> values;
  if (settings.model != "measured") return values;
  TRY(const std::string text, base::os::ReadFile(settings.file));
  int line_number = 0;
  for (const std::string_view raw : base::Split(text, '\n')) {
    ++line_number;
    const std::string_view line = base::Trim(raw);
    if (line.empty() || line.front() == '#') continue;
    double ms = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), ms);
    if (error != std::errc() || end != line.data() + line.size()) {
      return Fail(ErrorCode::kUsage, fmt::format("{}:{}: \"{}\" is not a latency in milliseconds",
                                                 settings.file, line_number, line));
    }
    values.push_back(ms);
  }
  return values;
}

base::Result<execution::FeeSchedule> MakeFees(const sim::FeeSettings& settings) {
  std::vector<execution::FeeRate> rates;
  for (const sim::FeeTier& tier : settings.tiers) {
    if (!(std::abs(tier.maker_bps) <= 1000 && std::abs(tier.taker_bps) <= 1000)) {
      return Fail(ErrorCode::kUsage, "sim.fees.tiers: a fee beyond 1000 bps is no fee");
    }
    const Decimal step = Decimal::PowerOfTen(-9);
    rates.push_back({tier.volume_30d, Decimal::FromDouble(tier.maker_bps * 1e-4, step),
                     Decimal::FromDouble(tier.taker_bps * 1e-4, step)});
  }
  return execution::FeeSchedule::Make(std::move(rates));
}

base::Status CheckFractions(const sim::VenueSettings& sim) {
  const auto bad = [](const char* key, double value, const char* range) {
    return Fail(ErrorCode::kUsage, fmt::format("{} must lie in {}, not {}", key, range, value));
  };
  if (!(sim.fill.max_bar_share > 0 && sim.fill.max_bar_share <= 1)) {
    return bad("sim.fill.max_bar_share", sim.fill.max_bar_share, "(0, 1]");
  }
  if (!(sim.fill.delisting_haircut >= 0 && sim.fill.delisting_haircut <= 1)) {
    return bad("sim.fill.delisting_haircut", sim.fill.delisting_haircut, "[0, 1]");
  }
  if (!(sim.impact.spread_bps >= 0 && sim.impact.spread_bps <= 1000)) {
    return bad("sim.impact.spread_bps", sim.impact.spread_bps, "[0, 1000]");
  }
  for (const auto& [pair, bps] : sim.impact.spread_bps_by_pair) {
    if (!(bps >= 0 && bps <= 1000)) {
      return bad(("sim.impact.spread_bps_by_pair." + pair).c_str(), bps, "[0, 1000]");
    }
  }
  if (!(sim.impact.k_default >= 0 && sim.impact.k_default <= 10)) {
    return bad("sim.impact.k_default", sim.impact.k_default, "[0, 10]");
  }
  for (const auto& [coin, k] : sim.impact.k) {
    if (!(k >= 0 && k <= 10)) return bad(("sim.impact.k." + coin).c_str(), k, "[0, 10]");
  }
  for (const auto& [pair, adv] : sim.impact.declared_adv) {
    if (!(adv > 0 && std::isfinite(adv))) {
      return bad(("sim.impact.declared_adv." + pair).c_str(), adv, "(0, infinity)");
    }
  }
  return {};
}

PairCosts CostsOf(const sim::ImpactSettings& impact, const core::Instrument& pair) {
  const auto spread = impact.spread_bps_by_pair.find(pair.symbol.ToString());
  const auto k = impact.k.find(pair.symbol.base);
  const double bps = spread == impact.spread_bps_by_pair.end() ? impact.spread_bps : spread->second;
  return {bps * 0.5e-4, k == impact.k.end() ? impact.k_default : k->second};
}

struct Venue {
  sim::SimVenueOptions options;
  std::vector<PairCosts> costs;
  std::vector<sim::PairSettings> pairs;
};

base::Result<Venue> PlanVenue(const BacktestSettings& settings, const core::Universe& universe,
                              const std::vector<LoadedSeries>& series) {
  TRY(CheckFractions(settings.sim));
  TRY(std::vector<double> measured, ReadMeasuredLatencies(settings.sim.latency));
  TRY(sim::LatencyModel latency,
      sim::LatencyModel::Make(settings.sim.latency, std::move(measured)));
  TRY(execution::FeeSchedule fees, MakeFees(settings.sim.fees));
  TRY(const sim::PathRule path, sim::ParsePathRule(settings.sim.fill.path));
  Venue venue{
      {settings.seed, path, settings.sim.fill.max_bar_share, std::move(latency), std::move(fees)},
      {},
      {}};
  for (const core::Instrument& pair : universe.instruments()) {
    const PairCosts costs = CostsOf(settings.sim.impact, pair);
    const LoadedSeries& s = series[pair.id.index];
    const double days = s.timeframe.period().seconds() / 86400.0;
    venue.costs.push_back(costs);
    venue.pairs.push_back(
        {costs.half_spread, costs.impact_k, s.record.declared_adv.value_or(0) * days});
  }
  return venue;
}

// ---- the record --------------------------------------------------------------------------------

std::string PercentOf(double fraction) { return fmt::format("{:g} %", fraction * 100); }

void StateAssumptions(const BacktestSettings& settings, const Venue& venue, RunRecord& record) {
  const sim::VenueSettings& sim = settings.sim;
  auto& say = record.assumptions;
  say.push_back(
      "a bar is seen at its close; an order meets the market after its latency, never before "
      "the next event");
  say.push_back(venue.options.latency.description());
  say.push_back(
      fmt::format("price path inside a bar: {}{}", sim.fill.path,
                  sim.fill.path == "pessimistic"
                      ? " (a stop before a target; a limit fills only when traded through)"
                      : ""));
  say.push_back(fmt::format("fees {} bps maker, {} bps taker{}; spread {} bps",
                            sim.fees.tiers[0].maker_bps, sim.fees.tiers[0].taker_bps,
                            sim.fees.tiers.size() > 1 ? " at the lowest of several tiers" : "",
                            sim.impact.spread_bps));
  say.push_back(
      "impact: permanent k s sqrt(p) and temporary 2 k s sqrt(p) on every taking fill; the "
      "permanent part worsens later fills and halves every day");
  say.push_back(fmt::format("fills of one bar take at most {} of its volume",
                            PercentOf(sim.fill.max_bar_share)));
  say.push_back(fmt::format("a delisted pair is sold at its last price less {}",
                            PercentOf(sim.fill.delisting_haircut)));
  if (settings.risk.market_slippage) {
    say.push_back(
        fmt::format("market entries are cancelled rather than filled more than {} beyond the "
                    "last price; exits always fill",
                    PercentOf(*settings.risk.market_slippage)));
  }
}

void StateWarnings(const BacktestSettings& settings, RunRecord& record) {
  for (const SeriesRecord& s : record.series) {
    const std::string pair = record.universe.at(s.instrument).symbol.ToString();
    if (s.gaps > 0) {
      record.warnings.push_back(
          fmt::format("{}: {} bars are missing inside the range; nothing was "
                      "filled in",
                      pair, s.gaps));
    }
    if (s.close_only) {
      record.warnings.push_back(
          fmt::format("{}: the source has closes only, so intrabar moves are "
                      "unknown and stops trigger at closes",
                      pair));
    }
    if (s.declared_adv) {
      record.warnings.push_back(fmt::format(
          "{}: average daily volume declared as {:g}, not measured", pair, *s.declared_adv));
    }
    if (s.delisted_at) {
      record.warnings.push_back(
          fmt::format("{}: delisted at {}", pair, base::FormatMinute(*s.delisted_at)));
    }
    if (s.detail_timeframe != settings.timeframe) {
      record.assumptions.push_back(
          fmt::format("{}: fills simulated on {}", pair, s.detail_timeframe));
    }
  }
}

std::string HashOfData(const RunRecord& record) {
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

base::Status AddBenchmark(const BacktestSettings& settings, const Venue& venue,
                          const std::vector<PlannedStrategy>& planned,
                          const std::vector<LoadedSeries>& series, core::CurrencyId account,
                          RunRecord& record) {
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
                                     settings.sim.fill.delisting_haircut, record.equity.times);
  return {};
}

// ---- one run -----------------------------------------------------------------------------------

base::Status DepositBalances(const BacktestSettings& settings, core::Universe& universe,
                             std::vector<core::Money>& deposits) {
  for (const auto& [code, text] : settings.account.balances) {
    auto amount = Decimal::Parse(text);
    if (!amount || amount->is_negative()) {
      return Fail(
          ErrorCode::kUsage,
          fmt::format("account.balances.{}: \"{}\" is not an amount of at least 0", code, text));
    }
    if (amount->is_zero()) continue;
    deposits.push_back({*amount, universe.AddCurrency(code)});
  }
  if (deposits.empty()) return Fail(ErrorCode::kUsage, "account.balances: the account is empty");
  return {};
}

base::Status AddInstances(const std::vector<PlannedStrategy>& planned, Engine& engine) {
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
                          plan.timeframe});
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

void DescribeRun(const BacktestSettings& settings, const std::vector<PlannedStrategy>& planned,
                 const std::vector<LoadedSeries>& series, RunRecord& record) {
  record.account_currency = settings.account.currency;
  record.timeframe = settings.timeframe;
  record.seed = settings.seed;
  record.risk_profile = settings.risk.profile;
  for (const PlannedStrategy& plan : planned) {
    record.strategies.push_back(
        {plan.spec->name, plan.params.values(), plan.allocation, plan.instruments});
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
  record.data_hash = HashOfData(record);
  record.equity.times.reserve(longest + 1);
  record.equity.equity.reserve(longest + 1);
  record.equity.exposure.reserve(longest + 1);
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
  std::vector<core::Money> deposits;
  TRY(DepositBalances(settings, record.universe, deposits));
  TRY(const auto planned, PlanStrategies(settings, registry, record.universe, series));
  TRY(const Venue venue_plan, PlanVenue(settings, record.universe, series));
  DescribeRun(settings, planned, series, record);

  const core::CurrencyId account_currency = record.universe.AddCurrency(settings.account.currency);
  TRY(portfolio::Ledger ledger,
      portfolio::Ledger::Open(record.universe, account_currency, planned.size()));
  Account account{
      std::move(ledger), portfolio::WorkingOrders(series.size()), {}, risk::Breaker(settings.risk)};
  market::Board board = MakeBoard(series);
  sim::SimVenue venue(record.universe, board, venue_plan.pairs, venue_plan.options);
  for (const core::Money& money : deposits) {
    account.ledger.Deposit(money);
    venue.Deposit(money);
  }
  if (settings.sim.fees.tiers.size() > 1) {
    venue.SetRates([&](core::CurrencyId id) { return account.ledger.rate(id).ToDouble(); });
  }
  JournalHash journal;
  RunRecorder recorder(record, account.ledger);
  AuditFan audit({&journal, &recorder});
  OrderDesk desk(account, board, risk::Gate(settings.risk, record.universe, planned.size()), venue,
                 audit, {venue_plan.costs, venue_plan.options.fees.worst_rate()});
  Engine engine(desk, audit, PricingTimeframes(series), record.equity);
  TRY(AddInstances(planned, engine));
  engine.Start(record.from);

  BacktestDriver driver(engine, venue, StreamsOf(series), DriverOptionsOf(settings, hooks));
  record.interrupted = !driver.Run();
  record.bars = driver.bars();
  record.journal_hash = journal.Hex();
  recorder.Finish(account, record.equity.times.empty() ? record.to : record.equity.times.back());
  record.starting_equity = engine.starting_equity();
  record.final_equity = account.ledger.equity();
  StateAssumptions(settings, venue_plan, record);
  StateWarnings(settings, record);
  MeasureExcursions(series, record.trades);
  if (hooks.benchmark) {
    TRY(AddBenchmark(settings, venue_plan, planned, series, account_currency, record));
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
