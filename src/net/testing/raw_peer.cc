// SPDX-License-Identifier: MIT
#include "net/testing/raw_peer.h"

#include <array>
#include <utility>

#include "base/check.h"
#include "net/internal/transport.h"

namespace keel::net::testing {

using internal::Code;
using internal::TransportPtr;

namespace {

void WriteAll(const TransportPtr& transport, const std::shared_ptr<std::string>& bytes,
              const std::function<void(bool taken)>& then) {
  transport->WriteSome(*bytes, [=](const Code& code, size_t size) {
    if (code) return then(false);
    bytes->erase(0, size);
    bytes->empty() ? then(true) : WriteAll(transport, bytes, then);
  });
}

struct Listening : Heard {
  std::array<char, 4096> buffer;
};

void ReadAll(const TransportPtr& transport, const std::shared_ptr<Listening>& heard,
             const std::function<void()>& on_more) {
  transport->ReadSome(heard->buffer, [=](const Code& code, size_t size) {
    heard->bytes.append(heard->buffer.data(), size);
    heard->ended = static_cast<bool>(code);
    on_more();
    if (!code) ReadAll(transport, heard, on_more);
  });
}

}  // namespace

class RawServer::State : public std::enable_shared_from_this<RawServer::State> {
 public:
  State(Reply reply, bool close_after_reply)
      : reply_(std::move(reply)), close_after_reply_(close_after_reply) {}

  void Listen(Loop& loop) {
    auto listener = internal::Listener::Open(
        loop, {}, [](const std::string&) { return true; },
        [this](const std::string&, TransportPtr transport) { Take(std::move(transport)); });
    CHECK(listener, "loopback has a free port");
    listener_ = std::move(*listener);
  }
  uint16_t port() const { return listener_->port(); }
  int connections() const { return connections_; }

 private:
  void Take(TransportPtr transport) {
    ++connections_;
    auto heard = std::make_shared<Listening>();
    ReadAll(transport, heard,
            [weak = weak_from_this(), transport = transport.get(), heard,
             held = std::weak_ptr(transport)] {
              const auto self = weak.lock();
              const auto alive = held.lock();
              if (!self || !alive || heard->ended) return;
              auto text = std::make_shared<std::string>(self->reply_(heard->bytes));
              if (text->empty()) return;
              WriteAll(alive, text, [alive, close = self->close_after_reply_](bool) {
                if (close) alive->CloseGently();
              });
            });
  }

  Reply reply_;
  bool close_after_reply_;
  std::unique_ptr<internal::Listener> listener_;
  int connections_ = 0;
};

RawServer::RawServer(Loop& loop, Reply reply, bool close_after_reply)
    : state_(std::make_shared<State>(std::move(reply), close_after_reply)) {
  state_->Listen(loop);
}
RawServer::~RawServer() = default;
uint16_t RawServer::port() const { return state_->port(); }
int RawServer::connections() const { return state_->connections(); }

Heard TalkTo(Loop& loop, uint16_t port, std::string bytes, base::Duration limit) {
  return TalkTo(loop, port, std::move(bytes), "", limit);
}

Heard TalkTo(Loop& loop, uint16_t port, std::string bytes, std::string answer,
             base::Duration limit) {
  auto heard = std::make_shared<Listening>();
  auto said = std::make_shared<bool>(bytes.empty());
  const auto next = std::make_shared<std::string>(std::move(answer));
  TransportPtr transport;
  internal::Connect(loop, {{false, "127.0.0.1", port}, nullptr, limit}, [&](auto connected) {
    if (!connected) {
      *said = heard->ended = true;
      return;
    }
    transport = *connected;
    ReadAll(transport, heard, [peer = transport, heard, next] {
      if (heard->bytes.empty() || next->empty()) return;
      WriteAll(peer, std::make_shared<std::string>(std::exchange(*next, "")), [](bool) {});
    });
    if (bytes.empty()) return;
    WriteAll(transport, std::make_shared<std::string>(std::move(bytes)), [=](bool taken) {
      *said = true;
      heard->all_taken = taken;
    });
  });
  loop.RunUntil([&] { return heard->ended && *said; }, limit);
  const Heard result = *heard;
  if (transport) transport->Close();
  loop.RunUntil([&] { return heard->ended && *said; }, base::Seconds(1));
  return result;
}

}  // namespace keel::net::testing
