// SPDX-License-Identifier: MIT
#include "research/validation/train_only.h"

#include <fmt/format.h>

#include <cmath>

#include "base/check.h"
#include "metrics/moments.h"

namespace keel::research {

base::Result<TrainOnlyScale> TrainOnlyScale::Fit(const models::ReturnTable& features,
                                                 const PurgedSplit& split) {
  if (split.train.size() < 2 || split.train.back() >= features.rows()) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("{} training rows of {}: a scale takes two at least, and none that "
                    "is not there",
                    split.train.size(), features.rows()));
  }
  TrainOnlyScale scale;
  std::vector<double> values(split.train.size());
  for (size_t column = 0; column < features.assets; ++column) {
    for (size_t i = 0; i < values.size(); ++i) {
      values[i] = features.at(split.train[i], column);
      if (std::isfinite(values[i])) continue;
      return base::Fail(
          base::ErrorCode::kUsage,
          fmt::format("row {} of column {} is not a finite number", split.train[i], column));
    }
    const metrics::Moments moments = metrics::MomentsOf(values);
    scale.means_.push_back(*moments.mean);
    scale.deviations_.push_back(moments.deviation.value_or(0));
  }
  return scale;
}

std::vector<double> TrainOnlyScale::Apply(std::span<const double> row) const {
  CHECK(row.size() == means_.size(), "a row has a value for each column of the scale");
  std::vector<double> scaled(row.size());
  for (size_t i = 0; i < row.size(); ++i) {
    if (deviations_[i] > 0) scaled[i] = (row[i] - means_[i]) / deviations_[i];
  }
  return scaled;
}

}  // namespace keel::research
