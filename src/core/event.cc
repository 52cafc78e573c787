// SPDX-License-Identifier: MIT
#include "core/event.h"

#include "base/check.h"

namespace keel::core {

const char* ToString(TradingState state) {
  switch (state) {
    case TradingState::kActive:
      return "ACTIVE";
    case TradingState::kReducing:
      return "REDUCING";
    case TradingState::kHalted:
      return "HALTED";
  }
  CHECK(false, "a trading state outside its enumeration");
}

}  // namespace keel::core
