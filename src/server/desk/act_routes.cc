// SPDX-License-Identifier: MIT
// What a person may do to a running session. Each act goes through its control socket, where it is
// journalled under the name of who asked.
#include <fmt/format.h>

#include "server/desk/desk.h"

namespace keel::server {
namespace {

using engine::ActView;
using engine::ControlRequest;
using engine::LimitsView;

template <typename View>
using Reply = std::function<void(Answer<View>)>;

template <typename View>
void Ask(Desk& desk, const Call& call, ControlRequest request, Reply<View> reply) {
  request.by = call.user();
  desk.door.Ask<View>(std::move(request), [reply = std::move(reply)](base::Result<View> told) {
    if (!told) return reply(tl::unexpected<Problem>(ProblemOf(told.error())));
    reply(*std::move(told));
  });
}

ControlRequest Scoped(std::string ask, const std::string& reason,
                      const std::optional<std::string>& pair,
                      const std::optional<std::string>& strategy) {
  ControlRequest request;
  request.ask = std::move(ask);
  request.reason = reason;
  request.pair = pair.value_or("");
  request.strategy = strategy.value_or("");
  return request;
}

Routes OrderActs(Desk& desk) {
  Routes routes;
  routes.push_back(LaterRoute<NumberPath, ActView>(
      {.method = "DELETE",
       .path = "/orders/{id}",
       .role = Role::kTrader,
       .tag = "orders",
       .summary = "Cancels a working order"},
      [&desk](const Call& call, const NumberPath& q, Reply<ActView> reply) {
        ControlRequest request;
        request.ask = "cancel";
        request.order = std::to_string(q.id);
        Ask(desk, call, std::move(request), std::move(reply));
      }));
  routes.push_back(LaterRoute<AmendBody, ActView>(
      {.method = "PATCH",
       .path = "/orders/{id}",
       .role = Role::kTrader,
       .tag = "orders",
       .summary = "Changes quantity or price of a working order; less keeps its place in the queue",
       .takes_key = true},
      [&desk](const Call& call, const AmendBody& body, Reply<ActView> reply) {
        ControlRequest request;
        request.ask = "amend";
        request.order = std::to_string(body.id);
        if (body.quantity) request.quantity = body.quantity->ToString();
        if (body.price) request.price = body.price->ToString();
        Ask(desk, call, std::move(request), std::move(reply));
      }));
  return routes;
}

Routes SwitchActs(Desk& desk) {
  Routes routes;
  routes.push_back(LaterRoute<HaltBody, ActView>(
      {.method = "POST",
       .path = "/halt",
       .role = Role::kTrader,
       .tag = "risk",
       .summary = "Throws the kill switch: no entries any more, orders are cancelled"},
      [&desk](const Call& call, const HaltBody& body, Reply<ActView> reply) {
        Ask(desk, call, Scoped("halt", body.reason, body.pair, body.strategy), std::move(reply));
      }));
  routes.push_back(LaterRoute<ScopeBody, ActView>(
      {.method = "POST",
       .path = "/resume",
       .role = Role::kRisk,
       .tag = "risk",
       .summary = "Releases the kill switch in two steps: asked for, then confirmed",
       .dangerous = true},
      [&desk](const Call& call, const ScopeBody& body, Reply<ActView> reply) {
        ControlRequest request = Scoped("resume", body.reason, body.pair, body.strategy);
        request.confirm = body.confirm.value_or(false);
        Ask(desk, call, std::move(request), std::move(reply));
      }));
  routes.push_back(LaterRoute<ScopeBody, ActView>(
      {.method = "POST",
       .path = "/flatten",
       .role = Role::kRisk,
       .tag = "risk",
       .summary = "Stops entries, cancels all orders and sells everything at the market",
       .takes_key = true},
      [&desk](const Call& call, const ScopeBody& body, Reply<ActView> reply) {
        if (!body.confirm.value_or(false)) {
          return reply(
              Refuse(400, "say true to have all orders cancelled and everything sold", "confirm"));
        }
        Ask(desk, call, Scoped("flatten", body.reason, {}, {}), std::move(reply));
      }));
  return routes;
}

std::vector<std::string> TextsOf(const LimitsBody& body) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : body.limits) {
    texts.push_back(value ? fmt::format("{}={}", name, *value) : name + "=off");
  }
  return texts;
}

}  // namespace

Routes ActRoutes(Desk& desk) {
  Routes routes = OrderActs(desk);
  for (Route& route : SwitchActs(desk)) routes.push_back(std::move(route));
  routes.push_back(LaterRoute<LimitsBody, LimitsView>(
      {.method = "PATCH",
       .path = "/risk/limits",
       .role = Role::kRisk,
       .tag = "risk",
       .summary = "Changes limits of the running session",
       .dangerous = true},
      [&desk](const Call& call, const LimitsBody& body, Reply<LimitsView> reply) {
        if (body.limits.empty()) return reply(Refuse(400, "name at least one", "limits"));
        ControlRequest request;
        request.ask = "limits";
        request.reason = body.reason;
        request.limits = TextsOf(body);
        Ask(desk, call, std::move(request), std::move(reply));
      }));
  return routes;
}

}  // namespace keel::server
