// SPDX-License-Identifier: MIT
// A parent order of round numbers, and a hand on its clock.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "execution/parent_execution.h"

namespace keel::execution {

inline core::Decimal Dec(std::string_view text) { return core::Decimal::Parse(text).value(); }
inline core::Quantity Qty(std::string_view text) { return core::Quantity(Dec(text)); }
inline core::Price Px(std::string_view text) { return core::Price(Dec(text)); }

/// Time since the parents' start.
constexpr base::UnixNanos At(int64_t seconds) {
  return base::UnixNanos{} + base::Days(20'000) + base::Seconds(seconds);
}

/// Buys 100 at about 50 within 1000 s; lot 0.1, tick 0.01, minimum value 10.
inline ParentOrder BuyHundred() {
  ParentOrder parent;
  parent.quantity = Qty("100");
  parent.arrival_price = Px("50");
  parent.start = At(0);
  parent.end = At(1000);
  parent.filters = {Px("0.01"), Qty("0.1"), Dec("10")};
  parent.seed = 7;
  return parent;
}

inline ParentExecution Started(const ParentOrder& parent, std::string_view algorithm,
                               std::string_view settings) {
  auto made = ParentExecution::Start(parent, algorithm, settings);
  EXPECT_TRUE(made.has_value()) << made.error().message;
  return *std::move(made);
}

/// A child and when it was wished.
struct Sent {
  base::UnixNanos time;
  ChildWish wish;
};

/// Runs to the end at the times that the parent asks for; every child is filled at once.
inline std::vector<Sent> RunFilled(ParentExecution& parent, base::UnixNanos now = At(0)) {
  std::vector<Sent> sent;
  while (now != base::kEndOfTime) {
    const ParentStep step = parent.Advance(now);
    if (step.child) {
      sent.push_back({now, *step.child});
      EXPECT_TRUE(parent.OnChildFilled(step.child->number, step.child->quantity, now).has_value());
    }
    EXPECT_GT(step.next, now);
    now = step.next;
  }
  return sent;
}

inline std::vector<std::string> Quantities(const std::vector<Sent>& sent) {
  std::vector<std::string> texts;
  for (const Sent& s : sent) texts.push_back(s.wish.quantity.ToString());
  return texts;
}

}  // namespace keel::execution
