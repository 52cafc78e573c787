// SPDX-License-Identifier: MIT
#include "net/server.h"

#include <map>
#include <utility>

#include "base/check.h"
#include "net/internal/http_connection.h"
#include "net/internal/transport.h"
#include "net/internal/websocket_channel.h"

namespace keel::net {

using internal::HttpConnection;
using internal::TransportPtr;

WebSocketSession::WebSocketSession(ServerRequest request,
                                   std::shared_ptr<internal::WebSocketChannel> channel)
    : request_(std::move(request)), channel_(std::move(channel)) {}
WebSocketSession::~WebSocketSession() = default;

Queued WebSocketSession::Send(std::string text, const std::string& key) {
  const Queued queued = channel_->Send(std::move(text), key);
  if (queued == Queued::kFull) {
    channel_->Close({CloseReason::Kind::kOverflow, kTryAgainLater, "too slow"});
  }
  return queued;
}

void WebSocketSession::Close(uint16_t code, const std::string& text) {
  channel_->Close({CloseReason::Kind::kOurs, code, text});
}

std::string_view WebSocketSession::origin() const {
  return FindHeader(request_.headers, "origin").value_or("");
}
size_t WebSocketSession::queued_bytes() const { return channel_->queued_bytes(); }
base::Duration WebSocketSession::silence() const { return channel_->silence(); }

/// All that is connected, by the order of arrival.
class Server::State : public std::enable_shared_from_this<Server::State> {
 public:
  State(Loop& loop, const base::Clock& clock, ServerOptions options, ServerCallbacks callbacks)
      : loop_(loop),
        clock_(clock),
        options_(std::move(options)),
        callbacks_(std::move(callbacks)) {}

  base::Status Listen() {
    internal::Listener::Options options{options_.address, options_.port, nullptr,
                                        options_.header_time};
    if (options_.tls) {
      TRY(options.tls, internal::MakeServerContext(*options_.tls));
    }
    const auto weak = weak_from_this();
    TRY(listener_, internal::Listener::Open(
                       loop_, std::move(options),
                       [weak](const std::string& peer) {
                         const auto self = weak.lock();
                         return self && self->Admit(peer);
                       },
                       [weak](const std::string& peer, TransportPtr transport) {
                         if (const auto self = weak.lock()) self->Take(peer, std::move(transport));
                       }));
    port_ = listener_->port();
    return {};
  }

  uint16_t port() const { return port_; }
  size_t connections() const { return connections_.size() + sessions_.size(); }

  void Stop(base::Duration grace, Task done) {
    listener_.reset();
    stopped_ = std::move(done);
    for (const auto& [id, connection] : std::map(connections_)) connection->Drain();
    for (const auto& [id, session] : std::map(sessions_)) {
      session->Close(kGoingAway, "the server stops");
    }
    grace_ = loop_.After(grace, [this] {
      Abandon();
      OnGone();
    });
    loop_.Post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->OnGone();
    });
  }

  void Abandon() {
    listener_.reset();
    for (const auto& [id, connection] : std::exchange(connections_, {})) connection->Abandon();
    for (const auto& [id, session] : std::exchange(sessions_, {})) session->channel_->Abandon();
  }

 private:
  bool Admit(const std::string& peer) {
    const auto known = by_address_.find(peer);
    const size_t of_peer = known == by_address_.end() ? 0 : known->second;
    if (admitted_ >= options_.max_connections || of_peer >= options_.max_connections_per_address) {
      return false;
    }
    ++admitted_;
    ++by_address_[peer];
    return true;
  }

  void Release(const std::string& peer) {
    --admitted_;
    if (--by_address_[peer] == 0) by_address_.erase(peer);
  }

  void Take(const std::string& peer, TransportPtr transport) {
    if (!transport) return Release(peer);
    const uint64_t id = ++last_id_;
    auto connection =
        std::make_shared<HttpConnection>(loop_, clock_, options_, date_, std::move(transport));
    connections_.emplace(id, connection);
    HttpConnection::Callbacks callbacks;
    callbacks.on_request = callbacks_.on_request;
    const auto weak = weak_from_this();
    if (callbacks_.on_upgrade) {
      callbacks.on_upgrade = [weak, id](ServerRequest request, const TransportPtr& taken) {
        const auto self = weak.lock();
        CHECK(self, "a connection that is not abandoned has its server");
        return self->TakeUpgrade(id, std::move(request), taken);
      };
    }
    callbacks.on_gone = [weak, id, peer] {
      const auto self = weak.lock();
      if (!self || self->connections_.erase(id) == 0) return;
      // An upgraded connection goes on counting as a session.
      if (!self->sessions_.contains(id)) self->Release(peer);
      self->OnGone();
    };
    connection->Start(std::move(callbacks));
  }

  std::optional<HttpResponse> TakeUpgrade(uint64_t id, ServerRequest request,
                                          const TransportPtr& transport) {
    Upgrade upgrade = callbacks_.on_upgrade(request);
    if (!upgrade.open) return std::move(upgrade.refusal);
    auto channel = internal::WebSocketChannel::Make(
        loop_, clock_, transport,
        {options_.max_message_bytes, options_.max_queued_bytes, options_.header_time,
         options_.websocket_idle_time, options_.close_time, options_.compress});
    internal::ServerHandshake handshake{request, upgrade.subprotocol, std::move(upgrade.headers)};
    const std::string peer = request.peer;
    auto session = std::make_shared<WebSocketSession>(std::move(request), channel);
    sessions_.emplace(id, session);
    WebSocketEvents events = upgrade.open(session);
    events.on_close = [weak = weak_from_this(), id, peer,
                       on_close = std::move(events.on_close)](const CloseReason& reason) {
      on_close(reason);
      const auto self = weak.lock();
      if (!self || self->sessions_.erase(id) == 0) return;
      self->Release(peer);
      self->OnGone();
    };
    channel->Accept(std::move(handshake), std::move(events));
    return std::nullopt;
  }

  void OnGone() {
    if (!stopped_ || connections() > 0) return;
    grace_.Cancel();
    const Task done = std::exchange(stopped_, nullptr);
    done();
  }

  Loop& loop_;
  const base::Clock& clock_;
  const ServerOptions options_;
  const ServerCallbacks callbacks_;
  internal::DateHeader date_;
  std::unique_ptr<internal::Listener> listener_;
  uint16_t port_ = 0;
  std::map<uint64_t, std::shared_ptr<HttpConnection>> connections_;
  std::map<uint64_t, WebSocketSessionPtr> sessions_;
  std::map<std::string, size_t> by_address_;
  size_t admitted_ = 0;
  uint64_t last_id_ = 0;
  Timer grace_;
  Task stopped_;
};

base::Result<std::unique_ptr<Server>> Server::Listen(Loop& loop, const base::Clock& clock,
                                                     ServerOptions options,
                                                     ServerCallbacks callbacks) {
  CHECK(callbacks.on_request, "a server answers requests");
  auto state = std::make_shared<State>(loop, clock, std::move(options), std::move(callbacks));
  TRY(state->Listen());
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::~Server() { state_->Abandon(); }
uint16_t Server::port() const { return state_->port(); }
size_t Server::connections() const { return state_->connections(); }
void Server::Stop(base::Duration grace, Task done) { state_->Stop(grace, std::move(done)); }

}  // namespace keel::net
