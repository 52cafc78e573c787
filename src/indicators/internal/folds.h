// SPDX-License-Identifier: MIT
// The folds that windows are made of. Those with an origin measure deviations from a value inside
// the window: with d = x - origin, (mean d)^2 <= n * variance, so the cancellation in a variance
// costs at most a factor n of rounding, and a constant window has exactly no spread.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>

#include "indicators/internal/double_pair.h"
#include "indicators/internal/window_fold.h"

namespace keel::indicators::internal {

/// Plain sum; a sum of non-negative inputs is never negative, and of zeros exactly zero.
struct SumFold {
  using Input = double;
  using Value = double;
  static Value Identity() { return 0; }
  static Value Join(Value older, Value newer) { return older + newer; }
  Value Lift(Input x) const { return x; }
  Value Finish(Value v) const { return v; }
  void Rebase(Input) {}
};

/// Largest input.
struct MaxFold {
  using Input = double;
  using Value = double;
  static Value Identity() { return -std::numeric_limits<double>::infinity(); }
  static Value Join(Value older, Value newer) { return newer > older ? newer : older; }
  Value Lift(Input x) const { return x; }
  Value Finish(Value v) const { return v; }
  void Rebase(Input) {}
};

/// Smallest input.
struct MinFold {
  using Input = double;
  using Value = double;
  static Value Identity() { return std::numeric_limits<double>::infinity(); }
  static Value Join(Value older, Value newer) { return newer < older ? newer : older; }
  Value Lift(Input x) const { return x; }
  Value Finish(Value v) const { return v; }
  void Rebase(Input) {}
};

/// How many inputs ago the extreme was seen (0 = the newest); the newest of equals counts.
template <class Better>
struct AgeFold {
  struct Value {
    int count;
    int age;
    double extreme;
  };
  using Input = double;
  static Value Identity() { return {0, 0, 0}; }
  static Value Join(const Value& older, const Value& newer) {
    const bool old_wins =
        newer.count == 0 || (older.count > 0 && Better{}(older.extreme, newer.extreme));
    return {older.count + newer.count, old_wins ? older.age + newer.count : newer.age,
            old_wins ? older.extreme : newer.extreme};
  }
  Value Lift(Input x) const { return {1, 0, x}; }
  int Finish(const Value& v) const { return v.age; }
  void Rebase(Input) {}
};

/// First and second moments about an origin.
struct MomentsFold {
  using Input = double;
  using Value = DoublePair;  ///< sums of x - origin and of (x - origin)^2
  struct Result {
    double origin, sum, squares;
    double Mean(double inverse_n) const { return origin + sum * inverse_n; }
    /// Population variance, never negative.
    double Variance(double inverse_n) const {
      const double mean = sum * inverse_n;
      return std::max(squares * inverse_n - mean * mean, 0.0);
    }
  };
  static Value Identity() { return Value{0, 0}; }
  static Value Join(Value older, Value newer) { return older + newer; }
  Value Lift(Input x) const { return Value{x - origin, (x - origin) * (x - origin)}; }
  Result Finish(Value v) const { return {origin, v[0], v[1]}; }
  void Rebase(Input x) { origin = x; }

  double origin = 0;
};

/// Sum and sum weighted 1..n from the oldest to the newest input, about an origin.
struct LineFold {
  using Input = double;
  struct Value {
    double count, sum, weighted;
  };
  struct Result {
    double origin, sum, weighted;
  };
  static Value Identity() { return {0, 0, 0}; }
  static Value Join(const Value& older, const Value& newer) {
    return {older.count + newer.count, older.sum + newer.sum,
            older.weighted + (newer.weighted + older.count * newer.sum)};
  }
  Value Lift(Input x) const { return {1, x - origin, x - origin}; }
  Result Finish(const Value& v) const { return {origin, v.sum, v.weighted}; }
  void Rebase(Input x) { origin = x; }

  double origin = 0;
};

/// Two series at one time.
struct Pair {
  double x = 0;
  double y = 0;
};

/// First and second moments of two series about a pair of origins.
struct PairFold {
  using Input = Pair;
  struct Value {
    double x, y, xx, yy, xy;

    /// Sums of squared and of mixed deviations from the means, over n inputs.
    double Sxx(double n) const { return std::max(xx - x * x / n, 0.0); }
    double Syy(double n) const { return std::max(yy - y * y / n, 0.0); }
    double Sxy(double n) const { return xy - x * y / n; }
  };
  static Value Identity() { return {0, 0, 0, 0, 0}; }
  static Value Join(const Value& a, const Value& b) {
    return {a.x + b.x, a.y + b.y, a.xx + b.xx, a.yy + b.yy, a.xy + b.xy};
  }
  Value Lift(const Input& p) const {
    const double dx = p.x - origin.x;
    const double dy = p.y - origin.y;
    return {dx, dy, dx * dx, dy * dy, dx * dy};
  }
  Value Finish(const Value& v) const { return v; }
  void Rebase(const Input& p) { origin = p; }

  Pair origin;
};

using WindowSum = WindowFold<SumFold>;
using WindowMax = WindowFold<MaxFold>;
using WindowMin = WindowFold<MinFold>;
using WindowMoments = WindowFold<MomentsFold>;
using WindowLine = WindowFold<LineFold>;
using WindowPair = WindowFold<PairFold>;
/// Age of the highest and of the lowest input.
using WindowMaxAge = WindowFold<AgeFold<std::greater<>>>;
using WindowMinAge = WindowFold<AgeFold<std::less<>>>;

}  // namespace keel::indicators::internal
