// SPDX-License-Identifier: MIT
#include "net/internal/transport.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cerrno>
#include <utility>
#include <vector>

#include "base/check.h"

namespace keel::net::internal {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using tcp = asio::ip::tcp;

namespace {

constexpr base::Duration kLinger = base::Seconds(1);
constexpr base::Duration kAcceptPause = base::Milliseconds(100);

/// What plain and TLS streams have in common: the socket below and how it ends.
class SocketTransport : public Transport, public std::enable_shared_from_this<SocketTransport> {
 public:
  SocketTransport(Loop& loop, std::string peer) : loop_(loop), peer_(std::move(peer)) {}

  void Close() override {
    Code ignored;
    socket().close(ignored);
    linger_.Cancel();
  }
  void Reset() override {
    Code ignored;
    socket().set_option(asio::socket_base::linger(true, 0), ignored);
    Close();
  }
  PeerState Peek() override {
    char byte = 0;
    const ssize_t got =
        ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT | MSG_NOSIGNAL);
    if (got > 0) return PeerState::kSpoke;
    const bool quiet = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    return quiet ? PeerState::kQuiet : PeerState::kGone;
  }
  const std::string& peer() const override { return peer_; }

 protected:
  virtual tcp::socket& socket() = 0;

  void StartLinger() {
    linger_ = loop_.After(kLinger, [this, self = weak_from_this()] {
      if (const auto held = self.lock()) Close();
    });
  }
  /// Closing while unread bytes lie in the socket resets it, and with it what was written last.
  void Drain() {
    Code ignored;
    socket().shutdown(tcp::socket::shutdown_send, ignored);
    DiscardMore();
  }

 private:
  void DiscardMore() {
    socket().async_read_some(asio::buffer(discarded_),
                             [this, self = shared_from_this()](const Code& code, size_t) {
                               code ? Close() : DiscardMore();
                             });
  }

  Loop& loop_;
  std::string peer_;
  Timer linger_;
  std::array<char, 4096> discarded_{};
};

class PlainTransport final : public SocketTransport {
 public:
  PlainTransport(Loop& loop, tcp::socket socket, std::string peer)
      : SocketTransport(loop, std::move(peer)), socket_(std::move(socket)) {}

  void ReadSome(std::span<char> into, Done done) override {
    socket_.async_read_some(asio::buffer(into.data(), into.size()),
                            [self = shared_from_this(), done = std::move(done)](
                                const Code& code, size_t size) { done(code, size); });
  }
  void WriteSome(std::string_view bytes, Done done) override {
    socket_.async_write_some(asio::buffer(bytes),
                             [self = shared_from_this(), done = std::move(done)](
                                 const Code& code, size_t size) { done(code, size); });
  }
  void CloseGently() override {
    StartLinger();
    Drain();
  }
  bool is_tls() const override { return false; }

 private:
  tcp::socket& socket() override { return socket_; }
  tcp::socket socket_;
};

class TlsTransport final : public SocketTransport {
 public:
  TlsTransport(Loop& loop, tcp::socket socket, TlsContext context, std::string peer)
      : SocketTransport(loop, std::move(peer)),
        context_(std::move(context)),
        stream_(std::move(socket), *context_) {}

  /// The client's half names `host` and verifies it; an empty host is the server's half.
  void Handshake(const std::string& host, std::function<void(const Code&)> done) {
    if (!host.empty()) {
      Code not_an_address;
      asio::ip::make_address(host, not_an_address);
      if (not_an_address) SSL_set_tlsext_host_name(stream_.native_handle(), host.c_str());
      stream_.set_verify_callback(ssl::host_name_verification(host), not_an_address);
    }
    stream_.async_handshake(
        host.empty() ? ssl::stream_base::server : ssl::stream_base::client,
        [self = shared_from_this(), done = std::move(done)](const Code& code) { done(code); });
  }
  /// What was wrong with the peer's certificate, or "".
  std::string Verdict() {
    const long result = SSL_get_verify_result(stream_.native_handle());
    return result == X509_V_OK ? "" : X509_verify_cert_error_string(result);
  }
  void ReadSome(std::span<char> into, Done done) override {
    stream_.async_read_some(asio::buffer(into.data(), into.size()),
                            [self = shared_from_this(), done = std::move(done)](
                                const Code& code, size_t size) { done(code, size); });
  }
  void WriteSome(std::string_view bytes, Done done) override {
    stream_.async_write_some(asio::buffer(bytes),
                             [self = shared_from_this(), done = std::move(done)](
                                 const Code& code, size_t size) { done(code, size); });
  }
  void CloseGently() override {
    StartLinger();
    stream_.async_shutdown([this, self = shared_from_this()](const Code&) { Drain(); });
  }
  bool is_tls() const override { return true; }

