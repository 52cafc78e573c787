// SPDX-License-Identifier: MIT
// Numbers with 48 decimals in 512 bits: what four Decimals multiply to, exactly.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <compare>

#include "core/decimal.h"

namespace keel::risk {

class Wide {
 public:
  using Integer = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
      512, 512, boost::multiprecision::signed_magnitude, boost::multiprecision::unchecked, void>>;

  Wide() = default;
  explicit Wide(int64_t n) : raw_(Integer(n) * Scale(48)) {}
  explicit Wide(core::Decimal d) : raw_(Integer(d.raw()) * Scale(36)) {}

  friend Wide operator+(const Wide& a, const Wide& b) { return Wide(a.raw_ + b.raw_); }
  friend Wide operator-(const Wide& a, const Wide& b) { return Wide(a.raw_ - b.raw_); }
  friend Wide operator*(const Wide& a, const Wide& b) {
    return Wide(Integer(a.raw_ * b.raw_ / Scale(48)));
  }
  Wide& operator+=(const Wide& b) { return *this = *this + b; }
  friend bool operator==(const Wide& a, const Wide& b) { return a.raw_ == b.raw_; }
  friend std::strong_ordering operator<=>(const Wide& a, const Wide& b) {
    const int order = a.raw_.compare(b.raw_);
    return order <=> 0;
  }
  double ToDouble() const {
    return static_cast<double>(static_cast<long double>(raw_) /
                               static_cast<long double>(Scale(48)));
  }

 private:
  explicit Wide(Integer raw) : raw_(std::move(raw)) {}
  static const Integer& Scale(int digits) {
    static const Integer k36("1000000000000000000000000000000000000");
    static const Integer k48 = k36 * 1'000'000'000'000;
    return digits == 48 ? k48 : k36;
  }
  Integer raw_ = 0;
};

/// The decimal that a configured fraction means.
inline Wide WideLimit(double fraction) {
  return Wide(core::Decimal::FromDouble(fraction, core::Decimal::PowerOfTen(-9)));
}

}  // namespace keel::risk
