// SPDX-License-Identifier: MIT
// Exact products and sums of many Decimals: a wide integer and the number of its decimals.
#pragma once

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <compare>

#include "core/decimal.h"

namespace keel::risk {

class Wide {
 public:
  using Integer = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
      512, 512, boost::multiprecision::signed_magnitude, boost::multiprecision::unchecked, void>>;

  Wide() = default;
  explicit Wide(int64_t n) : raw_(n) {}
  explicit Wide(core::Decimal d) : raw_(d.raw()), steps_(1) {}

  friend Wide operator+(const Wide& a, const Wide& b) {
    const int steps = std::max(a.steps_, b.steps_);
    return Wide(a.At(steps) + b.At(steps), steps);
  }
  friend Wide operator-(const Wide& a, const Wide& b) {
    const int steps = std::max(a.steps_, b.steps_);
    return Wide(a.At(steps) - b.At(steps), steps);
  }
  friend Wide operator*(const Wide& a, const Wide& b) {
    return Wide(a.raw_ * b.raw_, a.steps_ + b.steps_);
  }
  Wide& operator+=(const Wide& b) { return *this = *this + b; }
  friend bool operator==(const Wide& a, const Wide& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const Wide& a, const Wide& b) {
    const int steps = std::max(a.steps_, b.steps_);
    return a.At(steps).compare(b.At(steps)) <=> 0;
  }
  double ToDouble() const {
    long double x = static_cast<long double>(raw_);
    for (int i = 0; i < steps_; ++i) x /= 1e12L;
    return static_cast<double>(x);
  }

 private:
  Wide(Integer raw, int steps) : raw_(std::move(raw)), steps_(steps) {}
  Integer At(int steps) const {
    Integer raw = raw_;
    for (int i = steps_; i < steps; ++i) raw *= uint64_t{1'000'000'000'000};
    return raw;
  }

  Integer raw_ = 0;
  int steps_ = 0;  // of twelve decimals each
};

/// The decimal that a configured fraction means.
inline Wide WideLimit(double fraction) {
  return Wide(core::Decimal::FromDouble(fraction, core::Decimal::PowerOfTen(-9)));
}

}  // namespace keel::risk
