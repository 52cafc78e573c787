// SPDX-License-Identifier: MIT
#include "net/https_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.h"
#include "net/internal/http_codec.h"
#include "net/internal/transport.h"

namespace keel::net {

using internal::Code;
using internal::ConnectFailure;
using internal::PeerState;
using internal::ReadState;
using internal::TransportPtr;
using Kind = HttpFailure::Kind;

namespace {

constexpr base::Duration kRetry = base::Milliseconds(1);

/// One request from Send to its answer.
struct Exchange {
  std::string bytes;
  bool to_head = false;
  HttpClient::OnReply done;
  Timer total;
};
using ExchangePtr = std::shared_ptr<Exchange>;

HttpFailure NotSent(Kind kind, std::string message) {
  return {SendOutcome::kNotSent, kind, std::move(message)};
}

Kind KindOf(ConnectFailure::Stage stage) {
  switch (stage) {
    case ConnectFailure::Stage::kResolve:
      return Kind::kResolve;
    case ConnectFailure::Stage::kConnect:
      return Kind::kConnect;
    case ConnectFailure::Stage::kTls:
      return Kind::kTls;
    case ConnectFailure::Stage::kTimeout:
      return Kind::kTimeout;
  }
  return Kind::kConnect;
}

/// One connection of the pool: idle, or busy with one request. A read is always under way, so an
/// idle connection that the peer closes is noticed before it is used.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using OnIdle = std::function<void(const std::shared_ptr<Connection>&)>;
  using OnGone = OnIdle;

  Connection(Loop& loop, const base::Clock& clock, const HttpClientOptions& options,
             TransportPtr transport)
      : loop_(loop),
        clock_(clock),
        options_(options),
        transport_(std::move(transport)),
        reader_({options.max_header_bytes, options.max_body_bytes}) {}

  void Start(OnIdle on_idle, OnGone on_gone) {
    on_idle_ = std::move(on_idle);
    on_gone_ = std::move(on_gone);
    Read();
    BecomeIdle();
  }

  /// Whether the next request may go out on it. Bytes that wait would be taken for its answer; only
  /// what TLS sends after its handshake is none of that.
  bool usable() {
    if (!idle()) return false;
    const auto state = transport_->Peek();
    return state == PeerState::kQuiet ||
           (state == PeerState::kSpoke && fresh_ && transport_->is_tls());
  }
  bool idle() const { return !exchange_ && !closed_; }
  bool busy_with(const Exchange* exchange) const { return exchange_.get() == exchange; }

  void Begin(ExchangePtr exchange) {
    CHECK(!exchange_ && !closed_, "a connection carries one request at a time");
    exchange_ = std::move(exchange);
    written_ = 0;
    fresh_ = false;
    reader_.Start(exchange_->to_head);
    phase_ = loop_.After(options_.header_time, [this] {
      Fail(Kind::kTimeout,
           fmt::format("no answer from {} within {:g} s", options_.origin.Authority(),
                       options_.header_time.seconds()));
    });
    Write();
  }

  /// Ends the request under way, if any, as one whose fate is not known, and the connection.
  void Fail(Kind kind, const std::string& message) {
    Finish(tl::unexpected(HttpFailure{outcome_, kind, message}), false);
  }

  /// Closes without calling anybody.
  void Abandon() {
    closed_ = true;
    phase_.Cancel();
    if (exchange_) exchange_->total.Cancel();  // a write under way holds the exchange for a while
    transport_->Close();
  }

 private:
  void Read() {
    transport_->ReadSome(buffer_, [this, self = shared_from_this()](const Code& code, size_t size) {
      if (!closed_) OnRead(code, size);
    });
  }

  void OnRead(const Code& code, size_t size) {
    if (!exchange_) return Leave();  // the peer closes, or speaks unasked
    const ReadState state = code ? OnEnd(code) : reader_.Feed({buffer_.data(), size});
    if (state == ReadState::kBad) {
      return Fail(code                  ? Kind::kLost
                  : reader_.too_large() ? Kind::kTooLarge
                                        : Kind::kMalformed,
                  fmt::format("the answer of {} cannot be used: {}", options_.origin.Authority(),
                              reader_.problem()));
    }
    if (state == ReadState::kDone) {
      HttpResponse response = reader_.Take();
      response.received = clock_.now();
      const bool keep = !code && reader_.keep_alive() && reader_.surplus() == 0 &&
                        written_ == exchange_->bytes.size();
      return Finish(std::move(response), keep);
    }
    if (code) {
      return Fail(Kind::kLost, fmt::format("{} ended the connection before its answer: {}",
                                           options_.origin.Authority(), code.message()));
    }
    if (state == ReadState::kBody) phase_.Cancel();
    Read();
  }

