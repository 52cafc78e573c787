// SPDX-License-Identifier: MIT
#include "net/websocket_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "net/internal/transport.h"
#include "net/internal/websocket_channel.h"

namespace keel::net {

using Kind = CloseReason::Kind;

struct WebSocketClient::State : std::enable_shared_from_this<State> {
  State(Loop& on, const base::Clock& with, WebSocketOptions o, WebSocketEvents e)
      : loop(on), clock(with), options(std::move(o)), events(std::move(e)) {}

  void Take(internal::TransportPtr transport) {
    channel = internal::WebSocketChannel::Make(
        loop, clock, std::move(transport),
        {options.max_message_bytes, options.max_queued_bytes, options.handshake_time,
         options.idle_time, options.close_time, options.compress});
    WebSocketEvents forwarded = std::move(events);
    forwarded.on_open = [weak = weak_from_this(), on_open = std::move(forwarded.on_open)] {
      if (const auto self = weak.lock()) self->is_open = true;
      if (on_open) on_open();
    };
    forwarded.on_close = [weak = weak_from_this(),
                          on_close = std::move(forwarded.on_close)](const CloseReason& reason) {
      if (const auto self = weak.lock()) self->is_open = false;
      on_close(reason);
    };
    channel->Connect(
        {options.url.origin.Authority(), options.url.target, options.headers, options.subprotocols},
        std::move(forwarded));
  }
  void End(const CloseReason& reason) {
    const WebSocketEvents last = std::exchange(events, {});
    if (last.on_close) last.on_close(reason);
  }

  Loop& loop;
  const base::Clock& clock;
  const WebSocketOptions options;
  WebSocketEvents events;  // until there is a channel
  std::shared_ptr<internal::WebSocketChannel> channel;
  bool is_open = false;
};

base::Result<std::unique_ptr<WebSocketClient>> WebSocketClient::Open(Loop& loop,
                                                                     const base::Clock& clock,
                                                                     WebSocketOptions options,
                                                                     WebSocketEvents events) {
  const bool valid = IsRequestTarget(options.url.target) &&
                     std::ranges::all_of(options.subprotocols, IsToken) &&
                     std::ranges::all_of(options.headers, [](const Header& header) {
                       return IsToken(header.name) && IsFieldValue(header.value);
                     });
  if (!valid) {
    return base::Fail(base::ErrorCode::kUsage,
                      "a WebSocket handshake with an invalid target, header or subprotocol cannot "
                      "be sent");
  }
  internal::TlsContext tls;
  if (options.url.origin.tls) {
    TRY(tls, internal::MakeClientContext(options.trust));
  }
  auto state = std::make_shared<State>(loop, clock, std::move(options), std::move(events));
  internal::Connect(loop, {state->options.url.origin, tls, state->options.connect_time},
                    [weak = std::weak_ptr(state)](auto connected) {
                      const auto self = weak.lock();
                      if (!self || !self->events.on_close) return;  // given up meanwhile
                      if (connected) return self->Take(std::move(*connected));
                      self->End({Kind::kNotConnected, 0, connected.error().message});
                    });
  return std::unique_ptr<WebSocketClient>(new WebSocketClient(std::move(state)));
}

WebSocketClient::~WebSocketClient() {
  if (state_->channel) state_->channel->Abandon();
}

bool WebSocketClient::is_open() const { return state_->is_open; }

Queued WebSocketClient::Send(std::string text) {
  return state_->channel ? state_->channel->Send(std::move(text), "") : Queued::kClosed;
}

void WebSocketClient::Close(uint16_t code, const std::string& text) {
  const CloseReason reason{Kind::kOurs, code, text};
  if (state_->channel) return state_->channel->Close(reason);
  state_->loop.Post([weak = std::weak_ptr(state_), reason] {
    const auto self = weak.lock();
    if (!self) return;
    self->channel ? self->channel->Close(reason) : self->End(reason);
  });
}

size_t WebSocketClient::queued_bytes() const {
  return state_->channel ? state_->channel->queued_bytes() : 0;
}
base::Duration WebSocketClient::silence() const {
  return state_->is_open ? state_->channel->silence() : base::Duration{};
}
std::optional<base::Duration> WebSocketClient::round_trip() const {
  return state_->channel ? state_->channel->round_trip() : std::nullopt;
}
std::string WebSocketClient::subprotocol() const {
  return state_->channel ? state_->channel->subprotocol() : "";
}

}  // namespace keel::net
