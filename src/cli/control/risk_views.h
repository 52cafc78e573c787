// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control/risk_view.h"
#include "engine/live_session.h"

namespace keel::cli {

/// The session's limits as they are used at `now`, and what holds it up. Changes nothing of it.
engine::RiskView RiskOf(engine::LiveSession& session, base::UnixNanos now);

}  // namespace keel::cli
