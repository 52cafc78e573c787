// SPDX-License-Identifier: MIT
// NumPy's .npy format, version 1.0: magic, a Python literal that names the columns and the row
// count, then plain little-endian rows. numpy.load(mmap_mode="r") opens what is written here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace keel::storage::internal {

/// The header for `rows` rows of the columns in `descr` (a Python list of (name, type) pairs). Its
/// size is a multiple of 64, so that mapped rows are aligned.
/// Source: numpy.org/doc/stable/reference/generated/numpy.lib.format.html
std::string NpyHeader(std::string_view descr, int64_t rows);

/// The rows of a whole file `bytes`, which must have exactly the columns `descr` of `row_size`
/// bytes in all, and exactly the length that its header promises. kCorrupt otherwise, in one clause
/// without the path.
base::Result<std::string_view> NpyRows(std::string_view bytes, std::string_view descr,
                                       size_t row_size);

/// Columns of a bar series and of a trade series.
inline constexpr std::string_view kBarColumns =
    "[('open_time', '<i8'), ('open', '<f8'), ('high', '<f8'), ('low', '<f8'), ('close', '<f8'), "
    "('volume', '<f8')]";
inline constexpr std::string_view kTradeColumns =
    "[('time', '<i8'), ('id', '<u8'), ('price_ticks', '<i8'), ('quantity_lots', '<i8'), "
    "('side', '|i1'), ('', '|V7')]";

}  // namespace keel::storage::internal
