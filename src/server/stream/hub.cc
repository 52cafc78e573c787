// SPDX-License-Identifier: MIT
#include "server/stream/hub.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/json.h"

namespace keel::server {

std::string StreamMessage(std::string_view type, std::string_view channel, uint64_t seq,
                          base::UnixNanos ts, std::string_view data) {
  return fmt::format(R"({{"type":"{}","channel":{},"seq":{},"ts":"{}","data":{}}})", type,
                     base::JsonQuote(channel), seq, base::FormatIso(ts), data);
}

void StreamHub::Declare(const std::string& name, Kind kind, Snapshot snapshot) {
  const bool is_new =
      channels_.emplace(name, Channel{kind, std::move(snapshot), first_, {}, 0, {}}).second;
  CHECK(is_new, "a channel is declared once");
}

std::vector<std::string> StreamHub::names() const {
  std::vector<std::string> names;
  for (const auto& [name, channel] : channels_) names.push_back(name);
  return names;
}

bool StreamHub::is_heard(const std::string& name) const {
  const auto found = channels_.find(name);
  return found != channels_.end() && !found->second.listeners.empty();
}

void StreamHub::Publish(const std::string& name, const std::string& data, base::UnixNanos now) {
  const auto found = channels_.find(name);
  CHECK(found != channels_.end(), "a channel is declared before it is published to");
  Channel& channel = found->second;
  const bool is_state = channel.kind == Kind::kState;
  ++channel.seq;
  if (is_state && channel.listeners.empty()) return;
  std::string message =
      StreamMessage(is_state ? "snapshot" : "delta", name, channel.seq, now, data);
  for (const ClientId listener : channel.listeners) {
    sinks_.at(listener)(message, is_state ? name : "");
  }
  if (is_state) return;
  channel.kept_bytes += message.size();
  channel.kept.push_back({channel.seq, std::move(message)});
  while (channel.kept.size() > kMostKept || channel.kept_bytes > kMostKeptBytes) {
    channel.kept_bytes -= channel.kept.front().message.size();
    channel.kept.pop_front();
  }
}

StreamHub::ClientId StreamHub::Join(Sink sink) {
  sinks_[++last_client_] = std::move(sink);
  return last_client_;
}

void StreamHub::Leave(ClientId client) {
  for (auto& [name, channel] : channels_) channel.listeners.erase(client);
  sinks_.erase(client);
}

void StreamHub::Subscribe(ClientId client, const std::string& name, std::optional<uint64_t> since,
                          base::UnixNanos now) {
  const auto found = channels_.find(name);
  CHECK(found != channels_.end(), "a channel is declared before it is asked for");
  Channel& channel = found->second;
  const Sink& sink = sinks_.at(client);
  channel.listeners.insert(client);
  const bool is_kept = since && *since <= channel.seq && channel.kind == Kind::kLog &&
                       *since + channel.kept.size() >= channel.seq;
  if (!is_kept) {
    sink(StreamMessage("snapshot", name, channel.seq, now, channel.snapshot()), "");
    return;
  }
  for (const Delta& delta : channel.kept) {
    if (delta.seq > *since) sink(delta.message, "");
  }
}

void StreamHub::Unsubscribe(ClientId client, const std::string& name) {
  if (const auto found = channels_.find(name); found != channels_.end()) {
    found->second.listeners.erase(client);
  }
}

}  // namespace keel::server
