// SPDX-License-Identifier: MIT
// A sweep, for people: the best, where they lie, and how many were tried to find them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "research/optimize/sweep_result.h"

namespace keel::research {

/// `family_trials`: trials of this family in the ledger, for the sentence about luck; absent where
/// nobody counted.
std::string SweepText(const SweepResult& result, std::optional<int64_t> family_trials);

/// SweepSummary, indented.
std::string SweepJson(const SweepResult& result);

/// The part of a page: tables, heat map of the two parameters that matter most, parallel
/// coordinates, distribution of the score.
std::string SweepSection(const SweepResult& result);
std::string SweepHtml(const SweepResult& result);

}  // namespace keel::research
