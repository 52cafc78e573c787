// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "models/monte_carlo/price_fan.h"
#include "models/monte_carlo/simulate.h"
#include "server/desk/desk.h"

namespace keel::server {
namespace {

constexpr int64_t kMostPaths = 1'000;      // of the fan; the decision itself may have had more
constexpr int64_t kMostNumbers = 200'000;  // paths x steps, so that one look costs milliseconds
const std::vector<double> kLevels = {0.05, 0.25, 0.5, 0.75, 0.95};

/// The first paths of the decision's own simulation, made again from its model and seed.
std::optional<FanView> FanOf(const strategy::DecisionInputs& inputs) {
  if (!inputs.forecast || inputs.steps_per_year <= 0) return std::nullopt;
  const strategy::ForecastUsed& used = *inputs.forecast;
  if (used.horizon < 1) return std::nullopt;
  const int64_t room = std::max<int64_t>(2, kMostNumbers / used.horizon / 2 * 2);
  models::SimulationSettings settings;
  settings.paths = std::min({used.paths, kMostPaths, room});
  settings.horizon = used.horizon;
  settings.seed = used.seed;
  settings.antithetic = used.antithetic && settings.paths % 2 == 0;
  settings.keep_paths = settings.paths;
  const auto forecast = models::Simulate(used.model, settings);
  if (!forecast) return std::nullopt;  // of a model that this program does not simulate any more
  constexpr double kYear = 365.25 * 86'400;
  return FanView{settings.paths, std::to_string(used.seed), kYear / inputs.steps_per_year, kLevels,
                 models::PriceFan(forecast->log_paths, static_cast<size_t>(used.horizon), kLevels,
                                  inputs.price)};
}

std::vector<SignalView> SignalsOf(const strategy::DecisionInputs& inputs) {
  std::vector<SignalView> signals;
  for (const strategy::SignalUsed& s : inputs.signals) {
    signals.push_back({s.driver,
                       {std::string(ToString(s.faded.category)), s.faded.risk_budget, s.faded.value,
                        s.faded.confidence, s.faded.decay},
                       s.half_life_s,
                       s.emitted_at});
  }
  return signals;
}

}  // namespace

OutcomeView ViewOfOutcome(const strategy::DecisionOutcome& outcome) {
  OutcomeView view;
  for (size_t c = 0; c < strategy::kCategories; ++c) {
    view.scores.push_back({outcome.scores[c].has_source, outcome.scores[c].score});
    view.weights.push_back(outcome.weights[c]);
  }
  view.conviction = outcome.conviction;
  view.alpha = outcome.alpha;
  view.holding_steps = outcome.holding_steps;
  if (const auto& f = outcome.forecast) {
    view.forecast = {
        f->probability_up, f->probability_up_error, f->expected_return,   f->expected_return_error,
        f->deviation,      f->value_at_risk,        f->expected_shortfall};
  }
  for (const auto& gate : outcome.gates) {
    view.gates.push_back({gate.name, gate.value, gate.limit, gate.passed});
  }
  for (const auto& step : outcome.sizing) view.sizing.push_back({step.name, step.share});
  view.action = ToString(outcome.action);
  view.why = outcome.why;
  view.target_share = outcome.target_share;
  return view;
}

Answer<DecisionDetail> DetailOfDecision(const SessionReplica& replica, int64_t number) {
  const auto found = replica.decisions().find(number);
  if (found == replica.decisions().end()) {
    return Refuse(404, fmt::format("decision {} is not among those that are kept here", number));
  }
  DecisionDetail detail;
  detail.decision = found->second;
  if (const auto* decided = replica.decision(number)) {
    detail.outcome = ViewOfOutcome(decided->outcome);
    detail.signals = SignalsOf(decided->inputs);
    detail.fan = FanOf(decided->inputs);
  }
  for (const auto& [id, order] : replica.orders()) {
    if (order.decision == number) detail.orders.push_back(order);
  }
  for (const storage::RefusalRow& refusal : replica.refusals().rows()) {
    if (refusal.decision == number) detail.refusals.push_back(refusal);
  }
  return detail;
}

}  // namespace keel::server
