// SPDX-License-Identifier: MIT
// What is asked of a bracket as a whole, before its orders are checked one by one: that its exits
// lie where an exit can be. A stop above the price that is paid would sell at once.
#pragma once

#include <optional>
#include <span>

#include "core/event.h"

namespace keel::risk {

/// About where such an entry buys, with `last` as the last price.
core::Price EntryPrice(const core::OrderTerms& entry, core::Price last);

/// "bracket_entry" for an entry that is no purchase or belongs to a group, and for exits that are
/// none or more than a stop and a target; "bracket_prices" for an exit on the wrong side of the
/// entry, with both prices. Nothing where all is well.
std::optional<core::Refusal> CheckBracket(const core::OrderTerms& entry,
                                          std::span<const core::OrderTerms> exits,
                                          core::Price last);

}  // namespace keel::risk
