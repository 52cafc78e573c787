// SPDX-License-Identifier: MIT
// What both ends of a WebSocket share: messages, how a connection ended, what became of a text that
// was to be sent.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace keel::net {

/// A whole text message.
struct WebSocketMessage {
  std::string_view text;     ///< valid during the call
  base::UnixNanos received;  ///< when its last byte was read
};

/// Close codes (RFC 6455, section 7.4) that we send.
inline constexpr uint16_t kNormalClosure = 1000;
inline constexpr uint16_t kGoingAway = 1001;
inline constexpr uint16_t kUnsupportedMessage = 1003;
inline constexpr uint16_t kPolicyViolation = 1008;
inline constexpr uint16_t kTryAgainLater = 1013;

/// Why a connection is over.
struct CloseReason {
  enum class Kind {
    kNotConnected,  ///< it never came about: no address, nobody there, no TLS, no time
    kDeclined,      ///< the server answered the handshake with `code`, an HTTP status
    kPeer,          ///< the peer closed, with `code`
    kOurs,          ///< closed here
    kStalled,       ///< nothing was heard for the idle time, not even an answer to our ping
    kOverflow,      ///< the peer takes our messages too slowly
    kProtocol,      ///< the peer broke the protocol or a limit
    kLost,          ///< the connection ended without a close
  };
  Kind kind = Kind::kLost;
  uint16_t code = 0;
  std::string text;  ///< the peer's words, or one sentence of ours
};

/// "stalled", "lost", ... for logs.
const char* NameOf(CloseReason::Kind kind);

/// What became of a text that was given to Send.
enum class Queued {
  kQueued,
  kReplaced,  ///< in the place of one with the same key that had not been sent yet
  kFull,      ///< not taken: too many bytes wait already
  kClosed,    ///< not taken: the connection is closed or closing
};

/// What a connection that is open has to tell. Called from its loop.
struct WebSocketEvents {
  std::function<void()> on_open;  ///< may be empty
  std::function<void(const WebSocketMessage&)> on_message;
  /// Exactly once, also where the connection never opened.
  std::function<void(const CloseReason&)> on_close;
};

}  // namespace keel::net
