// SPDX-License-Identifier: MIT
// Everything that the lab measures of one alpha, in the order in which it is told.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "research/alpha/capacity.h"
#include "research/alpha/decay.h"
#include "research/alpha/quantiles.h"
#include "research/alpha/relations.h"

namespace keel::research {

/// A correlation with its Newey-West error.
struct IcValue {
  double value = 0, error = 0;
  double t = 0;  ///< 0 where there is no error
};

/// The information about the return over a whole horizon.
struct HorizonIc {
  size_t horizon = 0;  ///< bars
  size_t observations = 0;
  size_t lag = 0;  ///< of the errors
  IcValue pearson, rank;
  std::optional<double> autocorrelation;  ///< of the signal, as far apart
  std::optional<QuantileReturns> quantiles;
};

struct AlphaStudy {
  IcKind kind = IcKind::kTime;
  SignalScale scale = SignalScale::kFree;
  size_t signals = 0;  ///< cells that have one
  std::vector<HorizonIc> horizons;
  Decay decay;
  size_t lags = 0;     ///< that the decay looked at
  bool ranks = false;  ///< it is that of rank correlations
  AlphaYield yield;
  Capacity capacity;
  AlphaRelations relations;  ///< the alpha first
};

struct AlphaOptions {
  IcKind kind = IcKind::kTime;
  SignalScale scale = SignalScale::kFree;
  std::vector<size_t> horizons;  ///< bars, ascending; empty: HorizonsFor
  bool ranks = false;            ///< the decay is that of rank correlations
  size_t parts = 5;              ///< of quantile returns
  int resamples = 999;           ///< of the half-life's interval
  uint64_t seed = 1;
  int jobs = 1;  ///< threads, 0: all cores; changes no byte of the result
  /// Told now and then what is done; false stops with kInterrupted. May be empty.
  std::function<bool(std::string_view what, int64_t done, int64_t total)> progress;
};

/// 1, 2, 4, ... up to 512 bars and to a 50th of the rows.
std::vector<size_t> HorizonsFor(size_t rows);

/// Measures `panel`'s signal. `costs` by pair; `others` are related to it, `name` is its own.
/// kUsage where the signal is too short, never moves or is not there.
base::Result<AlphaStudy> StudyAlpha(const AlphaPanel& panel, std::span<const PairCost> costs,
                                    const std::string& name, const std::vector<NamedSignal>& others,
                                    const AlphaOptions& options);

}  // namespace keel::research
