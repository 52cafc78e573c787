// SPDX-License-Identifier: MIT
// How several assets move together, which of them are one bet, and whether that has changed, for
// people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "models/correlation/breakdown.h"

namespace keel::research {

struct CorrelationReport {
  std::string series;
  bool synthetic = false;
  std::vector<std::string> assets;          ///< "BTC/USDT", ...; at least two
  std::vector<std::string> hashes;          ///< of the bars of each; empty for a file
  std::string row;                          ///< what a row of returns is: "daily return", "row"
  size_t rows = 0;                          ///< returns that all assets have
  int64_t dropped = 0;                      ///< days that only some of them have
  std::optional<base::UnixNanos> from, to;  ///< the first and last close; absent for a file
  size_t window = 0;                        ///< the most recent rows

  std::string method;    ///< "shrunk", "ewma", "dcc"
  std::string estimate;  ///< what was done, a part of a sentence
  std::optional<double> intensity, lambda, dcc_a, dcc_b;
  models::SymmetricMatrix correlation;

  double threshold = 0;          ///< every two members of a cluster have at least this
  std::vector<size_t> clusters;  ///< of each asset, numbered by their first asset

  models::BreakdownOptions test;
  std::optional<models::Breakdown> breakdown;
  std::string untested;  ///< why there is none
};

/// Mean of the correlations of all pairs of assets.
double MeanCorrelation(const models::SymmetricMatrix& correlation);

std::string CorrelationText(const CorrelationReport& report);
std::string CorrelationJson(const CorrelationReport& report);
std::string CorrelationHtml(const CorrelationReport& report);

}  // namespace keel::research
