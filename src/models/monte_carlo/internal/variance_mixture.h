// SPDX-License-Identifier: MIT
// What turns normals into Student's t: a random variance for each draw.
#pragma once

#include <span>

#include "math/vector_stream.h"

namespace keel::models::internal {

/// Fills with (nu - 2) / W, W chi-squared with nu > 2 degrees of freedom: sqrt of it times a normal
/// is a t scaled to unit variance. W / 2 by rejection [Marsaglia, Tsang 2000].
void FillVarianceMultipliers(double nu, math::VectorStream& stream, std::span<double> out);

}  // namespace keel::models::internal
