// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

#include "strategy/strategy.h"

namespace keel::strategy {
namespace {

const std::vector<ParamSpec> kSpecs = {{"fast", 12, 2, 50, true, ""},
                                       {"slow", 26, 3, 200, true, ""},
                                       {"stop", 0.02, 0, 0.5, false, ""}};
using Values = std::vector<std::pair<std::string, double>>;

TEST(Params, OverridesDefaultsInTheOrderOfTheSpecs) {
  const auto params = Params::Make(kSpecs, Values{{"stop", 0.1}, {"fast", 50}});
  ASSERT_TRUE(params);
  EXPECT_EQ(params->GetInt("fast"), 50);
  EXPECT_EQ(params->GetInt("slow"), 26);
  EXPECT_EQ(params->Get("stop"), 0.1);
  EXPECT_EQ(params->values(), (Values{{"fast", 50}, {"slow", 26}, {"stop", 0.1}}));
}

TEST(Params, RefusesUnknownNamesAndImpossibleValues) {
  const auto message = [](const Values& values) {
    const auto params = Params::Make(kSpecs, values);
    return params ? "" : params.error().message;
  };
  EXPECT_EQ(message({{"fsat", 3}}),
            "there is no parameter \"fsat\" (did you mean \"fast\"?): known are fast, slow, stop");
  std::vector<ParamSpec> many(36, kSpecs[0]);
  many[7].name = "budget_momentum";
  const auto unknown = Params::Make(many, Values{{"budget_momentun", 1}});
  EXPECT_EQ(unknown.error().message,
            "there is no parameter \"budget_momentun\" (did you mean \"budget_momentum\"?): "
            "`keel list-strategies NAME` lists all 36");
  EXPECT_EQ(message({{"fast", 51}}), "parameter fast = 51 is outside 2 to 50");
  EXPECT_EQ(message({{"fast", 1}}), "parameter fast = 1 is outside 2 to 50");
  EXPECT_EQ(message({{"fast", NAN}}), "parameter fast = nan is outside 2 to 50");
  EXPECT_EQ(message({{"fast", 2.5}}), "parameter fast = 2.5 must be a whole number");
  EXPECT_EQ(message({{"stop", 0.25}}), "");
}

TEST(ParamsDeathTest, AskingForAnUndeclaredNameIsABug) {
  const auto params = Params::Make(kSpecs, {});
  EXPECT_DEATH((void)params->Get("typo"), "does not declare");
}

}  // namespace
}  // namespace keel::strategy
