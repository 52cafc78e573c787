// SPDX-License-Identifier: MIT
// What a bar strategy of one pair does, said as comparisons of columns of numbers instead of as
// callbacks: so a sweep runs thousands of its parameter sets over a series without calling any of
// them. A strategy gives this form in its own file, beside the callbacks that it must agree with.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "indicators/batch.h"
#include "indicators/ohlcv.h"

namespace keel::strategy {

/// The closed bars of a series: whole, and their numbers one kind a span.
struct VectorBars {
  std::span<const indicators::Ohlcv> bars;
  std::span<const double> open, high, low, close, volume;

  size_t size() const { return bars.size(); }
  VectorBars First(size_t n) const {
    return {bars.first(n), open.first(n),  high.first(n),
            low.first(n),  close.first(n), volume.first(n)};
  }
};

/// A number at each closed bar from some bar on.
struct VectorColumn {
  /// Names it: columns of one key are the same numbers, and a sweep computes them once.
  std::string key;
  /// Writes its numbers into the last places of `out`, which has one for each bar, and returns how
  /// many: the bars of the warm-up have none. No number depends on later bars.
  std::function<size_t(const VectorBars& bars, std::span<double> out)> fill;
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
  return {"close", [](const VectorBars& bars, std::span<double> out) {
            std::ranges::copy(bars.close, out.begin());
            return bars.size();
          }};
}

namespace internal {
template <class Indicator, class Input>
size_t FillWith(const Indicator& fresh, std::span<const Input> inputs, std::span<double> out) {
  const size_t warm_up = static_cast<size_t>(fresh.warm_up()) - 1;
  const size_t count = inputs.size() > warm_up ? inputs.size() - warm_up : 0;
  indicators::BatchInto(fresh, inputs, out.last(count));
  return count;
}
}  // namespace internal

/// An indicator of one number of each bar (of `&VectorBars::close` and its like), as its streaming
/// code gives it; `fresh` has seen nothing.
template <class Indicator>
VectorColumn ColumnOf(std::string key, const Indicator& fresh,
                      std::span<const double> VectorBars::*numbers) {
  return {std::move(key), [fresh, numbers](const VectorBars& bars, std::span<double> out) {
            return internal::FillWith(fresh, bars.*numbers, out);
          }};
}

/// An indicator of whole bars.
template <class Indicator>
VectorColumn ColumnOf(std::string key, const Indicator& fresh) {
  return {std::move(key), [fresh](const VectorBars& bars, std::span<double> out) {
            return internal::FillWith(fresh, bars.bars, out);
          }};
}

/// The same column as it stood one bar earlier: of a channel that ends with the bar before.
inline VectorColumn Before(VectorColumn column) {
  return {column.key + " before",
          [fill = std::move(column.fill)](const VectorBars& bars, std::span<double> out) -> size_t {
            if (bars.size() == 0) return 0;
            return fill(bars.First(bars.size() - 1), out.subspan(1));
          }};
}

}  // namespace keel::strategy
