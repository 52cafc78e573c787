// SPDX-License-Identifier: MIT
// A batch is the streaming code folded over a series, so that research and live trading cannot
// differ.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "base/check.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// What an indicator's Update gives when it gives something: a double or a small struct of doubles.
template <class Indicator, class... Inputs>
using ValueOf =
    typename decltype(std::declval<Indicator&>().Update(std::declval<Inputs>()...))::value_type;

/// The values of a fresh (or copied) indicator over `inputs`, doubles or bars. The first value
/// belongs to input warm_up() - 1; from there on each input has one. Empty when the series is
/// shorter.
template <class Indicator, class Input>
auto Batch(Indicator indicator, std::span<const Input> inputs) {
  using Value = ValueOf<Indicator, const Input&>;
  const size_t first = static_cast<size_t>(indicator.warm_up()) - 1;
  std::vector<Value> values(inputs.size() > first ? inputs.size() - first : 0);
  size_t i = 0;
  for (; i < inputs.size() && i < first; ++i) {
    indicator.Update(inputs[i]);
  }
  for (Value& value : values) {
    value = *indicator.Update(inputs[i++]);
  }
  return values;
}

template <class Indicator, class Input>
auto Batch(Indicator indicator, const std::vector<Input>& inputs) {
  return Batch(std::move(indicator), std::span<const Input>(inputs));
}

}  // namespace keel::indicators
