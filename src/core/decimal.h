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
    return ToDoubleWide(raw_);
  }
  /// Within two units in the last place of ToDouble(), without its care: for statistics of many.
  double ToDoubleNear() const {
    const auto low = static_cast<int64_t>(raw_);
    return Int128{low} == raw_ ? static_cast<double>(low) / 1e12 : ToDoubleWide(raw_);
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
  static double ToDoubleWide(Int128 raw);

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
/// numerator / denominator, denominator > 0.
Int128 DivideRounded(Int128 numerator, Int128 denominator, Rounding rounding);
Decimal MulAny(Decimal a, Decimal b, Rounding rounding);

/// A magnitude divided by a word, with what remains.
struct WordQuotient {
  uint64_t value;
  uint64_t remainder;
};
/// Requires (n >> 64) < d: then the processor's own 128-by-64-bit division does it, which no
/// compiler emits by itself.
inline WordQuotient DivideByWord(UInt128 n, uint64_t d) {
#if defined(__x86_64__)
  WordQuotient q{static_cast<uint64_t>(n), static_cast<uint64_t>(n >> 64)};
  __asm__("divq %2" : "+a"(q.value), "+d"(q.remainder) : "r"(d) : "cc");
  return q;
#else
  return {static_cast<uint64_t>(n / d), static_cast<uint64_t>(n % d)};
#endif
}
}  // namespace internal

/// a * b rounded to 1e-12. Half to even (what marks a position at every bar) is short where nothing
/// is negative and the raw values and the result fit a word.
inline Decimal Mul(Decimal a, Decimal b, Rounding rounding) {
  const auto a_raw = static_cast<UInt128>(a.raw());
  const auto b_raw = static_cast<UInt128>(b.raw());
  const UInt128 product = UInt128{static_cast<uint64_t>(a_raw)} * static_cast<uint64_t>(b_raw);
  constexpr uint64_t kOne = Decimal::kOne;
  const bool fits = ((a_raw | b_raw) >> 63) == 0 && (product >> 64) < kOne / 2;
  if (!fits || rounding != Rounding::kHalfEven) return internal::MulAny(a, b, rounding);
  const auto [quotient, remainder] = internal::DivideByWord(product, kOne);
  const bool away = 2 * remainder + (quotient & 1) > kOne;
  return Decimal::FromRaw(static_cast<int64_t>(quotient + (away ? 1 : 0)));
}

/// a / b within two units in the last place: for statistics of many. Requires b != 0.
inline double RatioNear(Decimal a, Decimal b) {
  const auto a64 = static_cast<int64_t>(a.raw());
  const auto b64 = static_cast<int64_t>(b.raw());
  const bool narrow = Int128{a64} == a.raw() && Int128{b64} == b.raw();
  return narrow ? static_cast<double>(a64) / static_cast<double>(b64)
                : a.ToDoubleNear() / b.ToDoubleNear();
}

/// The multiples of one step, for many doubles: Nearest(x) is Decimal::FromDouble(x, step).
class Grid {
 public:
  /// Requires step > 0.
  explicit Grid(Decimal step) : step_(step), size_(step.ToDouble()) {
    CHECK(step.is_positive(), "a step must be positive");
    if (step < Decimal::FromInt(1'000'000)) narrow_step_ = static_cast<int64_t>(step.raw());
  }
  Decimal Nearest(double x) const {
    constexpr double kMagic = 0x1.8p52;  // adding and removing it rounds half to even
    const double scaled = x / size_;
    if (narrow_step_ == 0 || !(scaled < 0x1p51 && scaled > -0x1p51)) [[unlikely]] {
      return Decimal::FromDouble(x, step_);
    }
    const auto count = static_cast<int64_t>((scaled + kMagic) - kMagic);
    return Decimal::FromRaw(Int128{count} * narrow_step_);
  }

 private:
  Decimal step_;
  double size_;
  int64_t narrow_step_ = 0;  // the raw step, where a product of 64 bits can hold it
};

}  // namespace keel::core
