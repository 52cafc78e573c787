// SPDX-License-Identifier: MIT
#include "research/vector/internal/hold_player.h"

#include <array>
#include <bit>

namespace keel::research::internal {

void HoldPlayer::Advance(size_t from, size_t to) {
  std::array<uint64_t, kMostWords> words;
  const size_t offset = from * kWordBars;
  CompareBits(hold_.greater + offset, hold_.less + offset, to - from, words.data());
  for (size_t w = from; w < to; ++w) AdvanceWord(w * kWordBars, words[w - from]);
}

void HoldPlayer::AdvanceWord(size_t first_bar, uint64_t hold) {
  const bool is_inside = first_bar >= first_ && first_bar + kWordBars <= bars_.size();
  const uint64_t bars = is_inside ? ~uint64_t{0} : KnownBars(first_bar, 0, bars_.size());
  if (!is_inside) hold &= KnownBars(first_bar, first_, bars_.size());
  // The bars that differ from the one before; the first of them from the target.
  uint64_t looks = (hold ^ ((hold << 1) | (holds_ ? 1 : 0))) & bars;
  if (pursued_) looks |= 1;
  while (looks != 0) {
    const int bit = std::countr_zero(looks);
    looks &= looks - 1;
    Decide(first_bar + static_cast<size_t>(bit), ((hold >> bit) & 1) != 0);
    if (pursued_ && bit < 63) looks |= (uint64_t{2} << bit) & bars;
  }
}

void HoldPlayer::Decide(size_t bar, bool hold) {
  if (hold == holds_) return GoOn(bar);
  holds_ = hold;
  goal_ = GoalAt(bar);
  wait_ = backoff_ = 0;
  pursued_ = true;
  Pursue(bar);
  if (wait_ > 0) --wait_;  // the engine goes on with targets at the end of the same bar
}

void HoldPlayer::GoOn(size_t bar) {
  if (wait_ > 0) {
    --wait_;
    return;
  }
  const int64_t missing = goal_ - desk_.lots();
  if (desk_.IsDust(bar, missing)) {
    pursued_ = false;
    return;
  }
  // Price and equity have moved on; but what was bought is not sold for it.
  goal_ = GoalAt(bar);
  if ((goal_ < desk_.lots()) != (missing < 0)) goal_ = desk_.lots();
  Pursue(bar);
}

// A full share is what equity pays for at the close and at the worst price that the order may get.
// The engine divides by both and takes the less: the quotient by the dearer, to the last bit.
int64_t HoldPlayer::GoalAt(size_t bar) const {
  if (!holds_) return 0;
  return desk_.LotsOf(desk_.EquityAt(bar).ToDouble() / bars_.terms[bar].dearest);
}

void HoldPlayer::Pursue(size_t bar) {
  const int64_t difference = goal_ - desk_.lots();
  if (desk_.IsDust(bar, difference)) {
    pursued_ = false;
  } else if (difference < 0) {
    desk_.Sell(bar, -difference);
    backoff_ = 0;
  } else if (const int64_t approved = desk_.Approve(bar, difference); approved > 0) {
    desk_.Buy(bar, approved);
    backoff_ = 0;
  } else {
    backoff_ = std::clamp(2 * backoff_, 1, kLongestWait);
    wait_ = backoff_;
  }
  if (goal_ == desk_.lots()) pursued_ = false;
}

}  // namespace keel::research::internal
