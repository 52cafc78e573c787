// SPDX-License-Identifier: MIT
// The exchange on a socket: REST, market streams and the WebSocket API on one port, and the beat
// that keeps its market moving.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "exchange/server_parts.h"
#include "net/server.h"

namespace keel::exchange {

struct ExchangeServerOptions {
  std::string host = "127.0.0.1";
  uint16_t port = 0;  ///< 0: one that is free
  uint64_t seed = 1;  ///< of the faults
  /// Moves the market on to the exchange's time: every beat of 100 ms and before each request.
  std::function<void(base::UnixNanos)> on_beat;
  /// A WebSocket is cut when it is that old, in the exchange's time.
  base::Duration connection_life = base::Hours(24);
};

class ExchangeServer {
 public:
  /// Serves from now on; everything given must outlive it. kIo where the port is taken.
  static base::Result<std::unique_ptr<ExchangeServer>> Start(net::Loop& loop,
                                                             SimulatedExchange& exchange,
                                                             const KeyRing& keys, VenueClock& clock,
                                                             ExchangeServerOptions options);
  ~ExchangeServer();

  uint16_t port() const;
  ServerParts& parts();
  size_t connections() const;
  /// Says `serverShutdown` and closes everything; `done` is called when all have gone.
  void Stop(net::Task done);

 private:
  struct State;
  explicit ExchangeServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace keel::exchange
