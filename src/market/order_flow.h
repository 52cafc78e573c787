// SPDX-License-Identifier: MIT
// A recording that names every order, as lines of text:
//   time,received,event,order,side,price,quantity
//   2026-01-31T10:00:00.000001Z,2026-01-31T10:00:00.003Z,add,17,buy,100.5,2
// `event` is add (an order rests), less (that much of it was canceled) or trade (that much of it
// was traded); of the last two the order tells side and price, and what stands there is not read.
#pragma once

#include <string_view>

#include "base/result.h"
#include "market/book_recording.h"

namespace keel::market {

/// The first line of such a text.
constexpr std::string_view kOrderFlowHeader = "time,received,event,order,side,price,quantity";
inline bool IsOrderFlow(std::string_view text) { return text.starts_with(kOrderFlowHeader); }

/// Reads it whole. kCorrupt with the line: cells that are malformed, times that run backward,
/// an order that is added twice, was never added or has less than leaves it.
base::Result<BookRecording> ReadOrderFlow(std::string_view text, const core::Symbol& symbol);

}  // namespace keel::market
