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

/// Next is Update without asking whether the indicator is warm, for the few that are asked most.
template <class Indicator, class Input>
concept HasNext = requires(Indicator indicator, const Input& input) {
  indicator.Next(input);
};

/// As Batch, into `values`, which has room for inputs.size() - (warm_up() - 1) of them.
template <class Indicator, class Input>
void BatchInto(const Indicator& fresh, std::span<const Input> inputs,
               std::span<ValueOf<Indicator, const Input&>> values) {
  Indicator indicator = fresh;  // of this function alone, hence in registers
  const size_t first = inputs.size() - values.size();
  for (size_t i = 0; i < first; ++i) {
    indicator.Update(inputs[i]);
  }
  if (values.empty()) return;
  values[0] = *indicator.Update(inputs[first]);
  for (size_t i = 1; i < values.size(); ++i) {
    if constexpr (HasNext<Indicator, Input>) {
      values[i] = indicator.Next(inputs[first + i]);
    } else {
      values[i] = *indicator.Update(inputs[first + i]);
    }
  }
}

/// The values of a fresh (or copied) indicator over `inputs`, doubles or bars. The first value
/// belongs to input warm_up() - 1; from there on each input has one. Empty when the series is
/// shorter.
template <class Indicator, class Input>
auto Batch(const Indicator& indicator, std::span<const Input> inputs) {
  using Value = ValueOf<Indicator, const Input&>;
  const size_t first = static_cast<size_t>(indicator.warm_up()) - 1;
  std::vector<Value> values(inputs.size() > first ? inputs.size() - first : 0);
  BatchInto(indicator, inputs, std::span<Value>(values));
  return values;
}

template <class Indicator, class Input>
auto Batch(const Indicator& indicator, const std::vector<Input>& inputs) {
  return Batch(indicator, std::span<const Input>(inputs));
}

}  // namespace keel::indicators
