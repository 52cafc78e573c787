// SPDX-License-Identifier: MIT
#include "venues/binance/requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/check.h"
#include "base/json.h"
#include "net/url.h"

namespace keel::venues::binance {
namespace {

enum class Security : uint8_t { kNone, kSigned, kLogon };

struct MethodRow {
  Method method;
  std::string_view ws_name;  ///< empty: REST only
  std::string_view verb;     ///< empty: WebSocket API only
  std::string_view path;
  Security security;
};

constexpr std::array<MethodRow, 21> kMethods = {{
    {Method::kPlaceOrder, "order.place", "POST", "/api/v3/order", Security::kSigned},
    {Method::kCancelOrder, "order.cancel", "DELETE", "/api/v3/order", Security::kSigned},
    {Method::kCancelReplace, "order.cancelReplace", "POST", "/api/v3/order/cancelReplace",
     Security::kSigned},
    {Method::kReduceOrder, "order.amend.keepPriority", "PUT", "/api/v3/order/amend/keepPriority",
     Security::kSigned},
    {Method::kOpenOrders, "openOrders.status", "GET", "/api/v3/openOrders", Security::kSigned},
    {Method::kOrderStatus, "order.status", "GET", "/api/v3/order", Security::kSigned},
    {Method::kAllOrders, "allOrders", "GET", "/api/v3/allOrders", Security::kSigned},
    {Method::kAccountTrades, "myTrades", "GET", "/api/v3/myTrades", Security::kSigned},
    {Method::kAccount, "account.status", "GET", "/api/v3/account", Security::kSigned},
    {Method::kKeyRights, "", "GET", "/sapi/v1/account/apiRestrictions", Security::kSigned},
    {Method::kExchange, "exchangeInfo", "GET", "/api/v3/exchangeInfo", Security::kNone},
    {Method::kDepth, "depth", "GET", "/api/v3/depth", Security::kNone},
    {Method::kKlines, "klines", "GET", "/api/v3/klines", Security::kNone},
    {Method::kTrades, "trades.recent", "GET", "/api/v3/trades", Security::kNone},
    {Method::kPastTrades, "trades.historical", "GET", "/api/v3/historicalTrades", Security::kNone},
    {Method::kAggregateTrades, "trades.aggregate", "GET", "/api/v3/aggTrades", Security::kNone},
    {Method::kTime, "time", "GET", "/api/v3/time", Security::kNone},
    {Method::kLogon, "session.logon", "", "", Security::kLogon},
    {Method::kSubscribe, "userDataStream.subscribe", "", "", Security::kNone},
    {Method::kSessionStatus, "session.status", "", "", Security::kNone},
    {Method::kSubscribeSigned, "userDataStream.subscribe.signature", "", "", Security::kLogon},
}};

const MethodRow& RowOf(Method method) {
  const auto row = std::ranges::find(kMethods, method, &MethodRow::method);
  CHECK(row != kMethods.end(), "a method outside its enumeration");
  return *row;
}

std::vector<Parameter> TimeOf(const RequestTime& time) {
  constexpr int64_t kMillisecond = 1'000'000;
  const int64_t window = time.recv_window.ns / kMillisecond;
  CHECK(window >= 1 && window <= 60'000, "a receive window is 1 ms to one minute");
  return {{"recvWindow", std::to_string(window), true},
          {"timestamp", std::to_string(time.now.ns / kMillisecond), true}};
}

/// Each with a "&" before it.
void AppendPairs(const std::vector<Parameter>& parameters, bool encode, std::string* text) {
  for (const Parameter& p : parameters) {
    *text += '&';
    *text += p.name;
    *text += '=';
    if (encode) {
      net::AppendPercentEncoded(p.value, text);
    } else {
      *text += p.value;
    }
  }
}

}  // namespace

bool ChangesOrders(Method method) {
  return method == Method::kPlaceOrder || method == Method::kCancelOrder ||
         method == Method::kCancelReplace || method == Method::kReduceOrder;
}

RestRequest BuildRest(const Call& call, const RequestTime& time, const Signer& sign) {
  const MethodRow& row = RowOf(call.method);
  CHECK(!row.verb.empty(), "a method that only the WebSocket API has");
  RestRequest request;
  request.verb = row.verb;
  request.weight = call.weight;
  request.is_order = call.method == Method::kPlaceOrder || call.method == Method::kCancelReplace;
  const bool is_signed = row.security == Security::kSigned;
  std::string& target = request.target;
  target.reserve(384);  // an order and its signature
  target = row.path;
  const size_t query = target.size() + 1;
  AppendPairs(call.parameters, true, &target);
  if (is_signed) {
    AppendPairs(TimeOf(time), true, &target);
    // What is signed is what is sent: the query with its percent signs.
    const std::string signature = sign(std::string_view(target).substr(query));
    AppendPairs({{"signature", signature}}, true, &target);
    request.needs_key = true;
  }
  if (target.size() >= query) target[query - 1] = '?';
  return request;
}

std::string BuildWsApi(const Call& call, uint64_t id, const RequestTime& time,
                       const WsApiKey* key) {
  const MethodRow& row = RowOf(call.method);
  CHECK(!row.ws_name.empty(), "a method that only REST has");
  std::vector<Parameter> parameters = call.parameters;
  if (row.security != Security::kNone) {
    std::ranges::move(TimeOf(time), std::back_inserter(parameters));
  }
  CHECK(row.security != Security::kLogon || key != nullptr, "a logon needs a key");
  const bool is_signed = row.security != Security::kNone && key != nullptr;
  if (is_signed) {
    parameters.push_back({"apiKey", std::string(key->api_key)});
    std::ranges::sort(parameters, {}, &Parameter::name);
    std::string signed_text;
    AppendPairs(parameters, false, &signed_text);
    parameters.push_back({"signature", key->sign(std::string_view(signed_text).substr(1))});
  }
  std::string members;
  for (const Parameter& p : parameters) {
    members += fmt::format("{}{}:{}", members.empty() ? "" : ",", base::JsonQuote(p.name),
                           p.bare ? p.value : base::JsonQuote(p.value));
  }
  const std::string params = members.empty() ? "" : ",\"params\":{" + members + "}";
  return fmt::format("{{\"id\":{},\"method\":\"{}\"{}}}", id, row.ws_name, params);
}

}  // namespace keel::venues::binance
