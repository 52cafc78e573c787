// SPDX-License-Identifier: MIT
// Value at risk, correlation, stress and ruin, from the session's journal and what it holds now.
#include "server/desk/desk.h"

namespace keel::server {
namespace {

/// What one of the figures is told at, and whether it is of what is held now.
struct FigureHead {
  std::string_view path, summary;
  bool is_of_holdings = false;
};

template <typename View>
Route FigureRoute(Desk& desk, const FigureHead& head, View RiskFigures::*part) {
  return LaterRoute<NoFields, View>(
      {.method = "GET",
       .path = head.path,
       .role = Role::kViewer,
       .tag = "risk",
       .summary = head.summary},
      [&desk, part, is_of_holdings = head.is_of_holdings](const Call&, const NoFields&,
                                                          std::function<void(Answer<View>)> reply) {
        if (is_of_holdings && !desk.holdings) {
          return reply(Refuse(503,
                              "what is held is not known: the session does not run or does not "
                              "answer; `keel trade` goes on with it"));
        }
        desk.figures.Ask(desk.replica, desk.holdings,
                         [reply = std::move(reply), part](const auto& told) {
                           if (!told) return reply(tl::unexpected<Problem>(told.error()));
                           reply((**told).*part);
                         });
      });
}

}  // namespace

Routes RiskFigureRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(FigureRoute(
      desk,
      {"/risk/measures",
       "Value at risk, expected shortfall and volatility of what is held now, by several methods",
       true},
      &RiskFigures::measures));
  routes.push_back(FigureRoute(
      desk,
      {"/risk/correlation", "How the session's coins move together, by day and by bar", false},
      &RiskFigures::correlation));
  routes.push_back(FigureRoute(
      desk, {"/risk/stress", "What each stress scenario would cost what is held now", true},
      &RiskFigures::stress));
  routes.push_back(FigureRoute(
      desk,
      {"/risk/ruin",
       "How likely the account is to lose a tenth to a half of its equity, as it has returned",
       false},
      &RiskFigures::ruin));
  return routes;
}

}  // namespace keel::server
