// SPDX-License-Identifier: MIT
// A strategy whose purchases come late, as when a decision waits for a slow feed, a busy machine or
// a person. What it gives up goes out at once: a late exit is another question than a late entry.
#pragma once

#include "strategy/strategy.h"

namespace keel::research {

/// `spec`, whose strategies' purchases wait for `bars` (>= 0) bars of their pair.
///
/// - TargetShare: what is asked for in its place is the least of the shares that were wished within
///   the last `bars` bars. A growing wish comes that many bars late, a falling one at once, and one
///   that is taken back while it waits never comes.
/// - Submit and SubmitBracket of a buy wait as they are; sells go out at once. What waits has an
///   order number of its own, under which the strategy goes on to know it: it works, can be
///   cancelled, and has ended as not sent where the gate refuses it when its time comes. It cannot
///   be amended, and a bracket that waits is cancelled as a whole.
strategy::StrategySpec WithLateEntries(const strategy::StrategySpec& spec, int64_t bars);

}  // namespace keel::research
