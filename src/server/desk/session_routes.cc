// SPDX-License-Identifier: MIT
#include "server/desk/desk.h"
#include "server/desk/system_view.h"

namespace keel::server {
namespace {

using engine::PositionsView;
using engine::StatusView;

template <typename View>
Answer<View> OrNotRunning(const std::optional<View>& view) {
  if (view) return *view;
  return Refuse(503, "the session does not run or does not answer; `keel trade` goes on with it");
}

Page<storage::PositionRow> PositionsOf(const Desk& desk) {
  Page<storage::PositionRow> page;
  for (const auto& [key, position] : desk.replica.positions()) page.items.push_back(position);
  return page;
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
