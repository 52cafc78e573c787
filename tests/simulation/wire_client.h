// SPDX-License-Identifier: MIT
// A connector of Binance without its sockets: the house's requests become bytes and bytes become
// what a venue says, by the production gateway, writers and parsers.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/result.h"
#include "exchange/call.h"
#include "net/rate_budget.h"
#include "venues/binance/account_key.h"
#include "venues/binance/order_gateway.h"
#include "venues/binance/request_queue.h"
#include "venues/binance/ws_api_parser.h"

namespace keel::simulation {

/// A request on its way.
struct Letter {
  execution::Request request;
  bool by_socket = false;  ///< over the WebSocket API
  std::string verb, text;  ///< of HTTP its target, otherwise the message
  std::string_view api_key;
};

class WireClient {
 public:
  struct Options {
    std::vector<core::Symbol> pairs;  ///< by instrument
    bool by_socket = false;           ///< places and cancels over the WebSocket API
    base::Duration receive_window;
    venues::binance::OrderGateway::CurrencyOf currency_of;
  };
  /// `rules`: the exchange's answer about its pairs. `key` outlives it.
  WireClient(Options options, std::string_view rules, const venues::binance::AccountKey& key);

  /// How the exchange's clock differs from ours, as far as is known.
  void SetOffset(std::optional<base::Duration> offset) { offset_ = offset; }
  bool knows_time() const { return offset_.has_value(); }

  // ---- When to send: as RestChannel and AccountChannel do, by the production queue and budget.
  /// Takes a request in line; returns those that do not go any more.
  std::vector<execution::Request> Line(const execution::Request& request, base::UnixNanos now);
  /// Those whose turn it is, and those that have waited too long.
  std::vector<execution::Request> TakeNext(base::UnixNanos now);
  std::vector<execution::Request> TakeExpired(base::UnixNanos now);
  base::UnixNanos NextTime(base::UnixNanos now) { return queue_.NextTime(now, budget_); }
  /// An answer of this status came, and asks to be left alone so long.
  void Heed(const Letter& letter, int status, base::Duration pause, base::UnixNanos now);

  /// What to send, or what is known of the request without sending it.
  tl::expected<Letter, execution::Answer> Write(const execution::Request& request,
                                                base::UnixNanos now);
  std::string WriteSubscription(base::UnixNanos now);
  /// The exchange's answer about its pairs, asked again.
  void Learn(std::string_view rules);
  /// The question for the pairs and their rules.
  static std::string RulesTarget(const std::vector<core::Symbol>& pairs);

  struct Reading {
    execution::Answer answer;
    bool bad_clock = false;
  };
  Reading Read(const Letter& letter, const exchange::Answer& answer);
  bool IsSubscribed(std::string_view text);
  struct Event {
    bool ends_stream = false;
    std::optional<execution::StreamOrder> order;
  };
  base::Result<Event> ReadEvent(std::string_view text);

 private:
  bool GoesBySocket(const execution::Request& request) const;
  execution::Request TakeWaiting(uint64_t id);
  static std::vector<venues::binance::TradedPair> PairsOf(const Options& options,
                                                          std::string_view rules);
  venues::binance::RequestTime At(base::UnixNanos now) const {
    return {now + offset_.value_or(base::Duration{}), options_.receive_window};
  }

  Options options_;
  const venues::binance::AccountKey& key_;
  venues::binance::OrderGateway gateway_;
  venues::binance::WsApiParser parser_;
  std::optional<base::Duration> offset_;
  net::RateBudget budget_;
  venues::binance::RequestQueue queue_{256};
  std::map<uint64_t, execution::Request> waiting_;
  std::vector<execution::Request> next_;  // at once
};

}  // namespace keel::simulation
