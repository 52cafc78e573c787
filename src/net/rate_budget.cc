// SPDX-License-Identifier: MIT
#include "net/rate_budget.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "base/check.h"

namespace keel::net {

namespace {

constexpr int64_t kLongestPause = base::Days(7) / base::Seconds(1);

std::optional<int64_t> ReadCount(std::optional<std::string_view> text) {
  int64_t count = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
  if (error != std::errc() || end != text->data() + text->size() || count < 0) return std::nullopt;
  return count;
}

}  // namespace

SlidingCount::SlidingCount(base::Duration window)
    : slot_ns_((window.ns + kSlots - 2) / (kSlots - 1)) {
  CHECK(window > base::Duration{}, "a window has a length");
}

void SlidingCount::Advance(base::UnixNanos now) {
  const int64_t slot = now.ns / slot_ns_;
  // A clock that was set back adds to the newest slot, which lasts longer than it would.
  if (slot <= newest_) return;
  if (slot - newest_ >= kSlots) {
    counts_.fill(0);
    total_ = 0;
  } else {
    for (int64_t s = newest_ + 1; s <= slot; ++s) total_ -= std::exchange(At(s), 0);
  }
  newest_ = slot;
}

void SlidingCount::Add(base::UnixNanos now, int64_t count) {
  Advance(now);
  At(newest_) += count;
  total_ += count;
}

int64_t SlidingCount::Total(base::UnixNanos now) {
  Advance(now);
  return total_;
}

base::UnixNanos SlidingCount::WhenAtMost(base::UnixNanos now, int64_t most) {
  Advance(now);
  if (total_ <= most) return now;
  if (most < 0) return base::kEndOfTime;
  int64_t left = total_;
  int64_t slot = newest_ - kSlots + 1;
  while (left > most) left -= At(slot++ + kSlots);  // never a negative place
  return {(slot - 1 + kSlots) * slot_ns_};
}

RateBudget::RateBudget(RateBudgetOptions options) : options_(std::move(options)) {
  for (const RateLimit& limit : options_.limits) {
    CHECK(limit.limit > 0, "a limit of nothing is no limit");
    const double share = static_cast<double>(limit.limit) * (1 - options_.reserved_share);
    windows_.push_back(
        {limit, static_cast<int64_t>(std::floor(share)), SlidingCount(limit.window)});
  }
}

int64_t RateBudget::CostOf(const Window& window, const RequestCost& cost) {
  return window.limit.counted == Counted::kWeight ? cost.weight : cost.orders;
}

base::UnixNanos RateBudget::WhenAllowed(base::UnixNanos now, const RequestCost& cost,
                                        Urgency urgency) {
  base::UnixNanos at = std::max(now, closed_until_);
  for (Window& window : windows_) {
    const int64_t own = CostOf(window, cost);
    if (own == 0) continue;
    const int64_t allowed = urgency == Urgency::kUrgent ? window.limit.limit : window.ordinary;
    at = std::max(at, window.count.WhenAtMost(now, allowed - own));
  }
  return at;
}

bool RateBudget::TrySpend(base::UnixNanos now, const RequestCost& cost, Urgency urgency) {
  if (WhenAllowed(now, cost, urgency) > now) return false;
  for (Window& window : windows_) window.count.Add(now, CostOf(window, cost));
  return true;
}

void RateBudget::Raise(Window& window, base::UnixNanos now, int64_t theirs) {
  const int64_t ours = window.count.Total(now);
  // Beyond the limit it makes no difference, and a sum must not overflow.
  window.count.Add(now, std::max<int64_t>(0, std::min(theirs, window.limit.limit) - ours));
}

void RateBudget::OnCount(base::UnixNanos now, Counted counted, base::Duration window,
                         int64_t count) {
  for (Window& own : windows_) {
    if (own.limit.counted == counted && own.limit.window == window) Raise(own, now, count);
  }
}

void RateBudget::OnResponse(base::UnixNanos now, const HttpResponse& response) {
  for (Window& window : windows_) {
    if (window.limit.header.empty()) continue;
    const auto theirs = ReadCount(FindHeader(response.headers, window.limit.header));
    if (theirs) Raise(window, now, *theirs);
  }
  if (response.status != 429 && response.status != 418) return;
  const auto seconds = ReadCount(FindHeader(response.headers, "retry-after"));
  const base::Duration without =
      response.status == 429 ? options_.pause_after_429 : options_.pause_after_418;
  const base::Duration pause =
      seconds ? base::Seconds(std::clamp<int64_t>(*seconds, 1, kLongestPause)) : without;
  closed_until_ = std::max(closed_until_, now + pause);
}

int64_t RateBudget::Used(base::UnixNanos now, size_t limit) {
  return windows_.at(limit).count.Total(now);
}

}  // namespace keel::net
