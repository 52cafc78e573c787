// SPDX-License-Identifier: MIT
#include "engine/trading_core.h"

#include <fmt/format.h>

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
                          plan.timeframe, FeaturesOf(plan), seed, !per_pair,
                          plan.spec->hears_books});
    }
  }
  return {};
}

std::vector<core::Timeframe> PricingTimeframes(const std::vector<LoadedSeries>& series) {
  std::vector<core::Timeframe> timeframes;
  for (const LoadedSeries& s : series) timeframes.push_back(s.timeframe);
  return timeframes;
}

}  // namespace

std::span<const market::FeatureSpec> FeaturesOf(const PlannedStrategy& plan) {
  if (!plan.features) return {};
  return plan.features->specs();
}

market::Board MakeBoard(const std::vector<LoadedSeries>& series) {
  std::vector<market::Board::PairSource> sources;
  for (const LoadedSeries& s : series) {
    sources.push_back({s.bars, s.timeframe.period(), s.record.declared_adv});
  }
  return market::Board(std::move(sources));
}

base::Result<TradingPlan> PlanTrading(const BacktestSettings& settings, const Registry& registry,
                                      std::vector<LoadedSeries>& series, RunRecord& record) {
  if (series.empty()) return Fail(ErrorCode::kUsage, "no pair: name one with -p");
  TRY(CheckExecution(settings.execution));
  TRY(record.universe, MakeUniverse(settings, series));
  TRY(ReadBalances(settings.account, record));
  TRY(auto strategies, PlanStrategies(settings, registry, record.universe, series));
  TRY(VenuePlan venue, PlanVenue(settings, record.universe, series));
  TRY(SleeveBookOptions sleeves, PlanSleeves(settings, strategies));
  return TradingPlan{std::move(strategies), std::move(venue), std::move(sleeves)};
}

base::Status CheckExecution(const ExecutionSettings& settings,
                            const std::vector<LoadedSeries>& series) {
  for (const LoadedSeries& s : series) TRY(CheckExecution(settings, s.timeframe.period()));
  return {};
}

TradingCore::TradingCore(const Parts& parts, portfolio::Ledger ledger)
    : account_{std::move(ledger),
               portfolio::WorkingOrders(parts.series.size()),
               {},
               risk::Breaker(parts.settings.risk)},
      desk_(account_, parts.board, parts.venue, parts.audit,
            {risk::Gate(parts.settings.risk, parts.record.universe, parts.accounts()),
             parts.plan.venue.costs, parts.plan.venue.options.fees.worst_rate(), base::Seconds(1),
             parts.settings.execution}),
      engine_(desk_, parts.audit, PricingTimeframes(parts.series), parts.record.equity),
      sleeves_(desk_, parts.record, parts.plan.sleeves),
      crossing_(desk_, parts.audit, parts.record) {
  const bool crosses = parts.settings.allocation.netting && parts.plan.strategies.size() > 1;
  engine_.ShareAccount(sleeves_, crosses ? &crossing_ : nullptr);
}

base::Result<std::unique_ptr<TradingCore>> TradingCore::Open(const Parts& parts) {
  const core::CurrencyId currency =
      parts.record.universe.AddCurrency(parts.settings.account.currency);
  TRY(portfolio::Ledger ledger,
      portfolio::Ledger::Open(parts.record.universe, currency, parts.accounts()));
  for (const core::Money& money : parts.record.deposits) ledger.Deposit(money);
  for (const core::Money& money : parts.record.cold_storage) ledger.DepositCold(money);
  std::unique_ptr<TradingCore> core(new TradingCore(parts, std::move(ledger)));
  TRY(AddInstances(parts.plan.strategies, parts.settings.seed, core->engine_));
  return core;
}

}  // namespace keel::engine
