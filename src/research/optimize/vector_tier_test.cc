// SPDX-License-Identifier: MIT
#include "research/optimize/vector_tier.h"

#include <gtest/gtest.h>

#include <array>

#include "research/optimize/plan.h"
#include "research/optimize/space.h"
#include "research/testing/sample_subject.h"
#include "research/trial/run_variation.h"
#include "strategy/vector_form.h"

namespace keel::research {
namespace {

strategy::VectorColumn AverageOf(int period) {
  return strategy::ColumnOf("ema " + std::to_string(period), indicators::Ema(period),
                            &strategy::VectorBars::close);
}

/// `cross`, with its vector form.
std::span<const strategy::StrategySpec> Specs() {
  static const std::array specs = [] {
    std::array made = {testing::CrossSpec("cross"), testing::CrossSpec("plain")};
    made[0].vector = [](const strategy::Params& params) -> strategy::VectorForm {
      return strategy::HoldRule{
          {AverageOf(params.GetInt("fast")), AverageOf(params.GetInt("slow"))}};
    };
    return made;
  }();
  return specs;
}

Subject SubjectOf(std::vector<std::string> strategies) {
  Subject subject = testing::SampleSubject(1500, std::move(strategies));
  subject.registry = {Specs()};
  return subject;
}

std::vector<Variation> Variations(const Subject& subject) {
  const std::vector<std::string> texts = {"fast=3:15:4", "slow=20:60:20"};
  const TrialPlan plan = PlanGrid(subject, ParseSpace(texts, subject).value(), {}).value();
  std::vector<Variation> variations;
  for (const Trial& trial : plan.trials) variations.push_back(trial.variation);
  return variations;
}

TEST(VectorTier, AnOutcomeIsNearlyThatOfTheEngine) {
  const Subject subject = SubjectOf({"cross"});
  const std::vector<Variation> variations = Variations(subject);
  const SimpleTier tier = VectorTier();
  ASSERT_TRUE(tier.fits(subject));
  const auto simple = tier.run(subject, variations, 2, nullptr);
  const auto engine = TryAll(subject, variations, {.jobs = 2});
  ASSERT_TRUE(simple && engine);
  for (size_t i = 0; i < variations.size(); ++i) {
    const Outcome& s = (*simple)[i];
    const Outcome& e = (*engine)[i];
    EXPECT_NEAR(*s.total_return, *e.total_return, 0.03) << i;
    EXPECT_NEAR(*s.sharpe, *e.sharpe, 0.3) << i;
    EXPECT_LE(*s.max_drawdown, *e.max_drawdown + 0.03) << "closes of days see less";
    EXPECT_EQ(s.first_day, e.first_day);
    EXPECT_EQ(s.daily.size(), e.daily.size());
    double equity = s.start_equity;
    for (const double r : s.daily) equity *= 1 + r;
    EXPECT_NEAR(equity, s.final_equity, 1e-6);
  }
}

TEST(VectorTier, FillsInTheFiguresThatItNames) {
  const Subject subject = SubjectOf({"cross"});
  const SimpleTier tier = VectorTier();
  const auto outcomes = tier.run(subject, Variations(subject), 1, nullptr);
  for (const std::string& figure : tier.figures) {
    EXPECT_TRUE(FigureOf(outcomes->front(), figure)) << figure;
  }
}

TEST(VectorTier, SaysWhyItDoesNotFit) {
  const auto reason = [](const Subject& subject) {
    const base::Status fits = VectorTier().fits(subject);
    EXPECT_EQ(fits.error().code, base::ErrorCode::kUnsupported);
    return fits.error().message;
  };
  EXPECT_NE(reason(SubjectOf({"plain"})).find("plain has no vector form"), std::string::npos);
  EXPECT_NE(reason(SubjectOf({"cross", "plain"})).find("--tier engine"), std::string::npos);
}

}  // namespace
}  // namespace keel::research
