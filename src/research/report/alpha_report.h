// SPDX-License-Identifier: MIT
// What the lab found of an alpha, for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "research/alpha/study.h"

namespace keel::research {

struct AlphaReport {
  std::string name;    ///< "correlation_breakdown", "feature return_7d", "signal.csv"
  std::string source;  ///< what its signal is, a part of a sentence
  std::string series;  ///< "BTC/USDT, ETH/USDT 1h at binance"
  bool synthetic = false;
  std::vector<std::string> pairs, hashes;  ///< the bars of each pair
  base::UnixNanos from, to;                ///< first and last close
  double bar_days = 0;                     ///< length of a bar
  std::string currency;                    ///< of capital
  std::optional<double> declared_days;     ///< half-life that a driver claims
  int resamples = 0;
  uint64_t seed = 1;
  std::vector<std::string> notes;  ///< sentences: what was left out
  AlphaStudy study;
};

std::string AlphaText(const AlphaReport& report);
std::string AlphaJson(const AlphaReport& report);
std::string AlphaHtml(const AlphaReport& report);

/// "about 1.2 days (95 % between 0.8 and 2.1), ...", or why there is none. Ends with a full stop.
std::string HalfLifeSentence(const AlphaReport& report);
/// How much capital it carries, or why that is not told.
std::string CapacitySentence(const AlphaReport& report);
/// What following the signal exactly would have earned and traded.
std::string YieldSentence(const AlphaReport& report);
/// "5,000 signals ... of 3 pairs, correlated over time ..."
std::string AlphaHeadline(const AlphaReport& report);
/// The horizon whose quantiles are drawn: the one nearest to the half-life, else the middle one.
const HorizonIc* ShownHorizon(const AlphaReport& report);

}  // namespace keel::research
