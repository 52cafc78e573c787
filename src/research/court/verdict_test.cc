// SPDX-License-Identifier: MIT
#include "research/court/verdict.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "research/testing/made_up_trials.h"

namespace keel::research {
namespace {

CourtVerdict VerdictOn(const MadeUpTrials& made, uint64_t seed) {
  const auto daily = MakeTrials(made, seed);
  const auto record = Judge({.daily = {daily, made.trials}}, {.resamples = 400, .blocks = 8});
  EXPECT_TRUE(record) << record.error().message;
  return record->verdict;
}

int Passes(const MadeUpTrials& made, uint64_t cases) {
  int passes = 0;
  for (uint64_t seed = 0; seed < cases; ++seed) {
    passes += VerdictOn(made, seed).ruling == NameOf(Ruling::kPass);
  }
  return passes;
}

TEST(Court, LetsHardlyAnyNoisePass) {
  // bench/court_campaign.cc judges 1,000 of each kind.
  EXPECT_LE(Passes({}, 100), 10);  // 5 are expected at most; 11 or more have a chance of 1 %
  EXPECT_LE(Passes({.trials = 20}, 50), 4);
  EXPECT_LE(Passes({.trials = 20, .correlation = 0.9}, 50), 6);
}

TEST(Court, LetsAPlantedEdgePass) {
  EXPECT_GE(Passes({.sharpe = 2}, 50), 47);
  EXPECT_GE(Passes({.trials = 20, .sharpe = 2, .correlation = 0.9}, 50), 45);
}
TEST(X, P) {
  for (uint64_t s = 0; s < 4; ++s) {
    auto v = VerdictOn({.trials = 20, .sharpe = 2, .correlation = 0.9}, s);
    printf("%s: %s\n", v.ruling.c_str(), v.reason.c_str());
    v = VerdictOn({.trials = 20}, s);
    printf("%s: %s\n", v.ruling.c_str(), v.reason.c_str());
    v = VerdictOn({.trials = 1, .sharpe = 2}, s);
    printf("%s: %s\n", v.ruling.c_str(), v.reason.c_str());
  }
}

}  // namespace
}  // namespace keel::research
