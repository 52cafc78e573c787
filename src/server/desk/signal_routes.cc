// SPDX-License-Identifier: MIT
// What each driver said last of each pair, as the newest decisions of the journal have it.
#include <set>
#include <tuple>

#include "server/desk/desk.h"

namespace keel::server {
namespace {

using SignalKey = std::tuple<std::string, std::string, std::string>;  // strategy, pair, driver

LatestSignalView ConvictionOf(const storage::DecisionRow& row,
                              const engine::DecidedRecord& decided) {
  LatestSignalView view;
  view.strategy = row.strategy;
  view.pair = row.pair;
  view.value = decided.outcome.conviction;
  view.time = view.heard = row.time;
  view.decision = row.decision;
  return view;
}

LatestSignalView SaidOf(const storage::DecisionRow& row, const strategy::SignalUsed& signal) {
  LatestSignalView view;
  view.strategy = row.strategy;
  view.pair = row.pair;
  view.driver = signal.driver;
  view.category = std::string(ToString(signal.faded.category));
  view.value = signal.faded.value;
  view.confidence = signal.faded.confidence;
  view.decay = signal.faded.decay;
  view.half_life_s = signal.half_life_s;
  view.time = signal.emitted_at;
  view.heard = row.time;
  view.decision = row.decision;
  return view;
}

/// By strategy, pair and driver; the conviction stands before the drivers that it was made from.
std::vector<LatestSignalView> LatestSignals(const SessionReplica& replica,
                                            const SignalsQuery& query) {
  std::map<SignalKey, LatestSignalView> latest;
  std::set<std::pair<std::string, std::string>> told;
  const auto& rows = replica.decisions();
  for (auto it = rows.rbegin(); it != rows.rend(); ++it) {
    const storage::DecisionRow& row = it->second;
    const engine::DecidedRecord* const decided = replica.decision(row.decision);
    if (decided == nullptr) break;  // older ones are kept as rows only
    if (query.strategy && *query.strategy != row.strategy) continue;
    if (query.pair && *query.pair != row.pair) continue;
    // The newest decision has all that still counts; an older one has what does not any more.
    if (!told.emplace(row.strategy, row.pair).second) continue;
    latest[{row.strategy, row.pair, ""}] = ConvictionOf(row, *decided);
    for (const strategy::SignalUsed& signal : decided->inputs.signals) {
      latest[{row.strategy, row.pair, signal.driver}] = SaidOf(row, signal);
    }
  }
  std::vector<LatestSignalView> signals;
  for (auto& [key, view] : latest) signals.push_back(std::move(view));
  return signals;
}

}  // namespace

Routes SignalRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<SignalsQuery, Page<LatestSignalView>>(
      {.method = "GET",
       .path = "/signals",
       .role = Role::kViewer,
       .tag = "decisions",
       .summary = "What each driver said last of each pair, and what the strategy made of it"},
      [&desk](const Call&, const SignalsQuery& q) {
        return PageOf(LatestSignals(desk.replica, q), PageQuery{q.limit, q.cursor});
      }));
  return routes;
}

}  // namespace keel::server
