// SPDX-License-Identifier: MIT
// The limits of the running session, which alone knows how much of them is used.
#include "engine/control/risk_view.h"
#include "server/desk/desk.h"

namespace keel::server {
namespace {

using engine::LimitsView;
using engine::RiskView;

/// Answers with what the session says now, or with why it does not.
template <typename View>
void AskFor(std::string what, Desk& desk, const Call& call,
            std::function<void(Answer<View>)> reply) {
  engine::ControlRequest request;
  request.ask = std::move(what);
  request.by = call.user();
  desk.door.Ask<View>(std::move(request), [reply = std::move(reply)](base::Result<View> told) {
    if (!told) return reply(tl::unexpected<Problem>(ProblemOf(told.error())));
    reply(*std::move(told));
  });
}

}  // namespace

Routes RiskRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(LaterRoute<NoFields, RiskView>(
      {.method = "GET",
       .path = "/risk/summary",
       .role = Role::kViewer,
       .tag = "risk",
       .summary = "How much of each limit is used, by the gate's own sums, and what is halted by "
                  "whom"},
      [&desk](const Call& call, const NoFields&, std::function<void(Answer<RiskView>)> reply) {
        AskFor<RiskView>("risk", desk, call, std::move(reply));
      }));
  routes.push_back(LaterRoute<NoFields, LimitsView>(
      {.method = "GET",
       .path = "/risk/limits",
       .role = Role::kViewer,
       .tag = "risk",
       .summary = "The limits in force"},
      [&desk](const Call& call, const NoFields&, std::function<void(Answer<LimitsView>)> reply) {
        AskFor<LimitsView>("limits", desk, call, std::move(reply));
      }));
  return routes;
}

}  // namespace keel::server
