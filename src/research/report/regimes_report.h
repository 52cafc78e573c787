// SPDX-License-Identifier: MIT
// A fit of market regimes for people: what each regime is like, how long it lasts, in which one the
// market is now, and a page with the probabilities over time.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "models/regimes/hmm_fit.h"

namespace keel::research {

struct RegimesReport {
  std::string series;  ///< "BTC/USDT 1h at binance"
  bool synthetic = false;
  std::vector<base::UnixNanos> times;      ///< of the returns; empty where unknown
  std::vector<double> prices;              ///< after each return; empty where unknown
  std::optional<double> periods_per_year;  ///< absent: nothing is annualised
  bool own_units = false;  ///< returns as a file has them, perhaps percents: shown as plain numbers
  models::HmmFit fit;
  std::vector<models::HmmFit> tried;  ///< every number of regimes that was compared, if any
  std::vector<double> filtered;       ///< returns x regimes
};

std::string RegimesText(const RegimesReport& report);
std::string RegimesJson(const RegimesReport& report);
std::string RegimesHtml(const RegimesReport& report);

}  // namespace keel::research
