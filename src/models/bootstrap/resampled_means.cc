// SPDX-License-Identifier: MIT
#include "models/bootstrap/resampled_means.h"

#include <Eigen/Dense>
#include <algorithm>

#include "base/check.h"
#include "base/os/threads.h"
#include "base/random.h"
#include "math/stationary_bootstrap.h"

namespace keel::models {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr size_t kBatch = 64;  // resamples that share one product of matrices

}  // namespace

std::vector<double> ResampleWeights(size_t count, const ResampleSettings& settings, uint64_t item) {
  base::RandomStream random(settings.seed, "models.resampled_means", item);
  math::StationaryBootstrap places(count, settings.mean_block, random);
  std::vector<double> weights(count);
  for (size_t i = 0; i < count; ++i) weights[places.Next()] += 1;
  return weights;
}

std::vector<double> ResampledMeans(const ReturnTable& table, const ResampleSettings& settings) {
  const size_t rows = table.rows();
  CHECK(rows > 0, "means are drawn from a table with rows");
  const auto n = static_cast<Eigen::Index>(rows);
  const auto assets = static_cast<Eigen::Index>(table.assets);
  RowMajor deviations = Eigen::Map<const RowMajor>(table.values.data(), n, assets);
  deviations.rowwise() -= deviations.colwise().mean().eval();

  std::vector<double> means(settings.resamples * table.assets);
  const size_t batches = (settings.resamples + kBatch - 1) / kBatch;
  base::os::ParallelFor(static_cast<int64_t>(batches), settings.jobs, [&](int64_t batch) {
    const size_t first = static_cast<size_t>(batch) * kBatch;
    const size_t count = std::min(kBatch, settings.resamples - first);
    RowMajor weights(static_cast<Eigen::Index>(count), n);
    for (size_t i = 0; i < count; ++i) {
      const std::vector<double> row = ResampleWeights(rows, settings, first + i);
      std::copy(row.begin(), row.end(), weights.row(static_cast<Eigen::Index>(i)).data());
    }
    Eigen::Map<RowMajor> out(means.data() + first * table.assets, static_cast<Eigen::Index>(count),
                             assets);
    out.noalias() = weights * deviations;
    out /= static_cast<double>(rows);
  });
  return means;
}

}  // namespace keel::models
