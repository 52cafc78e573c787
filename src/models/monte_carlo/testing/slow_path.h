// SPDX-License-Identifier: MIT
// A path of a PathModel in the slowest and plainest way, one number after the other: the truth that
// the engine's forecasts are held against.
#pragma once

#include <cmath>
#include <vector>

#include "base/random.h"
#include "models/monte_carlo/path_model.h"

namespace keel::models::testing {

inline size_t Pick(const double* probabilities, size_t count, base::RandomStream& random) {
  double u = random.NextUniform();
  for (size_t k = 0; k + 1 < count; ++k) {
    if (u < probabilities[k]) return k;
    u -= probabilities[k];
  }
  return count - 1;
}

/// A t of unit variance has a normal over the root of chi^2 / (nu - 2); chi^2 by its definition for
/// whole nu.
inline double Mixing(int nu, base::RandomStream& random) {
  double chi2 = 0;
  for (int i = 0; i < nu; ++i) {
    const double z = random.NextNormal();
    chi2 += z * z;
  }
  return 1 / std::sqrt(chi2 / (nu - 2));
}

inline int Poisson(double intensity, base::RandomStream& random) {
  int count = 0;
  for (double t = -std::log(random.NextOpenUniform()); t < intensity; ++count) {
    t -= std::log(random.NextOpenUniform());
  }
  return count;
}

/// Log returns of `steps` steps, steps x assets. Degrees of freedom must be whole; no residuals.
inline std::vector<double> SlowPath(const PathModel& model, size_t steps,
                                    base::RandomStream& random) {
  const RegimeParameters& r = model.regimes;
  const size_t states = r.today.size(), d = model.assets;
  std::vector<double> factor(d * d, 0.0);
  for (size_t a = 0; a < d; ++a) factor[a * d + a] = 1;
  if (!model.correlation.empty()) factor = CholeskyFactor(model.correlation, d).value();
  std::vector<double> returns, h(d, -1.0), e(d, 0.0), normal(d, 0.0);
  size_t state = Pick(r.today.data(), states, random);
  for (size_t t = 0; t < steps; ++t) {
    state = Pick(&r.transition[state * states], states, random);
    for (double& z : normal) z = random.NextNormal();
    const double mixing =
        model.degrees_of_freedom ? Mixing(static_cast<int>(*model.degrees_of_freedom), random) : 1;
    for (size_t a = 0; a < d; ++a) {
      double z = 0;
      for (size_t k = 0; k <= a; ++k) z += factor[a * d + k] * normal[k];
      const double s2 = std::pow(r.deviations[state * d + a], 2);
      double variance = s2;
      if (!model.garch.empty()) {
        const GarchParameters& g = model.garch[a];
        if (t > 0) {
          variance = (1 - g.alpha - g.gamma / 2 - g.beta) * s2 +
                     (g.alpha + (e[a] < 0 ? g.gamma : 0)) * e[a] * e[a] + g.beta * h[a];
        } else {
          variance = g.next_variance.value_or(s2);
        }
      }
      h[a] = variance;
      e[a] = std::sqrt(variance) * z * mixing;
      double x = r.means[state * d + a] + e[a];
      if (!model.jumps.empty()) {
        const JumpParameters& j = model.jumps[a];
        if (j.compensated) {
          x -= j.intensity * std::expm1(j.mean + j.deviation * j.deviation / 2);
        }
        for (int n = Poisson(j.intensity, random); n > 0; --n) {
          x += j.mean + j.deviation * random.NextNormal();
        }
      }
      returns.push_back(x);
    }
  }
  return returns;
}

}  // namespace keel::models::testing
