// SPDX-License-Identifier: MIT
#include "research/vector/internal/protected_player.h"

#include <algorithm>
#include <array>
#include <bit>

#include "sim/bar_path.h"

namespace keel::research::internal {

void ProtectedPlayer::Advance(size_t from, size_t to) {
  std::array<uint64_t, kMostWords> enter, leave;
  const size_t offset = from * kWordBars;
  CompareBits(columns_.enter.greater + offset, columns_.enter.less + offset, to - from,
              enter.data());
  CompareBits(columns_.leave.greater + offset, columns_.leave.less + offset, to - from,
              leave.data());
  for (size_t w = from; w < to; ++w) {
    const uint64_t known = KnownBars(w * kWordBars, columns_.first, bars_.size());
    AdvanceWord(w * kWordBars, enter[w - from] & known, leave[w - from] & known);
  }
}

void ProtectedPlayer::AdvanceWord(size_t first_bar, uint64_t enter, uint64_t leave) {
  const size_t end = std::min(first_bar + kWordBars, bars_.size());
  const auto said = [&](uint64_t word, size_t bar) {
    return ((word >> (bar - first_bar)) & 1) != 0;
  };
  const auto next = [&](uint64_t word, size_t bar) {
    const uint64_t rest = word >> (bar - first_bar);
    return rest == 0 ? end : bar + static_cast<size_t>(std::countr_zero(rest));
  };
  for (size_t bar = first_bar; bar < end; ++bar) {
    if (has_stop_) {
      const size_t look = next(enter | leave, bar);
      if (bar == first_bar && look == end && PassWord(first_bar)) return;
      while (bar < look && !PassBar(bar)) ++bar;
      if (bar == end) return;
      if (bar == look) PassBar(bar);
    } else if (desk_.lots() == 0) {
      bar = next(enter, bar);
      if (bar == end) return;
    }
    OnClose(bar, said(enter, bar), said(leave, bar));
  }
}

/// Passes a whole word of bars in which the stop cannot be reached.
bool ProtectedPlayer::PassWord(size_t first_bar) {
  const size_t word = first_bar / kWordBars;
  const double best = std::max(best_, bars_.word_tops[word]);
  if (bars_.word_bottoms[word] <= best * (1 - trail_)) return false;
  best_ = best;
  return true;
}

/// Goes through the inside of a bar; whether the stop was reached.
bool ProtectedPlayer::PassBar(size_t bar) {
  const double best = std::max(best_, bars_.tops[bar]);
  if (bars_.bottoms[bar] > best * (1 - trail_)) [[likely]] {
    best_ = best;
    return false;
  }
  const core::Bar& inside = bars_.bars[bar];
  const bool holds = desk_.held().ToDouble() * inside.open >= bars_.least_value;
  const sim::BarPath path(inside, bars_.timeframe.CloseOf(inside.open_time), bars_.path, holds);
  const auto reached = path.FirstRetreat(path.start(), trail_, /*falling=*/true, &best_);
  if (!reached) return false;
  desk_.SellAtStop(bar, reached->time, reached->price);
  has_stop_ = leaving_ = false;
  return true;
}

bool ProtectedPlayer::Holds(size_t bar) const {
  return desk_.lots() > 0 && desk_.held().ToDouble() * bars_.terms[bar].close >= bars_.least_value;
}

void ProtectedPlayer::OnClose(size_t bar, bool enter, bool leave) {
  if (!has_stop_) {
    if (!Holds(bar)) {
      leaving_ = false;
    } else if (leaving_) {
      Sell(bar);
    } else {
      PlaceStop(bar);
    }
  }
  if (leave && Holds(bar)) {
    Leave(bar);
  } else if (enter) {
    Enter(bar);
  }
}

void ProtectedPlayer::Leave(size_t bar) {
  if (leaving_) return;
  leaving_ = true;
  has_stop_ = false;  // its cancel comes before the next open
  Sell(bar);
}

void ProtectedPlayer::Sell(size_t bar) {
  desk_.Sell(bar, desk_.lots());
  if (desk_.lots() == 0) leaving_ = false;
}

// From the next open on, which is its first price.
void ProtectedPlayer::PlaceStop(size_t bar) {
  has_stop_ = bar + 1 < bars_.size() && desk_.MaySell(bar, desk_.lots());
  if (!has_stop_) return;
  best_ = bars_.bars[bar + 1].open;
  trail_ = next_trail_;
}

void ProtectedPlayer::Enter(size_t bar) {
  const BarTerms& at = bars_.terms[bar];
  const auto entry = entry_(at.close, columns_.scale[bar]);
  if (!entry || leaving_) return;
  const double missing =
      entry->share * desk_.EquityAt(bar).ToDouble() - desk_.held().ToDouble() * at.close;
  if (missing < bars_.least_value || missing <= 0) return;
  if (!Holds(bar)) next_trail_ = entry->trail_fraction;
  const int64_t approved = desk_.Approve(bar, desk_.LotsOf(missing / at.close));
  if (approved == 0 || bar + 1 == bars_.size()) return;
  const core::Bar& after = bars_.bars[bar + 1];
  if (has_stop_ && after.open <= best_ * (1 - trail_)) {  // it is reached before the order arrives
    desk_.SellAtStop(bar + 1, after.open_time, after.open);
    has_stop_ = false;
  }
  const int64_t before = desk_.lots();
  desk_.Buy(bar, approved);
  if (desk_.lots() > before) PlaceStop(bar);  // for all of it; the one before is taken back
}

}  // namespace keel::research::internal
