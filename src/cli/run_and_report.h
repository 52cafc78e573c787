// SPDX-License-Identifier: MIT
// From checked settings to a run that is kept and told: what `backtest` and `demo` have in common.
#pragma once

#include <functional>

#include "base/result.h"
#include "cli/verb.h"
#include "engine/backtest.h"
#include "engine/settings.h"
#include "storage/catalog.h"

namespace keel::cli {

/// Runs what `run` runs, keeps it (in --out, else among the runs of the home folder), and prints
/// its summary and where the files are, or its JSON. kInterrupted, after keeping the part that was
/// done, when the user stopped it.
using RunIt = std::function<base::Result<engine::RunRecord>(const engine::RunHooks& hooks)>;
base::Status RunAndReport(const engine::BacktestSettings& settings, Session& session,
                          const RunIt& run);

/// The same for a backtest on stored bars, which is a trial and goes into the ledger of trials,
/// too.
base::Status RunAndReport(const engine::BacktestSettings& settings, const storage::Catalog& catalog,
                          Session& session);

}  // namespace keel::cli
