// SPDX-License-Identifier: MIT
// The events of a user-data subscription: what happened to an account, as Binance tells it.
// [Binance: User data streams]
#pragma once

#include <string>

#include "exchange/simulated_exchange.h"

namespace keel::exchange {

/// `executionReport`.
std::string ExecutionReportMessage(const SimulatedExchange& exchange, const OrderReport& report);
/// `outboundAccountPosition` of the two assets of a market, and of a third in which a fee was paid.
std::string AccountPositionMessage(const SimulatedExchange& exchange, AccountId account,
                                   MarketId market, base::UnixNanos now,
                                   std::optional<AssetId> fee_asset = std::nullopt);
/// `balanceUpdate`.
std::string BalanceUpdateMessage(const SimulatedExchange& exchange, const BalanceChange& change);
/// `listStatus`.
std::string ListStatusMessage(const SimulatedExchange& exchange, const OrderList& list);
/// {"e": event, "E": now}: `eventStreamTerminated`, `serverShutdown`.
std::string BareEventMessage(std::string_view event, base::UnixNanos now);

}  // namespace keel::exchange
