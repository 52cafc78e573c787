// SPDX-License-Identifier: MIT
#include "exchange/routes.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace keel::exchange {
namespace {

int DepthWeight(const Parameters& parameters) {
  const std::string_view text = FindParameter(parameters, "limit").value_or("100");
  int limit = 0;
  std::from_chars(text.data(), text.data() + text.size(), limit);
  return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
}
int DayTickerWeight(const Parameters& parameters) {
  return FindParameter(parameters, "symbol") ? 2 : 80;
}
int TickerWeight(const Parameters& parameters) {
  return FindParameter(parameters, "symbol") ? 2 : 4;
}
// 4 of each pair.
int WindowWeight(const Parameters& parameters) {
  const std::string_view list = FindParameter(parameters, "symbols").value_or("");
  const auto pairs = std::max<int64_t>(1, std::ranges::count(list, '"') / 2);
  return static_cast<int>(std::min<int64_t>(4 * pairs, 200));
}
int OpenOrdersWeight(const Parameters& parameters) {
  return FindParameter(parameters, "symbol") ? 6 : 80;
}

constexpr Security kNone = Security::kNone, kSigned = Security::kSigned;

constexpr std::array<Route, 40> kRoutes = {{
    {"GET", "/api/v3/ping", "ping", kNone, 1, &Ping},
    {"GET", "/api/v3/time", "time", kNone, 1, &ServerTime},
    {"GET", "/api/v3/exchangeInfo", "exchangeInfo", kNone, 20, &ExchangeInformation},
    {"GET", "/api/v3/depth", "depth", kNone, 5, &Depth, false, &DepthWeight},
    {"GET", "/api/v3/trades", "trades.recent", kNone, 25, &RecentTrades},
    {"GET", "/api/v3/historicalTrades", "trades.historical", kNone, 25, &HistoricalTrades},
    {"GET", "/api/v3/aggTrades", "trades.aggregate", kNone, 4, &AggregateTrades},
    {"GET", "/api/v3/klines", "klines", kNone, 2, &Klines},
    {"GET", "/api/v3/uiKlines", "uiKlines", kNone, 2, &Klines},
    {"GET", "/api/v3/avgPrice", "avgPrice", kNone, 2, &AveragePrice},
    {"GET", "/api/v3/ticker/24hr", "ticker.24hr", kNone, 2, &DayTickers, false, &DayTickerWeight},
    {"GET", "/api/v3/ticker", "ticker", kNone, 4, &WindowTickers, false, &WindowWeight},
    {"GET", "/api/v3/ticker/tradingDay", "ticker.tradingDay", kNone, 4, &TradingDayTickers, false,
     &WindowWeight},
    {"GET", "/api/v3/ticker/price", "ticker.price", kNone, 2, &PriceTickers, false, &TickerWeight},
    {"GET", "/api/v3/ticker/bookTicker", "ticker.book", kNone, 2, &BookTickers, false,
     &TickerWeight},
    {"POST", "/api/v3/order", "order.place", kSigned, 1, &PlaceOrder, true},
    {"POST", "/api/v3/order/test", "order.test", kSigned, 1, &TestOrder},
    {"DELETE", "/api/v3/order", "order.cancel", kSigned, 1, &CancelOrder},
    {"GET", "/api/v3/order", "order.status", kSigned, 4, &OrderStatusOf},
    {"POST", "/api/v3/order/cancelReplace", "order.cancelReplace", kSigned, 1, &CancelReplaceOrder,
     true},
    {"PUT", "/api/v3/order/amend/keepPriority", "order.amend.keepPriority", kSigned, 4,
     &ReduceOrder},
    {"GET", "/api/v3/openOrders", "openOrders.status", kSigned, 6, &OpenOrdersOf, false,
     &OpenOrdersWeight},
    {"DELETE", "/api/v3/openOrders", "openOrders.cancelAll", kSigned, 1, &CancelOpenOrders},
    {"POST", "/api/v3/orderList/oco", "orderList.place.oco", kSigned, 1, &PlaceOcoList, true,
     nullptr, 2},
    {"DELETE", "/api/v3/orderList", "orderList.cancel", kSigned, 1, &CancelOrderList},
    {"GET", "/api/v3/orderList", "orderList.status", kSigned, 4, &OrderListOf},
    {"GET", "/api/v3/openOrderList", "openOrderLists.status", kSigned, 6, &OpenOrderListsOf},
    {"GET", "/api/v3/allOrderList", "allOrderLists", kSigned, 20, &AllOrderListsOf},
    {"GET", "/api/v3/allOrders", "allOrders", kSigned, 20, &AllOrdersOf},
    {"GET", "/api/v3/myTrades", "myTrades", kSigned, 20, &TradesOf},
    {"GET", "/api/v3/account", "account.status", kSigned, 20, &AccountStatus},
    {"GET", "/api/v3/account/commission", "account.commission", kSigned, 20, &CommissionOf},
    {"GET", "/sapi/v1/account/apiRestrictions", "", kSigned, 1, &KeyRestrictionsOf},
    {"GET", "/api/v3/rateLimit/order", "account.rateLimits.orders", kSigned, 40, &OrderCountsOf},
    {"", "", "session.logon", kSigned, 2},
    {"", "", "session.status", kNone, 2},
    {"", "", "session.logout", kNone, 2},
    {"", "", "userDataStream.subscribe", kNone, 2},
    {"", "", "userDataStream.subscribe.signature", kSigned, 2},
    {"", "", "userDataStream.unsubscribe", kNone, 2},
}};

}  // namespace

std::span<const Route> Routes() { return kRoutes; }

const Route* FindRestRoute(std::string_view method, std::string_view path) {
  if (path.empty()) return nullptr;
  const auto found = std::ranges::find_if(
      kRoutes, [&](const Route& route) { return route.method == method && route.path == path; });
  return found == kRoutes.end() ? nullptr : &*found;
}

const Route* FindWsRoute(std::string_view ws_name) {
  if (ws_name.empty()) return nullptr;
  const auto found = std::ranges::find(kRoutes, ws_name, &Route::ws_name);
  return found == kRoutes.end() ? nullptr : &*found;
}

}  // namespace keel::exchange
