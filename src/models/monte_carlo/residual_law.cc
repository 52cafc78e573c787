// SPDX-License-Identifier: MIT
#include "models/monte_carlo/residual_law.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "math/log_gamma.h"
#include "math/minimise.h"
#include "models/monte_carlo/path_model.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kLeastRows = 100;
constexpr double kLeastNu = 2.2, kMostNu = 200;
constexpr double kMostIntensity = 0.05;
constexpr double kTail = 4;  // residuals beyond it are where the search for jumps starts
constexpr double kJumpsAreReal = 7.81;

// Log density of a t with nu degrees of freedom scaled to a variance.
class ScaledT {
 public:
  ScaledT(double nu, double variance)
      : power_((nu + 1) / 2), width_((nu - 2) * variance), constant_(Constant(nu, width_)) {}
  double LogDensity(double x) const { return constant_ - power_ * std::log1p(x * x / width_); }

  // What the log density adds to by each of these; the part of nu in the width is not in `nu`.
  struct Slopes {
    double x = 0, width = 0, nu = 0;
    void Add(double weight, const Slopes& other) {
      x += weight * other.x, width += weight * other.width, nu += weight * other.nu;
    }
  };
  Slopes SlopesAt(double x) const {
    const double u = x * x / width_, share = u / (1 + u);
    return {.x = x == 0 ? 0 : -2 * power_ * share / x,
            .width = (power_ * share - 0.5) / width_,
            .nu = -0.5 * std::log1p(u)};
  }

 private:
  static double Constant(double nu, double width) {
    return math::LogGamma((nu + 1) / 2) - math::LogGamma(nu / 2) - 0.5 * std::log(M_PI * width);
  }
  double power_, width_, constant_;
};

// The mixture of calm days and days with a jump.
class Mixture {
 public:
  explicit Mixture(const ResidualLaw& law)
      : calm_(law.degrees_of_freedom, law.variance),
        jump_(law.degrees_of_freedom, law.variance + law.jump_deviation * law.jump_deviation),
        log_calm_(std::log1p(-law.intensity)),
        log_jump_(law.intensity > 0 ? std::log(law.intensity) : 0),
        shift_(law.intensity * law.jump_mean),
        mean_(law.jump_mean),
        jumps_(law.intensity > 0) {}

  double LogDensity(double z) const {
    const double calm = log_calm_ + calm_.LogDensity(z + shift_);
    if (!jumps_) return calm;
    const double jump = log_jump_ + jump_.LogDensity(z + shift_ - mean_);
    return std::max(calm, jump) + std::log1p(std::exp(-std::fabs(calm - jump)));
  }
  // Adds the slopes of both kinds of days, each by its chance, which is returned for jumps.
  double AddSlopes(double z, ScaledT::Slopes& calm, ScaledT::Slopes& jump) const {
    const double chance = JumpChance(z);
    calm.Add(1 - chance, calm_.SlopesAt(z + shift_));
    if (jumps_) jump.Add(chance, jump_.SlopesAt(z + shift_ - mean_));
    return chance;
  }
  double JumpChance(double z) const {
    if (!jumps_) return 0;
    const double calm = log_calm_ + calm_.LogDensity(z + shift_);
    const double jump = log_jump_ + jump_.LogDensity(z + shift_ - mean_);
    return 1 / (1 + std::exp(calm - jump));
  }

 private:
  ScaledT calm_, jump_;
  double log_calm_, log_jump_, shift_, mean_;
  bool jumps_;
};

double LogLikelihood(std::span<const double> residuals, const ResidualLaw& law) {
  const Mixture mixture(law);
  double sum = 0;
  for (const double z : residuals) sum += mixture.LogDensity(z);
  return sum;
}

// x = 1 / nu, ln variance, then intensity, mean and deviation of jumps where there are any.
ResidualLaw LawAt(std::span<const double> x) {
  ResidualLaw law{.degrees_of_freedom = 1 / x[0], .variance = std::exp(x[1])};
  if (x.size() == 2) return law;
  law.intensity = x[2];
  law.jump_mean = x[3];
  law.jump_deviation = x[4];
  return law;
}