  // Only a clean end may stand for the end of a body without a length.
  ReadState OnEnd(const Code& code) {
    const bool clean = internal::IsCleanEnd(code);
    return clean && reader_.state() == ReadState::kBody ? reader_.FeedEnd() : ReadState::kHeader;
  }

  void Write() {
    // From here on the bytes are the system's, whatever it says later.
    outcome_ = SendOutcome::kUnknown;
    const std::string_view rest = std::string_view(exchange_->bytes).substr(written_);
    transport_->WriteSome(rest, [this, self = shared_from_this(), sending = exchange_](
                                    const Code& code, size_t size) {
      if (closed_ || exchange_ != sending) return;
      if (code) return OnWriteFailed(code);
      written_ += size;
      if (written_ < exchange_->bytes.size()) Write();
    });
  }

  // A plain socket that refuses the first write has taken nothing. TLS may have passed on a record.
  void OnWriteFailed(const Code& code) {
    if (written_ == 0 && !transport_->is_tls()) outcome_ = SendOutcome::kNotSent;
    Fail(Kind::kLost, fmt::format("the connection to {} broke while sending: {}",
                                  options_.origin.Authority(), code.message()));
  }

  void Finish(HttpReply reply, bool keep) {
    phase_.Cancel();
    const ExchangePtr exchange = std::exchange(exchange_, nullptr);
    if (!keep) {
      Leave();
    } else {
      Read();
      BecomeIdle();
    }
    if (exchange) {
      exchange->total.Cancel();
      exchange->done(std::move(reply));
    }
  }

  void BecomeIdle() {
    phase_ = loop_.After(options_.idle_time, [this] { Leave(); });
    on_idle_(shared_from_this());
  }

  void Leave() {
    if (closed_) return;
    const auto self = shared_from_this();
    Abandon();
    on_gone_(self);
  }

  Loop& loop_;
  const base::Clock& clock_;
  const HttpClientOptions& options_;
  TransportPtr transport_;
  internal::ResponseReader reader_;
  ExchangePtr exchange_;
  SendOutcome outcome_ = SendOutcome::kNotSent;
  size_t written_ = 0;
  std::array<char, 16 * 1024> buffer_{};
  Timer phase_;
  bool closed_ = false;
  bool fresh_ = true;
  OnIdle on_idle_;
  OnGone on_gone_;
};
using ConnectionPtr = std::shared_ptr<Connection>;

}  // namespace

const char* NameOf(HttpFailure::Kind kind) {
  constexpr std::array kNames = {"refused", "resolve", "connect",   "tls",
                                 "timeout", "lost",    "malformed", "too large"};
  return kNames.at(static_cast<size_t>(kind));
}

/// The connections to the origin and the requests that wait for one.
class HttpClient::Pool : public std::enable_shared_from_this<HttpClient::Pool> {
 public:
  Pool(Loop& loop, const base::Clock& clock, HttpClientOptions options, internal::TlsContext tls)
      : loop_(loop), clock_(clock), options_(std::move(options)), tls_(std::move(tls)) {}

  void Send(HttpRequest request, OnReply done) {
    auto bytes = internal::Print(request, options_.origin.Authority());
    if (!bytes) return FailSoon(NotSent(Kind::kRefused, bytes.error().message), std::move(done));
    if (waiting_.size() >= options_.max_waiting) {
      return FailSoon(
          NotSent(Kind::kRefused, fmt::format("{} requests to {} wait already", waiting_.size(),
                                              options_.origin.Authority())),
          std::move(done));
    }
    auto exchange = std::make_shared<Exchange>();
    exchange->bytes = std::move(*bytes);
    exchange->to_head = request.method == "HEAD";
    exchange->done = [this, done = std::move(done)](HttpReply reply) {
      --pending_;
      done(std::move(reply));
    };
    exchange->total =
        loop_.After(options_.total_time, [this, raw = exchange.get()] { Expire(raw); });
    ++pending_;
    waiting_.push_back(std::move(exchange));
    Pump();
  }

  size_t pending() const { return pending_; }
  size_t connections() const { return connections_.size(); }

  void Close() {
    waiting_.clear();
    retry_.Cancel();
    for (const ConnectionPtr& connection : std::exchange(connections_, {})) connection->Abandon();
  }

