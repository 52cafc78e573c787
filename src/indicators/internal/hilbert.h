// SPDX-License-Identifier: MIT
// Ehlers' estimate of the dominant cycle: the price is smoothed, split by a Hilbert transform into
// in-phase and quadrature parts, and the rate at which their phase turns gives the period. The
// cycle indicators share it; the arithmetic is that of "Rocket Science for Traders" (2001), as in
// TA-Lib.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>

namespace keel::indicators::internal {

/// Sixteen values back, in a ring.
class History {
 public:
  void Push(double x) { ring_[++at_ & 15] = x; }
  double operator[](size_t ago) const { return ring_[(at_ - ago) & 15]; }

 private:
  std::array<double, 16> ring_{};
  size_t at_ = 0;
};

/// In-phase and quadrature parts and the period of the dominant cycle. The first `skip` prices only
/// warm the smoother up.
class Hilbert {
 public:
  explicit Hilbert(int skip) : skip_(skip) {}

  void Update(double price) {
    price_.Push(price);
    if (seen_ < skip_) {
      ++seen_;
      return;
    }
    gain_ = 0.075 * period_ + 0.54;
    smooth_.Push(0.4 * price_[0] + 0.3 * price_[1] + 0.2 * price_[2] + 0.1 * price_[3]);
    detrended_.Push(Transform(smooth_));
    quadrature_.Push(Transform(detrended_));
    in_phase_.Push(detrended_[3]);
    const double turned_in_phase = Transform(in_phase_);
    const double turned_quadrature = Transform(quadrature_);
    MeasurePeriod(in_phase_[0] - turned_quadrature, quadrature_[0] + turned_in_phase);
  }

  double in_phase() const { return in_phase_[0]; }
  double quadrature() const { return quadrature_[0]; }
  /// Smoothed length of the dominant cycle, in updates, between 6 and 50 once warm.
  double period() const { return smooth_period_; }
  double smooth_price() const { return smooth_[0]; }

 private:
  double Transform(const History& x) const {
    return (0.0962 * x[0] + 0.5769 * x[2] - 0.5769 * x[4] - 0.0962 * x[6]) * gain_;
  }

  void MeasurePeriod(double in_phase, double quadrature) {
    const double i2 = 0.2 * in_phase + 0.8 * i2_;
    const double q2 = 0.2 * quadrature + 0.8 * q2_;
    re_ = 0.2 * (i2 * i2_ + q2 * q2_) + 0.8 * re_;
    im_ = 0.2 * (i2 * q2_ - q2 * i2_) + 0.8 * im_;
    i2_ = i2;
    q2_ = q2;
    const double last = period_;
    if (im_ != 0 && re_ != 0) {
      const double angle = std::atan(im_ / re_);
      if (angle != 0) {
        period_ = 2 * std::numbers::pi / angle;
      }
    }
    period_ = std::fmax(std::fmin(period_, 1.5 * last), 0.67 * last);
    period_ = std::fmax(std::fmin(period_, 50.0), 6.0);
    period_ = 0.2 * period_ + 0.8 * last;
    smooth_period_ = 0.33 * period_ + 0.67 * smooth_period_;
  }

  int skip_;
  int seen_ = 0;
  History price_, smooth_, detrended_, quadrature_, in_phase_;
  double gain_ = 0;
  double i2_ = 0, q2_ = 0, re_ = 0, im_ = 0;
  double period_ = 0, smooth_period_ = 0;
};

}  // namespace keel::indicators::internal
