// SPDX-License-Identifier: MIT
// Exact money. A Decimal is a 128-bit integer that counts units of 1e-12, so every ledger value
// that a venue can print is held exactly, and every rounding is named where it happens.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/result.h"

namespace keel::core {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

/// How a result that lies between two representable values is rounded.
enum class Rounding {
  kDown,      ///< toward zero
  kUp,        ///< away from zero
  kFloor,     ///< toward minus infinity
  kCeiling,   ///< toward plus infinity
  kHalfEven,  ///< to the nearest, ties to the even neighbour
  kHalfUp,    ///< to the nearest, ties away from zero
};

/// A fixed-point number: raw() units of 1e-12. Range about +-1.7e26; a result outside it is a
/// CHECK.
class Decimal {
 public:
  static constexpr int kDigits = 12;
  static constexpr int64_t kOne = 1'000'000'000'000;

  constexpr Decimal() = default;
  static constexpr Decimal FromRaw(Int128 raw) {
    Decimal d;
    d.raw_ = raw;
    return d;
  }
  static constexpr Decimal FromInt(int64_t n) { return FromRaw(Int128{n} * kOne); }
  /// 10^exponent, for -12 <= exponent <= 25.
  static constexpr Decimal PowerOfTen(int exponent) {
    CHECK(exponent >= -kDigits && exponent <= 25, "a power of ten outside the range of Decimal");
    Int128 raw = 1;
    for (int i = -kDigits; i < exponent; ++i) raw *= 10;
    return FromRaw(raw);
  }

  /// Reads "[-+]digits[.digits]" exactly, ".5" and "5." too; zeros beyond 12 decimals are allowed.
  /// kUsage for anything else: exponent, blanks, more than 12 significant decimals, out of range.
  static base::Result<Decimal> Parse(std::string_view text);

  /// The multiple of `step` that `rounding` picks for `x`. A double within two units in the last
  /// place of a multiple is that multiple in every rounding: 0.29 down to 0.01 stays 0.29, and a
  /// multiple d below 2^50 steps comes back from FromDouble(d.ToDouble(), step). Requires a finite
  /// x, step > 0 and |x / step| < 2^53, where a double still tells neighbours apart.
  static Decimal FromDouble(double x, Decimal step, Rounding rounding = Rounding::kHalfEven);

  constexpr Int128 raw() const { return raw_; }
  /// The nearest double, ties to even; what reading ToString() as a double gives.
  double ToDouble() const {
    // One division of two exact doubles is rounded once. Real prices and sizes pass here.
    constexpr int64_t kSafe = int64_t{1} << 62;
    const auto low = static_cast<int64_t>(raw_);
    if (Int128{low} == raw_ && low > -kSafe && low < kSafe) {
      const auto numerator = static_cast<double>(low);
      if (static_cast<int64_t>(numerator) == low) return numerator / 1e12;
    }
    return ToDoubleWide();
  }
  /// Within two units in the last place of ToDouble(), without its care: for statistics of many.
  double ToDoubleNear() const {
    const auto low = static_cast<int64_t>(raw_);
    return (Int128{low} == raw_ ? static_cast<double>(low) : static_cast<double>(raw_)) / 1e12;
  }
  /// Shortest exact text without exponent: "-0.001", "43123.46", "0".
  std::string ToString() const;

  constexpr bool is_zero() const { return raw_ == 0; }
  constexpr bool is_negative() const { return raw_ < 0; }
  constexpr bool is_positive() const { return raw_ > 0; }
  constexpr Decimal abs() const { return raw_ < 0 ? -*this : *this; }

  friend constexpr bool operator==(Decimal a, Decimal b) { return a.raw_ == b.raw_; }
  friend constexpr std::strong_ordering operator<=>(Decimal a, Decimal b) {
    return a.raw_ < b.raw_   ? std::strong_ordering::less
           : a.raw_ > b.raw_ ? std::strong_ordering::greater
                             : std::strong_ordering::equal;
  }
  friend constexpr Decimal operator+(Decimal a, Decimal b) {
    Int128 sum = 0;
    CHECK(!__builtin_add_overflow(a.raw_, b.raw_, &sum), "Decimal sum out of range");
    return FromRaw(sum);
  }
  friend constexpr Decimal operator-(Decimal a, Decimal b) {
    Int128 difference = 0;
    CHECK(!__builtin_sub_overflow(a.raw_, b.raw_, &difference), "Decimal difference out of range");
    return FromRaw(difference);
  }
  friend constexpr Decimal operator-(Decimal a) { return Decimal() - a; }
  constexpr Decimal& operator+=(Decimal b) { return *this = *this + b; }
  constexpr Decimal& operator-=(Decimal b) { return *this = *this - b; }
  friend constexpr Decimal operator*(Decimal a, int64_t k) {
    Int128 product = 0;
    CHECK(!__builtin_mul_overflow(a.raw_, Int128{k}, &product), "Decimal multiple out of range");
    return FromRaw(product);
  }

