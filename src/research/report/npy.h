// SPDX-License-Identifier: MIT
// The head of a NumPy file, format 1.0, for arrays that numpy.load opens.
#pragma once

#include <string>
#include <string_view>

namespace keel::research {

/// What stands before the rows: `descr` and `shape` as Python writes them ("'<f8'", "(3, 4)"). The
/// rows follow as they lie in memory, little-endian, the last index fastest.
std::string NpyHeader(std::string_view descr, std::string_view shape);

}  // namespace keel::research
