// SPDX-License-Identifier: MIT
// A TCP proxy on loopback that breaks what passes through it, at given bytes and in either
// direction: the network of the tests, because not every kernel can make a bad one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "net/loop.h"

namespace keel::net::testing {

enum class Fault {
  kNone,       ///< bytes pass
  kDelay,      ///< each piece is held for a while; their order stays
  kSwallow,    ///< bytes are read and dropped
  kSilence,    ///< nothing is read any more
  kDuplicate,  ///< each piece comes twice
  kReorder,    ///< pieces come in swapped pairs
  kTruncate,   ///< the connection ends, in order, on both sides
  kReset,      ///< the connection ends with a reset on both sides
};

/// From byte `at` of a direction on, until the next step.
struct Step {
  size_t at = 0;
  Fault fault = Fault::kNone;
  base::Duration delay;  ///< kDelay
  size_t piece = 64;     ///< kDuplicate, kReorder: bytes of a piece
};

/// What happens to one connection, by ascending `at` in each direction.
struct Schedule {
  bool refuse = false;  ///< reset as soon as it is accepted
  std::vector<Step> to_server;
  std::vector<Step> to_client;
};

class FaultProxy {
 public:
  /// Listens on a free port and passes on to `server_port`; `schedule` is asked at each connection,
  /// counted from 0.
  static base::Result<std::unique_ptr<FaultProxy>> Open(
      Loop& loop, uint16_t server_port, std::function<Schedule(int connection)> schedule);
  ~FaultProxy();

  uint16_t port() const;
  int connections() const;
  /// Bytes that came out at the server's side, over all connections.
  size_t bytes_to_server() const;
  /// What is open now behaves so from its next byte on, in both directions.
  void BreakAll(Fault fault);

 private:
  class State;
  explicit FaultProxy(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace keel::net::testing
