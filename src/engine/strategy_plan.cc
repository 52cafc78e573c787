// SPDX-License-Identifier: MIT
#include "engine/strategy_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "market/aggregator.h"

namespace keel::engine {
namespace {

using base::ErrorCode;
using base::Fail;

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

bool NeedsBooks(std::string_view name, const Registry& registry) {
  const auto at = std::ranges::find(registry.strategies, name, &strategy::StrategySpec::name);
  return at != registry.strategies.end() && at->needs_books;
}

/// A strategy has one role: it trades its own share, or it feeds one that does.
base::Status CheckRoles(const std::vector<PlannedStrategy>& planned) {
  for (const PlannedStrategy& listener : planned) {
    if (!listener.spec->feeds) continue;
    for (const std::string& fed_by : listener.spec->feeds(listener.params)) {
      const bool also_trades =
          std::any_of(planned.begin(), planned.end(),
                      [&](const PlannedStrategy& other) { return other.spec->name == fed_by; });
      if (!also_trades) continue;
      return Fail(
          ErrorCode::kUsage,
          fmt::format("strategy {0} feeds {1} and trades by itself, too, so that its opinion "
                      "would count twice: remove {0} from the strategies, or set "
                      "budget_{0} = 0 in the params of {1}",
                      fed_by, listener.spec->name));
    }
  }
  return {};
}

}  // namespace

base::Result<strategy::Params> ParamsOf(const StrategySettings& chosen, const Registry& registry) {
  TRY(const strategy::StrategySpec* spec, FindStrategy(registry, chosen.name));
  auto params = strategy::Params::Make(spec->params, chosen.params);
  if (!params) return base::Wrap(std::move(params).error(), "strategy " + chosen.name);
  TRY(spec->make(*params));
  return params;
}

std::optional<std::string> WhoNeedsBooks(const BacktestSettings& settings,
                                         const Registry& registry) {
  constexpr std::string_view kBudget = "budget_";  // StrategySpec::feeds
  for (const StrategySettings& chosen : settings.strategies) {
    if (NeedsBooks(chosen.name, registry)) return chosen.name + " decides on order books";
    for (const auto& [param, value] : chosen.params) {
      if (!param.starts_with(kBudget) || value <= 0) continue;
      const std::string fed_by = param.substr(kBudget.size());
      if (!NeedsBooks(fed_by, registry)) continue;
      return fmt::format("{}, to which {} is told to listen by {}, decides on order books", fed_by,
                         chosen.name, param);
    }
  }
  return std::nullopt;
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
    if (!plan.spec->features.empty()) {
      auto set = market::FeatureSet::Choose(registry.features, plan.spec->features);
      if (!set) return base::Wrap(std::move(set).error(), "strategy " + s.name);
      plan.features = *std::move(set);
    }
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
  TRY(CheckRoles(planned));
  TRY(ShareOutEquity(settings, planned));
  return planned;
}

}  // namespace keel::engine
