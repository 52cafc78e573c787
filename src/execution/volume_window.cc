// SPDX-License-Identifier: MIT
#include "execution/volume_window.h"

#include <algorithm>

#include "base/check.h"
#include "execution/internal/bounds.h"

namespace keel::execution {
namespace {

constexpr int64_t kSpans = 64;

void Add(core::Quantity* sum, core::Quantity quantity) {
  *sum = std::min(kMostQuantity, *sum + std::min(kMostQuantity, quantity));
}

}  // namespace

VolumeWindow::VolumeWindow(base::Duration window)
    : window_(window), span_{std::max<int64_t>(1, window.ns / kSpans)} {
  CHECK(window.ns > 0, "a window needs a length");
}

VolumeSpan& VolumeWindow::SpanOf(base::UnixNanos time) {
  if (!spans_.empty() && time < spans_.back().from + span_) return spans_.back();
  const int64_t floor = time.ns / span_.ns - (time.ns % span_.ns < 0 ? 1 : 0);
  const base::UnixNanos from{floor * span_.ns};
  std::erase_if(spans_, [&](const VolumeSpan& s) { return s.from + span_ + window_ <= from; });
  spans_.push_back({from, {}, {}});
  return spans_.back();
}

void VolumeWindow::AddMarket(core::Quantity quantity, base::UnixNanos time) {
  if (quantity.is_positive()) Add(&SpanOf(time).market, quantity);
}

void VolumeWindow::AddOwn(core::Quantity quantity, base::UnixNanos time) {
  if (quantity.is_positive()) Add(&SpanOf(time).own, quantity);
}

core::Quantity VolumeWindow::MarketAtMost(base::UnixNanos now) const {
  core::Quantity sum;
  for (const VolumeSpan& s : spans_) {
    if (s.from > now - window_) sum += s.market;
  }
  return sum;
}

core::Quantity VolumeWindow::OwnAtLeast(base::UnixNanos now) const {
  core::Quantity sum;
  for (const VolumeSpan& s : spans_) {
    if (s.from + span_ > now - window_) sum += s.own;
  }
  return sum;
}

bool VolumeWindow::Restore(std::vector<VolumeSpan> spans) {
  bool fits = spans.size() <= static_cast<size_t>(2 * kSpans + 2);
  for (size_t i = 0; i < spans.size(); ++i) {
    const VolumeSpan& s = spans[i];
    fits = fits && IsUsable(s.from) && s.from.ns % span_.ns == 0 &&
           (i == 0 || spans[i - 1].from < s.from) && IsUsable(s.market) && IsUsable(s.own);
  }
  if (fits) spans_ = std::move(spans);
  return fits;
}

}  // namespace keel::execution