 private:
  tcp::socket& socket() override { return stream_.next_layer(); }
  TlsContext context_;
  ssl::stream<tcp::socket> stream_;
};

bool IsPublic(const asio::ip::address& address) {
  if (address.is_v6()) {
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return IsPublic(asio::ip::make_address_v4(asio::ip::v4_mapped, v6));
    const auto bytes = v6.to_bytes();
    return (bytes[0] & 0xe0) == 0x20;  // global unicast, 2000::/3
  }
  const uint32_t v4 = address.to_v4().to_uint();
  const auto within = [v4](uint32_t network, int bits) {
    return (v4 >> (32 - bits)) == (network >> (32 - bits));
  };
  return !(within(0x00000000, 8) || within(0x0a000000, 8) || within(0x64400000, 10) ||
           within(0x7f000000, 8) || within(0xa9fe0000, 16) || within(0xac100000, 12) ||
           within(0xc0000000, 24) || within(0xc0a80000, 16) || within(0xc6120000, 15) ||
           within(0xe0000000, 3));
}

/// One attempt at a connection. It lives in its own callbacks.
class Connector : public std::enable_shared_from_this<Connector> {
 public:
  Connector(Loop& loop, ConnectOptions options, Connected done)
      : loop_(loop),
        options_(std::move(options)),
        done_(std::move(done)),
        resolver_(loop.context()),
        socket_(loop.context()) {}

  void Start() {
    timer_ = loop_.After(options_.timeout, [this, self = weak_from_this()] {
      if (const auto held = self.lock()) Expire();
    });
    Code not_an_address;
    const auto address = asio::ip::make_address(options_.origin.host, not_an_address);
    if (!not_an_address) {
      // From the loop like every other completion, never from inside Connect.
      return loop_.Post([this, self = shared_from_this(), address] {
        ConnectTo({tcp::endpoint(address, options_.origin.port)});
      });
    }
    resolver_.async_resolve(options_.origin.host, std::to_string(options_.origin.port),
                            [this, self = shared_from_this()](
                                const Code& code, const tcp::resolver::results_type& all) {
                              if (code) return Fail(Stage::kResolve, code.message());
                              std::vector<tcp::endpoint> endpoints;
                              for (const auto& entry : all) endpoints.push_back(entry.endpoint());
                              ConnectTo(std::move(endpoints));
                            });
  }

 private:
  using Stage = ConnectFailure::Stage;

  void ConnectTo(std::vector<tcp::endpoint> endpoints) {
    if (!done_) return;
    if (options_.public_only) {
      std::erase_if(endpoints, [](const auto& e) { return !IsPublic(e.address()); });
      if (endpoints.empty()) return Fail(Stage::kResolve, "its address is not a public one");
    }
    endpoints_ = std::move(endpoints);
    asio::async_connect(
        socket_, endpoints_,
        [this, self = shared_from_this()](const Code& code, const tcp::endpoint& endpoint) {
          if (code) return Fail(Stage::kConnect, code.message());
          Shake(endpoint.address().to_string());
        });
  }

  void Shake(const std::string& peer) {
    if (!done_) return;
    Code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    if (!options_.origin.tls) {
      return Succeed(std::make_shared<PlainTransport>(loop_, std::move(socket_), peer));
    }
    tls_ = std::make_shared<TlsTransport>(loop_, std::move(socket_), options_.tls, peer);
    tls_->Handshake(options_.origin.host, [this, self = shared_from_this()](const Code& code) {
      if (!code) return Succeed(std::exchange(tls_, nullptr));
      const std::string verdict = tls_ ? tls_->Verdict() : "";
      Fail(Stage::kTls, verdict.empty() ? code.message() : verdict);
    });
  }