// The log likelihood at LawAt(x), and its gradient there.
double Likelihood(std::span<const double> residuals, std::span<const double> x,
                  std::span<double> gradient) {
  const ResidualLaw law = LawAt(x);
  if (gradient.empty()) return LogLikelihood(residuals, law);
  const Mixture mixture(law);
  ScaledT::Slopes calm, jump;
  double jumps = 0, sum = 0;
  for (const double z : residuals) {
    sum += mixture.LogDensity(z);
    jumps += mixture.AddSlopes(z, calm, jump);
  }
  using boost::math::digamma;
  const double nu = law.degrees_of_freedom, v = law.variance, d = law.jump_deviation;
  const auto n = static_cast<double>(residuals.size());
  const double of_nu = n / 2 * (digamma((nu + 1) / 2) - digamma(nu / 2)) + calm.nu + jump.nu +
                       v * calm.width + (v + d * d) * jump.width;
  gradient[0] = -nu * nu * of_nu;
  gradient[1] = (nu - 2) * v * (calm.width + jump.width);
  if (gradient.size() == 2) return sum;
  gradient[2] =
      jumps / law.intensity - (n - jumps) / (1 - law.intensity) + law.jump_mean * (calm.x + jump.x);
  gradient[3] = law.intensity * (calm.x + jump.x) - jump.x;
  gradient[4] = 2 * (nu - 2) * d * jump.width;
  return sum;
}

enum class From { kAfar, kNearby };

// By the gradient from nearby, about in units of the standard errors.
base::Result<ResidualLaw> Search(std::span<const double> residuals, From from,
                                 std::vector<double> start) {
  static constexpr std::array<double, 5> kErrors = {0.01, 0.02, 0.002, 0.5, 0.5};
  const auto unit = [&](size_t i) { return from == From::kNearby ? kErrors[i] : 1; };
  math::MinimiseOptions options;
  options.method =
      from == From::kNearby ? math::MinimiseMethod::kSlsqp : math::MinimiseMethod::kSubplex;
  // At least one jump: with none, their law could be any.
  const double least = 1 / static_cast<double>(residuals.size());
  options.lower = {1 / kMostNu, std::log(0.1), least, -5, 2};
  options.upper = {1 / kLeastNu, std::log(4.0), kMostIntensity, 5, 15};
  options.lower.resize(start.size());
  options.upper.resize(start.size());
  // The likelihood to 0.001, far below what the test for jumps asks for.
  options.value_tolerance_relative = 1e-12;
  options.value_tolerance_absolute = 1e-3;
  options.x_tolerance_relative = 1e-4;
  options.max_evaluations = 5000;
  for (size_t i = 0; i < start.size(); ++i) {
    start[i] = std::clamp(start[i], options.lower[i], options.upper[i]) / unit(i);
    options.lower[i] /= unit(i), options.upper[i] /= unit(i);
  }
  std::vector<double> x(start.size());
  const auto objective = [&](std::span<const double> y, std::span<double> gradient) {
    for (size_t i = 0; i < y.size(); ++i) x[i] = y[i] * unit(i);
    const double value = -Likelihood(residuals, x, gradient);
    for (size_t i = 0; i < gradient.size(); ++i) gradient[i] *= -unit(i);
    return value;
  };
  TRY(const math::Minimum best, math::Minimise(objective, start, options));
  for (size_t i = 0; i < x.size(); ++i) x[i] = best.x[i] * unit(i);
  ResidualLaw law = LawAt(x);
  law.log_likelihood = -best.value;
  return law;
}

// Where the search for jumps starts: what lies in the tail.
std::vector<double> StartOf(std::span<const double> residuals, const ResidualLaw& calm) {
  double count = 0, sum = 0, squares = 0;
  for (const double z : residuals) {
    if (std::fabs(z) <= kTail) continue;
    count += 1, sum += z, squares += z * z;
  }
  const double mean = count > 0 ? sum / count : 0;
  const double deviation = count > 0 ? std::sqrt(squares / count - mean * mean) : 4;
  const double share = count / static_cast<double>(residuals.size());
  const double least = 1 / static_cast<double>(residuals.size());
  return {std::clamp(0.6 / calm.degrees_of_freedom, 1 / kMostNu, 1 / kLeastNu), std::log(0.9),
          std::clamp(share, 2 * least, 0.03), std::clamp(mean, -2.0, 2.0),
          std::clamp(deviation, 2.5, 10.0)};
}

}  // namespace

