// SPDX-License-Identifier: MIT
#include "venues/binance/line.h"

#include <utility>

namespace keel::venues::binance {

Line::Line(net::Loop& loop, const base::Clock& clock)
    : loop_(loop), clock_(clock), retired_(std::make_shared<Clients>()) {}

Line::~Line() {
  if (heard_) *heard_ = false;
}

base::Status Line::Open(net::WebSocketOptions options, net::WebSocketEvents events) {
  Drop();
  const auto heard = std::make_shared<bool>(true);
  net::WebSocketEvents guarded;
  guarded.on_open = [heard, call = std::move(events.on_open)] {
    if (*heard && call) call();
  };
  guarded.on_message = [heard, call = std::move(events.on_message)](const auto& message) {
    if (*heard) call(message);
  };
  guarded.on_close = [heard, call = std::move(events.on_close)](const auto& reason) {
    if (*heard) call(reason);
  };
  TRY(client_, net::WebSocketClient::Open(loop_, clock_, std::move(options), std::move(guarded)));
  heard_ = heard;
  return {};
}

void Line::Drop() {
  if (!client_) return;
  *std::exchange(heard_, nullptr) = false;
  retired_->push_back(std::move(client_));
  loop_.Post([retired = std::weak_ptr(retired_)] {
    if (const auto clients = retired.lock()) clients->clear();
  });
}

net::Queued Line::Send(std::string text) {
  return client_ ? client_->Send(std::move(text)) : net::Queued::kClosed;
}

}  // namespace keel::venues::binance
