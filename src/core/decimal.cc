// SPDX-License-Identifier: MIT
#include "core/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace keel::core {
namespace {

using base::ErrorCode;
using base::Fail;

/// A 256-bit magnitude as two 128-bit halves.
struct Wide {
  UInt128 high = 0;
  UInt128 low = 0;
};

UInt128 Magnitude(Int128 x) { return x < 0 ? -static_cast<UInt128>(x) : static_cast<UInt128>(x); }

Wide MultiplyWide(UInt128 a, UInt128 b) {
  const UInt128 mask = ~uint64_t{0};
  const UInt128 a0 = a & mask, a1 = a >> 64, b0 = b & mask, b1 = b >> 64;
  const UInt128 low = a0 * b0;
  const UInt128 cross = a1 * b0 + (low >> 64);
  const UInt128 middle = a0 * b1 + (cross & mask);
  return {a1 * b1 + (cross >> 64) + (middle >> 64), (middle << 64) | (low & mask)};
}

struct Quotient {
  UInt128 value = 0;
  UInt128 remainder = 0;
};

/// n / d for d > 0.
Quotient Divide(UInt128 n, UInt128 d) {
  if (d >> 64 != 0 || n >> 64 >= d) return {n / d, n % d};
  const auto [value, remainder] = internal::DivideByWord(n, static_cast<uint64_t>(d));
  return {value, remainder};
}

/// Requires n.high < d < 2^64: two steps of long division with a 64-bit digit.
Quotient DivideWideByWord(Wide n, UInt128 d) {
  const Quotient upper = Divide((n.high << 64) | (n.low >> 64), d);
  const Quotient lower = Divide((upper.remainder << 64) | static_cast<uint64_t>(n.low), d);
  return {(upper.value << 64) | lower.value, lower.remainder};
}

/// Schoolbook binary division; cold by design. CHECKs that the quotient fits 128 bits.
Quotient DivideWide(Wide n, UInt128 d) {
  CHECK(n.high < d, "Decimal product out of range");
  if (d >> 64 == 0) return DivideWideByWord(n, d);
  UInt128 remainder = n.high;
  UInt128 quotient = 0;
  for (int bit = 127; bit >= 0; --bit) {
    const bool carry = (remainder >> 127) != 0;
    remainder = (remainder << 1) | ((n.low >> bit) & 1);
    if (!carry && remainder < d) continue;
    remainder -= d;
    quotient |= UInt128{1} << bit;
  }
  return {quotient, remainder};
}

bool RoundsAway(const Quotient& q, UInt128 divisor, bool negative, Rounding rounding) {
  if (q.remainder == 0) return false;
  const UInt128 rest = divisor - q.remainder;
  switch (rounding) {
    case Rounding::kDown:
      return false;
    case Rounding::kUp:
      return true;
    case Rounding::kFloor:
      return negative;
    case Rounding::kCeiling:
      return !negative;
    case Rounding::kHalfUp:
      return q.remainder >= rest;
    case Rounding::kHalfEven:
      break;
  }
  return q.remainder > rest || (q.remainder == rest && (q.value & 1) != 0);
}

/// The largest magnitude of a raw value of that sign.
UInt128 LimitOf(bool negative) { return (UInt128{1} << 127) - (negative ? 0 : 1); }

Int128 WithSign(UInt128 magnitude, bool negative) {
  return static_cast<Int128>(negative ? -magnitude : magnitude);
}

Decimal MulDivRaw(Int128 a, Int128 b, Int128 c, Rounding rounding) {
  CHECK(c != 0, "Decimal division by zero");
  const bool negative = ((a < 0) != (b < 0)) != (c < 0);
  const UInt128 divisor = Magnitude(c);
  Quotient q = DivideWide(MultiplyWide(Magnitude(a), Magnitude(b)), divisor);
  CHECK(q.value <= LimitOf(negative), "Decimal product out of range");
  if (RoundsAway(q, divisor, negative, rounding)) ++q.value;
  CHECK(q.value <= LimitOf(negative), "Decimal product out of range");
  return Decimal::FromRaw(WithSign(q.value, negative));
}

double RoundDouble(double x, Rounding rounding) {
  switch (rounding) {
    case Rounding::kDown:
      return std::trunc(x);
    case Rounding::kUp:
      return x < 0 ? std::floor(x) : std::ceil(x);
    case Rounding::kFloor:
      return std::floor(x);
    case Rounding::kCeiling:
      return std::ceil(x);
    case Rounding::kHalfUp:
      return std::round(x);
    case Rounding::kHalfEven:
      break;
  }
  constexpr double kMagic = 0x1.8p52;  // adding and removing it rounds half to even, without a call
  return std::fabs(x) < 0x1p51 ? (x + kMagic) - kMagic : std::nearbyint(x);
}

}  // namespace

