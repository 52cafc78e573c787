// SPDX-License-Identifier: MIT
#include "models/volatility/internal/garch_likelihood.h"

#include <algorithm>
#include <cmath>

#include "models/volatility/internal/innovation_density.h"

namespace keel::models::internal {
namespace {

// Sum of logarithms of positive numbers, eight to one call of log: the factors lie within
// 1e-12..1e20, so a product of eight neither overflows nor vanishes.
class LogSum {
 public:
  void Add(double x) {
    product_ *= x;
    if (++pending_ == 8) Flush();
  }
  double Take() {
    Flush();
    return sum_;
  }

 private:
  void Flush() {
    sum_ += std::log(product_);
    product_ = 1;
    pending_ = 0;
  }

  double sum_ = 0;
  double product_ = 1;
  int pending_ = 0;
};

// d sigma^2_t (EGARCH: d ln sigma^2_t) / d parameter. Named, not indexed: they must stay in
// registers.
struct Slopes {
  double mu = 0, omega = 0, alpha = 0, gamma = 0, beta = 0;
};

enum class Want { kValue, kGradient, kOuter };

// What every pass sums up, whatever the recursion of the variance.
template <VarianceModel kModel, Innovation kInnovation, Want kWant>
class Totals {
 public:
  Totals(const SlotVector& theta, SlotMatrix* outer)
      : constants_(MakeDensityConstants(kInnovation, {theta[kNu], theta[kLambda]})),
        outer_(outer) {}

  DensityTerms At(double e, double inverse_variance) {
    const DensityTerms terms = TermsAt<kInnovation>(constants_, e, inverse_variance);
    if constexpr (kInnovation == Innovation::kNormal) {
      squares_ += terms.square;
    } else {
      bases_.Add(terms.base);
    }
    return terms;
  }

  // The observation's derivatives: `weight` times those of the variance, and the rest.
  void AddGradient(const DensityTerms& terms, double weight, const Slopes& slopes) {
    sums_.mu += weight * slopes.mu - terms.slope_sigma;
    sums_.omega += weight * slopes.omega;
    sums_.alpha += weight * slopes.alpha;
    if constexpr (kModel != VarianceModel::kGarch) sums_.gamma += weight * slopes.gamma;
    sums_.beta += weight * slopes.beta;
    if constexpr (kInnovation != Innovation::kNormal) sum_nu_ += terms.slope_nu;
    if constexpr (kInnovation == Innovation::kSkewT) sum_lambda_ += terms.slope_lambda;
    if constexpr (kWant == Want::kOuter) AddOuter(terms, weight, slopes);
  }

  // `log_variances` is the sum of ln sigma^2_t.
  double Finish(size_t count, double log_variances, SlotVector* gradient) {
    const double log_bases = bases_.Take();
    if (gradient != nullptr) {
      *gradient = {sums_.mu,   sums_.omega, sums_.alpha, sums_.gamma,
                   sums_.beta, sum_nu_,     sum_lambda_};
      if constexpr (kInnovation != Innovation::kNormal) (*gradient)[kNu] -= 0.5 * log_bases;
    }
    return static_cast<double>(count) * constants_.log_scale - 0.5 * log_variances -
           0.5 * squares_ - constants_.exponent * log_bases;
  }

 private:
  void AddOuter(const DensityTerms& terms, double weight, const Slopes& slopes) {
    SlotVector score{weight * slopes.mu - terms.slope_sigma, weight * slopes.omega,
                     weight * slopes.alpha, weight * slopes.gamma, weight * slopes.beta};
    if constexpr (kInnovation != Innovation::kNormal) {
      score[kNu] = terms.slope_nu - 0.5 * std::log(terms.base);
    }
    score[kLambda] = terms.slope_lambda;
    constexpr size_t kUsed = kInnovation == Innovation::kNormal ? kNu : kSlots;
    for (size_t i = 0; i < kUsed; ++i) {
      for (size_t j = i; j < kUsed; ++j) (*outer_)[j][i] += score[i] * score[j];
    }
  }

