// SPDX-License-Identifier: MIT
#include "venues/binance/request_queue.h"

#include <algorithm>
#include <iterator>

namespace keel::venues::binance {

std::optional<uint64_t> RequestQueue::Push(const Waiting& waiting) {
  waiting_.emplace(std::pair(waiting.importance, ++sequence_), waiting);
  if (waiting_.size() <= limit_) return std::nullopt;
  const auto last = std::prev(waiting_.end());
  const uint64_t id = last->second.id;
  waiting_.erase(last);
  return id;
}

std::vector<uint64_t> RequestQueue::TakeExpired(base::UnixNanos now) {
  std::vector<uint64_t> expired;
  std::erase_if(waiting_, [&](const auto& entry) {
    if (entry.second.give_up > now) return false;
    expired.push_back(entry.second.id);
    return true;
  });
  return expired;
}

std::optional<uint64_t> RequestQueue::TakeNext(base::UnixNanos now, net::RateBudget& budget) {
  if (waiting_.empty()) return std::nullopt;
  const Waiting& first = waiting_.begin()->second;
  if (!budget.TrySpend(now, first.cost, UrgencyOf(first.importance))) return std::nullopt;
  const uint64_t id = first.id;
  waiting_.erase(waiting_.begin());
  return id;
}

base::UnixNanos RequestQueue::NextTime(base::UnixNanos now, net::RateBudget& budget) const {
  if (waiting_.empty()) return base::kEndOfTime;
  const Waiting& first = waiting_.begin()->second;
  base::UnixNanos next = budget.WhenAllowed(now, first.cost, UrgencyOf(first.importance));
  for (const auto& [place, waiting] : waiting_) next = std::min(next, waiting.give_up);
  return next;
}

}  // namespace keel::venues::binance
