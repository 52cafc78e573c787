// SPDX-License-Identifier: MIT
#include "research/decisions_file.h"

#include <gtest/gtest.h>

#include <cmath>

namespace keel::research {
namespace {

strategy::DecisionOutcome Outcome() {
  strategy::DecisionOutcome outcome;
  outcome.scores[1] = {.has_source = true, .score = 0.25};
  outcome.conviction = 0.5;
  outcome.forecast.emplace().probability_up = 0.6;
  outcome.gates = {{"conviction", 0.5, 0.1, true}, {"reward to risk", 0.2, 0.1, true}};
  outcome.sizing = {{"largest share", 1}};
  outcome.target_share = 0.4;
  return outcome;
}

/// The first difference where one thing came out otherwise.
std::string After(void (*change)(strategy::DecisionOutcome&)) {
  strategy::DecisionOutcome again = Outcome();
  change(again);
  return FirstDifference(Outcome(), again);
}

TEST(FirstDifference, IsNoneWhereAllIsTheSame) {
  EXPECT_EQ(After([](strategy::DecisionOutcome&) {}), "");
}

TEST(FirstDifference, NamesThePlaceAndBothValues) {
  EXPECT_EQ(After([](auto& o) { o.target_share = 0.3; }), "target share was 0.4, is 0.3");
  EXPECT_EQ(After([](auto& o) { o.scores[1].score = 0.5; }),
            "scores momentum score was 0.25, is 0.5");
  EXPECT_EQ(After([](auto& o) { o.gates[1].passed = false; }),
            "gates reward to risk passed was true, is false");
  EXPECT_EQ(After([](auto& o) { o.forecast.reset(); }), "forecast was there, is absent");
  EXPECT_EQ(After([](auto& o) { o.sizing.clear(); }), "sizing largest share was there, is absent");
  EXPECT_EQ(After([](auto& o) { o.action = strategy::Action::kExit; }), "action was hold, is exit");
}

TEST(FirstDifference, IsOfTheLastBitAndOfTheEarliestCause) {
  const std::string told = After([](auto& o) {
    o.conviction = std::nextafter(0.5, 1);
    o.target_share = 0.1;
  });
  EXPECT_EQ(told, "conviction was 0.5, is 0.5000000000000001");
}

}  // namespace
}  // namespace keel::research
