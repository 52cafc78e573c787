// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/host.h"
#include "server/desk/desk.h"

namespace keel::server {
namespace {

using engine::PositionsView;
using engine::StatusView;

template <typename View>
Answer<View> OrNotRunning(const std::optional<View>& view) {
  if (view) return *view;
  return Refuse(503, "the session does not run or does not answer; `keel trade` goes on with it");
}

void AddHoldings(const SessionReplica& replica, StrategyView* view) {
  for (const auto& [key, position] : replica.positions()) {
    if (position.strategy != view->name) continue;
    view->realized_pnl += position.realized_pnl;
    if (position.unrealized_pnl) view->unrealized_pnl += *position.unrealized_pnl;
    if (position.mark_price) {
      view->exposure += core::Notional(*position.mark_price, core::Quantity(position.quantity));
    }
  }
  for (const auto& [id, order] : replica.orders()) {
    const bool works = order.state == "WORKING" || order.state == "PARTIALLY_FILLED";
    if (works && order.strategy == view->name) ++view->open_orders;
  }
}

Page<StrategyView> StrategiesOf(const Desk& desk) {
  Page<StrategyView> page;
  if (!desk.replica.settings()) return page;
  const engine::BacktestSettings& settings = *desk.replica.settings();
  for (const engine::StrategySettings& strategy : settings.strategies) {
    StrategyView view;
    view.name = strategy.name;
    view.pairs = strategy.pairs.empty() ? settings.pairs : strategy.pairs;
    view.timeframe = strategy.timeframe.value_or(settings.timeframe);
    for (const auto& [name, value] : strategy.params) {
      view.params.emplace_back(name, fmt::format("{}", value));
    }
    AddHoldings(desk.replica, &view);
    if (desk.status) {
      for (const engine::StoppedView& stopped : desk.status->stopped) {
        if (stopped.scope == "strategy " + view.name) view.stopped = stopped;
      }
    }
    page.items.push_back(std::move(view));
  }
  return page;
}

Page<storage::PositionRow> PositionsOf(const Desk& desk) {
  Page<storage::PositionRow> page;
  for (const auto& [key, position] : desk.replica.positions()) page.items.push_back(position);
  return page;
}

SystemView SystemOf(const Desk& desk) {
  SystemView view;
  view.version = desk.about.version;
  view.started = desk.started;
  view.peak_memory_bytes = base::os::PeakResidentBytes();
  view.journal_failure = desk.replica.failure();
  view.journal_time = desk.replica.last_time();
  view.stream_clients = static_cast<int64_t>(desk.hub.clients());
  if (desk.status) {
    view.process = desk.status->process;
    view.connection = desk.status->connection;
  }
  if (desk.market) view.feeds.push_back({"market", desk.market->status().market_up});
  return view;
}

}  // namespace

Routes SessionRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, DeskView>(
      {.method = "GET",
       .path = "/desk",
       .role = Role::kNobody,
       .tag = "session",
       .summary = "Which session this desk is of, and whether it waits for its first user"},
      [&desk](const Call&, const NoFields&) -> Answer<DeskView> { return desk.about; }));
  routes.push_back(RouteOf<NoFields, StatusView>(
      {.method = "GET",
       .path = "/status",
       .role = Role::kViewer,
       .tag = "session",
       .summary = "What the session says of itself"},
      [&desk](const Call&, const NoFields&) { return OrNotRunning(desk.status); }));
  routes.push_back(RouteOf<NoFields, PositionsView>(
      {.method = "GET",
       .path = "/positions",
       .role = Role::kViewer,
       .tag = "portfolio",
       .summary = "What is held now, and the balances"},
      [&desk](const Call&, const NoFields&) { return OrNotRunning(desk.holdings); }));
  routes.push_back(RouteOf<NoFields, Page<storage::PositionRow>>(
      {.method = "GET",
       .path = "/portfolio",
       .role = Role::kViewer,
       .tag = "portfolio",
       .summary = "What each strategy holds and has earned in each pair, as of the last bar"},
      [&desk](const Call&, const NoFields&) -> Answer<Page<storage::PositionRow>> {
        return PositionsOf(desk);
      }));
  routes.push_back(RouteOf<NoFields, Page<StrategyView>>(
      {.method = "GET",
       .path = "/strategies",
       .role = Role::kViewer,
       .tag = "strategies",
       .summary = "The strategies of the session, what they hold and whether they may enter"},
      [&desk](const Call&, const NoFields&) -> Answer<Page<StrategyView>> {
        return StrategiesOf(desk);
      }));
  routes.push_back(RouteOf<NoFields, SystemView>(
      {.method = "GET",
       .path = "/system",
       .role = Role::kViewer,
       .tag = "system",
       .summary = "How the session, its connections and this server are"},
      [&desk](const Call&, const NoFields&) -> Answer<SystemView> { return SystemOf(desk); }));
  return routes;
}

}  // namespace keel::server
