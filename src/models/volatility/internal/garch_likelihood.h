// SPDX-License-Identifier: MIT
// The inner loop of a GARCH fit: one pass over the returns gives log-likelihood and gradient,
// without allocating. One instance per model and innovation, so that no branch is left in it.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "models/volatility/garch.h"

namespace keel::models::internal {

/// Places of the parameters in every vector here; those a model lacks stay 0.
inline constexpr size_t kMu = 0, kOmega = 1, kAlpha = 2, kGamma = 3, kBeta = 4, kNu = 5;
inline constexpr size_t kLambda = 6, kSlots = 7;
using SlotVector = std::array<double, kSlots>;
using SlotMatrix = std::array<SlotVector, kSlots>;

/// The variance before the first return: level + slope (mu - mean)^2.
struct PresampleVariance {
  double mean = 0;
  double level = 1;
  double slope = 1;  ///< 1: mean of the squared residuals; 0: a constant
};

PresampleVariance PresampleOf(std::span<const double> returns, Presample rule);

struct GarchSample {
  std::span<const double> returns;
  PresampleVariance presample;
};

/// Log-likelihood at theta. Where `gradient` is given it gets the derivatives; where `outer` is,
/// too, the sum of the outer products of each observation's derivatives. Requires omega > 0 (but
/// EGARCH), positive variances, nu > 2, |lambda| < 1.
using LikelihoodFunction = double (*)(const GarchSample& sample, const SlotVector& theta,
                                      SlotVector* gradient, SlotMatrix* outer);

LikelihoodFunction LikelihoodOf(const GarchSpec& spec);

/// EGARCH's log variance is held within this of 0, so that no trial of a search overflows. Fits
/// work on returns of variance 1.
inline constexpr double kMaxLogVariance = 60;

/// E|z| of a normal z, sqrt(2/pi).
inline constexpr double kMeanAbsoluteNormal = 0.79788456080286535588;

/// Which of the slots the model has.
std::vector<size_t> SlotsOf(const GarchSpec& spec);

inline SlotVector ToSlots(const GarchParams& p) {
  return {p.mu, p.omega, p.alpha, p.gamma, p.beta, p.nu, p.lambda};
}

}  // namespace keel::models::internal
