// SPDX-License-Identifier: MIT
// What a run assumed and what its reader must be warned of, in sentences for the report.
#pragma once

#include "engine/run_record.h"
#include "engine/settings.h"
#include "engine/venue_plan.h"

namespace keel::engine {

void StateAssumptions(const BacktestSettings& settings, const VenuePlan& venue, RunRecord& record);
/// What holds whatever the market is: shared equity, cold storage, the protection of entries.
void StateSharing(const BacktestSettings& settings, RunRecord& record);
void StateWarnings(const BacktestSettings& settings, RunRecord& record);

}  // namespace keel::engine
