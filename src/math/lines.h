// SPDX-License-Identifier: MIT
// Many straight lines a + x b looked at in one place x: which lie below a level. Vectorised, the
// same on every instruction set to the last bit.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace keel::math {

/// The lines a[i] + x b[i]. Requires equal sizes.
struct Lines {
  std::span<const double> a, b;
};

/// How many are below `level` at x.
size_t CountBelow(const Lines& lines, double x, double level);

/// Those lines, in order: their values at x and their slopes b[i].
struct SelectedLines {
  std::vector<double> values, slopes;  ///< room; the first `count` are meant
  size_t count = 0;
};
/// Replaces what is selected; keeps the room.
void SelectBelow(const Lines& lines, double x, double level, SelectedLines* selected);

}  // namespace keel::math
