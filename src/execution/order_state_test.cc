// SPDX-License-Identifier: MIT
// Every state with every signal against the table below, drawn by hand from the life of an order.
#include "execution/order_state.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "execution/order_store.h"

namespace keel::execution {
namespace {

using enum OrderState;
using MaybeState = std::optional<OrderState>;

constexpr std::array kStates = {kPendingNew,      kUnknown,      kWorking,
                                kPartiallyFilled, kPendingAmend, kPendingCancel,
                                kFilled,          kCanceled,     kRejected};
constexpr std::array kSignals = {OrderSignal::kAccept,       OrderSignal::kReject,
                                 OrderSignal::kLoseSight,    OrderSignal::kPartialFill,
                                 OrderSignal::kLastFill,     OrderSignal::kCancelRequest,
                                 OrderSignal::kCancel,       OrderSignal::kAmendRequest,
                                 OrderSignal::kAmendSettled, OrderSignal::kAmendSettledPartly};
constexpr MaybeState kNever = std::nullopt;

struct Row {
  OrderState from;
  // In the order of kSignals: accept, reject, lose sight, partial fill, last fill, cancel request,
  // cancel, amend request, amend settled, amend settled with a part filled.
  std::array<MaybeState, 10> to;
};
constexpr std::array kTable = {
    Row{kPendingNew,
        {kWorking, kRejected, kUnknown, kNever, kNever, kPendingCancel, kNever, kNever, kNever,
         kNever}},
    // What fills or is cancelled was accepted, and that is said first.
    Row{kUnknown,
        {kWorking, kRejected, kNever, kNever, kNever, kPendingCancel, kNever, kNever, kNever,
         kNever}},
    Row{kWorking,
        {kNever, kNever, kNever, kPartiallyFilled, kFilled, kPendingCancel, kCanceled,
         kPendingAmend, kWorking, kNever}},
    Row{kPartiallyFilled,
        {kNever, kNever, kNever, kPartiallyFilled, kFilled, kPendingCancel, kCanceled,
         kPendingAmend, kNever, kPartiallyFilled}},
    // One change at a time; fills and ends do not wait for it.
    Row{kPendingAmend,
        {kNever, kNever, kNever, kPendingAmend, kFilled, kPendingCancel, kCanceled, kNever,
         kWorking, kPartiallyFilled}},
    // A cancel may overtake the acceptance, and be overtaken by fills and by an amend.
    Row{kPendingCancel,
        {kPendingCancel, kRejected, kPendingCancel, kPendingCancel, kFilled, kNever, kCanceled,
         kNever, kPendingCancel, kPendingCancel}},
    Row{kFilled, {kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever}},
    Row{kCanceled,
        {kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever}},
    Row{kRejected,
        {kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever}},
};

core::Order NewOrder(uint64_t id) {
  core::Order order;
  order.id = {id};
  order.terms.quantity = core::Quantity(core::Decimal::FromInt(2));
  return order;
}

/// A store whose order 1 is in `state`.
OrderStore StoreIn(OrderState state) {
  OrderStore store;
  store.Add(NewOrder(1));
  store.at({1}).state = state;
  return store;
}

TEST(OrderStateTest, EveryPairOfStateAndSignalIsAsDrawn) {
  ASSERT_EQ(kTable.size(), kStates.size());
  for (size_t s = 0; s < kStates.size(); ++s) {
    ASSERT_EQ(kTable[s].from, kStates[s]);
    for (size_t k = 0; k < kSignals.size(); ++k) {
      EXPECT_EQ(Next(kStates[s], kSignals[k]), kTable[s].to[k])
          << ToString(kStates[s]) << ", signal " << k;
    }
  }
}

TEST(OrderStateTest, AnOrderEndsOnceAndNamesAreDistinct) {
  std::set<std::string_view> names;
  for (const OrderState state : kStates) {
    const bool ended = state == kFilled || state == kCanceled || state == kRejected;
    EXPECT_EQ(IsTerminal(state), ended);
    names.insert(ToString(state));
  }
  EXPECT_EQ(names.size(), kStates.size());
  EXPECT_FALSE(names.contains(""));
}

TEST(OrderStoreTest, OrdersAreFoundByTheirNumberAndMoveOn) {
  OrderStore store;
  EXPECT_EQ(store.next_id(), core::OrderId{1});
  store.Add(NewOrder(1));
  store.Add(NewOrder(2));
  EXPECT_EQ(store.next_id(), core::OrderId{3});
  EXPECT_TRUE(store.Contains({2}));
  EXPECT_FALSE(store.Contains({0}));
  EXPECT_FALSE(store.Contains({3}));
  store.Apply({2}, OrderSignal::kAccept);
  EXPECT_EQ(store.at({2}).state, kWorking);
  EXPECT_EQ(store.at({1}).state, kPendingNew);
  store.at({2}).filled = core::Quantity(core::Decimal::FromInt(1));
  EXPECT_EQ(store.at({2}).open(), core::Quantity(core::Decimal::FromInt(1)));
}

TEST(OrderStoreDeathTest, EveryTransitionThatIsNotDrawnStopsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "fast");
  for (const Row& row : kTable) {
    for (size_t k = 0; k < kSignals.size(); ++k) {
      OrderStore store = StoreIn(row.from);
      if (row.to[k]) {
        store.Apply({1}, kSignals[k]);
        EXPECT_EQ(store.at({1}).state, *row.to[k]);
      } else {
        EXPECT_DEATH(store.Apply({1}, kSignals[k]), "illegal transition");
      }
    }
  }
}

TEST(OrderStoreDeathTest, NumbersAreDenseAndKnown) {
  OrderStore store;
  EXPECT_DEATH(store.Add(NewOrder(2)), "dense");
  EXPECT_DEATH(store.at({1}), "unknown order id");
  EXPECT_DEATH(store.at({0}), "unknown order id");
}

}  // namespace
}  // namespace keel::execution
