// SPDX-License-Identifier: MIT
#include "models/monte_carlo/internal/variance_mixture.h"

#include <array>
#include <cmath>

#include "base/check.h"
#include "models/monte_carlo/internal/kernels.h"

namespace keel::models::internal {
namespace {

constexpr size_t kMost = 1024;

struct Shape {
  double c = 0;
  double scale = 0;
};

// One candidate for each place; then the same again for the places where it was rejected, one in
// 20 to 50.
void Fill(const Shape& shape, math::VectorStream& stream, std::span<double> out) {
  const size_t size = (out.size() + 15) / 16 * 16;
  std::array<double, kMost> z, u, candidate, margin;
  stream.FillNormals(std::span(z).first(size));
  stream.FillUniforms(std::span(u).first(size));
  MixingCandidates(shape.c, shape.scale, z.data(), u.data(), candidate.data(), margin.data(), size);
  std::array<uint16_t, kMost> open;
  size_t count = 0;
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = candidate[i];
    open[count] = static_cast<uint16_t>(i);
    count += margin[i] > 0 ? 0 : 1;
  }
  for (size_t i = 0; i < count; ++i) {
    z[i] = z[open[i]];
    u[i] = u[open[i]];
  }
  MixingMargins(shape.c, z.data(), u.data(), margin.data(), (count + 7) / 8 * 8);
  size_t rejected = 0;
  for (size_t i = 0; i < count; ++i) {
    open[rejected] = open[i];
    rejected += margin[i] > 0 ? 0 : 1;
  }
  if (rejected == 0) return;
  const std::span<double> again = std::span(candidate).first(rejected);
  Fill(shape, stream, again);
  for (size_t i = 0; i < rejected; ++i) out[open[i]] = again[i];
}

}  // namespace

void FillVarianceDivisors(double nu, math::VectorStream& stream, std::span<double> out) {
  CHECK(out.size() <= kMost, "a block has at most 1024 paths");
  const double d = nu / 2 - 1.0 / 3;
  Fill({.c = 1 / std::sqrt(9 * d), .scale = 2 * d / (nu - 2)}, stream, out);
}

}  // namespace keel::models::internal