namespace internal {
Int128 DivideRounded(Int128 numerator, Int128 denominator, Rounding rounding) {
  const bool negative = numerator < 0;
  const auto divisor = static_cast<UInt128>(denominator);
  Quotient q = Divide(Magnitude(numerator), divisor);
  if (RoundsAway(q, divisor, negative, rounding)) ++q.value;
  return WithSign(q.value, negative);
}

Decimal MulAny(Decimal a, Decimal b, Rounding rounding) {
  Int128 product = 0;
  if (__builtin_mul_overflow(a.raw(), b.raw(), &product)) {
    return MulDivRaw(a.raw(), b.raw(), Decimal::kOne, rounding);
  }
  return Decimal::FromRaw(DivideRounded(product, Decimal::kOne, rounding));
}
}  // namespace internal

Decimal MulDiv(Decimal a, Decimal b, Decimal c, Rounding rounding) {
  Int128 product = 0;
  if (!__builtin_mul_overflow(a.raw(), b.raw(), &product)) {
    Int128 divisor = c.raw();
    const bool flips = divisor < 0 && !__builtin_sub_overflow(Int128{0}, divisor, &divisor) &&
                       !__builtin_sub_overflow(Int128{0}, product, &product);
    if (flips || c.is_positive()) {
      return Decimal::FromRaw(internal::DivideRounded(product, divisor, rounding));
    }
  }
  return MulDivRaw(a.raw(), b.raw(), c.raw(), rounding);
}

Decimal Div(Decimal a, Decimal b, Rounding rounding) {
  return MulDiv(a, Decimal::FromInt(1), b, rounding);
}

Decimal RoundTo(Decimal a, Decimal step, Rounding rounding) {
  CHECK(step.is_positive(), "a step must be positive");
  const Int128 count = internal::DivideRounded(a.raw(), step.raw(), rounding);
  Int128 raw = 0;
  CHECK(!__builtin_mul_overflow(count, step.raw(), &raw), "rounded Decimal out of range");
  return Decimal::FromRaw(raw);
}

bool IsMultipleOf(Decimal a, Decimal step) {
  CHECK(step.is_positive(), "a step must be positive");
  return a.raw() % step.raw() == 0;
}

Decimal Decimal::FromDouble(double x, Decimal step, Rounding rounding) {
  CHECK(step.is_positive(), "a step must be positive");
  // Off by at most one unit in the last place: half from the step's double, half from the division.
  const double scaled = x / step.ToDouble();
  CHECK(std::fabs(scaled) < 0x1p53, "a double too large for its step, or not finite");
  double count = RoundDouble(scaled, Rounding::kHalfEven);
  if (rounding != Rounding::kHalfEven && std::fabs(scaled - count) > std::fabs(scaled) * 0x1p-51) {
    count = RoundDouble(scaled, rounding);
  }
  Int128 raw = 0;
  CHECK(!__builtin_mul_overflow(Int128{static_cast<int64_t>(count)}, step.raw_, &raw),
        "a double outside the range of Decimal");
  return FromRaw(raw);
}

double Decimal::ToDoubleWide(Int128 raw) {
  const UInt128 magnitude = Magnitude(raw);
  if (magnitude == 0) return 0;
  // Shift until the quotient has far more bits than a double; the remainder only matters as "some".
  const auto high = static_cast<uint64_t>(magnitude >> 64);
  const int zeros =
      high != 0 ? __builtin_clzll(high) : 64 + __builtin_clzll(static_cast<uint64_t>(magnitude));
  const UInt128 shifted = magnitude << zeros;
  const UInt128 quotient = shifted / kOne;
  const UInt128 sticky = quotient * kOne != shifted ? 1 : 0;
  const double value = std::ldexp(static_cast<double>(quotient | sticky), -zeros);
  return raw < 0 ? -value : value;
}

