// SPDX-License-Identifier: MIT
// What turns normals into Student's t: a random variance for each draw.
#pragma once

#include <span>

#include "math/vector_stream.h"

namespace keel::models::internal {

/// Fills with W / (nu - 2), W chi-squared with nu > 2 degrees of freedom: a normal over its square
/// root is a t scaled to unit variance. W / 2 is gamma distributed with shape nu / 2, drawn by
/// rejection [Marsaglia, Tsang 2000]. A multiple of 16, at most 1024 numbers.
void FillVarianceDivisors(double nu, math::VectorStream& stream, std::span<double> out);

}  // namespace keel::models::internal