 private:
  // Gives waiting requests to idle connections, and opens as many more as there is work for.
  void Pump() {
    while (!waiting_.empty()) {
      const auto idle = std::ranges::find_if(connections_, [](auto& c) { return c->usable(); });
      if (idle == connections_.end()) break;
      ExchangePtr next = std::move(waiting_.front());
      waiting_.pop_front();
      (*idle)->Begin(std::move(next));
    }
    while (connecting_ < waiting_.size() &&
           connections_.size() + connecting_ < options_.max_connections) {
      Open();
    }
    // What keeps an idle connection from use may be no more than a TLS record without content, and
    // nobody tells when that has been read.
    const bool idle = std::ranges::any_of(connections_, [](auto& c) { return c->idle(); });
    if (idle && !waiting_.empty()) retry_ = loop_.After(kRetry, [this] { Pump(); });
  }

  void Open() {
    ++connecting_;
    internal::Connect(loop_, {options_.origin, tls_, options_.connect_time, options_.public_only},
                      [weak = weak_from_this()](auto connected) {
                        const auto self = weak.lock();
                        if (!self) return;
                        --self->connecting_;
                        connected ? self->Take(std::move(*connected))
                                  : self->OnConnectFailed(connected.error());
                      });
  }

  void Take(TransportPtr transport) {
    auto connection = std::make_shared<Connection>(loop_, clock_, options_, std::move(transport));
    connections_.push_back(connection);
    const auto weak = weak_from_this();
    connection->Start(
        [weak](const ConnectionPtr&) {
          if (const auto self = weak.lock()) self->Pump();
        },
        [weak](const ConnectionPtr& gone) {
          const auto self = weak.lock();
          if (!self) return;
          std::erase(self->connections_, gone);
          self->Pump();
        });
  }

  // Each attempt answers for one request, so that nobody waits for ever and none fails twice.
  void OnConnectFailed(const ConnectFailure& failure) {
    if (waiting_.empty()) return;
    const ExchangePtr exchange = std::move(waiting_.front());
    waiting_.pop_front();
    Pump();
    exchange->total.Cancel();
    exchange->done(tl::unexpected(NotSent(KindOf(failure.stage), failure.message)));
  }

  void Expire(const Exchange* exchange) {
    const auto message = fmt::format("no whole answer from {} within {:g} s",
                                     options_.origin.Authority(), options_.total_time.seconds());
    const auto waits = std::ranges::find(waiting_, exchange, &ExchangePtr::get);
    if (waits != waiting_.end()) {
      const ExchangePtr held = std::move(*waits);
      waiting_.erase(waits);
      return held->done(tl::unexpected(NotSent(Kind::kTimeout, message)));
    }
    const auto busy =
        std::ranges::find_if(connections_, [exchange](auto& c) { return c->busy_with(exchange); });
    CHECK(busy != connections_.end(), "a request waits or is under way");
    const ConnectionPtr connection = *busy;
    connection->Fail(Kind::kTimeout, message);
  }

  void FailSoon(HttpFailure failure, OnReply done) {
    loop_.Post([weak = weak_from_this(), failure = std::move(failure), done = std::move(done)] {
      if (weak.lock()) done(tl::unexpected(failure));
    });
  }

  Loop& loop_;
  const base::Clock& clock_;
  const HttpClientOptions options_;
  const internal::TlsContext tls_;
  std::deque<ExchangePtr> waiting_;
  std::vector<ConnectionPtr> connections_;
  size_t connecting_ = 0;
  Timer retry_;
  size_t pending_ = 0;
};

base::Result<std::unique_ptr<HttpClient>> HttpClient::Open(Loop& loop, const base::Clock& clock,
                                                           HttpClientOptions options) {
  CHECK(options.max_connections > 0, "a client needs a connection");
  internal::TlsContext tls;
  if (options.origin.tls) {
    TRY(tls, internal::MakeClientContext(options.trust));
  }
  return std::unique_ptr<HttpClient>(
      new HttpClient(std::make_shared<Pool>(loop, clock, std::move(options), std::move(tls))));
}

HttpClient::~HttpClient() { pool_->Close(); }

void HttpClient::Send(HttpRequest request, OnReply done) {
  pool_->Send(std::move(request), std::move(done));
}

size_t HttpClient::pending() const { return pool_->pending(); }
size_t HttpClient::connections() const { return pool_->connections(); }

}  // namespace keel::net
