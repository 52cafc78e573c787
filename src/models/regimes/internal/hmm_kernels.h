// SPDX-License-Identifier: MIT
// The parts of Baum-Welch that look at every observation alone, vectorised with runtime dispatch.
// A Gaussian log density is linear in the features 1, x_i, x_i x_j, so densities and moments are
// products of matrices kept as columns.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace keel::models::internal {

constexpr size_t kMostStates = 8;

/// A matrix column after column. A column is as long as a whole number of vector registers; what is
/// beyond its rows is zero in features and shares.
class Columns {
 public:
  Columns() = default;
  Columns(size_t rows, size_t columns)
      : rows_(rows),
        length_((rows + 7) / 8 * 8),
        columns_(columns),
        data_(length_ * columns, 0.0) {}

  size_t rows() const { return rows_; }
  size_t length() const { return length_; }
  size_t columns() const { return columns_; }
  double* column(size_t j) { return data_.data() + j * length_; }
  const double* column(size_t j) const { return data_.data() + j * length_; }

 private:
  size_t rows_ = 0;
  size_t length_ = 0;
  size_t columns_ = 0;
  std::vector<double> data_;
};

/// densities(t, k) = exp(l(t, k) - max_k l(t, k)) where l = features * weights, `weights` being
/// features x states row-major; returns the sum of the maxima. One density of each row is 1.
double RelativeDensities(const Columns& features, std::span<const double> weights,
                         Columns& densities);

/// What the recursions of both directions say together, row by row. `forward` holds
/// P(state, observations up to t), `after` P(observations after t | state at t + 1), both up to a
/// factor for each row; the last row of `forward` adds up to 1, that of `after` is zero. Fills
/// `shares` with P(state at t | all observations) and divides `forward` so that forward(t, i) *
/// transition(i, j) * after(t, j) = P(i at t, j at t + 1 | all observations).
void Smooth(std::span<const double> transition, const Columns& after, Columns& forward,
            Columns& shares);

/// products(i, j) = sum over t of a(t, i) * b(t, j), row-major.
void Products(const Columns& a, const Columns& b, std::span<double> products);

}  // namespace keel::models::internal