  void Expire() {
    Fail(Stage::kTimeout, fmt::format("no connection within {:g} s", options_.timeout.seconds()));
    resolver_.cancel();
    Code ignored;
    socket_.close(ignored);
    if (tls_) tls_->Close();
  }
  void Fail(Stage stage, std::string why) {
    timer_.Cancel();
    if (const Connected done = std::exchange(done_, nullptr)) {
      done(tl::unexpected(ConnectFailure{
          stage, fmt::format("cannot connect to {}: {}", options_.origin.Authority(), why)}));
    }
  }
  void Succeed(TransportPtr transport) {
    timer_.Cancel();
    if (const Connected done = std::exchange(done_, nullptr)) done(std::move(transport));
  }

  Loop& loop_;
  ConnectOptions options_;
  Connected done_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  std::vector<tcp::endpoint> endpoints_;
  std::shared_ptr<TlsTransport> tls_;
  Timer timer_;
};

class TcpListener final : public Listener {
 public:
  TcpListener(Loop& loop, Options options, Admit admit, OnConnection on_connection)
      : state_(std::make_shared<State>(loop, std::move(options))) {
    state_->admit = std::move(admit);
    state_->on_connection = std::move(on_connection);
  }
  ~TcpListener() override {
    Code ignored;
    state_->acceptor.close(ignored);
    state_->open = false;
    state_->pause.Cancel();
  }

  base::Status Start() {
    const Options& options = state_->options;
    Code code;
    const auto address = asio::ip::make_address(options.address, code);
    if (code) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("\"{}\" is no IP address to listen on; give one like 127.0.0.1",
                                    options.address));
    }
    const tcp::endpoint endpoint(address, options.port);
    tcp::acceptor& acceptor = state_->acceptor;
    acceptor.open(endpoint.protocol(), code);
    if (!code) acceptor.set_option(tcp::acceptor::reuse_address(true), code);
    if (!code) acceptor.bind(endpoint, code);
    if (!code) acceptor.listen(asio::socket_base::max_listen_connections, code);
    if (code) {
      return base::Fail(base::ErrorCode::kIo,
                        fmt::format("cannot listen on {} port {}: {}; choose another port",
                                    options.address, options.port, code.message()));
    }
    Accept(state_);
    return {};
  }
  uint16_t port() const override {
    Code ignored;
    return state_->acceptor.local_endpoint(ignored).port();
  }

 private:
  struct State {
    State(Loop& on, Options with) : loop(on), options(std::move(with)), acceptor(on.context()) {}
    Loop& loop;
    Options options;
    tcp::acceptor acceptor;
    Admit admit;
    OnConnection on_connection;
    Timer pause;
    bool open = true;
  };
  using StatePtr = std::shared_ptr<State>;

  static void Accept(const StatePtr& state) {
    state->acceptor.async_accept([state](const Code& code, tcp::socket socket) {
      if (!state->open) return;
      if (!code) {
        Take(state, std::move(socket));
        if (state->open) Accept(state);
        return;
      }
      // Out of descriptors, most likely: some will come back.
      state->pause = state->loop.After(kAcceptPause, [state] { Accept(state); });
    });
  }

  static void Take(const StatePtr& state, tcp::socket socket) {
    Code code;
    const std::string peer = socket.remote_endpoint(code).address().to_string();
    if (code || !state->admit(peer)) return;
    socket.set_option(tcp::no_delay(true), code);
    if (!state->options.tls) {
      return state->on_connection(
          peer, std::make_shared<PlainTransport>(state->loop, std::move(socket), peer));
    }
    auto tls =
        std::make_shared<TlsTransport>(state->loop, std::move(socket), state->options.tls, peer);
    auto limit = std::make_shared<Timer>(
        state->loop.After(state->options.handshake_time, [tls] { tls->Close(); }));
    tls->Handshake("", [state, tls, limit, peer](const Code& failed) {
      limit->Cancel();
      if (state->open) state->on_connection(peer, failed ? nullptr : tls);
    });
  }

  StatePtr state_;
};

}  // namespace

bool IsCleanEnd(const Code& code) { return code == asio::error::eof; }

void Connect(Loop& loop, ConnectOptions options, Connected done) {
  CHECK(!options.origin.tls || options.tls, "a TLS connection needs a TLS context");
  std::make_shared<Connector>(loop, std::move(options), std::move(done))->Start();
}

base::Result<std::unique_ptr<Listener>> Listener::Open(Loop& loop, Options options, Admit admit,
                                                       OnConnection on_connection) {
  auto listener = std::make_unique<TcpListener>(loop, std::move(options), std::move(admit),
                                                std::move(on_connection));
  TRY(listener->Start());
  return listener;
}

}  // namespace keel::net::internal
