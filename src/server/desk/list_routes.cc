// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "server/desk/alarms.h"

namespace keel::server {
namespace {

using storage::ClosedTradeRow;
using storage::DecisionRow;
using storage::EquityRow;
using storage::FillRow;
using storage::OrderRow;
using storage::RefusalRow;
using storage::TransferRow;

constexpr auto kAll = [](const auto&) { return true; };

bool Fits(const std::optional<std::string>& wanted, const std::string& text) {
  return !wanted || *wanted == text;
}

Answer<OrderDetail> DetailOf(const SessionReplica& replica, int64_t number) {
  const auto found = replica.orders().find(number);
  if (found == replica.orders().end()) {
    return Refuse(404, fmt::format("order {} is not among those that are kept here", number));
  }
  OrderDetail detail{found->second, replica.steps(number), {}};
  for (const FillRow& fill : replica.fills().rows()) {
    if (fill.order_id == number) detail.fills.push_back(fill);
  }
  return detail;
}

Routes OrderLists(const SessionReplica& replica) {
  Routes routes;
  routes.push_back(RouteOf<OrdersQuery, Page<OrderRow>>(
      {.method = "GET",
       .path = "/orders",
       .role = Role::kViewer,
       .tag = "orders",
       .summary = "Orders, the newest first; of the long past see `keel export`"},
      [&replica](const Call&, const OrdersQuery& q) {
        return PageOf(replica.orders(), q.limit, q.cursor, [&](const OrderRow& row) {
          return Fits(q.pair, row.pair) && Fits(q.strategy, row.strategy) &&
                 Fits(q.state, row.state) && (!q.open || *q.open == !IsFinal(row));
        });
      }));
  routes.push_back(RouteOf<NumberPath, OrderDetail>(
      {.method = "GET",
       .path = "/orders/{id}",
       .role = Role::kViewer,
       .tag = "orders",
       .summary = "One order with what became of it, step by step"},
      [&replica](const Call&, const NumberPath& q) { return DetailOf(replica, q.id); }));
  routes.push_back(RouteOf<FillsQuery, Page<FillRow>>(
      {.method = "GET",
       .path = "/fills",
       .role = Role::kViewer,
       .tag = "orders",
       .summary = "Executions, the newest first"},
      [&replica](const Call&, const FillsQuery& q) {
        return PageOf(replica.fills(), q.limit, q.cursor, [&](const FillRow& row) {
          return Fits(q.pair, row.pair) && (!q.order_id || *q.order_id == row.order_id);
        });
      }));
  return routes;
}

Routes DecisionLists(const SessionReplica& replica) {
  Routes routes;
  routes.push_back(RouteOf<DecisionsQuery, Page<DecisionRow>>(
      {.method = "GET",
       .path = "/decisions",
       .role = Role::kViewer,
       .tag = "decisions",
       .summary = "What strategies decided, the newest first"},
      [&replica](const Call&, const DecisionsQuery& q) {
        return PageOf(replica.decisions(), q.limit, q.cursor, [&](const DecisionRow& row) {
          return Fits(q.pair, row.pair) && Fits(q.strategy, row.strategy) &&
                 Fits(q.outcome, row.outcome);
        });
      }));
  routes.push_back(RouteOf<NumberPath, DecisionDetail>(
      {.method = "GET",
       .path = "/decisions/{id}",
       .role = Role::kViewer,
       .tag = "decisions",
       .summary = "One decision with its scores, weights, gates, sizes and orders"},
      [&replica](const Call&, const NumberPath& q) { return DetailOfDecision(replica, q.id); }));
  return routes;
}

Answer<Page<AlertView>> AlertsOf(const Desk& desk, const AlertsQuery& q) {
  const auto rows = PageOf(desk.replica.alerts(), q.limit, q.cursor,
                           [&](const auto& row) { return Fits(q.severity, row.severity); });
  if (!rows) return tl::unexpected<Problem>(rows.error());
  Page<AlertView> page{{}, rows->next};
  for (const auto& row : rows->items) page.items.push_back(desk.alarms->ViewOf(row));
  return page;
}

Routes OtherLists(const Desk& desk) {
  const SessionReplica& replica = desk.replica;
  Routes routes;
  routes.push_back(RouteOf<PageQuery, Page<RefusalRow>>(
      {.method = "GET",
       .path = "/refusals",
       .role = Role::kViewer,
       .tag = "risk",
       .summary = "What the limits refused or made smaller, the newest first"},
      [&replica](const Call&, const PageQuery& q) {
        return PageOf(replica.refusals(), q.limit, q.cursor, kAll);
      }));
  routes.push_back(RouteOf<AlertsQuery, Page<AlertView>>(
      {.method = "GET",
       .path = "/alerts",
       .role = Role::kViewer,
       .tag = "alerts",
       .summary = "What a person should know, the newest first"},
      [&desk](const Call&, const AlertsQuery& q) { return AlertsOf(desk, q); }));
  routes.push_back(RouteOf<PageQuery, Page<EquityRow>>(
      {.method = "GET",
       .path = "/equity",
       .role = Role::kViewer,
       .tag = "portfolio",
       .summary = "The account at each closed bar, the newest first"},
      [&replica](const Call&, const PageQuery& q) {
        return PageOf(replica.equity(), q.limit, q.cursor, kAll);
      }));
  return routes;
}

Routes PortfolioLists(const SessionReplica& replica) {
  Routes routes;
  routes.push_back(RouteOf<ClosedTradesQuery, Page<ClosedTradeRow>>(
      {.method = "GET",
       .path = "/closed-trades",
       .role = Role::kViewer,
       .tag = "portfolio",
       .summary = "Parts of positions that were closed, first in first out, the newest first"},
      [&replica](const Call&, const ClosedTradesQuery& q) {
        return PageOf(replica.closed_trades(), q.limit, q.cursor, [&](const ClosedTradeRow& row) {
          return Fits(q.pair, row.pair) && Fits(q.strategy, row.strategy);
        });
      }));
  routes.push_back(RouteOf<PageQuery, Page<TransferRow>>(
      {.method = "GET",
       .path = "/transfers",
       .role = Role::kViewer,
       .tag = "portfolio",
       .summary = "Money that came to the account or left it by other hands, the newest first"},
      [&replica](const Call&, const PageQuery& q) {
        return PageOf(replica.transfers(), q.limit, q.cursor, kAll);
      }));
  routes.push_back(RouteOf<NoFields, engine::AccountSums>(
      {.method = "GET",
       .path = "/portfolio/sums",
       .role = Role::kViewer,
       .tag = "portfolio",
       .summary = "Where the equity came from: what was paid in, what was earned, fees"},
      [&replica](const Call&, const NoFields&) -> Answer<engine::AccountSums> {
        if (const auto sums = replica.Sums()) return *sums;
        return Refuse(503, "the session has not begun; `keel trade` begins it");
      }));
  return routes;
}

}  // namespace

Routes ListRoutes(Desk& desk) {
  Routes all;
  for (Routes routes : {OrderLists(desk.replica), PortfolioLists(desk.replica),
                        DecisionLists(desk.replica), OtherLists(desk)}) {
    for (Route& route : routes) all.push_back(std::move(route));
  }
  return all;
}

}  // namespace keel::server
