// SPDX-License-Identifier: MIT
#include "models/options/svi.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>
#include <set>

namespace keel::models {
namespace {

constexpr int kGrid = 2000;
constexpr int kStarts = 9;  // brackets of a search on one variable: a profile may have two valleys
constexpr int kBits = 40;   // of the searched variable; the objective is flat to its square

struct Shape {
  SviParameters svi;
  double squares = std::numeric_limits<double>::infinity();
};

/// Sum of squares of w - (a + c y + d z), y = sqrt(x^2 + 1), z = x, x = (k - m) / sigma, over the
/// columns allowed by `edge`: 0 free, +1 and -1 d = c and d = -c (rho = +-1), 2 flat (c = d = 0).
Shape SolveOnEdge(std::span<const double> k, std::span<const double> w, const SviParameters& at,
                  int edge) {
  const auto n = static_cast<Eigen::Index>(k.size());
  Eigen::MatrixXd design(n, edge == 0 ? 3 : edge == 2 ? 1 : 2);
  Eigen::VectorXd target(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double x = (k[static_cast<size_t>(i)] - at.m) / at.sigma;
    const double y = std::sqrt(x * x + 1);
    target(i) = w[static_cast<size_t>(i)];
    design(i, 0) = 1;
    if (edge == 0) {
      design(i, 1) = y;
      design(i, 2) = x;
    } else if (edge != 2) {
      design(i, 1) = y + edge * x;
    }
  }
  const Eigen::VectorXd beta = design.colPivHouseholderQr().solve(target);
  const double c = edge == 2 ? 0 : beta(1);
  const double d = edge == 0 ? beta(2) : edge == 2 ? 0 : edge * c;
  Shape shape{.svi = at};
  if (c < 0 || std::abs(d) > c) return shape;
  shape.svi.a = beta(0);
  shape.svi.b = c / at.sigma;
  shape.svi.rho = c > 0 ? d / c : 0;
  shape.squares = (target - design * beta).squaredNorm();
  return shape;
}

/// The best level, slope and tilt for a centre m and roundness sigma.
Shape SolveLinear(std::span<const double> k, std::span<const double> w, double m, double sigma) {
  const SviParameters at{.m = m, .sigma = sigma};
  Shape best = SolveOnEdge(k, w, at, 0);
  if (std::isfinite(best.squares)) return best;
  for (const int edge : {1, -1, 2}) {
    const Shape shape = SolveOnEdge(k, w, at, edge);
    if (shape.squares < best.squares) best = shape;
  }
  return best;
}

/// The smallest value of `f` on [low, high]: a coarse grid, then Brent around its best point.
template <typename F>
double ArgMin(const F& f, double low, double high) {
  const double step = (high - low) / (kStarts - 1);
  int best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kStarts; ++i) {
    const double value = f(low + step * i);
    if (value < least) {
      least = value;
      best = i;
    }
  }
  const double from = low + step * std::max(best - 1, 0);
  const double to = low + step * std::min(best + 1, kStarts - 1);
  return boost::math::tools::brent_find_minima(f, from, to, kBits).first;
}

base::Status CheckQuotes(std::span<const double> k, std::span<const double> w) {
  const auto bad = [](std::string what) {
    return base::Fail(base::ErrorCode::kUsage, "SVI fit: " + std::move(what));
  };
  if (k.size() != w.size()) {
    return bad(
        fmt::format("{} strikes and {} variances; as many of each are needed", k.size(), w.size()));
  }
  for (size_t i = 0; i < k.size(); ++i) {
    if (!std::isfinite(k[i]) || !(std::isfinite(w[i]) && w[i] > 0)) {
      return bad(
          fmt::format("quote {} is ({}, {}); a finite log-moneyness and a positive total "
                      "variance are needed",
                      i, k[i], w[i]));
    }
  }
  const size_t different = std::set<double>(k.begin(), k.end()).size();
  if (different < 5) {
    return bad(fmt::format("{} different strikes; five parameters need at least 5", different));
  }
  return {};
}

bool IsSmile(const SviParameters& p) {
  return std::isfinite(p.a + p.b + p.rho + p.m + p.sigma) && p.b >= 0 && std::abs(p.rho) <= 1 &&
         p.sigma > 0 && p.a + p.b * p.sigma * std::sqrt((1 - p.rho) * (1 + p.rho)) > 0;
}

}  // namespace

double SviTotalVariance(const SviParameters& svi, double k) {
  const double x = k - svi.m;
  return svi.a + svi.b * (svi.rho * x + std::hypot(x, svi.sigma));
}

double SviButterflyDensity(const SviParameters& svi, double k) {
  const double x = k - svi.m;
  const double root = std::hypot(x, svi.sigma);
  const double w = SviTotalVariance(svi, k);
  const double slope = svi.b * (svi.rho + x / root);
  const double bend = svi.b * svi.sigma * svi.sigma / (root * root * root);
  const double first = 1 - 0.5 * k * slope / w;
  return first * first - 0.25 * slope * slope * (1 / w + 0.25) + 0.5 * bend;
}

base::Result<ButterflyCheck> CheckButterfly(const SviParameters& svi) {
  if (!IsSmile(svi)) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("SVI: a {}, b {}, rho {}, m {}, sigma {} are no smile; b >= 0, |rho| <= 1, "
                    "sigma > 0 and a positive smallest variance are needed",
                    svi.a, svi.b, svi.rho, svi.m, svi.sigma));
  }
  ButterflyCheck check{.worst_density = std::numeric_limits<double>::infinity()};
  const double reach = 10 * (svi.sigma + 0.2);
  for (int i = 0; i <= kGrid; ++i) {
    const double k = svi.m + reach * (2.0 * i / kGrid - 1);
    const double density = SviButterflyDensity(svi, k);
    if (density < check.worst_density) check = {.worst_k = k, .worst_density = density};
  }
  const double excess = svi.b * (1 + std::abs(svi.rho)) - 2;
  if (excess > 0 && -excess < check.worst_density) {
    check = {.worst_k = svi.m + std::copysign(reach, svi.rho), .worst_density = -excess};
  }
  check.free_of_arbitrage = check.worst_density >= 0;
  return check;
}

base::Result<SviFit> FitSvi(std::span<const double> k, std::span<const double> total_variance) {
  TRY(CheckQuotes(k, total_variance));
  const auto [low, high] = std::minmax_element(k.begin(), k.end());
  const double width = *high - *low;
  const auto best_sigma = [&](double m) {
    const auto squares = [&](double log_sigma) {
      return SolveLinear(k, total_variance, m, std::exp(log_sigma)).squares;
    };
    return std::exp(ArgMin(squares, std::log(1e-3 * width), std::log(5 * width)));
  };
  const auto squares_at = [&](double m) {
    return SolveLinear(k, total_variance, m, best_sigma(m)).squares;
  };
  const double m = ArgMin(squares_at, *low - 0.5 * width, *high + 0.5 * width);
  const Shape shape = SolveLinear(k, total_variance, m, best_sigma(m));
  if (!std::isfinite(shape.squares) || !IsSmile(shape.svi)) {
    return base::Fail(base::ErrorCode::kUsage,
                      "SVI fit: the best smile has a variance that is not positive; check the "
                      "quotes, or give more of them around the money");
  }
  return SviFit{.parameters = shape.svi,
                .rms_error = std::sqrt(shape.squares / static_cast<double>(k.size()))};
}

}  // namespace keel::models
