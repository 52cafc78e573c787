// SPDX-License-Identifier: MIT
// Times of a text file: epoch seconds, milliseconds, microseconds or nanoseconds told by their
// size, ISO 8601, and the spellings of well-known data vendors.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace keel::storage::internal {

/// An epoch time in whatever unit its size says: below 1e11 seconds, below 1e14 milliseconds, below
/// 1e17 microseconds, else nanoseconds. Requires 0 <= value; always fits.
base::UnixNanos FromEpoch(int64_t value);

/// Any understood spelling: an epoch time with or without a fraction, "20240131" as a date, ISO
/// 8601 and what base::ParseTime reads, dots or slashes in "2024.01.31 23:00", "2020-05-08 12-PM".
/// Nothing where it is none of these; "1/4/1999" is refused, as no one can tell month from day.
std::optional<base::UnixNanos> ReadTime(std::string_view text);

/// Reads a time at `p` up to `delimiter`, '"', or the end of the line. Returns the place after it,
/// or null. The text must end with a newline.
const char* ScanTime(const char* p, char delimiter, base::UnixNanos* time);

}  // namespace keel::storage::internal
