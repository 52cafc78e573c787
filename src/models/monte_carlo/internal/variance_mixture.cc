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
  std::array<double, kMost> z, u;
  std::array<uint64_t, kMost + 8> open;
  stream.FillNormals(std::span(z).first((out.size() + 31) / 32 * 32));  // no copy of the last ones
  const size_t unsure = MixingCandidates(
      {shape.c, shape.scale, z.data(), u.data(), stream.state(), out, open.data()});
  MixingMargins(shape.c, z.data(), u.data(), (unsure + 7) / 8 * 8);
  size_t rejected = 0;
  for (size_t i = 0; i < unsure; ++i) {
    open[rejected] = open[i];
    rejected += z[i] > 0 ? 0 : 1;
  }
  if (rejected == 0) return;
  const std::span<double> again = std::span(u).first((rejected + 15) / 16 * 16);
  Fill(shape, stream, again);
  for (size_t i = 0; i < rejected; ++i) out[open[i]] = again[i];
}

}  // namespace

void FillVarianceDivisors(double nu, math::VectorStream& stream, std::span<double> out) {
  CHECK(out.size() <= kMost && out.size() % 16 == 0, "whole groups, at most 1024");
  const double d = nu / 2 - 1.0 / 3;
  Fill({.c = 1 / std::sqrt(9 * d), .scale = 2 * d / (nu - 2)}, stream, out);
}

}  // namespace keel::models::internal
