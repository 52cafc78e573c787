// SPDX-License-Identifier: MIT
// A connected byte stream, plain or TLS, without saying which: what speaks HTTP or WebSocket over
// it is compiled once, and a test can put memory in a socket's place.
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/result.h"
#include "base/time.h"
#include "net/loop.h"
#include "net/tls.h"
#include "net/url.h"

namespace boost::asio::ssl {
class context;
}

namespace keel::net::internal {

using Code = boost::system::error_code;
using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// What a look at the socket, without reading, says about the peer.
enum class PeerState {
  kQuiet,  ///< connected, as far as is known
  kSpoke,  ///< bytes wait to be read
  kGone,
};

/// Whether `code` is the peer's orderly end of its stream.
bool IsCleanEnd(const Code& code);

/// At most one read and one write at a time. Completions come from the loop, never from inside the
/// call that asked for them, and hold the transport alive until then.
class Transport {
 public:
  using Done = std::function<void(const Code&, size_t)>;

  virtual ~Transport() = default;
  /// Reads at least one byte, or fails; the end of the stream is an error too.
  virtual void ReadSome(std::span<char> into, Done done) = 0;
  /// Writes at least one byte of `bytes`, which must stay valid, or fails.
  virtual void WriteSome(std::string_view bytes, Done done) = 0;
  /// Tells the peer that nothing more comes, waits up to a second for it to take what was written,
  /// then closes. No other operation may be under way.
  virtual void CloseGently() = 0;
  /// Closes at once; what is under way fails.
  virtual void Close() = 0;
  /// Closes with a TCP reset: what the peer has not read yet is lost.
  virtual void Reset() = 0;
  virtual PeerState Peek() = 0;
  virtual bool is_tls() const = 0;
  /// The peer's address, without its port.
  virtual const std::string& peer() const = 0;
};
using TransportPtr = std::shared_ptr<Transport>;

/// Why no connection came about. Nothing was sent.
struct ConnectFailure {
  enum class Stage { kResolve, kConnect, kTls, kTimeout };
  Stage stage = Stage::kConnect;
  std::string message;
};

struct ConnectOptions {
  Origin origin;
  TlsContext tls;            ///< required where the origin asks for TLS
  base::Duration timeout;    ///< for the name, the connection and the handshake together
  bool public_only = false;  ///< refuse loopback, private and link-local addresses
};

using Connected = std::function<void(tl::expected<TransportPtr, ConnectFailure>)>;

/// Resolves, connects and shakes hands, with the name sent (SNI) and verified. `done` is called
/// exactly once, from the loop.
void Connect(Loop& loop, ConnectOptions options, Connected done);

base::Result<TlsContext> MakeClientContext(const TlsTrust& trust);
base::Result<TlsContext> MakeServerContext(const TlsIdentity& identity);

/// Accepts connections on one address. Destroying it stops that.
class Listener {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    uint16_t port = 0;              ///< 0: one that is free
    TlsContext tls;                 ///< null: plain
    base::Duration handshake_time;  ///< for a TLS handshake
  };
  /// Whether a connection from this address may come in; asked before any handshake.
  using Admit = std::function<bool(const std::string& peer)>;
  /// Called with a connection that is ready. Null where one that was admitted did not get so far.
  using OnConnection = std::function<void(const std::string& peer, TransportPtr)>;

  /// kIo where the address is taken or not ours, kUsage where it is no address.
  static base::Result<std::unique_ptr<Listener>> Open(Loop& loop, Options options, Admit admit,
                                                      OnConnection on_connection);
  virtual ~Listener() = default;
  virtual uint16_t port() const = 0;
};

}  // namespace keel::net::internal