namespace {

constexpr auto kPowersOfTen = [] {
  std::array<uint64_t, 20> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

/// Together they take off any 1 to 11 zeros at the end of a fraction.
constexpr std::array kTrailingZeros = {6, 3, 1, 1};

/// Digits of a decimal text gathered so far, 18 at a time in a machine word.
class DigitGatherer {
 public:
  /// Whether the digits so far still fit.
  bool Add(char digit) {
    word_ = word_ * 10 + static_cast<uint64_t>(digit - '0');
    return ++count_ < 18 || Flush();
  }
  /// The digits times 10^`zeros`, or nothing where that exceeds `limit`.
  std::optional<UInt128> Finish(int zeros, UInt128 limit) {
    if (!Flush() || __builtin_mul_overflow(value_, Power(zeros), &value_) || value_ > limit) {
      return std::nullopt;
    }
    return value_;
  }

 private:
  static UInt128 Power(int exponent) { return kPowersOfTen[static_cast<size_t>(exponent)]; }
  bool Flush() {
    UInt128 scaled = 0;
    const bool fits = !__builtin_mul_overflow(value_, Power(count_), &scaled) &&
                      !__builtin_add_overflow(scaled, UInt128{word_}, &value_);
    word_ = 0;
    count_ = 0;
    return fits;
  }

  UInt128 value_ = 0;
  uint64_t word_ = 0;
  int count_ = 0;
};

/// Writes `value` in front of `end`, at least `width` digits; returns where it begins.
char* WriteDigits(char* end, uint64_t value, int width) {
  for (; value != 0 || width > 0; --width) {
    *--end = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return end;
}

/// The usual case, at most 18 characters of a plain number, without wide arithmetic in the loop;
/// nothing for anything else.
std::optional<Decimal> ParseShort(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  uint64_t digits = 0;
  size_t point = text.size();
  for (size_t i = negative ? 1 : 0; i < text.size(); ++i) {
    const auto digit = static_cast<unsigned>(text[i] - '0');
    if (digit <= 9) {
      digits = digits * 10 + digit;
    } else if (text[i] == '.' && point == text.size()) {
      point = i;
    } else {
      return std::nullopt;
    }
  }
  const size_t decimals = point == text.size() ? 0 : text.size() - point - 1;
  const bool bare = text.size() - (negative ? 1 : 0) - (point == text.size() ? 0 : 1) == 0;
  if (bare || decimals > Decimal::kDigits) return std::nullopt;
  const Int128 raw = Int128{digits} * kPowersOfTen[Decimal::kDigits - decimals];
  return Decimal::FromRaw(negative ? -raw : raw);
}

}  // namespace

base::Result<Decimal> Decimal::Parse(std::string_view text) {
  if (text.size() <= 18) {
    if (const auto value = ParseShort(text)) return *value;
  }
  const auto bad = [&](const char* why) {
    return Fail(ErrorCode::kUsage, fmt::format("\"{}\" is not a decimal number: {}", text, why));
  };
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest[0] == '-';
  if (negative || (!rest.empty() && rest[0] == '+')) rest.remove_prefix(1);
  DigitGatherer digits;
  int decimals = -1;  // -1 until the point
  bool any_digit = false;
  for (const char c : rest) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return bad("only digits, one point and a sign are allowed");
    any_digit = true;
    if (decimals == kDigits) {
      if (c != '0') return bad("it has more than 12 decimals");
      continue;
    }
    if (!digits.Add(c)) return bad("it is out of range");
    if (decimals >= 0) ++decimals;
  }
  if (!any_digit) return bad("it has no digit");
  const auto magnitude = digits.Finish(kDigits - std::max(decimals, 0), LimitOf(negative));
  if (!magnitude) return bad("it is out of range");
  return FromRaw(WithSign(*magnitude, negative));
}

std::string Decimal::ToString() const {
  constexpr uint64_t kChunk = 1'000'000'000'000'000'000;
  constexpr auto kUnit = static_cast<uint64_t>(kOne);
  std::array<char, 48> buffer{};
  char* const end = buffer.data() + buffer.size();
  const UInt128 magnitude = Magnitude(raw_);
  const auto word = static_cast<uint64_t>(magnitude);
  const UInt128 whole = magnitude == word ? UInt128{word / kUnit} : magnitude / kUnit;
  auto fraction = static_cast<uint64_t>(magnitude - whole * kUnit);
  char* at = end;
  if (fraction != 0) {
    int width = kDigits;
    for (const int zeros : kTrailingZeros) {
      const uint64_t power = kPowersOfTen[static_cast<size_t>(zeros)];
      if (fraction % power != 0) continue;
      fraction /= power;
      width -= zeros;
    }
    at = WriteDigits(end, fraction, width);
    *--at = '.';
  }
  if (whole < kChunk) {
    at = WriteDigits(at, static_cast<uint64_t>(whole), 1);
  } else {
    at = WriteDigits(at, static_cast<uint64_t>(whole % kChunk), 18);
    at = WriteDigits(at, static_cast<uint64_t>(whole / kChunk), 1);
  }
  if (raw_ < 0) *--at = '-';
  return {at, end};
}

}  // namespace keel::core
