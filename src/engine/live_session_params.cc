// SPDX-License-Identifier: MIT
// Parameters of a strategy that a person changes while it trades. The act is written down before it
// is done, and what follows from it follows from the bars that were known then, so that a replay
// does the same at the same place. A restart begins with what was set last.
#include <fmt/format.h>

#include "engine/live_session.h"
#include "engine/set_params.h"

namespace keel::engine {

/// The settings as they would be then; what they cannot be is refused.
base::Result<BacktestSettings> LiveSession::WithParams(const OperatorRecord& record) const {
  if (!record.strategy || *record.strategy >= planned().size()) {
    return base::Fail(base::ErrorCode::kNotFound, "orders by hand have no parameters");
  }
  if (record.params.empty()) {
    return base::Fail(base::ErrorCode::kUsage, "name at least one parameter and its value");
  }
  BacktestSettings settings = options_.settings;
  LaySetParams(record, settings);
  TRY(ParamsOf(settings.strategies[*record.strategy], registry_));
  TRY(PlanStrategies(settings, registry_, record_.universe, loaded_));
  const auto who = WhoNeedsBooks(settings, registry_);
  if (!who) return settings;
  return base::Fail(base::ErrorCode::kUnsupported,
                    *who + ", and a session hears no books: choose what decides on bars");
}

base::Status LiveSession::SetParams(core::StrategyId strategy, std::vector<ParamRecord> params,
                                    std::string_view by, std::string_view reason,
                                    base::UnixNanos now) {
  if (reason.empty()) {
    return base::Fail(base::ErrorCode::kUsage, "parameters are changed with a reason: say one");
  }
  OperatorRecord record;
  record.act = OperatorAct::kSetParams;
  record.strategy = strategy.index;
  record.by = by;
  record.reason = reason;
  record.params = std::move(params);
  TRY(WithParams(record));
  return Act(record, now);
}

/// The new instance goes through what the old one has seen: bars that wait for those of other pairs
/// are told to it as to all others.
base::Status LiveSession::TakeParams(const OperatorRecord& record, base::UnixNanos now) {
  if (core_->desk().warming()) return {};  // it has begun with them
  TRY(BacktestSettings changed, WithParams(record));
  const core::StrategyId strategy{*record.strategy};
  PlannedStrategy& planned = plan_->strategies[strategy.index];
  BacktestSettings alone = changed;
  alone.strategies = {changed.strategies[strategy.index]};
  alone.strategies[0].allocation = planned.allocation;
  std::vector<size_t> seen;
  for (const core::Instrument& pair : universe().instruments()) {
    seen.push_back(board_->history(pair.id).size());
  }
  TRY(const auto rehearsal, Rehearsal::Run(std::move(alone), registry_, series_, seen, now));
  TRY(planned.params, ParamsOf(changed.strategies[strategy.index], registry_));
  options_.settings = std::move(changed);
  core_->engine().Renew(strategy, rehearsal->engine());
  return {};
}

/// What a strategy does not take any more, since the program or its configuration is another, is
/// left to the configuration: a session must be able to start.
void LiveSession::AdoptParams(const BacktestSettings& as_set, const Registry& registry) {
  for (size_t s = 0; s < as_set.strategies.size(); ++s) {
    StrategySettings& chosen = options_.settings.strategies[s];
    if (as_set.strategies[s].params == chosen.params) continue;
    const auto taken = ParamsOf(as_set.strategies[s], registry);
    if (!taken) {
      notes_.push_back(fmt::format(
          "strategy {} goes on with the parameters of the configuration, not with those "
          "that were set since: {}",
          chosen.name, taken.error().message));
      continue;
    }
    std::string values;
    for (const auto& [name, value] : as_set.strategies[s].params) {
      values += fmt::format("{}{} = {}", values.empty() ? "" : ", ", name, value);
    }
    notes_.push_back(
        fmt::format("strategy {} goes on with parameters that were set while it ran, "
                    "whatever the configuration says: {}",
                    chosen.name, values));
    chosen.params = as_set.strategies[s].params;
  }
}

}  // namespace keel::engine
