// SPDX-License-Identifier: MIT
#include "core/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

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

/// Schoolbook binary division; cold by design. CHECKs that the quotient fits 128 bits.
Quotient DivideWide(Wide n, UInt128 d) {
  CHECK(n.high < d, "Decimal product out of range");
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

Decimal MulDivRaw(Int128 a, Int128 b, Int128 c, Rounding rounding) {
  CHECK(c != 0, "Decimal division by zero");
  const bool negative = ((a < 0) != (b < 0)) != (c < 0);
  const UInt128 divisor = Magnitude(c);
  Quotient q = DivideWide(MultiplyWide(Magnitude(a), Magnitude(b)), divisor);
  if (RoundsAway(q, divisor, negative, rounding)) ++q.value;
  const UInt128 limit = (UInt128{1} << 127) - 1;
  CHECK(q.value <= limit, "Decimal product out of range");
  const auto value = static_cast<Int128>(q.value);
  return Decimal::FromRaw(negative ? -value : value);
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
Decimal MulWide(Decimal a, Decimal b, Rounding rounding) {
  return MulDivRaw(a.raw(), b.raw(), Decimal::kOne, rounding);
}
}  // namespace internal

Decimal MulDiv(Decimal a, Decimal b, Decimal c, Rounding rounding) {
  Int128 product = 0;
  if (c.is_positive() && !__builtin_mul_overflow(a.raw(), b.raw(), &product)) {
    return Decimal::FromRaw(internal::DivideRounded(product, c.raw(), rounding));
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
  // Dividing by the double nearest to the step would add its error; 1 / step is often whole.
  const double scaled = step.raw_ < kOne && kOne % step.raw_ == 0
                            ? x * static_cast<double>(static_cast<int64_t>(kOne / step.raw_))
                            : x / step.ToDouble();
  CHECK(std::fabs(scaled) < 0x1p53, "a double too large for its step");
  const auto count = static_cast<int64_t>(RoundDouble(scaled, rounding));
  return FromRaw(Int128{count} * step.raw_);
}

base::Result<Decimal> Decimal::Parse(std::string_view text) {
  const auto bad = [&](const char* why) {
    return Fail(ErrorCode::kUsage, fmt::format("\"{}\" is not a decimal number: {}", text, why));
  };
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest[0] == '-';
  if (negative || (!rest.empty() && rest[0] == '+')) rest.remove_prefix(1);
  const UInt128 limit = (UInt128{1} << 127) - 1;
  UInt128 raw = 0;
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
    if (raw > (limit - 9) / 10) return bad("it is out of range");
    raw = raw * 10 + static_cast<UInt128>(c - '0');
    if (decimals >= 0) ++decimals;
  }
  if (!any_digit) return bad("it has no digit");
  for (int i = std::max(decimals, 0); i < kDigits; ++i) {
    if (raw > limit / 10) return bad("it is out of range");
    raw *= 10;
  }
  const auto value = static_cast<Int128>(raw);
  return FromRaw(negative ? -value : value);
}

std::string Decimal::ToString() const {
  std::array<char, 48> buffer{};
  char* const end = buffer.data() + buffer.size();
  char* at = end;
  UInt128 rest = Magnitude(raw_);
  bool significant = false;  // trailing zeros of the fraction are dropped
  for (int i = 0; i < kDigits; ++i) {
    const int digit = static_cast<int>(rest % 10);
    rest /= 10;
    significant = significant || digit != 0;
    if (significant) *--at = static_cast<char>('0' + digit);
  }
  if (significant) *--at = '.';
  do {
    *--at = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (raw_ < 0) *--at = '-';
  return {at, end};
}

}  // namespace keel::core