 private:
  double ToDoubleWide() const;

  Int128 raw_ = 0;
};

/// a * b / c with one rounding at the end; the product is held in 256 bits. Requires c != 0.
Decimal MulDiv(Decimal a, Decimal b, Decimal c, Rounding rounding);

/// a / b. Requires b != 0.
Decimal Div(Decimal a, Decimal b, Rounding rounding);

/// The multiple of `step` (> 0) that `rounding` picks for `a`.
Decimal RoundTo(Decimal a, Decimal step, Rounding rounding);

/// Whether `a` is a whole number of `step` (> 0).
bool IsMultipleOf(Decimal a, Decimal step);

namespace internal {
Decimal MulWide(Decimal a, Decimal b, Rounding rounding);

/// numerator / denominator, denominator > 0.
constexpr Int128 DivideRounded(Int128 numerator, Int128 denominator, Rounding rounding) {
  const Int128 quotient = numerator / denominator;
  const Int128 remainder = numerator - quotient * denominator;
  if (remainder == 0) return quotient;
  const bool negative = remainder < 0;
  const Int128 away = negative ? quotient - 1 : quotient + 1;
  const Int128 size = negative ? -remainder : remainder;
  const Int128 rest = denominator - size;
  switch (rounding) {
    case Rounding::kDown:
      return quotient;
    case Rounding::kUp:
      return away;
    case Rounding::kFloor:
      return negative ? away : quotient;
    case Rounding::kCeiling:
      return negative ? quotient : away;
    case Rounding::kHalfUp:
      return size >= rest ? away : quotient;
    case Rounding::kHalfEven:
      break;
  }
  if (size != rest) return size > rest ? away : quotient;
  return (quotient & 1) != 0 ? away : quotient;
}
/// numerator / 1e12 half to even: what marks a position at every bar. Where the quotient fits 64
/// bits the processor's own 128-by-64-bit division does it, which no compiler emits by itself.
inline Int128 DivideByOneHalfEven(Int128 numerator) {
#if defined(__x86_64__)
  const bool negative = numerator < 0;
  const UInt128 magnitude =
      negative ? -static_cast<UInt128>(numerator) : static_cast<UInt128>(numerator);
  const auto high = static_cast<uint64_t>(magnitude >> 64);
  constexpr uint64_t kDivisor = Decimal::kOne;
  if (high < kDivisor / 2) {
    uint64_t quotient = static_cast<uint64_t>(magnitude);
    uint64_t remainder = high;
    __asm__("divq %2" : "+a"(quotient), "+d"(remainder) : "r"(kDivisor) : "cc");
    const uint64_t rest = kDivisor - remainder;
    quotient += remainder > rest || (remainder == rest && (quotient & 1) != 0) ? 1 : 0;
    return negative ? -Int128{quotient} : Int128{quotient};
  }
#endif
  return DivideRounded(numerator, Decimal::kOne, Rounding::kHalfEven);
}
}  // namespace internal

/// a * b rounded to 1e-12. Fast while both fit 64 bits of raw or the raw product fits 128.
inline Decimal Mul(Decimal a, Decimal b, Rounding rounding) {
  Int128 product = 0;
  if (__builtin_mul_overflow(a.raw(), b.raw(), &product)) [[unlikely]] {
    return internal::MulWide(a, b, rounding);
  }
  if (rounding == Rounding::kHalfEven) {
    return Decimal::FromRaw(internal::DivideByOneHalfEven(product));
  }
  return Decimal::FromRaw(internal::DivideRounded(product, Decimal::kOne, rounding));
}

/// The multiples of one step, for many doubles: Nearest(x) is Decimal::FromDouble(x, step).
class Grid {
 public:
  /// Requires step > 0.
  explicit Grid(Decimal step) : step_(step), size_(step.ToDouble()) {
    CHECK(step.is_positive(), "a step must be positive");
  }
  Decimal Nearest(double x) const {
    constexpr double kMagic = 0x1.8p52;  // adding and removing it rounds half to even
    const double scaled = x / size_;
    if (!(scaled < 0x1p51 && scaled > -0x1p51)) return Decimal::FromDouble(x, step_);
    const auto count = static_cast<int64_t>((scaled + kMagic) - kMagic);
    return Decimal::FromRaw(count * step_.raw());
  }

 private:
  Decimal step_;
  double size_;
};

}  // namespace keel::core
