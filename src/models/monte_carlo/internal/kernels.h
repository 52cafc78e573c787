// SPDX-License-Identifier: MIT
// The inner loops of the Monte Carlo engine over the paths of one block, compiled for each
// instruction set. Sizes are multiples of 8; arrays are per path.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace keel::models::internal {

/// A number for each of up to 8 regimes.
using RegimeTable = std::array<double, 8>;

/// One step of one asset. Null pointers switch the part off.
struct StepArguments {
  double* log_price = nullptr;  ///< moved by mean + deviation z
  const double* z = nullptr;
  /// Instead of z: the state of a stream of normals, drawn on the way without touching memory. Only
  /// for one regime, without divisor, with carry or extremes: a step as small as any other is no
  /// faster for it. All arrays must then have room for whole groups of 32.
  uint64_t* normals = nullptr;
  size_t size = 0;
  const uint32_t* state = nullptr;  ///< regime of each path; null: regime 0
  size_t states = 1;                ///< how many regimes there are
  RegimeTable mean{};
  RegimeTable deviation{};
  /// GARCH: what the last step left over, (alpha + gamma [e < 0]) e^2 + beta h.
  double* carry = nullptr;
  double alpha = 0, gamma = 0, beta = 0;
  double rest = 1;                  ///< 1 - persistence
  bool first = false;               ///< nothing is left over yet: the variance is `first_variance`,
  double first_variance = -1;       ///< or the regime's, where negative
  const double* divisor = nullptr;  ///< of the variance, chi^2 / (nu - 2)
  /// Running extremes of the log price, both or none.
  double* maximum = nullptr;
  double* minimum = nullptr;
  double* drawdown = nullptr;  ///< largest fall of the log from its maximum; null: not wanted
};

void Step(const StepArguments& step);

/// The extremes alone (of `extremes` only size, maximum, minimum and drawdown are used), for what
/// Step cannot follow itself: portfolios.
void Track(const double* log_value, const StepArguments& extremes);

/// For each of up to 8 regimes the last of the draws 0..2^31 - 1 that is below a cumulative
/// probability, so -1 for probability 0; the rest is not used.
using DrawTable = std::array<int32_t, 16>;

/// Moves each state s to the count of j < states - 1 with draw > last[j][s]. Path i draws half a
/// word less its lowest bit: the lower half of word i / 2 where i is even, else the upper. So
/// probabilities are kept to 2^-32, and 0 and 1 exactly. `size` is a multiple of 16.
void NextStates(std::span<const DrawTable> last, const uint64_t* bits, uint32_t* state,
                size_t size);

/// Candidates of Marsaglia and Tsang for gamma numbers: v = (1 + c z)^3, times `scale`.
struct MixingBatch {
  double c = 0;
  double scale = 0;
  double* z = nullptr;           ///< normals
  double* u = nullptr;           ///< receives uniforms
  uint64_t* uniforms = nullptr;  ///< the state of their stream, as VectorStream has it
  std::span<double> candidate;
  uint64_t* unsure = nullptr;  ///< room for 8 more than candidates
};

/// Draws a uniform for each normal as VectorStream::FillUniforms does, fills the candidates and
/// lists those that the squeeze does not accept without a logarithm: place in `unsure`, z and u
/// moved to the fronts of their arrays. Returns how many.
size_t MixingCandidates(const MixingBatch& batch);

/// Their exact rule for the others, shape d = 1 / (9 c^2): accepted where the margin, which
/// replaces z, is positive.
void MixingMargins(double c, double* z, const double* u, size_t size);

/// out := -x. They must not overlap.
void Mirror(const double* x, double* out, size_t size);

/// Arrays of one row per asset: `size` numbers, and how far apart the rows begin.
struct Rows {
  size_t size = 0;
  size_t stride = 0;
};

/// z := factor z for each path; factor is assets x assets, lower triangular, zero above.
void Correlate(std::span<const double> factor, size_t assets, double* z, const Rows& rows);

/// out := exp(x).
void Exponential(const double* x, double* out, size_t size);

/// value := cash + sum of weights exp(log_price).
void PortfolioValue(std::span<const double> weights, double cash, const double* log_price,
                    double* value, const Rows& rows);

/// x := ln x, x > 0.
void Logarithm(double* x, size_t size);

}  // namespace keel::models::internal
