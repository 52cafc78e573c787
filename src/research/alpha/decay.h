// SPDX-License-Identifier: MIT
// How fast a signal's information is used up: its correlation with the return of each later bar,
// and the half-life of a fading that fits it, where there is information that could fade.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "research/alpha/information.h"

namespace keel::research {

/// Mean correlation of the signal with the return of one bar that begins `from` to `to` - 1 bars
/// later. Points do not overlap.
struct DecayPoint {
  size_t from = 0, to = 0;
  double ic = 0, error = 0;
};

/// IC(lag) = initial x 2^(-lag / half_life), lag and half-life in bars.
struct HalfLife {
  double bars = 0;
  double low = 0;              ///< of the interval
  std::optional<double> high;  ///< absent where the interval has no end that could be seen
  double initial = 0;
  double explained = 0;  ///< share of the points' weighted squares that the fit explains
};

/// What the fit says of a point: the mean of its curve over the point's lags.
double FadedMean(const HalfLife& fit, const DecayPoint& point);

struct Decay {
  std::vector<DecayPoint> points;
  double p_value = 1;  ///< chance of a point so far from 0 (in errors) where none is
  std::optional<HalfLife> half_life;
  std::string without;  ///< a sentence: why there is no half-life
};

struct DecayOptions {
  size_t lags = 0;     ///< bars that are looked at, >= 4
  bool ranks = false;  ///< correlations of ranks, which a few wild returns cannot hide
  double confidence = 0.95;
  double significance = 0.05;  ///< of p_value, above which nothing is fitted
  int resamples = 999;
  uint64_t seed = 1;
  int jobs = 1;  ///< threads, 0: all cores; changes no byte of the result
  /// Told now and then how much is done; false stops with kInterrupted. May be empty.
  std::function<bool(int64_t done, int64_t total)> progress;
};

/// Measures the points (single bars at first, then stretches that grow by half an octave), and fits
/// by least squares weighted with their errors. The interval holds the middle `confidence` of the
/// half-lives that fit the points of a stationary bootstrap of the rows, in which all points are
/// drawn together: their errors go together. No half-life where no point is significant (the
/// largest of all is compared with the largest of each resample) and where nothing fades within the
/// lags. kUsage where fewer than 4 points can be measured.
base::Result<Decay> MeasureDecay(const AlphaPanel& panel, IcKind kind, const DecayOptions& options);

}  // namespace keel::research
