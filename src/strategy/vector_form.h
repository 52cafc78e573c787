// SPDX-License-Identifier: MIT
// What a bar strategy of one pair does, said as comparisons of columns of numbers instead of as
// callbacks: so a sweep runs thousands of its parameter sets over a series without calling any of
// them. A strategy gives this form in its own file, beside the callbacks that it must agree with.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/bar.h"
#include "indicators/batch.h"

namespace keel::strategy {

/// A number at each closed bar from some bar on.
struct VectorColumn {
  /// Names it: columns of one key are the same numbers, and a sweep computes them once.
  std::string key;
  /// Its numbers over all bars of a series; they belong to the last bars, one each, so that the
  /// bars of the warm-up have none. A number must not depend on later bars.
  std::function<std::vector<double>(std::span<const core::Bar>)> values;
};

/// Said of a bar where both columns have a number and that of `greater` is above that of `less`.
struct VectorComparison {
  VectorColumn greater, less;
};

/// Holds the whole equity in the coin at the bars of which `hold` is said, else cash: what
/// Context::TargetShare(1) and TargetShare(0) do.
struct HoldRule {
  VectorComparison hold;
};

/// How much of equity goes into a position, and how far below its best price a trailing stop lies.
struct ProtectedEntry {
  double share = 0;           ///< of equity, (0, 1]
  double trail_fraction = 0;  ///< of the best price, (0, 1)
};

/// Buys at the bars of which `enter` is said and all columns have a number, and fills a position up
/// to the share of the day there; sells all where `leave` is said, or at the trailing stop. At no
/// bar are both said.
struct ProtectedRule {
  VectorComparison enter, leave;
  VectorColumn scale;  ///< what the entry is measured with, an average true range
  /// From the close and the scale of the bar; nothing: no entry there.
  std::function<std::optional<ProtectedEntry>(double close, double scale)> entry;
};

using VectorForm = std::variant<HoldRule, ProtectedRule>;

/// The closes themselves.
inline VectorColumn CloseColumn() {
  return {"close", [](std::span<const core::Bar> bars) {
            std::vector<double> values;
            values.reserve(bars.size());
            for (const core::Bar& bar : bars) values.push_back(bar.close);
            return values;
          }};
}

/// An indicator of one number of each bar (of `&core::Bar::close` and its like), as its streaming
/// code gives it; `fresh` has seen nothing.
template <class Indicator>
VectorColumn ColumnOf(std::string key, const Indicator& fresh, double core::Bar::*number) {
  return {std::move(key), [fresh, number](std::span<const core::Bar> bars) {
            std::vector<double> inputs;
            inputs.reserve(bars.size());
            for (const core::Bar& bar : bars) inputs.push_back(bar.*number);
            return indicators::Batch(fresh, inputs);
          }};
}

/// An indicator of whole bars.
template <class Indicator>
VectorColumn ColumnOf(std::string key, const Indicator& fresh) {
  return {std::move(key), [fresh](std::span<const core::Bar> bars) {
            std::vector<indicators::Ohlcv> inputs;
            inputs.reserve(bars.size());
            for (const core::Bar& bar : bars) {
              inputs.push_back({bar.open, bar.high, bar.low, bar.close, bar.volume});
            }
            return indicators::Batch(fresh, inputs);
          }};
}

/// The same column as it stood one bar earlier: of a channel that ends with the bar before.
inline VectorColumn Before(VectorColumn column) {
  return {column.key + " before",
          [values = std::move(column.values)](std::span<const core::Bar> bars) {
            return values(bars.first(bars.empty() ? 0 : bars.size() - 1));
          }};
}

}  // namespace keel::strategy
