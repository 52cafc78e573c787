// SPDX-License-Identifier: MIT
// Whether an alpha says anything new: how its signal, and what it earns, go together with those of
// the others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "research/alpha/positions.h"

namespace keel::research {

/// What one alpha said, on the grid of a panel.
struct NamedSignal {
  std::string name;
  std::vector<std::optional<double>> signals;  ///< rows x pairs
  SignalScale scale = SignalScale::kFree;
};

/// Correlations of every two, alpha x alpha; absent where one never moves or they share too little.
struct AlphaRelations {
  std::vector<std::string> names;
  std::vector<std::optional<double>> signals;  ///< where both speak, each pair around its own mean
  std::vector<std::optional<double>> profits;  ///< of UTC days, positions without costs
};

/// `panel` gives the grid and the prices; its own signal is not looked at.
AlphaRelations RelateAlphas(const AlphaPanel& panel, const std::vector<NamedSignal>& alphas,
                            IcKind kind);

}  // namespace keel::research
