// SPDX-License-Identifier: MIT
#include "exchange/stream_hub.h"

#include <algorithm>

#include "base/json.h"

namespace keel::exchange {

ListenerId StreamHub::Add(bool combined, Send send) {
  listeners_[++last_] = {combined, std::move(send), {}};
  return last_;
}

void StreamHub::Remove(ListenerId id) {
  Unsubscribe(id, StreamsOf(id));
  listeners_.erase(id);
}

Outcome<void> StreamHub::Subscribe(ListenerId id, const std::vector<std::string>& streams) {
  Listener& listener = listeners_.at(id);
  std::set<std::string> all = listener.streams;
  all.insert(streams.begin(), streams.end());
  if (all.size() > kMostStreams) {
    return Refuse({3, fmt::format("Invalid request: more than {} streams", kMostStreams)});
  }
  const bool has_endless_name = std::any_of(
      streams.begin(), streams.end(), [](const auto& name) { return name.size() > kLongestName; });
  if (has_endless_name) return Refuse({3, "Invalid request: unknown stream"});
  for (const std::string& stream : streams) by_stream_[stream].insert(id);
  listener.streams = std::move(all);
  return {};
}

void StreamHub::Unsubscribe(ListenerId id, const std::vector<std::string>& streams) {
  Listener& listener = listeners_.at(id);
  for (const std::string& stream : streams) {
    if (listener.streams.erase(stream) == 0) continue;
    const auto audience = by_stream_.find(stream);
    audience->second.erase(id);
    if (audience->second.empty()) by_stream_.erase(audience);
  }
}

std::vector<std::string> StreamHub::StreamsOf(ListenerId id) const {
  const auto& streams = listeners_.at(id).streams;
  return {streams.begin(), streams.end()};
}

void StreamHub::Publish(std::string_view stream, const std::string& message) const {
  const auto audience = by_stream_.find(stream);
  if (audience == by_stream_.end()) return;
  std::string wrapped;
  // A listener may leave while it is sent to.
  const std::set<ListenerId> ids = audience->second;
  for (const ListenerId id : ids) {
    const auto listener = listeners_.find(id);
    if (listener == listeners_.end()) continue;
    const Send send = listener->second.send;  // it may be gone before it returns
    if (!listener->second.combined) {
      send(message);
      continue;
    }
    if (wrapped.empty()) {
      wrapped = fmt::format("{{\"stream\":{},\"data\":{}}}", base::JsonQuote(stream), message);
    }
    send(wrapped);
  }
}

void StreamHub::TellAll(const std::string& message) const {
  const std::map<ListenerId, Listener> all = listeners_;  // one may leave while it is sent to
  for (const auto& [id, listener] : all) listener.send(message);
}

}  // namespace keel::exchange
