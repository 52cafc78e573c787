// SPDX-License-Identifier: MIT
// The limits of the running session, which alone knows how much of them is used.
#include <utility>

#include "server/desk/desk.h"

namespace keel::server {
namespace {

using engine::LimitsView;
using engine::RiskView;

constexpr base::Duration kRiskLife = base::Seconds(1);  // of what the session said

engine::ControlRequest Question(std::string ask, std::string by) {
  engine::ControlRequest request;
  request.ask = std::move(ask);
  request.by = std::move(by);
  return request;
}

void OnRisk(Desk& desk, const base::Result<RiskView>& told) {
  desk.risk.view = told ? std::optional(*told) : std::nullopt;
  desk.risk.at = desk.clock.now();
  for (const RiskTold::Reply& reply : std::exchange(desk.risk.waiting, {})) {
    if (told) {
      reply(*told);
    } else {
      reply(tl::unexpected<Problem>(ProblemOf(told.error())));
    }
  }
}

void AnswerLimits(Desk& desk, const Call& call, std::function<void(Answer<LimitsView>)> reply) {
  desk.door.Ask<LimitsView>(Question("limits", call.user()),
                            [reply = std::move(reply)](base::Result<LimitsView> told) {
                              if (told) return reply(*std::move(told));
                              reply(tl::unexpected<Problem>(ProblemOf(told.error())));
                            });
}

}  // namespace

void AskRisk(Desk& desk, const std::string& by, RiskTold::Reply reply) {
  RiskTold& risk = desk.risk;
  if (risk.view && desk.clock.now() - risk.at < kRiskLife) return reply(*risk.view);
  risk.waiting.push_back(std::move(reply));
  if (risk.waiting.size() > 1) return;  // it is being asked
  desk.door.Ask<RiskView>(Question("risk", by),
                          [&desk](const base::Result<RiskView>& told) { OnRisk(desk, told); });
}

Routes RiskRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(LaterRoute<NoFields, RiskView>(
      {.method = "GET",
       .path = "/risk/summary",
       .role = Role::kViewer,
       .tag = "risk",
       .summary = "How much of each limit is used, by the gate's own sums, and what is halted by "
                  "whom; at most a second old"},
      [&desk](const Call& call, const NoFields&, RiskTold::Reply reply) {
        AskRisk(desk, call.user(), std::move(reply));
      }));
  routes.push_back(LaterRoute<NoFields, LimitsView>(
      {.method = "GET",
       .path = "/risk/limits",
       .role = Role::kViewer,
       .tag = "risk",
       .summary = "The limits in force"},
      [&desk](const Call& call, const NoFields&, std::function<void(Answer<LimitsView>)> reply) {
        AnswerLimits(desk, call, std::move(reply));
      }));
  return routes;
}

}  // namespace keel::server
