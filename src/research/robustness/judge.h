// SPDX-License-Identifier: MIT
// The rules by which a test passes, is weak or fails, and the verdict over all: thresholds in one
// place, each written out in what is shown.
#pragma once

#include "research/robustness/robustness.h"

namespace keel::research {

/// Of tests that run the engine: fills in shares, spreads, rule, grade and finding from the runs.
void JudgeRuns(const VariedRun& plain, RobustnessTest& test);
/// Of the days drawn again: `sharpe` of each draw.
void JudgeBootstrap(const VariedRun& plain, const std::vector<double>& sharpe,
                    RobustnessTest& test);
/// Fewer trades have no order worth shuffling.
inline constexpr size_t kFewestTrades = 10;
/// Of the trades in other orders: from drawn_drawdowns and own_drawdown; both are empty for fewer
/// than kFewestTrades.
void JudgeTradeOrder(RobustnessTest& test);

/// Grade and verdict of the whole from its plain run and its tests.
void JudgeAll(RobustnessReport& report);

}  // namespace keel::research
