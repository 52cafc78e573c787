// SPDX-License-Identifier: MIT
// Who made the account's profit: one row a strategy and one for the deposits, adding up to the last
// unit.
#pragma once

#include "engine/account.h"
#include "engine/run_record.h"
#include "engine/sleeve_flows.h"

namespace keel::engine {

/// Fills in the sleeves and the attribution of a run that has ended: starting and final equity,
/// fills, trades and days of `record` are complete.
void Attribute(const Account& account, const SleeveFlows& flows, RunRecord& record);

}  // namespace keel::engine
