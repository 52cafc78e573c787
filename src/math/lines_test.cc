// SPDX-License-Identifier: MIT
#include "math/lines.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace keel::math {
namespace {

TEST(LinesTest, WhatIsBelowIsFoundInOrderWhateverTheLength) {
  base::RandomStream random(1, "test.lines");
  SelectedLines selected;
  for (size_t n = 0; n < 70; ++n) {
    std::vector<double> a(n), b(n);
    for (size_t i = 0; i < n; ++i) a[i] = random.NextNormal(), b[i] = random.NextNormal();
    const double x = random.NextNormal();
    std::vector<double> values, slopes;
    for (size_t i = 0; i < n; ++i) {
      if (a[i] + x * b[i] < 0.1) values.push_back(a[i] + x * b[i]), slopes.push_back(b[i]);
    }
    SelectBelow({a, b}, x, 0.1, &selected);
    ASSERT_EQ(selected.count, values.size());
    EXPECT_EQ(CountBelow({a, b}, x, 0.1), values.size());
    EXPECT_TRUE(std::equal(values.begin(), values.end(), selected.values.begin()));
    EXPECT_TRUE(std::equal(slopes.begin(), slopes.end(), selected.slopes.begin()));
  }
}

TEST(LinesTest, OnTheLevelIsNotBelow) {
  const std::vector<double> a(9, 1.0), b(9, 2.0);
  EXPECT_EQ(CountBelow({a, b}, 3, 7), 0u);
  EXPECT_EQ(CountBelow({a, b}, 3, 7.5), 9u);
}

}  // namespace
}  // namespace keel::math
