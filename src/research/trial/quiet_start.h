// SPDX-License-Identifier: MIT
// A strategy that sees the bars of its warm-up and may not trade on them, as before a session.
#pragma once

#include "base/time.h"
#include "strategy/strategy.h"

namespace keel::research {

/// `spec`, whose strategies are warming (Context::warming) and asked for nothing before `start`.
strategy::StrategySpec QuietUntil(const strategy::StrategySpec& spec, base::UnixNanos start);

}  // namespace keel::research
