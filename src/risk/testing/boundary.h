// SPDX-License-Identifier: MIT
// One rule alone, at its limit and one step to either side of it.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <type_traits>

#include "risk/testing/scene.h"

namespace keel::risk {

/// No limit but this one.
template <typename T>
Limits With(std::optional<T> Limits::*rule, std::type_identity_t<T> value) {
  Limits limits = NoLimits();
  limits.*rule = value;
  return limits;
}

/// `most` passes and less passes; one unit more is refused by `rule` alone, which tells `most`.
inline void ExpectBoundary(Scene& scene, core::Order order, core::Quantity most, const char* rule,
                           core::Quantity step = kUnit) {
  SCOPED_TRACE(most.ToString());
  order.terms.quantity = most;
  EXPECT_TRUE(scene.Passes(order));
  order.terms.quantity = most - step;
  EXPECT_TRUE(!order.terms.quantity.is_positive() || scene.Passes(order));
  order.terms.quantity = most + step;
  const auto refusals = scene.Refusals(order);
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].rule, rule);
  EXPECT_EQ(refusals[0].head_room, most);
  EXPECT_GE(refusals[0].value, refusals[0].limit);
}

}  // namespace keel::risk
