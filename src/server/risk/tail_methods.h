// SPDX-License-Identifier: MIT
// The ways in which the desk measures the tail of one series of returns, all of models/, each asked
// for the next return.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/risk_measures/tail_risk.h"

namespace keel::server {

struct TailMethod {
  std::string_view name;
  std::string_view what;
  /// Answers in the unit of the returns, by level; an error says why it has none.
  std::function<base::Result<std::vector<models::TailRisk>>(std::span<const double> returns,
                                                            std::span<const double> levels)>
      measure;
};

const std::vector<TailMethod>& TailMethods();

}  // namespace keel::server
