// SPDX-License-Identifier: MIT
// The episodes and what the account did in them, for people: one section that stands in the tear
// sheet of every backtest and on the page of robustness.
#pragma once

#include <span>
#include <string>

#include "base/time.h"
#include "research/failure_cases/failure_cases.h"

namespace keel::research {

/// For the terminal; empty where nothing was looked for.
std::string FailureCasesText(const FailureCaseResults& results);

/// The section "failure-cases" with the account's equity, the episodes shaded; empty as above.
std::string FailureCasesSection(const FailureCaseResults& results,
                                std::span<const base::UnixNanos> times,
                                std::span<const double> equity);

}  // namespace keel::research
