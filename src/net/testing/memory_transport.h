// SPDX-License-Identifier: MIT
// A transport without a socket: says what it was given, in pieces of a given size, then ends. For
// feeding what stands above a transport with any bytes at all.
#pragma once

#include <algorithm>
#include <cerrno>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "net/internal/transport.h"

namespace keel::net::testing {

class MemoryTransport final : public internal::Transport,
                              public std::enable_shared_from_this<MemoryTransport> {
 public:
  /// `on_write` sees all that has been written so far and returns what the peer says to that, which
  /// comes before the rest of `bytes`.
  MemoryTransport(Loop& loop, std::string bytes, size_t piece,
                  std::function<std::string(const std::string& written)> on_write = {})
      : loop_(loop),
        bytes_(std::move(bytes)),
        piece_(std::max<size_t>(piece, 1)),
        on_write_(std::move(on_write)) {}

  void ReadSome(std::span<char> into, Done done) override {
    loop_.Post([this, self = shared_from_this(), into, done = std::move(done)] {
      const size_t size = closed_ ? 0 : std::min({into.size(), piece_, bytes_.size()});
      std::copy_n(bytes_.begin(), size, into.begin());
      bytes_.erase(0, size);
      done(size > 0 ? internal::Code()
                    : internal::Code(ECONNRESET, boost::system::generic_category()),
           size);
    });
  }
  void WriteSome(std::string_view bytes, Done done) override {
    written_ += bytes;
    if (on_write_) bytes_.insert(0, std::exchange(on_write_, nullptr)(written_));
    loop_.Post([self = shared_from_this(), done = std::move(done), size = bytes.size()] {
      done({}, size);
    });
  }
  void CloseGently() override { closed_ = true; }
  void Close() override { closed_ = true; }
  void Reset() override { closed_ = true; }
  internal::PeerState Peek() override { return internal::PeerState::kQuiet; }
  bool is_tls() const override { return false; }
  const std::string& peer() const override { return peer_; }

  const std::string& written() const { return written_; }

 private:
  Loop& loop_;
  std::string bytes_;
  size_t piece_;
  std::function<std::string(const std::string&)> on_write_;
  std::string written_;
  std::string peer_ = "memory";
  bool closed_ = false;
};

}  // namespace keel::net::testing
