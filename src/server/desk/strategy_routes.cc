// SPDX-License-Identifier: MIT
// The strategies of the session: what they hold, whether they may enter, and what a person may do
// to one. To pause is to halt its entries, to stop is to flatten it, to start is to resume it: the
// same acts that the verbs have, through the control socket.
#include <fmt/format.h>

#include <algorithm>

#include "engine/control/param_views.h"
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

const strategy::StrategySpec* FindSpec(const Desk& desk, std::string_view name) {
  const auto found =
      std::ranges::find(desk.registry.strategies, name, &strategy::StrategySpec::name);
  return found == desk.registry.strategies.end() ? nullptr : &*found;
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
    if (const strategy::StrategySpec* const spec = FindSpec(desk, strategy.name)) {
      const auto values = strategy::Params::Make(spec->params, strategy.params);
      if (values) view.declared = engine::ViewsOf(spec->params, *values);
    }
    AddHoldings(desk.replica, &view);
    if (desk.status) AddState(*desk.status, &view);
    page.items.push_back(std::move(view));
  }
  return page;
}

template <typename View>
void AskAboutStrategy(Desk& desk, const Call& call, ControlRequest request,
                      std::function<void(Answer<View>)> reply) {
  request.by = call.user();
  desk.door.Ask<View>(std::move(request), [reply = std::move(reply)](base::Result<View> told) {
    if (!told) return reply(tl::unexpected<Problem>(ProblemOf(told.error())));
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
        AskAboutStrategy<ActView>(desk, call, RequestFor("halt", body.name, body.reason),
                                  std::move(reply));
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
        AskAboutStrategy<ActView>(desk, call, RequestFor("flatten", body.name, body.reason),
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
        AskAboutStrategy<ActView>(desk, call, std::move(request), std::move(reply));
      });
}

/// What is wrong with one value by itself; what is wrong with them together the session says.
std::optional<Problem> MistakeOfParams(const Desk& desk, const StrategyParamsBody& body) {
  if (body.params.empty()) return Problem{400, "name at least one", "params"};
  const strategy::StrategySpec* const spec = FindSpec(desk, body.name);
  if (spec == nullptr) return std::nullopt;  // the session knows what it runs
  for (const std::pair<std::string, double> param : body.params) {
    const auto taken = strategy::Params::Make(spec->params, {&param, 1});
    if (!taken) return Problem{400, taken.error().message, "params." + param.first};
  }
  return std::nullopt;
}

Route ParamsRoute(Desk& desk) {
  using engine::ParamsView;
  return LaterRoute<StrategyParamsBody, ParamsView>(
      {.method = "PATCH",
       .path = "/strategies/{name}/params",
       .role = Role::kRisk,
       .tag = "strategies",
       .summary =
           "Changes parameters of a strategy while it runs: it decides by them from its next "
           "bar on, and keeps what it holds",
       .dangerous = true},
      [&desk](const Call& call, const StrategyParamsBody& body,
              const std::function<void(Answer<ParamsView>)>& reply) {
        if (auto mistake = MistakeOfParams(desk, body)) return reply(tl::unexpected(*mistake));
        ControlRequest request = RequestFor("params", body.name, body.reason);
        for (const auto& [name, value] : body.params) {
          request.params.push_back(fmt::format("{}={}", name, value));
        }
        AskAboutStrategy<ParamsView>(desk, call, std::move(request), reply);
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
  routes.push_back(ParamsRoute(desk));
  return routes;
}

}  // namespace keel::server
