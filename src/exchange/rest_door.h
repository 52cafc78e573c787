// SPDX-License-Identifier: MIT
// REST: from an HTTP request to an inquiry and from a reply to an HTTP answer with Binance's
// headers. [Binance: REST API, "SIGNED endpoint security", "Limits"]
#pragma once

#include <string>
#include <string_view>

#include "exchange/server_parts.h"
#include "net/server.h"

namespace keel::exchange {

/// Answers one HTTP request, at once or later, or never where a fault wants that.
void AnswerRest(ServerParts& parts, const net::ServerRequest& request, const net::Respond& respond);

/// The admin requests under /keel/faults: GET lists, POST adds, DELETE clears.
net::HttpResponse AnswerFaults(ServerParts& parts, const net::ServerRequest& request);

/// POST /keel/transfers {"asset", "amount"} with the account's API key as X-MBX-APIKEY: a deposit,
/// or a withdrawal where the amount is negative.
net::HttpResponse AnswerTransfer(ServerParts& parts, const net::ServerRequest& request);

/// POST /keel/rules {"symbol", "tick", "lot", "min_notional"}: other filters of a pair from now on,
/// as a venue changes them while it trades; working orders stay. All but the symbol may be absent.
net::HttpResponse AnswerRules(ServerParts& parts, const net::ServerRequest& request);

/// GET /keel/clock: how the exchange's time follows from this machine's, for a client that keeps up
/// with it: it was the machine's own at `origin_ns`, and `speed` seconds have passed each second.
net::HttpResponse AnswerClock(const ServerParts& parts);

net::HttpResponse JsonResponse(int status, std::string body);

}  // namespace keel::exchange
