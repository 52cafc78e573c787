// SPDX-License-Identifier: MIT
// How numbers are told to people, in one place, so that the console, the tear sheet and the tables
// of the command line never print one number in two ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keel::research {

/// What stands where a number is absent.
inline constexpr std::string_view kAbsent = "-";

/// "12,345.68": thousands grouped. A value that rounds to zero has no sign.
std::string Grouped(double value, int decimals);
/// "+12,345.68": as Grouped, with the sign of a gain shown too.
std::string SignedGrouped(double value, int decimals);
/// "12.34%" of a fraction.
std::string Percent(double fraction, int decimals = 2);
/// "+12.34%" of a fraction.
std::string SignedPercent(double fraction, int decimals = 2);
/// "43,123.46", "0.00001234": as many decimals as a price of that size is quoted with.
std::string PriceText(double price);
/// "1.2 M", "340 k", "12.5": at most four digits, for axis labels and narrow cells.
std::string Compact(double value);
/// Shortest text that reads back as the same double.
std::string Shortest(double value);
/// "5 y 137 d", "3 d 4 h", "42 s": two units are enough for a length of time; a year is 365 days.
std::string Span(double seconds);

/// "FAIL" of "fail"; only a to z change.
std::string UpperCase(std::string_view word);

/// Text for XML and HTML, in elements and in quoted attributes.
std::string EscapeXml(std::string_view text);

}  // namespace keel::research
