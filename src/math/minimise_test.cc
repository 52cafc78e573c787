// SPDX-License-Identifier: MIT
#include "math/minimise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace keel::math {
namespace {

// [Rosenbrock 1960]: minimum 0 at (1, 1), along a curved valley.
double Rosenbrock(std::span<const double> x, std::span<double> gradient) {
  const double a = 1 - x[0];
  const double b = x[1] - x[0] * x[0];
  if (!gradient.empty()) {
    gradient[0] = -2 * a - 400 * x[0] * b;
    gradient[1] = 200 * b;
  }
  return a * a + 100 * b * b;
}

TEST(Minimise, FindsTheEndOfRosenbrocksValleyByEveryMethod) {
  for (MinimiseMethod method :
       {MinimiseMethod::kLbfgs, MinimiseMethod::kSlsqp, MinimiseMethod::kSubplex}) {
    const auto minimum = Minimise(Rosenbrock, std::vector<double>{-1.2, 1},
                                  {.method = method, .max_evaluations = 20'000});
    ASSERT_TRUE(minimum) << minimum.error().message;
    EXPECT_NEAR(minimum->x[0], 1, 1e-4);
    EXPECT_NEAR(minimum->x[1], 1, 1e-4);
    EXPECT_NEAR(minimum->value, 0, 1e-8);
    EXPECT_GT(minimum->evaluations, 5);
  }
}

TEST(Minimise, StopsAtABoxBound) {
  // With x0 <= 1/2 the valley ends at (1/2, 1/4), where f = 1/4.
  for (MinimiseMethod method :
       {MinimiseMethod::kLbfgs, MinimiseMethod::kSlsqp, MinimiseMethod::kSubplex}) {
    const auto minimum = Minimise(
        Rosenbrock, std::vector<double>{-1, 1},
        {.method = method, .lower = {-2, -2}, .upper = {0.5, 2}, .max_evaluations = 20'000});
    ASSERT_TRUE(minimum) << minimum.error().message;
    EXPECT_NEAR(minimum->x[0], 0.5, 1e-4);
    EXPECT_NEAR(minimum->x[1], 0.25, 1e-4);
    EXPECT_NEAR(minimum->value, 0.25, 1e-7);
  }
}

TEST(Minimise, KeepsALinearConstraint) {
  // min (x-2)^2 + (y-1)^2 with x + y <= 1: by hand (1, 0), the value 2.
  const Objective bowl = [](std::span<const double> x, std::span<double> gradient) {
    if (!gradient.empty()) {
      gradient[0] = 2 * (x[0] - 2);
      gradient[1] = 2 * (x[1] - 1);
    }
    return (x[0] - 2) * (x[0] - 2) + (x[1] - 1) * (x[1] - 1);
  };
  const auto minimum =
      Minimise(bowl, std::vector<double>{0, 0},
               {.method = MinimiseMethod::kSlsqp, .constraints = {{.normal = {1, 1}, .bound = 1}}});
  ASSERT_TRUE(minimum) << minimum.error().message;
  EXPECT_NEAR(minimum->x[0], 1, 1e-9);
  EXPECT_NEAR(minimum->x[1], 0, 1e-9);
  EXPECT_NEAR(minimum->value, 2, 1e-9);
}

TEST(Minimise, GivesTheSameBytesTwice) {
  const std::vector<double> start = {-1.2, 1};
  const auto first = Minimise(Rosenbrock, start, {});
  const auto second = Minimise(Rosenbrock, start, {});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->x, second->x);
  EXPECT_EQ(first->evaluations, second->evaluations);
}

void ExpectError(const base::Result<Minimum>& result, const std::string& words) {
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
}

TEST(Minimise, SaysWhyThereIsNoMinimum) {
  const std::vector<double> start = {-1.2, 1};
  ExpectError(Minimise(Rosenbrock, start, {.max_evaluations = 3}), "not converged after");
  ExpectError(Minimise(Rosenbrock, {}, {}), "no parameter");
  ExpectError(Minimise(Rosenbrock, start, {.lower = {0}}), "1 lower bounds for 2 parameters");
  ExpectError(Minimise(Rosenbrock, start, {.upper = {0, 0, 0}}), "3 upper bounds");
  ExpectError(Minimise(Rosenbrock, start, {.lower = {0, 0}}), "outside its bounds");
  ExpectError(Minimise(Rosenbrock, start, {.constraints = {{.normal = {1, 1}, .bound = 1}}}),
              "kSlsqp");
  ExpectError(Minimise(Rosenbrock, start,
                       {.method = MinimiseMethod::kSlsqp, .constraints = {{.normal = {1}}}}),
              "a constraint over 1 parameters of 2");
  const Objective broken = [](std::span<const double> x, std::span<double> gradient) {
    if (!gradient.empty()) gradient[0] = gradient[1] = 1;
    return x[0] < -2 ? std::numeric_limits<double>::infinity() : x[0];
  };
  ExpectError(Minimise(broken, start, {}), "not finite");
}

}  // namespace
}  // namespace keel::math
