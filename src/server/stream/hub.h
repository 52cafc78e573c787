// SPDX-License-Identifier: MIT
// Channels of live news. A log channel (orders, fills) sends every change with a number, and a
// client that was away gets what it missed; a state channel (status, tickers) sends the whole state
// each time, of which a slow client gets the latest alone.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace keel::server {

class StreamHub {
 public:
  /// Deltas of a log channel. Those of all channels together fit into what waits for one client,
  /// or whoever comes back would be too slow at once, each time.
  static constexpr size_t kMostKept = 256;
  static constexpr size_t kMostKeptBytes = size_t{32} * 1024;

  /// Numbers of news begin behind `first`. It has to grow from one life of the server to the next
  /// by more than was told meanwhile, so that no number of an earlier life is taken for one of now.
  explicit StreamHub(uint64_t first = 0) : first_(first) {}

  enum class Kind : uint8_t { kLog, kState };
  /// Sends a text to a client; `key` as in net::WebSocketSession::Send.
  using Sink = std::function<void(const std::string& text, const std::string& key)>;
  /// The JSON of what a channel stands for as a whole, now.
  using Snapshot = std::function<std::string()>;

  /// A channel that clients may ask for. Its name must be new.
  void Declare(const std::string& name, Kind kind, Snapshot snapshot);
  bool knows(std::string_view name) const { return channels_.find(name) != channels_.end(); }
  std::vector<std::string> names() const;

  /// Tells everybody who listens. Requires a declared channel; `data` is JSON.
  void Publish(const std::string& channel, const std::string& data, base::UnixNanos now);
  /// Whether somebody would hear it.
  bool is_heard(const std::string& channel) const;

  using ClientId = uint64_t;
  ClientId Join(Sink sink);
  void Leave(ClientId client);
  /// Sends what the client missed after `since`, or else a snapshot, and all news from then on.
  /// Requires a declared channel.
  void Subscribe(ClientId client, const std::string& channel, std::optional<uint64_t> since,
                 base::UnixNanos now);
  void Unsubscribe(ClientId client, const std::string& channel);
  size_t clients() const { return sinks_.size(); }

 private:
  struct Delta {
    uint64_t seq = 0;
    std::string message;
  };
  struct Channel {
    Kind kind = Kind::kLog;
    Snapshot snapshot;
    uint64_t seq = 0;
    std::deque<Delta> kept;
    size_t kept_bytes = 0;
    std::set<ClientId> listeners;
  };

  std::map<std::string, Channel, std::less<>> channels_;
  std::map<ClientId, Sink> sinks_;
  ClientId last_client_ = 0;
  uint64_t first_;
};

/// {"type":...,"channel":...,"seq":...,"ts":...,"data":...}
std::string StreamMessage(std::string_view type, std::string_view channel, uint64_t seq,
                          base::UnixNanos ts, std::string_view data);

}  // namespace keel::server
