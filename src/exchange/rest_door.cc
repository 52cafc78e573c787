// SPDX-License-Identifier: MIT
#include "exchange/rest_door.h"

#include "exchange/inquiry.h"

namespace keel::exchange {
namespace {

void AddHeader(net::HttpResponse& response, std::string_view name, int64_t value) {
  response.headers.push_back({std::string(name), std::to_string(value)});
}

void WriteLimitHeaders(const ServerParts& parts, const Inquiry& inquiry, const Reply& reply,
                       net::HttpResponse* response) {
  const base::UnixNanos now = parts.clock.steady().now();
  const int64_t used = parts.desk.address_limits().used(inquiry.address, now);
  AddHeader(*response, "X-MBX-USED-WEIGHT", used);
  AddHeader(*response, "X-MBX-USED-WEIGHT-1M", used);
  if (reply.retry_after_s > 0) AddHeader(*response, "Retry-After", reply.retry_after_s);
  if (!inquiry.route->is_order || !reply.account) return;
  const OrderLimits& orders = parts.desk.order_limits();
  AddHeader(*response, "X-MBX-ORDER-COUNT-10S",
            orders.used(*reply.account, kOrdersTenSeconds, now));
  AddHeader(*response, "X-MBX-ORDER-COUNT-1D", orders.used(*reply.account, kOrdersDay, now));
}

net::HttpResponse Refused(const Refusal& refusal) {
  return JsonResponse(refusal.status, RenderError(refusal));
}

}  // namespace

net::HttpResponse JsonResponse(int status, std::string body) {
  net::HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json;charset=UTF-8"},
                      {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

void AnswerRest(ServerParts& parts, const net::ServerRequest& request,
                const net::Respond& respond) {
  auto inquiry = ReadRestInquiry({request.method, request.target,
                                  net::FindHeader(request.headers, "x-mbx-apikey").value_or(""),
                                  request.body});
  if (!inquiry) {
    return respond(JsonResponse(inquiry.error().status, RenderError(inquiry.error())));
  }
  inquiry->address = request.peer;
  parts.Dispatch(*inquiry, [&parts, inquiry = *inquiry, respond](const Reply& reply) {
    net::HttpResponse response = JsonResponse(reply.answer.status, reply.answer.body);
    WriteLimitHeaders(parts, inquiry, reply, &response);
    respond(std::move(response));
  });
}

net::HttpResponse AnswerFaults(ServerParts& parts, const net::ServerRequest& request) {
  if (request.method == "DELETE") parts.faults.Clear();
  if (request.method == "GET" || request.method == "DELETE") {
    return JsonResponse(200, parts.faults.Describe(parts.clock.steady().now()));
  }
  if (request.method != "POST") {
    return JsonResponse(405, RenderError({-1000, "GET, POST or DELETE."}));
  }
  const auto body = base::ParseJson(request.body);
  if (!body) return JsonResponse(400, RenderError({-1000, body.error().message}));
  const auto rule = ReadFault(*body);
  if (!rule) return JsonResponse(400, RenderError({-1000, rule.error().message}));
  parts.AddFault(*rule);
  return JsonResponse(200, parts.faults.Describe(parts.clock.steady().now()));
}

net::HttpResponse AnswerClock(const ServerParts& parts) {
  const base::PacedClock& steady = parts.clock.steady();
  base::JsonWriter json;
  json.BeginObject().Key("origin_ns").String(std::to_string(steady.origin().ns));
  json.Key("speed").Number(steady.speed()).EndObject();
  return JsonResponse(200, json.Take());
}

/// Whether the member is one of the rules and has a value of its kind.
bool ReadRule(const base::JsonMember& member, RuleChange* change) {
  if (member.key == "market_stops") {
    change->market_stops = member.value.boolean;
    return member.value.kind == base::JsonValue::Kind::kBool;
  }
  const auto number = core::Decimal::Parse(member.value.text);
  if (!number || !IsMultipleOf(*number, core::Decimal::PowerOfTen(-8))) return false;
  if (member.key == "tick") {
    change->tick = core::Price(*number);
  } else if (member.key == "lot") {
    change->lot = core::Quantity(*number);
  } else if (member.key == "min_notional") {
    change->min_notional = *number;
  } else if (member.key == "max_algo_orders") {
    const bool fits = *number >= core::Decimal() && *number <= core::Decimal::FromInt(1000) &&
                      IsMultipleOf(*number, core::Decimal::FromInt(1));
    if (fits) change->max_algo_orders = static_cast<int>(number->ToDouble());
    return fits;
  } else {
    return false;
  }
  return true;
}

net::HttpResponse AnswerRules(ServerParts& parts, const net::ServerRequest& request) {
  const auto body = base::ParseJson(request.body);
  const base::JsonValue* symbol = body ? body->Find("symbol") : nullptr;
  if (request.method != "POST" || symbol == nullptr) {
    return Refused({-1102, "POST {\"symbol\": \"BTCUSDT\", \"tick\": \"0.1\"}."});
  }
  const auto market = parts.exchange.FindMarket(symbol->text);
  if (!market) return Refused(InvalidSymbol());
  RuleChange change;
  for (const base::JsonMember& member : body->members) {
    if (member.key == "symbol") continue;
    if (!ReadRule(member, &change)) return Refused(InvalidParameter(member.key));
  }
  const auto done = parts.exchange.ChangeRules(*market, change);
  return done ? JsonResponse(200, "{}") : Refused(done.error());
}

net::HttpResponse AnswerTransfer(ServerParts& parts, const net::ServerRequest& request) {
  const auto account =
      parts.desk.AccountOf(net::FindHeader(request.headers, "x-mbx-apikey").value_or(""));
  if (!account) return Refused(account.error());
  const auto body = base::ParseJson(request.body);
  const base::JsonValue* asset = body ? body->Find("asset") : nullptr;
  const base::JsonValue* text = body ? body->Find("amount") : nullptr;
  if (request.method != "POST" || asset == nullptr || text == nullptr) {
    return Refused({-1102, "POST {\"asset\": \"USDT\", \"amount\": \"100\"}."});
  }
  const auto amount = core::Decimal::Parse(text->text);
  const auto most = core::Decimal::FromInt(1'000'000'000'000);
  if (!amount || amount->abs() > most || !IsMultipleOf(*amount, core::Decimal::PowerOfTen(-8))) {
    return Refused(InvalidParameter("amount"));
  }
  const auto done = parts.exchange.Transfer(*account, asset->text, *amount, parts.clock.now());
  if (!done) return Refused(done.error());
  parts.Tell();
  return JsonResponse(200, "{}");
}

}  // namespace keel::exchange