  DensityConstants constants_;
  SlotMatrix* outer_;
  Slopes sums_;
  double sum_nu_ = 0;
  double sum_lambda_ = 0;
  double squares_ = 0;
  LogSum bases_;
};

template <VarianceModel kModel, Innovation kInnovation, Want kWant>
double RunGarch(const GarchSample& sample, const SlotVector& theta, SlotVector* gradient,
                SlotMatrix* outer) {
  constexpr bool kSigned = kModel == VarianceModel::kGjr;
  const double mu = theta[kMu], omega = theta[kOmega], alpha = theta[kAlpha], beta = theta[kBeta];
  const double alpha_down = kSigned ? alpha + theta[kGamma] : alpha;
  const PresampleVariance& start = sample.presample;
  const double shift = mu - start.mean;
  const double before = start.level + start.slope * shift * shift;
  const double weight_before = 0.5 * (alpha + alpha_down) + beta;
  double h = omega + weight_before * before;
  Slopes slopes{.mu = 2 * weight_before * start.slope * shift,
                .omega = 1,
                .alpha = before,
                .gamma = 0.5 * before,
                .beta = before};
  Totals<kModel, kInnovation, kWant> totals(theta, outer);
  LogSum log_variances;
  for (const double r : sample.returns) {
    const double e = r - mu;
    const double inverse = 1 / h;
    const DensityTerms terms = totals.At(e, inverse);
    log_variances.Add(h);
    const double square = e * e;
    const double a = kSigned && e < 0 ? alpha_down : alpha;
    if constexpr (kWant != Want::kValue) {
      totals.AddGradient(terms, -0.5 * inverse * (1 + terms.slope_z), slopes);
      slopes.mu = beta * slopes.mu - 2 * a * e;
      slopes.omega = beta * slopes.omega + 1;
      slopes.alpha = beta * slopes.alpha + square;
      if constexpr (kSigned) slopes.gamma = beta * slopes.gamma + (e < 0 ? square : 0.0);
      slopes.beta = beta * slopes.beta + h;
    }
    h = omega + a * square + beta * h;
  }
  return totals.Finish(sample.returns.size(), log_variances.Take(), gradient);
}

template <Innovation kInnovation, Want kWant>
double RunEgarch(const GarchSample& sample, const SlotVector& theta, SlotVector* gradient,
                 SlotMatrix* outer) {
  const double mu = theta[kMu], alpha = theta[kAlpha], gamma = theta[kGamma], beta = theta[kBeta];
  const PresampleVariance& start = sample.presample;
  const double shift = mu - start.mean;
  const double before = start.level + start.slope * shift * shift;
  double log_h = theta[kOmega] + beta * std::log(before);
  Slopes slopes{
      .mu = 2 * beta * start.slope * shift / before, .omega = 1, .beta = std::log(before)};
  Totals<VarianceModel::kEgarch, kInnovation, kWant> totals(theta, outer);
  double log_variances = 0;
  for (const double r : sample.returns) {
    if (!(std::abs(log_h) <= kMaxLogVariance)) [[unlikely]] {
      log_h = std::copysign(kMaxLogVariance, log_h);
      slopes = {};
    }
    log_variances += log_h;
    const double e = r - mu;
    const double inverse_sigma = std::exp(-0.5 * log_h);
    const DensityTerms terms = totals.At(e, inverse_sigma * inverse_sigma);
    const double z = e * inverse_sigma;
    const double size = std::abs(z) - kMeanAbsoluteNormal;
    if constexpr (kWant != Want::kValue) {
      totals.AddGradient(terms, -0.5 * (1 + terms.slope_z), slopes);
      const double news = gamma + std::copysign(alpha, z);
      const double carry = beta - 0.5 * news * z;
      slopes.mu = carry * slopes.mu - news * inverse_sigma;
      slopes.omega = carry * slopes.omega + 1;
      slopes.alpha = carry * slopes.alpha + size;
      slopes.gamma = carry * slopes.gamma + z;
      slopes.beta = carry * slopes.beta + log_h;
    }
    log_h = theta[kOmega] + alpha * size + gamma * z + beta * log_h;
  }
  return totals.Finish(sample.returns.size(), log_variances, gradient);
}

template <VarianceModel kModel, Innovation kInnovation, Want kWant>
double Run(const GarchSample& sample, const SlotVector& theta, SlotVector* gradient,
           SlotMatrix* outer) {
  if constexpr (kModel == VarianceModel::kEgarch) {
    return RunEgarch<kInnovation, kWant>(sample, theta, gradient, outer);
  } else {
    return RunGarch<kModel, kInnovation, kWant>(sample, theta, gradient, outer);
  }
}

template <VarianceModel kModel, Innovation kInnovation>
double Likelihood(const GarchSample& sample, const SlotVector& theta, SlotVector* gradient,
                  SlotMatrix* outer) {
  if (gradient == nullptr) {
    return Run<kModel, kInnovation, Want::kValue>(sample, theta, nullptr, nullptr);
  }
  if (outer == nullptr) {
    return Run<kModel, kInnovation, Want::kGradient>(sample, theta, gradient, nullptr);
  }
  *outer = {};
  const double value = Run<kModel, kInnovation, Want::kOuter>(sample, theta, gradient, outer);
  for (size_t i = 0; i < kSlots; ++i) {
    for (size_t j = i; j < kSlots; ++j) (*outer)[i][j] = (*outer)[j][i];
  }
  return value;
}

template <VarianceModel kModel>
LikelihoodFunction LikelihoodOfModel(Innovation innovation) {
  switch (innovation) {
    case Innovation::kNormal:
      return Likelihood<kModel, Innovation::kNormal>;
    case Innovation::kStudentT:
      return Likelihood<kModel, Innovation::kStudentT>;
    case Innovation::kSkewT:
      break;
  }
  return Likelihood<kModel, Innovation::kSkewT>;
}

}  // namespace

LikelihoodFunction LikelihoodOf(const GarchSpec& spec) {
  switch (spec.model) {
    case VarianceModel::kGarch:
      return LikelihoodOfModel<VarianceModel::kGarch>(spec.innovation);
    case VarianceModel::kGjr:
      return LikelihoodOfModel<VarianceModel::kGjr>(spec.innovation);
    case VarianceModel::kEgarch:
      break;
  }
  return LikelihoodOfModel<VarianceModel::kEgarch>(spec.innovation);
}

PresampleVariance PresampleOf(std::span<const double> returns, Presample rule) {
  double sum = 0;
  for (const double r : returns) sum += r;
  const double mean = sum / static_cast<double>(returns.size());
  const size_t count =
      rule == Presample::kBackcast ? std::min<size_t>(75, returns.size()) : returns.size();
  const double decay = rule == Presample::kBackcast ? 0.94 : 1;
  double weight = 1, weights = 0, squares = 0;
  for (size_t i = 0; i < count; ++i, weight *= decay) {
    squares += weight * (returns[i] - mean) * (returns[i] - mean);
    weights += weight;
  }
  return {
      .mean = mean, .level = squares / weights, .slope = rule == Presample::kBackcast ? 0.0 : 1.0};
}

std::vector<size_t> SlotsOf(const GarchSpec& spec) {
  std::vector<size_t> slots = {kMu, kOmega, kAlpha};
  if (spec.model != VarianceModel::kGarch) slots.push_back(kGamma);
  slots.push_back(kBeta);
  if (spec.innovation != Innovation::kNormal) slots.push_back(kNu);
  if (spec.innovation == Innovation::kSkewT) slots.push_back(kLambda);
  return slots;
}

}  // namespace keel::models::internal
