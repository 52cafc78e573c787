// SPDX-License-Identifier: MIT
// The neighbourhood of a run's parameters: which there are, and the values near each.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "research/trial/subject.h"

namespace keel::research {

/// A parameter of the run and the values near its own.
struct ParameterSteps {
  std::string name;  ///< "fast", or "ema_cross.fast" where several strategies run
  double value = 0;  ///< of the run
  bool whole = false;
  std::vector<double> near;  ///< ascending, without its own; in range and, where whole, rounded
  std::string gap;           ///< why there are none; empty where there are
};

/// Every parameter of the subject's strategies with its values within +-20 % in steps of `step`
/// percent. Of a whole number each rounded value counts once; where none but its own lies within
/// 20 %, its two neighbours do. Switches (0 or 1) and zeros have no neighbourhood. `only` names
/// those to vary, empty: all; kUsage for a name that is none, with the nearest.
base::Result<std::vector<ParameterSteps>> StepsOf(const Subject& subject,
                                                  std::span<const std::string> only, int step);

/// Whether the strategies take these values together (fast below slow, and the like).
bool Accepts(const Subject& subject, const std::vector<std::pair<std::string, double>>& params);

}  // namespace keel::research
