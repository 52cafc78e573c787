// SPDX-License-Identifier: MIT
// A sliding window without subtraction: it is the tail of the last full block joined with the head
// of the present one. Every fold (sum, maximum, moments) costs about two joins a value, whatever
// the period, and nothing that has left the window can leave a rounding residue behind.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "base/check.h"

namespace keel::indicators::internal {

/// Folds the last `period` inputs with an associative `Monoid`, which gives
/// `Input`, `Value`, `Identity()`, `Lift(input)`, `Join(older, newer)`, `Finish(value)` and
/// `Rebase(input)`. Rebase is told the last input of each block (and the very first input): a
/// monoid that measures from an origin takes it, hence the origin is a member of every window it
/// serves. Allocates in the constructor only.
template <class Monoid>
class WindowFold {
 public:
  using Input = typename Monoid::Input;
  using Value = typename Monoid::Value;

  explicit WindowFold(int period)
      : inputs_(Size(period)), tails_(Size(period) + 1, Monoid::Identity()) {}

  /// Adds an input and returns the fold of the window (of all inputs so far until it is full).
  auto Push(const Input& input) {
    if (at_ == 0 && !full_) [[unlikely]] {
      monoid_.Rebase(input);
    }
    return Slide(input);
  }

  /// The same for a window that has seen an input before.
  auto Slide(const Input& input) {
    inputs_[at_] = input;
    head_ = Monoid::Join(head_, monoid_.Lift(input));
    ++at_;
    const auto whole = monoid_.Finish(Monoid::Join(tails_[at_], head_));
    if (at_ == inputs_.size()) [[unlikely]] {
      TurnBlock();
    }
    return whole;
  }

  /// True once `period` inputs were pushed.
  bool full() const { return full_; }
  int period() const { return static_cast<int>(inputs_.size()); }

 private:
  static size_t Size(int period) {
    CHECK(period >= 1, "a window needs a period of at least 1");
    return static_cast<size_t>(period);
  }

  void TurnBlock() {
    monoid_.Rebase(inputs_.back());
    Value tail = Monoid::Identity();
    for (size_t i = inputs_.size(); i-- > 0;) {
      tail = Monoid::Join(monoid_.Lift(inputs_[i]), tail);
      tails_[i] = tail;
    }
    head_ = Monoid::Identity();
    at_ = 0;
    full_ = true;
  }

  std::vector<Input> inputs_;
  std::vector<Value> tails_;
  Value head_ = Monoid::Identity();
  size_t at_ = 0;
  bool full_ = false;
  Monoid monoid_{};
};

}  // namespace keel::indicators::internal
