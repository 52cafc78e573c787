// SPDX-License-Identifier: MIT
// The failure cases of a run that is over: its prices are read again from the catalog.
#pragma once

#include "research/failure_cases/failure_cases.h"
#include "research/metrics_of_run.h"

namespace keel::research {

/// Empty where no series of the run can be opened any more; pairs whose series is gone take no
/// part.
FailureCaseResults FailureCasesOf(const MeasuredRun& measured);

}  // namespace keel::research
