// SPDX-License-Identifier: MIT
// A fitted switching autoregression for people: the regimes with their errors, what the series
// remembers, whether regimes are worth having at all, and where it is now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "models/regimes/switching_ar_fit.h"

namespace keel::research {

struct SwitchingArReport {
  std::string series;  ///< "BTC/USDT 1h at binance"
  bool synthetic = false;
  std::vector<base::UnixNanos> times;      ///< of all observations; empty where unknown
  std::vector<double> prices;              ///< after each return; empty where unknown
  std::optional<double> periods_per_year;  ///< absent: nothing is annualised
  bool own_units = false;  ///< as a file has them, perhaps percents: shown as plain numbers
  bool switching_variance = false;
  models::SwitchingArFit fit;
  models::SwitchingArStates states;      ///< of the observations after the first lags
  models::SwitchingArForecast forecast;  ///< of the next observation
};

std::string SwitchingArText(const SwitchingArReport& report);
std::string SwitchingArJson(const SwitchingArReport& report);
std::string SwitchingArHtml(const SwitchingArReport& report);

}  // namespace keel::research
