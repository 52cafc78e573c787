// SPDX-License-Identifier: MIT
// The space of a sweep: which parameters are tried, and at which values. Every search goes over the
// same points, so that a sweep by chance and one over the whole grid speak of the same trials.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"
#include "research/trial/subject.h"
#include "research/trial/variation.h"

namespace keel::research {

struct SpaceAxis {
  std::string name;            ///< as Variation::params names it
  std::vector<double> values;  ///< ascending, each once
};
BOOST_DESCRIBE_STRUCT(SpaceAxis, (), (name, values))

struct Space {
  std::vector<SpaceAxis> axes;

  int64_t points() const;  ///< the product of the axes' sizes
  /// The parameters of a point by its number; the last axis turns fastest.
  std::vector<std::pair<std::string, double>> At(int64_t point) const;
  /// The same by a position on each axis.
  std::vector<std::pair<std::string, double>> At(std::span<const size_t> positions) const;
};

inline constexpr int64_t kMostPoints = 100'000'000;

/// Reads "fast=10:50:5" (a range with its step), "fast=10:50" (about ten values), "fast=10,20,30",
/// and "fast" (eight values over all that the strategy allows); "ema_cross.fast" where the subject
/// has several strategies. kUsage, naming the text, for a parameter that no strategy has, values
/// that it does not take, and spaces of more than kMostPoints.
base::Result<Space> ParseSpace(std::span<const std::string> texts, const Subject& subject);

}  // namespace keel::research
