// SPDX-License-Identifier: MIT
// Any bytes as WebSocket frames behind a proper handshake, to our server and to our client: nothing
// aborts, messages keep to their limit, and the end is told exactly once.
#include <openssl/sha.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "net/internal/websocket_channel.h"
#include "net/sign.h"
#include "net/testing/memory_transport.h"

namespace keel {
namespace {

constexpr size_t kMaxMessage = 1'000;
constexpr std::string_view kKeyHeader = "Sec-WebSocket-Key: ";

/// What a proper server answers to our client's handshake (RFC 6455, section 4.2.2).
std::string AcceptHandshake(const std::string& request) {
  const size_t at = request.find(kKeyHeader) + kKeyHeader.size();
  const std::string text =
      request.substr(at, request.find('\r', at) - at) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::string digest(SHA_DIGEST_LENGTH, '\0');
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
       reinterpret_cast<unsigned char*>(digest.data()));
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: " +
         net::Base64Encode(digest) + "\r\n\r\n";
}

void Play(std::string_view frames, bool as_client, bool compress, size_t piece) {
  net::Loop loop;
  const base::ManualClock clock;
  auto transport = std::make_shared<net::testing::MemoryTransport>(
      loop, std::string(frames), piece, as_client ? &AcceptHandshake : nullptr);
  const auto channel = net::internal::WebSocketChannel::Make(
      loop, clock, std::move(transport),
      {kMaxMessage, 10'000, base::Seconds(5), {}, base::Seconds(5), compress});
  int ends = 0;
  const net::WebSocketEvents events{nullptr,
                                    [&](const net::WebSocketMessage& message) {
                                      CHECK(message.text.size() <= kMaxMessage,
                                            "a message keeps to its limit");
                                      channel->Send(std::string(message.text), "");
                                    },
                                    [&](const net::CloseReason&) { ++ends; }};
  if (as_client) {
    channel->Connect({"host", "/", {}, {}}, events);
  } else {
    net::internal::ServerHandshake handshake;
    handshake.request.headers = {{"Host", "a"},
                                 {"Connection", "Upgrade"},
                                 {"Upgrade", "websocket"},
                                 {"Sec-WebSocket-Version", "13"},
                                 {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    channel->Accept(std::move(handshake), events);
  }
  CHECK(loop.RunUntil([&] { return ends > 0; }, base::Seconds(10)), "a stream that ends is over");
  CHECK(!loop.RunUntil([&] { return ends > 1; }, {}), "the end is told once");
}

}  // namespace
}  // namespace keel

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  keel::Play(text.substr(1), (bytes[0] & 1) != 0, (bytes[0] & 2) != 0, 1U + bytes[0] / 4);
  return 0;
}
