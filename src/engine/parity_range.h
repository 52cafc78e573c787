// SPDX-License-Identifier: MIT
// The part of a session that a parity report is about, and what happened in it that a backtest of
// the settings does not do: that stands in the report as sentences, for no part could name it.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "core/timeframe.h"
#include "engine/session_history.h"

namespace keel::engine {

/// The session as it was at `to`: bars that had closed, also those heard of a little later, orders
/// that had been made, executions that had happened, starts and acts before.
SessionHistory HistoryUntil(SessionHistory history, base::UnixNanos to, core::Timeframe timeframe);

/// The settings of the last start before the end of `range`; of the first where there is none.
const std::string& ConfigurationOf(const SessionHistory& history, const base::TimeRange& range);

/// One sentence each; `history` until the end of `range`.
std::vector<std::string> ParityNotes(const SessionHistory& history, const base::TimeRange& range);

}  // namespace keel::engine
