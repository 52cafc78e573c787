// SPDX-License-Identifier: MIT
// Two correlated normal variables, for formulas with two exercise dates.
#pragma once

namespace keel::models {

/// Probability that X <= a and Y <= b for standard normals with correlation rho, |rho| < 1;
/// absolute error below 1e-14. By Owen's T function [Owen 1956].
double BivariateNormalCdf(double a, double b, double rho);

}  // namespace keel::models
