// SPDX-License-Identifier: MIT
// Who listens to which public stream, and in which wrapping. What nobody listens to is never
// written.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/refusal.h"

namespace keel::exchange {

using ListenerId = uint64_t;

class StreamHub {
 public:
  static constexpr size_t kMostStreams = 1024;
  static constexpr size_t kLongestName = 100;

  using Send = std::function<void(const std::string& text)>;

  /// A new listener without streams; `combined` wraps each message with its stream's name.
  ListenerId Add(bool combined, Send send);
  void Remove(ListenerId id);
  /// All or none; refused where it would be more than kMostStreams, or a name is endless.
  Outcome<void> Subscribe(ListenerId id, const std::vector<std::string>& streams);
  void Unsubscribe(ListenerId id, const std::vector<std::string>& streams);
  std::vector<std::string> StreamsOf(ListenerId id) const;
  void SetCombined(ListenerId id, bool combined) { listeners_.at(id).combined = combined; }
  bool IsCombined(ListenerId id) const { return listeners_.at(id).combined; }

  bool Wants(std::string_view stream) const { return by_stream_.contains(stream); }
  /// Sends a message to all who listen to the stream.
  void Publish(std::string_view stream, const std::string& message) const;
  /// Sends a message that is of no stream to every listener, unwrapped.
  void TellAll(const std::string& message) const;

 private:
  struct Listener {
    bool combined = false;
    Send send;
    std::set<std::string> streams;
  };
  std::map<ListenerId, Listener> listeners_;
  std::map<std::string, std::set<ListenerId>, std::less<>> by_stream_;
  ListenerId last_ = 0;
};

}  // namespace keel::exchange
