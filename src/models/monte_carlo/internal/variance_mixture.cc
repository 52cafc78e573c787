// SPDX-License-Identifier: MIT
#include "models/monte_carlo/internal/variance_mixture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace keel::models::internal {

void FillVarianceMultipliers(double nu, math::VectorStream& stream, std::span<double> out) {
  constexpr size_t kBatch = 256;
  const double d = nu / 2 - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  const double scale = (nu - 2) / (2 * d);
  std::array<double, kBatch> normals, uniforms;
  for (size_t filled = 0; filled < out.size();) {
    // A twentieth more than is missing: one batch in a few leaves something to the next.
    const size_t missing = out.size() - filled;
    const size_t batch = std::min(kBatch, (missing + missing / 16 + 31) / 16 * 16);
    stream.FillNormals(std::span(normals).first(batch));
    stream.FillUniforms(std::span(uniforms).first(batch));
    for (size_t i = 0; i < batch && filled < out.size(); ++i) {
      const double x = normals[i];
      const double root = 1 + c * x;
      const double v = root * root * root;
      const double x2 = x * x;
      const bool squeezed = root > 0 && uniforms[i] < 1 - 0.0331 * x2 * x2;
      if (squeezed || (root > 0 && std::log(uniforms[i]) < x2 / 2 + d * (1 - v + std::log(v)))) {
        out[filled++] = scale / v;
      }
    }
  }
}

}  // namespace keel::models::internal
