// SPDX-License-Identifier: MIT
// Orders that a person places by hand, and what would become of one. What is wrong with a field is
// said here, with its name; what the session thinks of the order is the session's to say.
#include <fmt/format.h>

#include "server/desk/desk.h"

namespace keel::server {
namespace {

using engine::CheckView;
using engine::ControlRequest;
using engine::PlacedView;

constexpr size_t kLongestReason = 500;

std::optional<Problem> Wrong(std::string field, std::string detail) {
  return Problem{400, std::move(detail), std::move(field)};
}

std::optional<Problem> MistakeOfPrice(const OrderBody& body) {
  const bool is_limit = body.type == "limit";
  if (is_limit && !body.limit_price) return Wrong("limit_price", "a limit order needs its price");
  if (!is_limit && body.limit_price) {
    return Wrong("limit_price", "an order at the market has no price: say limit, or leave it out");
  }
  if (body.limit_price && !body.limit_price->is_positive()) {
    return Wrong("limit_price", "a price is above 0");
  }
  return std::nullopt;
}

std::optional<Problem> MistakeOf(const Desk& desk, const OrderBody& body) {
  if (!desk.has_pair(body.pair)) {
    return Wrong("pair", fmt::format("the session does not trade \"{}\"", body.pair));
  }
  if (!body.quantity.is_positive()) return Wrong("quantity", "a quantity is above 0");
  if (auto mistake = MistakeOfPrice(body)) return mistake;
  const std::string time = body.time_in_force.value_or("GTC");
  if (body.post_only.value_or(false) && (body.type != "limit" || time != "GTC")) {
    return Wrong("post_only", "only a limit order that rests (GTC) can be post-only");
  }
  if (body.reason.value_or("").size() > kLongestReason) {
    return Wrong("reason", fmt::format("a reason has at most {} bytes", kLongestReason));
  }
  return std::nullopt;
}

ControlRequest RequestOf(std::string ask, const Call& call, const OrderBody& body) {
  ControlRequest request;
  request.ask = std::move(ask);
  request.by = call.user();
  request.pair = body.pair;
  request.side = body.side;
  request.quantity = body.quantity.ToString();
  if (body.limit_price) request.price = body.limit_price->ToString();
  if (body.type == "limit") request.time_in_force = body.time_in_force.value_or("");
  request.post_only = body.post_only.value_or(false);
  request.reason = body.reason.value_or("");
  return request;
}

OrderCheck CheckOf(const CheckView& told) {
  OrderCheck check;
  check.allowed = told.quantity.is_positive();
  check.approved = told.quantity;
  check.refusals = told.findings;
  check.head_room = told.head_room;
  if (!check.allowed) return check;
  check.price = told.price;
  check.value = told.value;
  check.fee = told.fee;
  return check;
}

Route PlaceRoute(Desk& desk) {
  return LaterRoute<OrderBody, PlacedView>(
      {.method = "POST",
       .path = "/orders",
       .role = Role::kTrader,
       .tag = "orders",
       .summary = "Places an order by hand, as much of it as the limits let pass; sells only what "
                  "was bought by hand",
       .takes_key = true,
       .key_goes_on = true,
       .success = 201},
      [&desk](const Call& call, const OrderBody& body,
              const std::function<void(Answer<PlacedView>)>& reply) {
        if (auto mistake = MistakeOf(desk, body)) return reply(tl::unexpected(*mistake));
        ControlRequest request = RequestOf("order", call, body);
        request.key = call.idempotency_key;
        desk.door.Ask<PlacedView>(std::move(request), [reply](base::Result<PlacedView> told) {
          if (!told) return reply(tl::unexpected<Problem>(ProblemOf(told.error())));
          reply(*std::move(told));
        });
      });
}

Route CheckRoute(Desk& desk) {
  return LaterRoute<OrderBody, OrderCheck>(
      {.method = "POST",
       .path = "/orders/check",
       .role = Role::kTrader,
       .tag = "orders",
       .summary = "What the limits would say to an order, and what it may cost; nothing is placed",
       .only_asks = true},
      [&desk](const Call& call, const OrderBody& body,
              const std::function<void(Answer<OrderCheck>)>& reply) {
        if (auto mistake = MistakeOf(desk, body)) return reply(tl::unexpected(*mistake));
        desk.door.Ask<CheckView>(RequestOf("check", call, body),
                                 [reply](base::Result<CheckView> told) {
                                   if (!told)
                                     return reply(tl::unexpected<Problem>(ProblemOf(told.error())));
                                   reply(CheckOf(*told));
                                 });
      });
}

}  // namespace

Routes OrderRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(PlaceRoute(desk));
  routes.push_back(CheckRoute(desk));
  return routes;
}

}  // namespace keel::server
