// SPDX-License-Identifier: MIT
// From checked settings to a run that is kept and told: what `backtest` and `demo` have in common.
#pragma once

#include "base/result.h"
#include "cli/verb.h"
#include "engine/settings.h"
#include "storage/catalog.h"

namespace keel::cli {

/// Runs the backtest, keeps it (in --out, else among the runs of the home folder), and prints its
/// summary and where the files are, or its JSON. kInterrupted, after keeping the part that was
/// done, when the user stopped it.
base::Status RunAndReport(const engine::BacktestSettings& settings, const storage::Catalog& catalog,
                          Session& session);

}  // namespace keel::cli
