// SPDX-License-Identifier: MIT
#include "server/desk/system_view.h"

#include <algorithm>
#include <cmath>

#include "base/os/host.h"

namespace keel::server {
namespace {

/// By nearest rank, of seconds in order of size.
std::optional<double> QuantileOf(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return std::nullopt;
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  return sorted[static_cast<size_t>(std::max(rank, 1.0)) - 1];
}

FeedView DeskFeed(const MarketWatch& market, base::UnixNanos now) {
  FeedView feed{.name = "desk_market", .is_up = market.status().market_up};
  if (market.heard_at()) feed.age_s = std::max((now - *market.heard_at()).seconds(), 0.0);
  feed.reconnects = market.reconnects();
  return feed;
}

/// The session tells when the last message came only of a stream that is mute.
FeedView SessionFeed(const engine::StatusView& status) {
  const engine::ConnectionView& connection = status.connection;
  FeedView feed{.name = "session_market",
                .is_up = connection.market_up && !connection.market_silent};
  if (connection.silent_since) {
    feed.age_s = std::max((status.time - *connection.silent_since).seconds(), 0.0);
  }
  return feed;
}

}  // namespace

LatencyView ViewOf(const LatencyLog& log) {
  LatencyView view;
  std::vector<double> sorted(log.newest().begin(), log.newest().end());
  std::ranges::sort(sorted);
  view.count = static_cast<int64_t>(sorted.size());
  view.p50_s = QuantileOf(sorted, 0.50);
  view.p95_s = QuantileOf(sorted, 0.95);
  view.p99_s = QuantileOf(sorted, 0.99);
  for (const double bound : log.bounds()) view.buckets.push_back({bound, 0});
  view.buckets.push_back({std::nullopt, 0});
  for (const double seconds : sorted) ++view.buckets[log.PlaceOf(seconds)].count;
  return view;
}

std::vector<FeedView> FeedsOf(const Desk& desk) {
  std::vector<FeedView> feeds;
  if (desk.market) feeds.push_back(DeskFeed(*desk.market, desk.clock.now()));
  if (!desk.status) return feeds;
  feeds.push_back(SessionFeed(*desk.status));
  FeedView account{.name = "session_account", .is_up = desk.status->connection.account_up};
  if (desk.replica.has_begun()) account.reconnects = desk.replica.counts().account_reconnects();
  feeds.push_back(account);
  return feeds;
}

SystemView SystemOf(const Desk& desk) {
  SystemView view;
  view.version = desk.about.version;
  view.started = desk.started;
  view.peak_memory_bytes = base::os::PeakResidentBytes();
  view.journal_failure = desk.replica.failure();
  view.journal_time = desk.replica.last_time();
  view.stream_clients = static_cast<int64_t>(desk.hub.clients());
  if (desk.status) {
    view.process = desk.status->process;
    view.connection = desk.status->connection;
  }
  view.feeds = FeedsOf(desk);
  view.ack = ViewOf(desk.replica.counts().ack());
  view.bar_to_order = ViewOf(desk.replica.counts().bar_to_order());
  view.storage = desk.storage.seen();
  return view;
}

}  // namespace keel::server
