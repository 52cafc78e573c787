// SPDX-License-Identifier: MIT
// What the inner loops promise on every instruction set: exact roots, the same paths, and blocks
// that do not know each other.
#include "models/monte_carlo/internal/kernels.h"

#include <gtest/gtest.h>

#include <hwy/targets.h>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "math/vector_stream.h"
#include "models/monte_carlo/internal/block.h"

namespace keel::models::internal {
namespace {

// Runs `fn` on every instruction set that this processor has.
template <typename Fn>
void OnEachTarget(Fn fn) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    fn(std::string(math::VectorTarget()));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

// How far a step of deviation s moves with z = 1, where the variance s^2 comes back out of a GARCH
// part that is off, and where it is divided by `divisor`.
double MoveOf(double s, double divisor) {
  std::array<double, 8> x{}, z{}, carry{}, divisors{};
  z.fill(1);
  divisors.fill(divisor);
  StepArguments step{.log_price = x.data(), .z = z.data(), .size = 8};
  step.deviation.fill(s);
  step.carry = carry.data();
  if (divisor != 1) step.divisor = divisors.data();
  Step(step);
  EXPECT_EQ(x[0], x[7]);
  return x[0];
}

TEST(Step, TheRootOfASquareIsExact) {
  OnEachTarget([](const std::string& target) {
    base::RandomStream stream(41, "test.root");
    for (int i = 0; i < 100'000; ++i) {
      const double s = std::ldexp(1 + stream.NextUniform(), static_cast<int>(i % 120) - 80);
      ASSERT_EQ(MoveOf(s, 1), s) << target;
    }
    for (const double s : {0.0, 1e-150, 1e-20, 1e20, 1e150}) EXPECT_EQ(MoveOf(s, 1), s) << target;
  });
}

TEST(Step, TheRootIsTheRoundedOne) {
  OnEachTarget([](const std::string& target) {
    base::RandomStream stream(44, "test.root");
    std::array<double, 64> x{}, z{}, variance{}, carry{};
    z.fill(1);
    for (int i = 0; i < 2000; ++i) {
      for (double& h : variance) {
        h = std::ldexp(1 + stream.NextUniform(), static_cast<int>(stream.NextBelow(200)) - 150);
      }
      x.fill(0);
      carry = variance;
      StepArguments step{.log_price = x.data(), .z = z.data(), .size = 64, .carry = carry.data()};
      step.rest = 0;
      Step(step);
      for (size_t j = 0; j < 64; ++j) ASSERT_EQ(x[j], std::sqrt(variance[j])) << target;
    }
  });
}

// Draws its own normals or finds them in memory: the same bytes, and the stream is as far.
TEST(Step, NormalsOnTheWayAreThoseOfTheStream) {
  OnEachTarget([](const std::string& target) {
    constexpr size_t kSize = 80, kRoom = 96;  // the last group is not whole
    using Row = std::array<double, kRoom>;
    math::VectorStream apart(45, "test.way", 0), straight(45, "test.way", 0);
    std::array<Row, 4> expected{}, got{};  // log price, carry, maximum, minimum
    const auto run = [&](std::array<Row, 4>& rows, StepArguments step) {
      step.log_price = rows[0].data(), step.carry = rows[1].data();
      step.maximum = rows[2].data(), step.minimum = rows[3].data();
      step.size = kSize, step.mean[0] = 0.1, step.deviation[0] = 0.5;
      step.alpha = 0.1, step.gamma = 0.1, step.beta = 0.7, step.rest = 0.15;
      Step(step);
    };
    for (int t = 0; t < 3; ++t) {
      std::array<double, kSize> z{};
      apart.FillNormals(z);
      run(expected, {.z = z.data()});
      run(got, {.normals = straight.state()});
      for (size_t k = 0; k < 4; ++k) {
        EXPECT_TRUE(std::equal(&got[k][0], &got[k][kSize], &expected[k][0])) << target << k;
      }
    }
    EXPECT_NE(got[0][0], 0);
  });
}

// Three regimes are read in another way than five, and each state must find its own number.
TEST(Step, EachRegimeFindsItsNumbers) {
  OnEachTarget([](const std::string& target) {
    for (const size_t states : {2U, 3U, 4U, 5U, 8U}) {
      std::array<double, 16> x{}, z{};
      std::array<uint32_t, 16> state{};
      StepArguments step{.log_price = x.data(), .z = z.data(), .size = 16, .state = state.data()};
      step.states = states;
      for (size_t k = 0; k < states; ++k) step.mean[k] = static_cast<double>(k + 1);
      for (size_t k = 0; k < states; ++k) step.deviation[k] = 0.25 * static_cast<double>(k + 1);
      for (size_t i = 0; i < 16; ++i)
        state[i] = static_cast<uint32_t>(i % states), z[i] = i < 8 ? 1 : -1;
      Step(step);
      for (size_t i = 0; i < 16; ++i) {
        const auto k = static_cast<double>(i % states + 1);
        EXPECT_EQ(x[i], k + 0.25 * k * z[i]) << target << " " << states;
      }
      // The chain: from state s to the count of j whose probability (s + j + 1) / 16 is reached,
      // where path i draws i / 16.
      std::vector<DrawTable> last(states - 1);
      std::array<uint64_t, 8> bits{};
      for (size_t j = 0; j + 1 < states; ++j) {
        for (size_t s = 0; s < states; ++s) {
          last[j][s] = static_cast<int32_t>(((s + j + 1) << 27) - 1);
        }
      }
      for (size_t i = 0; i < 16; ++i) bits[i / 2] |= i << (i % 2 == 0 ? 28 : 60);
      NextStates(last, bits.data(), state.data(), 16);
      for (size_t i = 0; i < 16; ++i) {
        const size_t from = i % states;
        EXPECT_EQ(state[i], std::min(i > from ? i - from : 0, states - 1)) << target << states;
      }
    }
  });
}

TEST(Correlate, IsTheProductRowByRow) {
  OnEachTarget([](const std::string& target) {
    base::RandomStream stream(45, "test.correlate");
    for (const size_t assets : {1U, 2U, 5U, 10U}) {
      const Rows rows{.size = 80, .stride = 96};
      std::vector<double> factor(assets * assets), z(assets * rows.stride);
      for (size_t a = 0; a < assets; ++a) {
        for (size_t b = 0; b <= a; ++b) factor[a * assets + b] = stream.NextNormal();
      }
      for (double& x : z) x = stream.NextNormal();
      const std::vector<double> before = z;
      Correlate(factor, assets, z.data(), rows);
      for (size_t a = 0; a < assets; ++a) {
        for (size_t i = 0; i < rows.stride; ++i) {
          double sum = i < rows.size ? 0 : before[a * rows.stride + i];  // the rest is left alone
          for (size_t b = 0; b <= a && i < rows.size; ++b) {
            sum += factor[a * assets + b] * before[b * rows.stride + i];
          }
          ASSERT_NEAR(z[a * rows.stride + i], sum, 1e-14) << target << assets;
        }
      }
    }
  });
}

TEST(Step, ADividedVarianceIsAccurate) {
  OnEachTarget([](const std::string& target) {
    base::RandomStream stream(42, "test.root");
    for (int i = 0; i < 100'000; ++i) {
      const double s = std::exp(20 * stream.NextNormal()), divisor = std::exp(stream.NextNormal());
      ASSERT_NEAR(MoveOf(s, divisor), s / std::sqrt(divisor), 8e-16 * s / std::sqrt(divisor))
          << target;
    }
    EXPECT_EQ(MoveOf(0, 2), 0) << target;
  });
}

PathModel AllParts() {
  PathModel model;
  model.assets = 2;
  model.regimes = {.transition = {0.9, 0.1, 0.2, 0.8},
                   .today = {0.7, 0.3},
                   .means = {0.001, 0.002, -0.002, -0.001},
                   .deviations = {0.01, 0.02, 0.03, 0.04}};
  model.garch = {{.alpha = 0.05, .gamma = 0.1, .beta = 0.8, .next_variance = 1e-4},
                 {.alpha = 0.1, .beta = 0.85}};
  model.degrees_of_freedom = 4.5;
  model.correlation = {1, 0.6, 0.6, 1};
  model.jumps = {{.intensity = 0.02, .mean = -0.05, .deviation = 0.02}, {.intensity = 0.1}};
  return model;
}

TEST(Simulate, EveryInstructionSetGivesTheSamePaths) {
  std::vector<double> fused, unfused;
  OnEachTarget([&](const std::string& target) {
    const auto forecast =
        Simulate(AllParts(), {.paths = 4096, .horizon = 20, .levels = {1.1}, .keep_paths = 4096});
    ASSERT_TRUE(forecast.has_value());
    std::vector<double>& like = target == "AVX3" || target == "AVX2" ? fused : unfused;
    if (like.empty()) like = forecast->log_paths;
    EXPECT_EQ(forecast->log_paths, like) << target;
  });
  ASSERT_FALSE(unfused.empty());
  for (size_t i = 0; i < fused.size(); ++i) ASSERT_NEAR(fused[i], unfused[i], 1e-12);
}

TEST(RunBlock, KnowsNothingOfOtherBlocks) {
  const PathModel model = AllParts();
  const SimulationSettings settings{
      .paths = 4096, .horizon = 5, .seed = 43, .keep_terminal = true, .keep_paths = 4096};
  const auto all = Simulate(model, settings);
  ASSERT_TRUE(all.has_value());
  const auto plan = MakePlan(model, settings);
  ASSERT_TRUE(plan.has_value());
  for (const uint64_t block : {3U, 1U, 0U, 2U}) {  // alone, and in another order
    std::vector<double> returns(1024), paths(1024 * 5 * 2);
    RunBlock(*plan, block, 1024, {.returns = returns, .log_paths = paths});
    EXPECT_TRUE(std::equal(returns.begin(), returns.end(), &all->terminal_returns[block * 1024]));
    EXPECT_TRUE(std::equal(paths.begin(), paths.end(), &all->log_paths[block * 10240]));
  }
}

}  // namespace
}  // namespace keel::models::internal
