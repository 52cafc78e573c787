// SPDX-License-Identifier: MIT
// The strategies of the session: what they hold, whether they may enter, and what a person may do
// to one. To pause is to halt its entries, to stop is to flatten it, to start is to resume it: the
// same acts that the verbs have, through the control socket.
#include <fmt/format.h>

#include "server/desk/desk.h"

namespace keel::server {
namespace {

using engine::ActView;
using engine::ControlRequest;
using StrategyReply = std::function<void(Answer<ActView>)>;

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

/// What is off for the strategy alone counts before what is off with everything, and of two the one
/// that sells.
void AddState(const engine::StatusView& status, StrategyView* view) {
  const std::string own = "strategy " + view->name;
  for (const std::string& scope : {own, std::string("everything")}) {
    for (const engine::StoppedView& stopped : status.stopped) {
      if (stopped.scope != scope || (view->stopped && view->stopped->sells)) continue;
      if (!view->stopped || stopped.sells) view->stopped = stopped;
    }
  }
  view->state = !view->stopped ? "running" : view->stopped->sells ? "stopped" : "paused";
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
    if (desk.status) AddState(*desk.status, &view);
    page.items.push_back(std::move(view));
  }
  return page;
}

void AskAboutStrategy(Desk& desk, const Call& call, ControlRequest request, StrategyReply reply) {
  request.by = call.user();
  desk.door.Ask<ActView>(std::move(request),
                         [reply = std::move(reply)](base::Result<ActView> told) {
                           if (!told)
                             return reply(tl::unexpected<Problem>(ProblemOf(told.error())));
                           reply(*std::move(told));
                         });
}

ControlRequest RequestFor(std::string ask, const std::string& strategy, const std::string& reason) {
  ControlRequest request;
  request.ask = std::move(ask);
  request.strategy = strategy;
  request.reason = reason;
  return request;
}

Route PauseRoute(Desk& desk) {
  return LaterRoute<PauseBody, ActView>(
      {.method = "POST",
       .path = "/strategies/{name}/pause",
       .role = Role::kTrader,
       .tag = "strategies",
       .summary = "Entries of a strategy stop, and those that work are cancelled; its exits go on"},
      [&desk](const Call& call, const PauseBody& body, StrategyReply reply) {
        AskAboutStrategy(desk, call, RequestFor("halt", body.name, body.reason), std::move(reply));
      });
}

Route StopRoute(Desk& desk) {
  return LaterRoute<StrategyActBody, ActView>(
      {.method = "POST",
       .path = "/strategies/{name}/stop",
       .role = Role::kRisk,
       .tag = "strategies",
       .summary = "A strategy enters nothing more, its orders are cancelled and what it holds is "
                  "sold at the market",
       .takes_key = true},
      [&desk](const Call& call, const StrategyActBody& body, StrategyReply reply) {
        if (!body.confirm.value_or(false)) {
          return reply(Refuse(
              400, "say true to have its orders cancelled and all that it holds sold", "confirm"));
        }
        AskAboutStrategy(desk, call, RequestFor("flatten", body.name, body.reason),
                         std::move(reply));
      });
}

Route StartRoute(Desk& desk) {
  return LaterRoute<StrategyActBody, ActView>(
      {.method = "POST",
       .path = "/strategies/{name}/start",
       .role = Role::kRisk,
       .tag = "strategies",
       .summary = "Lets a strategy that was paused or stopped enter again, in two steps: asked "
                  "for, then confirmed",
       .dangerous = true},
      [&desk](const Call& call, const StrategyActBody& body, StrategyReply reply) {
        ControlRequest request = RequestFor("resume", body.name, body.reason);
        request.confirm = body.confirm.value_or(false);
        AskAboutStrategy(desk, call, std::move(request), std::move(reply));
      });
}

}  // namespace

Routes StrategyRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, Page<StrategyView>>(
      {.method = "GET",
       .path = "/strategies",
       .role = Role::kViewer,
       .tag = "strategies",
       .summary = "The strategies of the session, what they hold and whether they may enter"},
      [&desk](const Call&, const NoFields&) -> Answer<Page<StrategyView>> {
        return StrategiesOf(desk);
      }));
  routes.push_back(PauseRoute(desk));
  routes.push_back(StopRoute(desk));
  routes.push_back(StartRoute(desk));
  return routes;
}

}  // namespace keel::server