namespace {

base::Status CheckResiduals(std::span<const double> residuals) {
  if (residuals.size() < kLeastRows) {
    return Fail(ErrorCode::kUsage, fmt::format("{} residuals; their law needs at least {}",
                                               residuals.size(), kLeastRows));
  }
  for (size_t i = 0; i < residuals.size(); ++i) {
    if (!std::isfinite(residuals[i])) {
      return Fail(ErrorCode::kUsage, fmt::format("residual {} is not finite", i + 1));
    }
  }
  return {};
}

// The law with jumps where they gain enough over that without.
ResidualLaw Chosen(const ResidualLaw& calm, const ResidualLaw& jumps) {
  const double ratio = 2 * (jumps.log_likelihood - calm.log_likelihood);
  ResidualLaw law = ratio >= kJumpsAreReal ? jumps : calm;
  law.likelihood_ratio = std::max(0.0, ratio);
  return law;
}

}  // namespace

base::Result<ResidualLaw> FitResidualLaw(std::span<const double> residuals) {
  TRY(CheckResiduals(residuals));
  TRY(const ResidualLaw calm, Search(residuals, From::kAfar, {0.2, 0.0}));
  TRY(const ResidualLaw law, Search(residuals, From::kAfar, StartOf(residuals, calm)));
  return Chosen(calm, law);
}

base::Result<ResidualLaw> FitResidualLaw(std::span<const double> residuals,
                                         const ResidualLaw& start) {
  TRY(CheckResiduals(residuals));
  const double tail = 1 / start.degrees_of_freedom, spread = std::log(start.variance);
  TRY(const ResidualLaw calm, Search(residuals, From::kNearby, {tail, spread}));
  const std::vector<double> with_jumps =
      start.intensity > 0
          ? std::vector{tail, spread, start.intensity, start.jump_mean, start.jump_deviation}
          : StartOf(residuals, calm);
  TRY(const ResidualLaw law, Search(residuals, From::kNearby, with_jumps));
  return Chosen(calm, law);
}

double JumpChance(const ResidualLaw& law, double z) { return Mixture(law).JumpChance(z); }

base::Result<double> FitJointDegreesOfFreedom(const ReturnTable& residuals,
                                              const std::vector<double>& correlation) {
  const size_t assets = residuals.assets, rows = residuals.rows();
  if (rows < kLeastRows) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} rows of residuals; a t copula needs {}", rows, kLeastRows));
  }
  TRY(const std::vector<double> factor, CholeskyFactor(correlation, assets));
  for (size_t a = 0; a < assets; ++a) {
    if (factor[a * assets + a] > 0) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("asset {} is a combination of the others; a t copula needs each to "
                            "have a part of its own",
                            a + 1));
  }
  std::vector<double> distances, x(assets);  // squared, of each row
  for (size_t t = 0; t < rows; ++t) {
    double distance = 0;
    for (size_t i = 0; i < assets; ++i) {
      x[i] = residuals.at(t, i);
      for (size_t k = 0; k < i; ++k) x[i] -= factor[i * assets + k] * x[k];
      x[i] /= factor[i * assets + i];
      distance += x[i] * x[i];
    }
    distances.push_back(distance);
  }
  const auto d = static_cast<double>(assets), n = static_cast<double>(rows);
  const auto loss = [&](double inverse) {
    const double nu = 1 / inverse;
    double sum =
        n * (math::LogGamma((nu + d) / 2) - math::LogGamma(nu / 2) - d / 2 * std::log(nu - 2));
    for (const double q : distances) sum -= (nu + d) / 2 * std::log1p(q / (nu - 2));
    return -sum;
  };
  const auto best = boost::math::tools::brent_find_minima(loss, 1 / kMostNu, 1 / kLeastNu, 26);
  return 1 / best.first;
}

}  // namespace keel::models
