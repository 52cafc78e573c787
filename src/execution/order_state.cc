// SPDX-License-Identifier: MIT
#include "execution/order_state.h"

namespace keel::execution {
namespace {

bool IsUnanswered(OrderState state) {
  return state == OrderState::kPendingNew || state == OrderState::kUnknown;
}

/// A change was asked for and is not answered.
bool IsChanging(OrderState state) {
  return state == OrderState::kPendingAmend || state == OrderState::kPendingCancel;
}

}  // namespace

std::optional<OrderState> Next(OrderState state, OrderSignal signal) {
  using enum OrderState;
  if (IsTerminal(state)) return std::nullopt;
  switch (signal) {
    case OrderSignal::kAccept:
      if (state == kPendingNew || state == kUnknown) return kWorking;
      if (state == kPendingCancel) return kPendingCancel;
      return std::nullopt;
    case OrderSignal::kReject:
      if (IsUnanswered(state) || state == kPendingCancel) return kRejected;
      return std::nullopt;
    case OrderSignal::kLoseSight:
      if (state == kPendingNew) return kUnknown;
      if (state == kPendingCancel) return kPendingCancel;
      return std::nullopt;
    case OrderSignal::kPartialFill:
      if (IsUnanswered(state)) return std::nullopt;
      return IsChanging(state) ? state : kPartiallyFilled;
    case OrderSignal::kLastFill:
      if (IsUnanswered(state)) return std::nullopt;
      return kFilled;
    case OrderSignal::kCancelRequest:
      if (state == kPendingCancel) return std::nullopt;
      return kPendingCancel;
    case OrderSignal::kCancel:
      if (IsUnanswered(state)) return std::nullopt;
      return kCanceled;
    case OrderSignal::kAmendRequest:
      if (state == kWorking || state == kPartiallyFilled) return kPendingAmend;
      return std::nullopt;
    // One that was said to be refused may turn out to have been done.
    case OrderSignal::kAmendSettled:
      if (state == kPendingCancel) return kPendingCancel;
      if (state == kPendingAmend || state == kWorking) return kWorking;
      return std::nullopt;
    case OrderSignal::kAmendSettledPartly:
      if (state == kPendingCancel) return kPendingCancel;
      if (state == kPendingAmend || state == kPartiallyFilled) return kPartiallyFilled;
      return std::nullopt;
  }
  return std::nullopt;
}

std::string_view ToString(OrderState state) {
  switch (state) {
    case OrderState::kPendingNew:
      return "PENDING_NEW";
    case OrderState::kUnknown:
      return "UNKNOWN";
    case OrderState::kWorking:
      return "WORKING";
    case OrderState::kPartiallyFilled:
      return "PARTIALLY_FILLED";
    case OrderState::kPendingAmend:
      return "PENDING_AMEND";
    case OrderState::kPendingCancel:
      return "PENDING_CANCEL";
    case OrderState::kFilled:
      return "FILLED";
    case OrderState::kCanceled:
      return "CANCELED";
    case OrderState::kRejected:
      return "REJECTED";
  }
  return "";
}

}  // namespace keel::execution
