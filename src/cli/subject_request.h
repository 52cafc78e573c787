// SPDX-License-Identifier: MIT
// The request of a backtest as a subject of research: every verb that asks how much a result proves
// takes the same options, the same configuration and the same bars as `backtest` itself.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/backtest_request.h"
#include "cli/verb.h"
#include "engine/registry.h"
#include "engine/run_record.h"
#include "engine/settings.h"
#include "research/trial/subject.h"

namespace keel::cli {

/// "0.1.0 (0f3a9b2)": what a kept result says of the program that made it.
std::string CodeVersion();

/// Every strategy and feature of this program.
engine::Registry AllPlugIns();

/// The settings as a file would say them, whole, without the number of threads, which changes no
/// result.
std::string RequestText(engine::BacktestSettings settings);
/// The hash of RequestText: of everything that was asked for, whether by file or by option.
std::string SettingsHash(const engine::BacktestSettings& settings);

/// The options of `backtest` that choose what is run and on which terms.
void DeclareBacktest(BacktestRequest& request, Options& options);

/// Configuration, plug-ins and bars of the request. Errors as ResolveBacktest and LoadSubject.
base::Result<research::Subject> ResolveSubject(const BacktestRequest& request,
                                               const Session& session);

/// Adds a run that was made by hand to the ledger of trials, under the verb `source`: one look at
/// the bars like any other. kIo, kCorrupt.
base::Status AddTrial(const engine::BacktestSettings& settings, const engine::RunRecord& run,
                      std::string_view source, const Session& session);

}  // namespace keel::cli
