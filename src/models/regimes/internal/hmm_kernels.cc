// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "models/regimes/internal/hmm_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/regimes/internal/hmm_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace keel::models::internal::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::ScalableTag<double>;

constexpr size_t kTile = 3;

/// Three columns from `first` on; the last one again where there are fewer.
std::array<const double*, kTile> TileOf(const Columns& matrix, size_t first) {
  std::array<const double*, kTile> columns;
  for (size_t j = 0; j < kTile; ++j) {
    columns[j] = matrix.column(std::min(first + j, matrix.columns() - 1));
  }
  return columns;
}

double RelativeDensities(const Columns& features, const double* weights, Columns& densities) {
  const Lanes d;
  const size_t states = densities.columns();
  auto tops = hn::Zero(d);
  for (size_t t = 0; t < features.length(); t += hn::Lanes(d)) {
    auto top = hn::Set(d, -HUGE_VAL);
    for (size_t k = 0; k < states; ++k) {
      auto sum = hn::Zero(d);
      for (size_t f = 0; f < features.columns(); ++f) {
        const auto x = hn::LoadU(d, features.column(f) + t);
        sum = hn::MulAdd(x, hn::Set(d, weights[f * states + k]), sum);
      }
      top = hn::Max(top, sum);
      hn::StoreU(sum, d, densities.column(k) + t);
    }
    for (size_t k = 0; k < states; ++k) {
      double* density = densities.column(k) + t;
      hn::StoreU(hn::Exp(d, hn::Sub(hn::LoadU(d, density), top)), d, density);
    }
    tops = hn::Add(tops, top);
  }
  return hn::GetLane(hn::SumOfLanes(d, tops));
}

void Smooth(const double* transition, const Columns& after, Columns& forward, Columns& shares) {
  const Lanes d;
  const size_t states = shares.columns();
  const size_t last = shares.rows() - 1;
  const auto one = hn::Set(d, 1.0);
  const auto end = hn::Set(d, static_cast<double>(last));
  for (size_t t = 0; t < shares.length(); t += hn::Lanes(d)) {
    auto total = hn::Zero(d);
    for (size_t i = 0; i < states; ++i) {
      auto beta = hn::Zero(d);
      for (size_t j = 0; j < states; ++j) {
        const auto move = hn::Set(d, transition[i * states + j]);
        beta = hn::MulAdd(move, hn::LoadU(d, after.column(j) + t), beta);
      }
      const auto share = hn::Mul(beta, hn::LoadU(d, forward.column(i) + t));
      hn::StoreU(share, d, shares.column(i) + t);
      total = hn::Add(total, share);
    }
    const auto before_end = hn::Lt(hn::Iota(d, static_cast<double>(t)), end);
    const auto weight = hn::Div(one, hn::IfThenElse(before_end, total, one));
    for (size_t i = 0; i < states; ++i) {
      double* share = shares.column(i) + t;
      double* known = forward.column(i) + t;
      hn::StoreU(hn::Mul(hn::LoadU(d, share), weight), d, share);
      hn::StoreU(hn::Mul(hn::LoadU(d, known), weight), d, known);
    }
  }
  for (size_t i = 0; i < states; ++i) shares.column(i)[last] = forward.column(i)[last];
}

/// The products of three columns and three columns, whose sums stay in registers.
void Tile(const std::array<const double*, kTile>& a, const std::array<const double*, kTile>& b,
          size_t length, std::array<double, kTile * kTile>& products) {
  const Lanes d;
  std::array<hn::Vec<Lanes>, kTile * kTile> sums;
  for (auto& sum : sums) sum = hn::Zero(d);
  for (size_t t = 0; t < length; t += hn::Lanes(d)) {
    for (size_t i = 0; i < kTile; ++i) {
      const auto left = hn::LoadU(d, a[i] + t);
      for (size_t j = 0; j < kTile; ++j) {
        sums[i * kTile + j] = hn::MulAdd(left, hn::LoadU(d, b[j] + t), sums[i * kTile + j]);
      }
    }
  }
  for (size_t p = 0; p < sums.size(); ++p) products[p] = hn::GetLane(hn::SumOfLanes(d, sums[p]));
}

void Products(const Columns& a, const Columns& b, double* products) {
  std::array<double, kTile * kTile> tile;
  for (size_t i = 0; i < a.columns(); i += kTile) {
    for (size_t j = 0; j < b.columns(); j += kTile) {
      Tile(TileOf(a, i), TileOf(b, j), a.length(), tile);
      for (size_t x = 0; x < std::min(kTile, a.columns() - i); ++x) {
        for (size_t y = 0; y < std::min(kTile, b.columns() - j); ++y) {
          products[(i + x) * b.columns() + j + y] = tile[x * kTile + y];
        }
      }
    }
  }
}

}  // namespace keel::models::internal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "base/check.h"

namespace keel::models::internal {

HWY_EXPORT(RelativeDensities);
HWY_EXPORT(Smooth);
HWY_EXPORT(Products);

double RelativeDensities(const Columns& features, std::span<const double> weights,
                         Columns& densities) {
  CHECK(weights.size() == features.columns() * densities.columns(), "a weight for each feature");
  CHECK(features.rows() == densities.rows(), "matrices of another length");
  return HWY_DYNAMIC_DISPATCH(RelativeDensities)(features, weights.data(), densities);
}

void Smooth(std::span<const double> transition, const Columns& after, Columns& forward,
            Columns& shares) {
  CHECK(transition.size() == shares.columns() * shares.columns(), "a chance for each move");
  CHECK(after.rows() == forward.rows() && forward.rows() == shares.rows() && shares.rows() > 0,
        "matrices of another length");
  HWY_DYNAMIC_DISPATCH(Smooth)(transition.data(), after, forward, shares);
}

void Products(const Columns& a, const Columns& b, std::span<double> products) {
  CHECK(products.size() == a.columns() * b.columns(), "a product for each pair of columns");
  CHECK(a.rows() == b.rows(), "matrices of another length");
  HWY_DYNAMIC_DISPATCH(Products)(a, b, products.data());
}

}  // namespace keel::models::internal
#endif  // HWY_ONCE
