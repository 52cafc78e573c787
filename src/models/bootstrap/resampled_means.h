// SPDX-License-Identifier: MIT
// What the means of several series might have been: whole rows are drawn again in blocks, so that
// series which move together do so in every draw, and days that follow each other still do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/return_table.h"

namespace keel::models {

struct ResampleSettings {
  size_t resamples = 2000;
  double mean_block = 1;  ///< rows, >= 1; StationaryBlockLength tells a good one
  uint64_t seed = 1;
  int jobs = 1;  ///< threads, 0: all cores; changes no byte of the result
};

/// How often each of `count` rows is drawn in resample number `item`: `count` draws of the
/// stationary bootstrap from a random stream of its own.
std::vector<double> ResampleWeights(size_t count, const ResampleSettings& settings, uint64_t item);

/// Mean of each column in each resample less its mean in the table, row-major: one row a resample,
/// one column an asset. The table has a row at least.
std::vector<double> ResampledMeans(const ReturnTable& table, const ResampleSettings& settings);

}  // namespace keel::models
