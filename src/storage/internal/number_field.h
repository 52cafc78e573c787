// SPDX-License-Identifier: MIT
// Numbers of a text file as correctly rounded doubles, at several hundred megabytes a second, with
// the number of decimals that they were written with (from which tick and lot are inferred).
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace keel::storage::internal {

/// The most decimals seen among numbers; trailing zeros do not count, nor do numbers of more than
/// 15 significant digits, which are noise of a double printed in full.
class Decimals {
 public:
  static constexpr int kMost = 12;

  /// A number of `digits` digits, `fraction` of them after the point and before `end`, times
  /// 10^exponent.
  void Note(const char* end, int64_t digits, int64_t fraction, int64_t exponent) {
    if (fraction - exponent > most_) NoteMore(end, digits, fraction, exponent);
  }
  void Join(const Decimals& other) { most_ = std::max(most_, other.most_); }
  int most() const { return static_cast<int>(most_); }

 private:
  void NoteMore(const char* end, int64_t digits, int64_t fraction, int64_t exponent) {
    constexpr int64_t kExactDigits = 15;
    const char* first = end - digits - (fraction > 0 ? 1 : 0);
    for (; first < end && (*first == '0' || *first == '.'); ++first)
      digits -= *first == '0' ? 1 : 0;
    while (fraction > 0 && end[-1] == '0') --end, --fraction, --digits;
    if (digits <= kExactDigits) most_ = std::clamp<int64_t>(fraction - exponent, most_, kMost);
  }

  int64_t most_ = 0;
};

namespace number_field {
inline constexpr std::array<double, 23> kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

constexpr bool IsDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }
}  // namespace number_field

/// Reads "[-+]digits[.digits][e[-+]digits]" at `p`, which must be followed by some character that
/// can be none of it (a block of lines ends with a newline). Returns the place after it, or null
/// where there is no finite number. The double is the nearest one.
inline const char* ScanNumber(const char* p, double* value, Decimals* decimals) {
  using number_field::IsDigit;
  const char* begin = p;
  const bool negative = *p == '-';
  if (negative || *p == '+') ++p;
  if (*begin == '+') ++begin;
  uint64_t mantissa = 0;
  const char* const digits_begin = p;
  for (; IsDigit(*p); ++p) mantissa = mantissa * 10 + static_cast<uint64_t>(*p - '0');
  int64_t digits = p - digits_begin;
  int64_t fraction = 0;
  if (*p == '.') {
    const char* const fraction_begin = ++p;
    for (; IsDigit(*p); ++p) mantissa = mantissa * 10 + static_cast<uint64_t>(*p - '0');
    fraction = p - fraction_begin;
    digits += fraction;
  }
  if (digits == 0) return nullptr;
  const char* const mantissa_end = p;
  int64_t exponent = 0;
  if ((*p | 0x20) == 'e') {
    const bool down = p[1] == '-';
    p += down || p[1] == '+' ? 2 : 1;
    if (!IsDigit(*p)) return nullptr;
    for (; IsDigit(*p); ++p) exponent = std::min<int64_t>(exponent * 10 + (*p - '0'), 100'000);
    if (down) exponent = -exponent;
  }
  decimals->Note(mantissa_end, digits, fraction, exponent);
  // Both operands are exact doubles, so one division or product rounds once (Clinger, 1990).
  constexpr uint64_t kExact = uint64_t{1} << 53;
  const int64_t scale = exponent - fraction;
  if (digits <= 18 && mantissa <= kExact && scale >= -22 && scale <= 22) {
    const auto exact = static_cast<double>(mantissa);
    const double size = scale < 0 ? exact / number_field::kPowers[static_cast<size_t>(-scale)]
                                  : exact * number_field::kPowers[static_cast<size_t>(scale)];
    *value = negative ? -size : size;
    return p;
  }
  const auto parsed = std::from_chars(begin, p, *value);
  return parsed.ec == std::errc() && parsed.ptr == p ? p : nullptr;
}

}  // namespace keel::storage::internal
