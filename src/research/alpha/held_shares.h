// SPDX-License-Identifier: MIT
// The signal of a strategy that has none: what it holds.
#pragma once

#include "engine/run_record.h"
#include "research/alpha/panel.h"

namespace keel::research {

/// Writes, as the signal of each row, the value held of each pair at the close as a share of the
/// run's equity then: from the fills until then, so nothing later is known. Absent before the run's
/// first equity and where a bar is missing. The pairs are quoted in the account's currency.
void FillHeldShares(const engine::RunRecord& run, AlphaPanel& panel);

}  // namespace keel::research
