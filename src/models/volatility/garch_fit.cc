// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "models/volatility/garch.h"
#include "models/volatility/internal/garch_search.h"
#include "models/volatility/internal/variance_recursion.h"

namespace keel::models {
namespace {

constexpr size_t kMinReturns = 50;

tl::unexpected<base::Error> Bad(std::string why) {
  return base::Fail(base::ErrorCode::kUsage, "fitting GARCH: " + why);
}

base::Status CheckReturns(std::span<const double> returns) {
  if (returns.size() < kMinReturns) {
    return Bad(
        fmt::format("{} returns given, at least {} are needed", returns.size(), kMinReturns));
  }
  const auto bad =
      std::find_if_not(returns.begin(), returns.end(), [](double r) { return std::isfinite(r); });
  if (bad != returns.end()) {
    return Bad(fmt::format("return {} of {} is not a finite number", bad - returns.begin() + 1,
                           returns.size()));
  }
  return {};
}

// Returns of mean 0 and variance 1, and the way back.
struct Standardised {
  std::vector<double> values;
  double mean = 0;
  double scale = 1;
};

base::Result<Standardised> Standardise(std::span<const double> returns) {
  const auto whole = internal::PresampleOf(returns, Presample::kSampleVariance);
  Standardised result{.mean = whole.mean, .scale = std::sqrt(whole.level)};
  if (!(result.scale > 1e-12 * std::abs(result.mean))) {
    return Bad(fmt::format("the {} returns do not vary", returns.size()));
  }
  if (!(result.scale >= 1e-10 && result.scale <= 1e10)) {
    return Bad(
        fmt::format("the standard deviation of the returns is {}; between 1e-10 and 1e10 is "
                    "needed, so rescale them",
                    result.scale));
  }
  result.values.reserve(returns.size());
  for (const double r : returns) result.values.push_back((r - result.mean) / result.scale);
  return result;
}

GarchParams FromSlots(const GarchSpec& spec, internal::SlotVector theta, const Standardised& to) {
  if (spec.model != VarianceModel::kEgarch) {  // on a bound but for rounding is on it
    theta[internal::kAlpha] = std::max(0.0, theta[internal::kAlpha]);
    theta[internal::kBeta] = std::max(0.0, theta[internal::kBeta]);
    theta[internal::kGamma] = std::max(-theta[internal::kAlpha], theta[internal::kGamma]);
  }
  theta[internal::kMu] = to.mean + to.scale * theta[internal::kMu];
  if (spec.model == VarianceModel::kEgarch) {
    theta[internal::kOmega] += 2 * (1 - theta[internal::kBeta]) * std::log(to.scale);
  } else {
    theta[internal::kOmega] *= to.scale * to.scale;
  }
  return {.mu = theta[internal::kMu],
          .omega = theta[internal::kOmega],
          .alpha = theta[internal::kAlpha],
          .gamma = theta[internal::kGamma],
          .beta = theta[internal::kBeta],
          .nu = theta[internal::kNu],
          .lambda = theta[internal::kLambda]};
}

// d params / d direction: the derivative of FromSlots, applied to the free directions.
Eigen::MatrixXd NaturalDirections(const internal::GarchSearch& search, const GarchSpec& spec,
                                  const internal::GarchMaximum& maximum, const Standardised& to) {
  Eigen::MatrixXd natural = maximum.directions;
  const auto& slots = search.slots();
  const internal::SlotVector theta = search.ToTheta(maximum.x);
  for (size_t i = 0; i < slots.size(); ++i) {
    auto row = natural.row(static_cast<Eigen::Index>(i));
    if (slots[i] == internal::kMu) row *= to.scale;
    if (slots[i] == internal::kNu) row *= -theta[internal::kNu] * theta[internal::kNu];
    if (slots[i] != internal::kOmega) continue;
    if (spec.model == VarianceModel::kEgarch) {
      const auto beta = std::find(slots.begin(), slots.end(), internal::kBeta) - slots.begin();
      row -= 2 * std::log(to.scale) * maximum.directions.row(beta);
    } else {
      row *= to.scale * to.scale;
    }
  }
  return natural;
}

GarchErrors ErrorsOf(const std::vector<size_t>& slots, const Eigen::MatrixXd& directions,
                     const Eigen::MatrixXd& covariance) {
  std::array<std::optional<double>, internal::kSlots> errors;
  const Eigen::MatrixXd full = directions * covariance * directions.transpose();
  const double longest = directions.rowwise().norm().maxCoeff();
  for (size_t i = 0; i < slots.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const bool held = directions.row(row).norm() <= 1e-12 * longest;
    if (!held && full(row, row) > 0) errors[slots[i]] = std::sqrt(full(row, row));
  }
  return {.mu = errors[internal::kMu],
          .omega = errors[internal::kOmega],
          .alpha = errors[internal::kAlpha],
          .gamma = errors[internal::kGamma],
          .beta = errors[internal::kBeta],
          .nu = errors[internal::kNu],
          .lambda = errors[internal::kLambda]};
}

double NextVarianceAfter(std::span<const double> returns, const GarchFit& fit) {
  const auto presample = internal::PresampleOf(returns, fit.spec.presample);
  const double shift = fit.params.mu - presample.mean;
  double variance = internal::FirstVariance(fit.spec, fit.params,
                                            presample.level + presample.slope * shift * shift);
  for (const double r : returns) {
    variance = internal::NextVariance(fit.spec, fit.params, variance, r - fit.params.mu);
  }
  return variance;
}

}  // namespace

base::Result<GarchFit> FitGarch(std::span<const double> returns, const GarchSpec& spec) {
  TRY(CheckReturns(returns));
  TRY(const Standardised standardised, Standardise(returns));
  const internal::GarchSample sample{
      .returns = standardised.values,
      .presample = internal::PresampleOf(standardised.values, spec.presample)};
  internal::GarchSearch search(spec, sample);
  TRY(const internal::GarchMaximum maximum, search.Run());

  const auto n = static_cast<double>(returns.size());
  const internal::SlotVector theta = search.ToTheta(maximum.x);
  GarchFit fit{.spec = spec,
               .params = FromSlots(spec, theta, standardised),
               .log_likelihood = maximum.log_likelihood - n * std::log(standardised.scale),
               .observations = returns.size(),
               .parameters = static_cast<int>(search.slots().size()),
               .evaluations = maximum.evaluations};
  fit.next_variance = NextVarianceAfter(returns, fit);
  const Eigen::MatrixXd& free = maximum.directions;
  const Eigen::MatrixXd inverse = Eigen::LLT<Eigen::MatrixXd>(maximum.curvature)
                                      .solve(Eigen::MatrixXd::Identity(free.cols(), free.cols()));
  const Eigen::MatrixXd natural = NaturalDirections(search, spec, maximum, standardised);
  const Eigen::MatrixXd scores = free.transpose() * maximum.outer * free;
  fit.std_errors = ErrorsOf(search.slots(), natural, inverse);
  fit.robust_std_errors = ErrorsOf(search.slots(), natural, inverse * scores * inverse);
  return fit;
}

double GarchFit::aic() const { return 2 * parameters - 2 * log_likelihood; }

double GarchFit::bic() const {
  return parameters * std::log(static_cast<double>(observations)) - 2 * log_likelihood;
}

}  // namespace keel::models
