// SPDX-License-Identifier: MIT
// The life cycle of an order as a table: a transition that is not in it is a bug, never a surprise.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace keel::execution {

enum class OrderState : uint8_t {
  kPendingNew,  ///< journalled and sent, not yet answered
  kUnknown,     ///< sent, and whether the venue has it is not known: may exist, may fill
  kWorking,     ///< accepted, nothing filled
  kPartiallyFilled,
  kPendingAmend,   ///< amend sent, not yet answered; fills may come, and for how much is not known
  kPendingCancel,  ///< cancel sent, not yet answered; fills, and the answer to an amend, may come
  kFilled,
  kCanceled,
  kRejected,
};

enum class OrderSignal : uint8_t {
  kAccept,
  kReject,
  kLoseSight,  ///< the outcome of sending it is not known
  kPartialFill,
  kLastFill,
  kCancelRequest,
  kCancel,
  kAmendRequest,
  kAmendSettled,        ///< done or refused, with nothing filled
  kAmendSettledPartly,  ///< the same, with a part filled
};

constexpr bool IsTerminal(OrderState state) {
  return state == OrderState::kFilled || state == OrderState::kCanceled ||
         state == OrderState::kRejected;
}

constexpr OrderSignal AmendSettled(bool has_filled) {
  return has_filled ? OrderSignal::kAmendSettledPartly : OrderSignal::kAmendSettled;
}

/// The state after `signal`, or nothing where the life cycle does not allow it.
std::optional<OrderState> Next(OrderState state, OrderSignal signal);

/// "PENDING_NEW", "WORKING", ...
std::string_view ToString(OrderState state);

}  // namespace keel::execution
