// SPDX-License-Identifier: MIT
#include "market/liquidity.h"

#include <algorithm>
#include <cmath>

namespace keel::market {
namespace {

constexpr base::Duration kSpan = base::Minutes(5);
constexpr double kSpansPerDay = 288;

size_t WindowLength(base::Duration period) {
  if (period <= kSpan) return static_cast<size_t>(kSpansPerDay);
  return static_cast<size_t>(std::max<int64_t>(1, base::Days(1) / period));
}

base::UnixNanos EndOfSpan(base::UnixNanos t, base::Duration span) {
  return {(t.ns / span.ns + 1) * span.ns};
}

}  // namespace

Liquidity::Liquidity(base::Duration period, std::optional<double> declared_adv)
    : period_(period), declared_adv_(declared_adv), spans_(WindowLength(period), 0.0) {}

void Liquidity::Advance(std::span<const core::Bar> visible) {
  while (seen_ < visible.size()) {
    AddWithinSpan(visible);
    if (seen_ == visible.size()) return;
    AddAny(visible[seen_++]);
  }
}

// The many bars at which neither a 5-minute span nor a day ends: only volumes to add.
void Liquidity::AddWithinSpan(std::span<const core::Bar> visible) {
  if (period_ >= kSpan || full_days_ < kFewDays) return;
  const core::Bar* bar = visible.data() + seen_;
  const core::Bar* const end = visible.data() + visible.size();
  double day = day_volume_;
  double span = span_volume_;
  for (; bar != end && bar->open_time < span_end_; ++bar) {
    day += bar->volume;
    span += bar->volume;
  }
  const auto seen = static_cast<size_t>(bar - visible.data());
  if (seen == seen_) return;
  seen_ = seen;
  day_volume_ = day;
  span_volume_ = span;
  last_close_ = bar[-1].close;
}

void Liquidity::AddAny(const core::Bar& bar) {
  if (seen_ == 1) first_open_ = bar.open_time;
  if (bar.open_time >= day_end_) {
    CloseDay();
    day_is_whole_ =
        day_end_ != base::kBeginningOfTime || bar.open_time == base::StartOfDay(bar.open_time);
    day_end_ = EndOfSpan(bar.open_time, base::Days(1));
  }
  day_volume_ += bar.volume;
  if (full_days_ < kFewDays) {
    early_volume_ += bar.volume;
    const double r = last_close_ > 0 ? std::log(bar.close / last_close_) : 0.0;
    early_squares_ += r * r;
    last_end_ = bar.open_time + period_;
  }
  last_close_ = bar.close;
  if (period_ >= kSpan) {
    PushSpan(bar.volume / (period_.seconds() / kSpan.seconds()));
    return;
  }
  if (bar.open_time >= span_end_) {
    const base::UnixNanos end = EndOfSpan(bar.open_time, kSpan);
    if (span_end_ != base::kBeginningOfTime) CloseSpansBefore(end);
    span_end_ = end;
  }
  span_volume_ += bar.volume;
}

void Liquidity::CloseDay() {
  if (day_is_whole_) {
    volumes_[full_days_ % kDays] = day_volume_ / DaysOfBar();
    closes_[full_days_ % (kDays + 1)] = last_close_;
    ++full_days_;
  }
  day_volume_ = 0;
}

double Liquidity::DaysOfBar() const { return std::max(1.0, period_.seconds() / 86400.0); }

// Between two trades nothing traded; between two bars nobody knows what did.
void Liquidity::CloseSpansBefore(base::UnixNanos end) {
  PushSpan(span_volume_);
  span_volume_ = 0;
  if (period_.ns != 0) return;
  const int64_t empty = (end - span_end_) / kSpan - 1;
  const int64_t kept = std::min(empty, static_cast<int64_t>(spans_.size()));
  for (int64_t i = 0; i < kept; ++i) PushSpan(0);
}

void Liquidity::PushSpan(double volume) { spans_[span_count_++ % spans_.size()] = volume; }

void Liquidity::Refresh() const {
  if (refreshed_at_ == full_days_ && full_days_ >= kFewDays) return;
  refreshed_at_ = full_days_;
  const double elapsed_days = std::max((last_end_ - first_open_).seconds(), 60.0) / 86400.0;
  const size_t days = std::min(full_days_, kDays);
  double sum = 0;
  for (size_t i = 0; i < days; ++i) sum += volumes_[i];
  adv_ = days > 0 ? sum / static_cast<double>(days) : early_volume_ / elapsed_days;
  if (full_days_ < kFewDays) {
    volatility_ = std::sqrt(early_squares_ / elapsed_days);
    return;
  }
  const size_t returns = std::min(full_days_, kDays + 1) - 1;
  double mean = 0;
  double squares = 0;
  for (size_t k = 0; k < returns; ++k) {
    const size_t newer = full_days_ - 1 - k;
    const double r = std::log(closes_[newer % (kDays + 1)] / closes_[(newer - 1) % (kDays + 1)]);
    const double step = r - mean;
    mean += step / static_cast<double>(k + 1);
    squares += step * (r - mean);
  }
  volatility_ = std::sqrt(squares / static_cast<double>(returns - 1) / DaysOfBar());
}

double Liquidity::average_daily_volume() const {
  if (declared_adv_) return *declared_adv_;
  Refresh();
  return adv_;
}

double Liquidity::daily_volatility() const {
  Refresh();
  return volatility_;
}

double Liquidity::median_five_minute_volume() const {
  if (declared_adv_) return *declared_adv_ / kSpansPerDay;
  const size_t n = std::min(span_count_, spans_.size());
  if (n == 0) return span_volume_;
  scratch_.assign(spans_.begin(), spans_.begin() + static_cast<std::ptrdiff_t>(n));
  const auto middle = scratch_.begin() + static_cast<std::ptrdiff_t>(n / 2);
  std::nth_element(scratch_.begin(), middle, scratch_.end());
  const double upper = *middle;
  if (n % 2 == 1) return upper;
  return (*std::max_element(scratch_.begin(), middle) + upper) / 2;
}

// More than half of the spans: then both middles of the median are among them. One more span turns
// at most one of them, so a large majority lasts for as many spans as it is large.
bool Liquidity::MostSpansReach(double volume) const {
  const size_t n = std::min(span_count_, spans_.size());
  size_t reach = 0;
  for (size_t i = 0; i < n; ++i) reach += spans_[i] >= volume ? 1 : 0;
  if (2 * reach <= n) return false;
  reached_ = volume;
  reached_until_ = span_count_ + (2 * reach - n + 1) / 2;
  return true;
}

bool Liquidity::MedianAtLeast(double volume) const {
  if (declared_adv_ || span_count_ == 0) return median_five_minute_volume() >= volume;
  if (volume <= reached_ && span_count_ < reached_until_) return true;
  // Twice as much is asked for first: orders of about this size will follow.
  if (MostSpansReach(2 * volume) || MostSpansReach(volume)) return true;
  return median_five_minute_volume() >= volume;
}

}  // namespace keel::market
