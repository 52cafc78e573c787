// SPDX-License-Identifier: MIT
#include "execution/saved_bracket.h"

namespace keel::execution {

std::string_view ToString(LegRole role) {
  switch (role) {
    case LegRole::kEntry:
      return "entry";
    case LegRole::kTarget:
      return "target";
    case LegRole::kStop:
      return "stop";
    case LegRole::kClose:
      return "close";
  }
  return "?";
}

std::string_view ToString(LegState state) {
  switch (state) {
    case LegState::kSent:
      return "sent";
    case LegState::kLive:
      return "live";
    case LegState::kCancelling:
      return "cancelling";
  }
  return "?";
}

std::string_view ToString(BracketPhase phase) {
  switch (phase) {
    case BracketPhase::kGuard:
      return "guard";
    case BracketPhase::kTakeProfit:
      return "take_profit";
    case BracketPhase::kStopOut:
      return "stop_out";
    case BracketPhase::kClose:
      return "close";
  }
  return "?";
}

}  // namespace keel::execution
