// SPDX-License-Identifier: MIT
#include "math/search_box.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace keel::math {
namespace {

constexpr SearchMethod kAll[] = {SearchMethod::kIsres, SearchMethod::kEsch, SearchMethod::kCrs2,
                                 SearchMethod::kDirect};

// [Rastrigin 1974]: a minimum at nearly every whole number, the lowest of them 0 at the origin.
double Rastrigin(std::span<const double> x) {
  double sum = 10.0 * static_cast<double>(x.size());
  for (const double v : x) sum += v * v - 10 * std::cos(2 * std::numbers::pi * v);
  return sum;
}

SearchBoxOptions Box(SearchMethod method, int evaluations, uint64_t seed = 1) {
  return {.method = method,
          .lower = {-5.12, -4.1},
          .upper = {5.12, 5.9},
          .seed = seed,
          .max_evaluations = evaluations};
}

/// The points that were asked for, and the lowest value.
struct Trace {
  std::vector<double> asked;
  double lowest = HUGE_VAL;
};
Trace Search(const SearchBoxOptions& options, size_t most = SIZE_MAX) {
  Trace trace;
  const auto told = SearchBox(
      [&](std::span<const double> x) -> std::optional<double> {
        if (trace.asked.size() / 2 == most) return std::nullopt;
        trace.asked.insert(trace.asked.end(), x.begin(), x.end());
        trace.lowest = std::min(trace.lowest, Rastrigin(x));
        return Rastrigin(x);
      },
      options);
  EXPECT_TRUE(told) << told.error().message;
  EXPECT_EQ(static_cast<size_t>(told.value_or(0)), trace.asked.size() / 2);
  return trace;
}

TEST(SearchBox, EveryMethodFindsItsWayAmongAHundredMinima) {
  for (const SearchMethod method : kAll) {
    EXPECT_LT(Search(Box(method, 20'000)).lowest, 0.05) << static_cast<int>(method);
  }
}

TEST(SearchBox, TheSameSeedAsksForTheSamePoints) {
  for (const SearchMethod method : kAll) {
    const Trace first = Search(Box(method, 300));
    EXPECT_EQ(Search(Box(method, 300)).asked, first.asked);
    const bool draws = method != SearchMethod::kDirect;
    EXPECT_EQ(Search(Box(method, 300, 2)).asked != first.asked, draws) << static_cast<int>(method);
  }
}

TEST(SearchBox, AShorterSearchIsTheBeginningOfALongerOne) {
  for (const SearchMethod method : kAll) {
    const Trace longer = Search(Box(method, 300));
    const Trace ended = Search(Box(method, 300), 57);
    ASSERT_EQ(ended.asked.size(), 2 * 57u);
    EXPECT_TRUE(std::equal(ended.asked.begin(), ended.asked.end(), longer.asked.begin()));
  }
}

TEST(SearchBox, AGenerationIsAsLargeAsItIsToldToBe) {
  for (const SearchMethod method :
       {SearchMethod::kIsres, SearchMethod::kEsch, SearchMethod::kCrs2}) {
    const Trace usual = Search(Box(method, 300));
    SearchBoxOptions options = Box(method, 300);
    options.population = 8;
    const Trace small = Search(options);
    const auto part = std::mismatch(small.asked.begin(), small.asked.end(), usual.asked.begin());
    EXPECT_NE(part.first, small.asked.end()) << "the second generation comes earlier";
    EXPECT_GE(part.first - small.asked.begin(), 2 * 8) << "and the first is drawn alike";
  }
}

TEST(SearchBox, RefusesWhatMakesNoSense) {
  const auto one = [](std::span<const double>) { return std::optional(1.0); };
  EXPECT_FALSE(SearchBox(one, {.lower = {0}, .upper = {0}}));
  EXPECT_FALSE(SearchBox(one, {.lower = {0, 0}, .upper = {1}}));
  EXPECT_FALSE(SearchBox(one, {}));
  const auto nothing = [](std::span<const double>) {
    return std::optional(std::numeric_limits<double>::infinity());
  };
  EXPECT_FALSE(SearchBox(nothing, Box(SearchMethod::kEsch, 10)));
  EXPECT_EQ(ParseSearchMethod("crs2").value(), SearchMethod::kCrs2);
  EXPECT_NE(ParseSearchMethod("isers").error().message.find("isres"), std::string::npos);
}

}  // namespace
}  // namespace keel::math
