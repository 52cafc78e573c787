// SPDX-License-Identifier: MIT
// Between the house's requests and Binance's: which call a request is, and what an answer to it
// means. Here it is decided whether an order may exist: only a venue's own word says that it does
// not (faults F01, F02, F16). No sockets, no time, no keys.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "execution/venue_wire.h"
#include "venues/binance/account_events.h"
#include "venues/binance/calls.h"
#include "venues/binance/error_code.h"
#include "venues/binance/request_queue.h"
#include "venues/binance/rest_parser.h"
#include "venues/binance/symbol_table.h"

namespace keel::venues::binance {

/// A pair that is traded, and the venue's rules for it.
struct TradedPair {
  core::InstrumentId instrument;
  SymbolRules rules;
};

class OrderGateway {
 public:
  using CurrencyOf = std::function<core::CurrencyId(std::string_view code)>;
  /// At most so many coins are ever told of: a venue cannot fill our memory with names.
  static constexpr size_t kMaxCurrencies = 2000;

  OrderGateway(std::vector<TradedPair> pairs, CurrencyOf currency_of);

  /// The venue's rules of a pair from now on; those of a pair that is not traded here are ignored.
  void Learn(const SymbolRules& rules);
  /// The call that a request is. Refused where the venue does not take such an order; it is then
  /// not to be sent.
  tl::expected<Call, execution::Refused> CallOf(const execution::Request& request) const;
  static Importance ImportanceOf(const execution::Request& request);

  /// What the venue's answer to `request` says: a status as of HTTP, the JSON of a success or of
  /// an error.
  execution::Answer Read(const execution::Request& request, int status, std::string_view body);
  /// The same of the WebSocket API, whose errors are read already.
  execution::Answer Read(const execution::Request& request, int status, std::string_view result,
                         const std::optional<VenueError>& error);

  /// An event of the account's stream; nothing where it is of a pair that is not traded here.
  /// kCorrupt where its fee is in something that is no coin.
  base::Result<std::optional<execution::StreamOrder>> Read(const ExecutionReport& report);

 private:
  using Meaning = decltype(execution::Answer::what);
  const TradedPair* PairOf(core::InstrumentId instrument) const;
  base::Result<core::CurrencyId> Currency(std::string_view code);
  base::Result<execution::VenueOrder> Told(const VenueOrder& order) const;

  base::Result<Meaning> ReadResult(const execution::Request& request, std::string_view body);
  base::Result<Meaning> ReadOpenOrders(std::string_view body);
  base::Result<Meaning> ReadTrades(const execution::QueryTrades& query, std::string_view body);
  base::Result<Meaning> ReadBalances(std::string_view body);

  std::vector<TradedPair> pairs_;
  SymbolTable symbols_;
  CurrencyOf currency_of_;
  std::map<std::string, core::CurrencyId, std::less<>> currencies_;
  RestParser parser_;
};

}  // namespace keel::venues::binance
