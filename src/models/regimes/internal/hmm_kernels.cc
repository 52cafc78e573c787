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

template <size_t K>
double RelativeDensitiesOf(const Columns& features, const double* weights, Columns& densities) {
  const Lanes d;
  auto tops = hn::Zero(d);
  for (size_t t = 0; t < features.length(); t += hn::Lanes(d)) {
    std::array<hn::Vec<Lanes>, K> logs;
    for (auto& log : logs) log = hn::Zero(d);
    for (size_t f = 0; f < features.columns(); ++f) {
      const auto x = hn::LoadU(d, features.column(f) + t);
      for (size_t k = 0; k < K; ++k) {
        logs[k] = hn::MulAdd(x, hn::Set(d, weights[f * K + k]), logs[k]);
      }
    }
    auto top = logs[0];
    for (size_t k = 1; k < K; ++k) top = hn::Max(top, logs[k]);
    for (size_t k = 0; k < K; ++k) {
      hn::StoreU(hn::Exp(d, hn::Sub(logs[k], top)), d, densities.column(k) + t);
    }
    tops = hn::Add(tops, top);
  }
  return hn::GetLane(hn::SumOfLanes(d, tops));
}

template <size_t K>
void SmoothOf(const double* transition, const Columns& after, Columns& forward, Columns& shares) {
  const Lanes d;
  const auto one = hn::Set(d, 1.0);
  const size_t last = shares.rows() - 1;
  const auto end = hn::Set(d, static_cast<double>(last));
  auto rows = hn::Iota(d, 0);
  for (size_t t = 0; t < shares.length(); t += hn::Lanes(d)) {
    std::array<hn::Vec<Lanes>, K> known, share;
    auto total = hn::Zero(d);
    for (size_t i = 0; i < K; ++i) {
      auto beta = hn::Zero(d);
      for (size_t j = 0; j < K; ++j) {
        const auto move = hn::Set(d, transition[i * K + j]);
        beta = hn::MulAdd(move, hn::LoadU(d, after.column(j) + t), beta);
      }
      known[i] = hn::LoadU(d, forward.column(i) + t);
      share[i] = hn::Mul(beta, known[i]);
      total = hn::Add(total, share[i]);
    }
    const auto weight = hn::Div(one, hn::IfThenElse(hn::Lt(rows, end), total, one));
    rows = hn::Add(rows, hn::Set(d, static_cast<double>(hn::Lanes(d))));
    for (size_t i = 0; i < K; ++i) {
      hn::StoreU(hn::Mul(share[i], weight), d, shares.column(i) + t);
      hn::StoreU(hn::Mul(known[i], weight), d, forward.column(i) + t);
    }
  }
  for (size_t i = 0; i < K; ++i) shares.column(i)[last] = forward.column(i)[last];
}

double RelativeDensities(const Columns& features, const double* weights, Columns& densities) {
  constexpr std::array<decltype(&RelativeDensitiesOf<1>), kMostStates> kOf = {
      RelativeDensitiesOf<1>, RelativeDensitiesOf<2>, RelativeDensitiesOf<3>,
      RelativeDensitiesOf<4>, RelativeDensitiesOf<5>, RelativeDensitiesOf<6>,
      RelativeDensitiesOf<7>, RelativeDensitiesOf<8>};
  return kOf[densities.columns() - 1](features, weights, densities);
}

void Smooth(const double* transition, const Columns& after, Columns& forward, Columns& shares) {
  constexpr std::array<decltype(&SmoothOf<1>), kMostStates> kOf = {
      SmoothOf<1>, SmoothOf<2>, SmoothOf<3>, SmoothOf<4>,
      SmoothOf<5>, SmoothOf<6>, SmoothOf<7>, SmoothOf<8>};
  kOf[shares.columns() - 1](transition, after, forward, shares);
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
  CHECK(densities.columns() >= 1 && densities.columns() <= kMostStates, "1 to 8 states");
  CHECK(weights.size() == features.columns() * densities.columns(), "a weight for each feature");
  CHECK(features.rows() == densities.rows(), "matrices of another length");
  return HWY_DYNAMIC_DISPATCH(RelativeDensities)(features, weights.data(), densities);
}

void Smooth(std::span<const double> transition, const Columns& after, Columns& forward,
            Columns& shares) {
  CHECK(shares.columns() >= 1 && shares.columns() <= kMostStates, "1 to 8 states");
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
