// SPDX-License-Identifier: MIT
// Large orders that an algorithm works, now and in the past: the journal's rows, and for those at
// work what the session says of them.
#include <fmt/format.h>

#include <algorithm>

#include "server/desk/desk.h"

namespace keel::server {
namespace {

using storage::ParentRow;

bool IsOver(const ParentRow& row) { return row.state == "ended"; }

Answer<Page<ParentView>> ParentsOf(const Desk& desk, const ParentsQuery& q) {
  auto rows = PageOf(desk.replica.parents(), q.limit, q.cursor, [&](const ParentRow& row) {
    return (!q.pair || *q.pair == row.pair) && (!q.strategy || *q.strategy == row.strategy) &&
           (!q.open || *q.open == !IsOver(row));
  });
  if (!rows) return tl::unexpected<Problem>(rows.error());
  Page<ParentView> page{{}, std::move(rows->next)};
  for (const ParentRow& row : rows->items) page.items.push_back(ParentViewOf(desk, row));
  return page;
}

Answer<ParentDetail> ParentDetailOf(const Desk& desk, int64_t number) {
  const auto found = desk.replica.parents().find(number);
  if (found == desk.replica.parents().end()) {
    return Refuse(404, fmt::format("large order {} is not among those that are kept here", number));
  }
  ParentDetail detail{ParentViewOf(desk, found->second), {}};
  for (const int64_t child : desk.replica.children(number)) {
    const auto order = desk.replica.orders().find(child);
    if (order != desk.replica.orders().end()) detail.orders.push_back(order->second);
  }
  return detail;
}

}  // namespace

ParentView ParentViewOf(const Desk& desk, const ParentRow& row) {
  ParentView view{row, {}};
  if (IsOver(row)) return view;
  const auto work = std::ranges::find(desk.large_orders, static_cast<uint64_t>(row.parent),
                                      &engine::LargeOrderView::id);
  if (work != desk.large_orders.end()) view.work = *work;
  return view;
}

bool HasOpenParent(const SessionReplica& replica) {
  return std::ranges::any_of(replica.parents(),
                             [](const auto& entry) { return !IsOver(entry.second); });
}

void PublishParents(Desk& desk) {
  std::vector<ParentView> open;
  for (const auto& [number, row] : desk.replica.parents()) {
    if (!IsOver(row)) open.push_back(ParentViewOf(desk, row));
  }
  std::string told = open.empty() ? "" : base::ToJson(open);
  if (told == desk.parents_told) return;
  desk.parents_told = std::move(told);
  if (open.empty()) return;
  desk.hub.Publish("parents", desk.parents_told, desk.clock.now());
}

Routes ParentRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<ParentsQuery, Page<ParentView>>(
      {.method = "GET",
       .path = "/parents",
       .role = Role::kViewer,
       .tag = "orders",
       .summary = "Large orders that an algorithm works, the newest first, with what each cost"},
      [&desk](const Call&, const ParentsQuery& q) { return ParentsOf(desk, q); }));
  routes.push_back(RouteOf<NumberPath, ParentDetail>(
      {.method = "GET",
       .path = "/parents/{id}",
       .role = Role::kViewer,
       .tag = "orders",
       .summary = "One large order with the orders that were sent for it"},
      [&desk](const Call&, const NumberPath& q) { return ParentDetailOf(desk, q.id); }));
  return routes;
}

}  // namespace keel::server
