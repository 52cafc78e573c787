// SPDX-License-Identifier: MIT
// One request on its way through the exchange, stripped of REST and WebSocket: who asks, when, and
// what is answered. What answers is a function of these and nothing else.
#pragma once

#include <functional>
#include <string>

#include "base/time.h"
#include "exchange/parameters.h"
#include "exchange/render.h"

namespace keel::exchange {

struct CallContext {
  base::UnixNanos now;    ///< the exchange's time
  AccountId account = 0;  ///< of a signed request
  /// After it the request may not reach the matching engine any more.
  base::UnixNanos deadline = base::kEndOfTime;
  std::string fresh_name;                          ///< for an order whose client gives it none
  int64_t orders_ten_seconds = 0, orders_day = 0;  ///< that the account placed lately
};

struct Answer {
  int status = 200;
  std::string body;  ///< JSON; of a failure {"code", "msg"}
};
inline Answer AnswerOf(const Refusal& refusal) { return {refusal.status, RenderError(refusal)}; }

/// What carries out a request about its connection (a logon, a subscription), which no route can.
using ConnectionCall = std::function<Answer(const CallContext& call)>;
using AnswerCall = Answer (*)(SimulatedExchange& exchange, const CallContext& call,
                              ParameterReader& in);

// Public market data.
Answer Ping(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer ServerTime(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer ExchangeInformation(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer Depth(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer RecentTrades(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer HistoricalTrades(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer AggregateTrades(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer Klines(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer AveragePrice(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer DayTickers(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer WindowTickers(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer TradingDayTickers(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer PriceTickers(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer BookTickers(SimulatedExchange&, const CallContext&, ParameterReader&);

// Orders.
Answer PlaceOrder(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer TestOrder(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer CancelOrder(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer CancelReplaceOrder(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer ReduceOrder(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer CancelOpenOrders(SimulatedExchange&, const CallContext&, ParameterReader&);

// Order lists.
Answer PlaceOcoList(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer CancelOrderList(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer OrderListOf(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer OpenOrderListsOf(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer AllOrderListsOf(SimulatedExchange&, const CallContext&, ParameterReader&);

// The account.
Answer OrderStatusOf(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer OpenOrdersOf(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer AllOrdersOf(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer TradesOf(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer AccountStatus(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer CommissionOf(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer KeyRestrictionsOf(SimulatedExchange&, const CallContext&, ParameterReader&);
Answer OrderCountsOf(SimulatedExchange&, const CallContext&, ParameterReader&);

}  // namespace keel::exchange
