// SPDX-License-Identifier: MIT
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

double Dot(const double* a, const double* b, size_t length) {
  const Lanes d;
  auto sum = hn::Zero(d);
  for (size_t t = 0; t < length; t += hn::Lanes(d)) {
    sum = hn::MulAdd(hn::LoadU(d, a + t), hn::LoadU(d, b + t), sum);
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

void WeightedMoments(const Columns& shares, const Columns& features, double* moments) {
  for (size_t k = 0; k < shares.columns(); ++k) {
    for (size_t f = 0; f < features.columns(); ++f) {
      moments[k * features.columns() + f] =
          Dot(shares.column(k), features.column(f), shares.length());
    }
  }
}

}  // namespace keel::models::internal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "base/check.h"

namespace keel::models::internal {

HWY_EXPORT(RelativeDensities);
HWY_EXPORT(WeightedMoments);

double RelativeDensities(const Columns& features, std::span<const double> weights,
                         Columns& densities) {
  CHECK(weights.size() == features.columns() * densities.columns(), "a weight for each feature");
  CHECK(features.rows() == densities.rows(), "matrices of another length");
  return HWY_DYNAMIC_DISPATCH(RelativeDensities)(features, weights.data(), densities);
}

void WeightedMoments(const Columns& shares, const Columns& features, std::span<double> moments) {
  CHECK(moments.size() == features.columns() * shares.columns(), "a moment for each feature");
  CHECK(features.rows() == shares.rows(), "matrices of another length");
  HWY_DYNAMIC_DISPATCH(WeightedMoments)(shares, features, moments.data());
}

}  // namespace keel::models::internal
#endif  // HWY_ONCE
