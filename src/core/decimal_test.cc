// SPDX-License-Identifier: MIT
// Every operation against arbitrary-precision integers [Boost.Multiprecision], over all magnitudes.
#include "core/decimal.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.h"

namespace keel::core {
namespace {

using Big = boost::multiprecision::cpp_int;

constexpr int kCases = 1'000'000;
constexpr std::array kRoundings = {Rounding::kDown,    Rounding::kUp,       Rounding::kFloor,
                                   Rounding::kCeiling, Rounding::kHalfEven, Rounding::kHalfUp};
constexpr Int128 kMax = static_cast<Int128>((UInt128{1} << 127) - 1);
constexpr Int128 kMin = -kMax - 1;

Big ToBig(Int128 x) {
  const bool negative = x < 0;
  const UInt128 magnitude = negative ? -static_cast<UInt128>(x) : static_cast<UInt128>(x);
  Big big = static_cast<uint64_t>(magnitude >> 64);
  big = (big << 64) + static_cast<uint64_t>(magnitude);
  return negative ? Big(-big) : big;
}

const Big& BigMax() {
  static const Big max = ToBig(kMax);
  return max;
}
bool Fits(const Big& x) { return x <= BigMax() && x >= -BigMax() - 1; }

/// numerator / denominator by the definition of each rounding, written independently of Decimal.
Big OracleDivide(Big numerator, Big denominator, Rounding rounding) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const bool negative = numerator < 0;
  const Big magnitude = negative ? Big(-numerator) : numerator;
  Big quotient = magnitude / denominator;
  const Big twice = 2 * (magnitude % denominator);
  bool up = false;
  switch (rounding) {
    case Rounding::kDown:
      up = false;
      break;
    case Rounding::kUp:
      up = twice != 0;
      break;
    case Rounding::kFloor:
      up = twice != 0 && negative;
      break;
    case Rounding::kCeiling:
      up = twice != 0 && !negative;
      break;
    case Rounding::kHalfUp:
      up = twice >= denominator;
      break;
    case Rounding::kHalfEven:
      up = twice > denominator || (twice == denominator && quotient % 2 != 0);
      break;
  }
  if (up) ++quotient;
  return negative ? Big(-quotient) : quotient;
}

std::string OracleText(const Big& raw) {
  const bool negative = raw < 0;
  std::string digits = (negative ? Big(-raw) : raw).str();
  if (digits.size() < 13) digits.insert(0, 13 - digits.size(), '0');
  std::string whole = digits.substr(0, digits.size() - 12);
  std::string fraction = digits.substr(digits.size() - 12);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return (negative ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

/// Raw values of every magnitude, with the edges more often than chance would.
class RawSource {
 public:
  explicit RawSource(const char* name) : random_(20'090'103, name) {
    for (Int128 base : {Int128{0}, Int128{Decimal::kOne}, Int128{Decimal::kOne} / 2,
                        Int128{1} << 63, Int128{1} << 64, Int128{1} << 53, Int128{1} << 100}) {
      for (int offset = -1; offset <= 1; ++offset) {
        edges_.push_back(base + offset);
        edges_.push_back(-base + offset);
      }
    }
    edges_.insert(edges_.end(), {kMax, kMax - 1, kMin, kMin + 1});
  }

  Int128 Next(uint64_t max_bits = 127) {
    if (random_.NextBelow(16) == 0) return edges_[random_.NextBelow(edges_.size())];
    const uint64_t bits = random_.NextBelow(max_bits + 1);
    UInt128 x = (UInt128{random_.NextU64()} << 64) | random_.NextU64();
    x = bits == 0 ? 0 : x >> (128 - bits);
    // Numbers as people write them end in zeros.
    if (random_.NextBelow(4) == 0) {
      for (uint64_t zeros = random_.NextBelow(13); zeros > 0; --zeros) x = x / 10;
      for (uint64_t zeros = random_.NextBelow(7); zeros > 0 && x < (UInt128{1} << 120); --zeros) {
        x = x * 10;
      }
    }
    const auto value = static_cast<Int128>(x);
    return random_.NextBelow(2) == 0 ? value : -value;
  }
  base::RandomStream& random() { return random_; }

 private:
  base::RandomStream random_;
  std::vector<Int128> edges_;
};

Rounding RoundingOf(int i) { return kRoundings[static_cast<size_t>(i) % kRoundings.size()]; }

/// Most cases must be in range, or the test would prove little.
void ExpectMostly(int tested) { EXPECT_GT(tested, kCases / 4); }

TEST(DecimalOracle, AddAndSubtract) {
  RawSource source("test.add");
  int tested = 0;
  for (int i = 0; i < kCases; ++i) {
    const Int128 a = source.Next(), b = source.Next();
    const Big sum = ToBig(a) + ToBig(b), difference = ToBig(a) - ToBig(b);
    if (Fits(sum)) {
      ASSERT_EQ(ToBig((Decimal::FromRaw(a) + Decimal::FromRaw(b)).raw()), sum);
      ++tested;
    }
    if (Fits(difference)) {
      ASSERT_EQ(ToBig((Decimal::FromRaw(a) - Decimal::FromRaw(b)).raw()), difference);
    }
    ASSERT_EQ(Decimal::FromRaw(a) < Decimal::FromRaw(b), difference < 0);
  }
  ExpectMostly(tested);
}

TEST(DecimalOracle, Multiply) {
  RawSource source("test.mul");
  int tested = 0;
  for (int i = 0; i < kCases; ++i) {
    const Int128 a = source.Next(), b = source.Next(i % 2 == 0 ? 127 : 60);
    const Big expected = OracleDivide(ToBig(a) * ToBig(b), Decimal::kOne, RoundingOf(i));
    if (!Fits(expected)) continue;
    ASSERT_EQ(ToBig(Mul(Decimal::FromRaw(a), Decimal::FromRaw(b), RoundingOf(i)).raw()), expected)
        << ToBig(a) << " * " << ToBig(b);
    ++tested;
  }
  ExpectMostly(tested);
}

TEST(DecimalOracle, MultiplyByAnInteger) {
  RawSource source("test.times");
  int tested = 0;
  for (int i = 0; i < kCases; ++i) {
    const Int128 a = source.Next(100);
    const auto k = static_cast<int64_t>(source.random().NextU64() >> source.random().NextBelow(64));
    const Big expected = ToBig(a) * k;
    if (!Fits(expected)) continue;
    ASSERT_EQ(ToBig((Decimal::FromRaw(a) * k).raw()), expected);
    ++tested;
  }
  ExpectMostly(tested);
}

TEST(DecimalOracle, Divide) {
  RawSource source("test.div");
  int tested = 0;
  for (int i = 0; i < kCases; ++i) {
    const Int128 a = source.Next(), b = source.Next();
    if (b == 0) continue;
    const Big expected = OracleDivide(ToBig(a) * Decimal::kOne, ToBig(b), RoundingOf(i));
    if (!Fits(expected)) continue;
    ASSERT_EQ(ToBig(Div(Decimal::FromRaw(a), Decimal::FromRaw(b), RoundingOf(i)).raw()), expected)
        << ToBig(a) << " / " << ToBig(b);
    ++tested;
  }
  ExpectMostly(tested);
}

TEST(DecimalOracle, MultiplyAndDivide) {
  RawSource source("test.muldiv");
  int tested = 0;
  for (int i = 0; i < kCases; ++i) {
    const Int128 a = source.Next(), b = source.Next(), c = source.Next();
    if (c == 0) continue;
    const Big expected = OracleDivide(ToBig(a) * ToBig(b), ToBig(c), RoundingOf(i));
    if (!Fits(expected)) continue;
    const Decimal got =
        MulDiv(Decimal::FromRaw(a), Decimal::FromRaw(b), Decimal::FromRaw(c), RoundingOf(i));
    ASSERT_EQ(ToBig(got.raw()), expected) << ToBig(a) << " * " << ToBig(b) << " / " << ToBig(c);
    ++tested;
  }
  ExpectMostly(tested);
}

TEST(DecimalOracle, TiesOfEveryRounding) {
  RawSource source("test.ties");
  for (int i = 0; i < kCases; ++i) {
    // a / (2 k) with a an odd multiple of k lies exactly between two integers.
    const Int128 k = 1 + static_cast<Int128>(source.random().NextBelow(1'000'000'000));
    const Int128 odd = 2 * static_cast<Int128>(source.random().NextBelow(1'000'000)) + 1;
    const Int128 a = (i % 2 == 0 ? odd : -odd) * k;
    const Big expected = OracleDivide(ToBig(a), ToBig(2 * k), RoundingOf(i));
    ASSERT_EQ(ToBig(internal::DivideRounded(a, 2 * k, RoundingOf(i))), expected);
  }
}

TEST(DecimalOracle, RoundToAStep) {
  RawSource source("test.round");
  int tested = 0;
  for (int i = 0; i < kCases; ++i) {
    const Int128 a = source.Next();
    Int128 step = source.Next(i % 2 == 0 ? 127 : 50);
    if (step == kMin || step == 0) continue;
    step = step < 0 ? -step : step;
    const Big expected = OracleDivide(ToBig(a), ToBig(step), RoundingOf(i)) * ToBig(step);
    if (!Fits(expected)) continue;
    const Decimal got = RoundTo(Decimal::FromRaw(a), Decimal::FromRaw(step), RoundingOf(i));
    ASSERT_EQ(ToBig(got.raw()), expected);
    ASSERT_TRUE(IsMultipleOf(got, Decimal::FromRaw(step)));
    ASSERT_EQ(IsMultipleOf(Decimal::FromRaw(a), Decimal::FromRaw(step)), got.raw() == a);
    ++tested;
  }
  ExpectMostly(tested);
}

TEST(DecimalOracle, PrintAndParse) {
  RawSource source("test.text");
  for (int i = 0; i < kCases; ++i) {
    const Decimal a = Decimal::FromRaw(source.Next());
    const std::string text = a.ToString();
    ASSERT_EQ(text, OracleText(ToBig(a.raw())));
    const auto back = Decimal::Parse(text);
    ASSERT_TRUE(back) << back.error().message;
    ASSERT_EQ(back->raw(), a.raw()) << text;
  }
}

TEST(DecimalOracle, ParseOfTextNobodyPrints) {
  RawSource source("test.parse");
  base::RandomStream& random = source.random();
  for (int i = 0; i < kCases; ++i) {
    std::string whole, fraction;
    for (uint64_t n = random.NextBelow(30); n > 0; --n) {
      whole += static_cast<char>('0' + random.NextBelow(10));
    }
    for (uint64_t n = random.NextBelow(13); n > 0; --n) {
      fraction += static_cast<char>('0' + random.NextBelow(10));
    }
    if (whole.empty() && fraction.empty()) continue;
    Big expected = 0;
    for (const char c : whole + fraction + std::string(12 - fraction.size(), '0')) {
      expected = expected * 10 + (c - '0');
    }
    const bool negative = random.NextBelow(2) == 0;
    if (negative) expected = -expected;
    const std::string zeros(random.NextBelow(3), '0');
    const std::string sign = negative ? "-" : random.NextBelow(2) == 0 ? "+" : "";
    const auto got = Decimal::Parse(sign + zeros + whole + "." + fraction +
                                    std::string(12 - fraction.size(), '0') + zeros);
    ASSERT_EQ(got.has_value(), Fits(expected)) << sign << whole << "." << fraction;
    if (!got) continue;
    ASSERT_EQ(ToBig(got->raw()), expected) << sign << whole << "." << fraction;
  }
}

TEST(DecimalOracle, ToDoubleIsTheNearestDouble) {
  RawSource source("test.double");
  for (int i = 0; i < kCases; ++i) {
    const Decimal a = Decimal::FromRaw(source.Next());
    const std::string text = OracleText(ToBig(a.raw()));
    ASSERT_EQ(a.ToDouble(), std::strtod(text.c_str(), nullptr)) << text;
  }
}

/// x * 2^1074 is whole for every finite double.
Big Scaled(double x) {
  int exponent = 0;
  const auto mantissa = static_cast<int64_t>(std::ldexp(std::frexp(x, &exponent), 53));
  const int shift = exponent - 53 + 1100;
  return shift >= 0 ? Big(Big(mantissa) << shift) : Big(0);
}

TEST(DecimalOracle, FromDoubleIsExactAwayFromTies) {
  RawSource source("test.from");
  const Big unit = Big(1) << 1100;
  const std::vector<std::string> steps = {"0.00000001",     "0.01",    "0.5", "1",
                                          "0.000000000001", "0.00003", "25",  "0.0007",
                                          "100000",         "0.125"};
  int tested = 0;
  for (int i = 0; i < kCases; ++i) {
    const Decimal step = *Decimal::Parse(steps[source.random().NextBelow(steps.size())]);
    const double magnitude = std::exp(source.random().NextUniform() * 60 - 30);
    const double x = (i % 2 == 0 ? 1 : -1) * magnitude;
    if (std::fabs(x / step.ToDouble()) >= 0x1p50) continue;
    // In units of step / 2: the exact value of x is twice / half.
    const Big twice = 2 * Scaled(x) * Decimal::kOne;
    const Big half = unit * ToBig(step.raw());
    const Big nearest = OracleDivide(twice, half, Rounding::kHalfEven);
    const Big distance = abs(Big(twice - nearest * half));
    if (distance * (Big(1) << 50) <= abs(twice))
      continue;  // near a multiple or a tie: tested below
    const Big expected =
        OracleDivide(Scaled(x) * Decimal::kOne, half, RoundingOf(i)) * ToBig(step.raw());
    ASSERT_EQ(ToBig(Decimal::FromDouble(x, step, RoundingOf(i)).raw()), expected)
        << x << " in steps of " << step.ToString();
    ++tested;
  }
  ExpectMostly(tested);
}

TEST(DecimalOracle, ADoubleMadeFromAMultipleComesBackInEveryRounding) {
  RawSource source("test.back");
  const std::vector<std::string> steps = {"0.00000001", "0.01", "0.5",    "1",     "0.000000000001",
                                          "0.00003",    "25",   "0.0007", "100000"};
  for (int i = 0; i < kCases; ++i) {
    const Decimal step = *Decimal::Parse(steps[source.random().NextBelow(steps.size())]);
    const auto count =
        static_cast<int64_t>(source.random().NextU64() >> (14 + source.random().NextBelow(49)));
    const Decimal exact = step * (i % 2 == 0 ? count : -count);
    ASSERT_EQ(Decimal::FromDouble(exact.ToDouble(), step, RoundingOf(i)), exact)
        << exact.ToString() << " in steps of " << step.ToString();
  }
}

TEST(Decimal, KnownValues) {
  const auto d = [](std::string_view text) { return *Decimal::Parse(text); };
  EXPECT_EQ(d("43123.46").raw(), Int128{43'123'460'000'000'000});
  EXPECT_EQ(Mul(d("43123.46"), d("0.00123"), Rounding::kHalfEven).ToString(), "53.0418558");
  EXPECT_EQ(Mul(d("0.000001"), d("0.0000005"), Rounding::kHalfEven).ToString(), "0");
  EXPECT_EQ(Mul(d("0.000001"), d("0.0000015"), Rounding::kHalfEven).ToString(), "0.000000000002");
  EXPECT_EQ(Mul(d("-0.000001"), d("0.0000005"), Rounding::kHalfUp).ToString(), "-0.000000000001");
  EXPECT_EQ(Div(d("1"), d("3"), Rounding::kDown).ToString(), "0.333333333333");
  EXPECT_EQ(Div(d("-2"), d("3"), Rounding::kHalfEven).ToString(), "-0.666666666667");
  EXPECT_EQ(Decimal::FromDouble(43123.46, d("0.01")).ToString(), "43123.46");
  EXPECT_EQ(Decimal::FromDouble(0.29, d("0.01"), Rounding::kDown).ToString(), "0.29");
  EXPECT_EQ(Decimal::FromDouble(0.2999, d("0.01"), Rounding::kDown).ToString(), "0.29");
  EXPECT_EQ(Decimal::PowerOfTen(-8).ToString(), "0.00000001");
  EXPECT_EQ(Decimal::PowerOfTen(25).ToString(), "10000000000000000000000000");
  EXPECT_EQ(Decimal::FromRaw(kMax).ToString(), "170141183460469231731687303.715884105727");
  EXPECT_EQ(Decimal::FromRaw(kMin).ToString(), "-170141183460469231731687303.715884105728");
  EXPECT_EQ(d("-0").ToString(), "0");
  EXPECT_EQ(d(".5"), d("0.5"));
  EXPECT_EQ(d("5."), d("5"));
  EXPECT_EQ(d("1.5000000000000000").ToString(), "1.5");
}

TEST(Decimal, RefusesWhatIsNoDecimal) {
  for (const char* text :
       {"", "-", "+", ".", "-.", "1e5", " 1", "1 ", "1,5", "0x1", "1.2.3", "--1", "nan", "inf",
        "0.0000000000001", "170141183460469231731687303.715884105728",
        "-170141183460469231731687303.715884105729",
        "999999999999999999999999999999999999999999999999999999999999"}) {
    const auto got = Decimal::Parse(text);
    ASSERT_FALSE(got) << text;
    EXPECT_EQ(got.error().code, base::ErrorCode::kUsage);
    EXPECT_NE(got.error().message.find(std::string("\"") + text + "\""), std::string::npos);
  }
}

using DecimalDeathTest = testing::Test;

TEST(DecimalDeathTest, ResultsOutOfRangeStopTheProgram) {
  testing::FLAGS_gtest_death_test_style = "fast";
  const Decimal max = Decimal::FromRaw(kMax), min = Decimal::FromRaw(kMin);
  const Decimal tiny = Decimal::FromRaw(1), one = Decimal::FromInt(1);
  EXPECT_DEATH((void)(max + tiny), "sum out of range");
  EXPECT_DEATH((void)(min - tiny), "difference out of range");
  EXPECT_DEATH((void)(-min), "difference out of range");
  EXPECT_DEATH((void)min.abs(), "difference out of range");
  EXPECT_DEATH((void)(max * 2), "multiple out of range");
  EXPECT_DEATH((void)Mul(max, Decimal::FromRaw(Decimal::kOne + 1), Rounding::kDown),
               "product out of range");
  EXPECT_DEATH((void)Mul(max, max, Rounding::kDown), "product out of range");
  EXPECT_DEATH((void)Div(max, Decimal::FromRaw(Decimal::kOne - 1), Rounding::kDown),
               "product out of range");
  EXPECT_DEATH((void)Div(one, Decimal(), Rounding::kDown), "division by zero");
  // The quotient is 2^128 - 1 and a rest: rounding it away from zero must not wrap round to zero.
  const Int128 quarter = Int128{1} << 125;
  EXPECT_DEATH((void)MulDiv(Decimal::FromRaw(2 * quarter + 3), Decimal::FromRaw(kMax - 1),
                            Decimal::FromRaw(quarter + 1), Rounding::kUp),
               "product out of range");
  EXPECT_DEATH((void)RoundTo(max, Decimal::FromInt(10), Rounding::kUp), "out of range");
  EXPECT_DEATH((void)RoundTo(one, Decimal(), Rounding::kUp), "step must be positive");
  EXPECT_DEATH((void)Decimal::FromDouble(NAN, one), "not finite");
  EXPECT_DEATH((void)Decimal::FromDouble(INFINITY, one), "not finite");
  EXPECT_DEATH((void)Decimal::FromDouble(1e16, one), "too large for its step");
}

}  // namespace
}  // namespace keel::core
