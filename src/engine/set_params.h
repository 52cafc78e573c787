// SPDX-License-Identifier: MIT
// Parameters of strategies that people set while a session runs. They stand over those of its
// configuration until they are set again, over restarts too: here once for all who read a journal.
#pragma once

#include "engine/session_records.h"
#include "engine/settings.h"

namespace keel::engine {

/// Lays the values of an act over those of the settings. Nothing happens for an act that sets none,
/// and for one of a strategy that the settings lack.
void LaySetParams(const OperatorRecord& act, BacktestSettings& settings);

}  // namespace keel::engine
