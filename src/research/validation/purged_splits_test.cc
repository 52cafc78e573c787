// SPDX-License-Identifier: MIT
#include "research/validation/purged_splits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/random.h"
#include "research/validation/train_only.h"

namespace keel::research {
namespace {

/// Labels of different lengths that begin at different times, some of them together.
std::vector<LabelSpan> RandomLabels(base::RandomStream& random) {
  std::vector<LabelSpan> labels(20 + random.NextBelow(60));
  int64_t at = 0;
  for (LabelSpan& label : labels) {
    at += static_cast<int64_t>(random.NextBelow(4));
    label = {at, at + 1 + static_cast<int64_t>(random.NextBelow(15))};
  }
  return labels;
}

TEST(PurgedSplits, NoTrainingKnowsAnythingOfATest) {
  base::RandomStream random(4, "test.purged");
  for (int run = 0; run < 60; ++run) {
    const std::vector<LabelSpan> labels = RandomLabels(random);
    const PurgeSettings settings = {.groups = 4 + random.NextBelow(4),
                                    .test_groups = 1 + random.NextBelow(3),
                                    .embargo = static_cast<int64_t>(random.NextBelow(6))};
    const auto splits = PurgedSplits(labels, settings);
    ASSERT_TRUE(splits) << splits.error().message;
    for (const PurgedSplit& split : *splits) {
      for (const size_t test : split.test) {
        const LabelSpan tested = labels[test];
        for (const size_t train : split.train) {
          EXPECT_FALSE(labels[train].from < tested.to + settings.embargo &&
                       labels[train].to > tested.from);
        }
      }
    }
  }
}

TEST(PurgedSplits, EveryObservationIsTestedAsOftenAsAnyOther) {
  const std::vector<LabelSpan> labels(30, {0, 0});
  const auto splits = PurgedSplits(labels, {.groups = 6, .test_groups = 2});
  ASSERT_TRUE(splits);
  EXPECT_EQ(splits->size(), 15u);  // C(6, 2)
  std::vector<int> tested(30);
  for (const PurgedSplit& split : *splits) {
    for (const size_t i : split.test) ++tested[i];
    EXPECT_EQ(split.test.size() + split.train.size(), 30u);  // nothing overlaps, nothing is purged
  }
  EXPECT_EQ(tested, std::vector<int>(30, 5));  // C(6, 2) 2 / 6
}

// Labels of 3 days, one a day, 10 days in 5 blocks, the third tested (days 4 and 5, which know days
// 4 to 7): days 2 and 3 reach into it, 6 and 7 are reached, 8 is under the embargo.
TEST(PurgedSplits, PurgeAndEmbargoByHand) {
  std::vector<LabelSpan> labels;
  for (int64_t day = 0; day < 10; ++day) labels.push_back({day, day + 3});
  const auto splits = PurgedSplits(labels, {.groups = 5, .embargo = 1});
  ASSERT_TRUE(splits);
  EXPECT_EQ((*splits)[2].test, (std::vector<size_t>{4, 5}));
  EXPECT_EQ((*splits)[2].train, (std::vector<size_t>{0, 1, 9}));
  EXPECT_EQ((*splits)[0].train, (std::vector<size_t>{5, 6, 7, 8, 9}));
}

// Lopez de Prado 2018, section 12.4.1: 6 blocks, 2 tested, give 15 splits and 5 paths.
TEST(TestPaths, EveryPathIsAWholeHistory) {
  const std::vector<LabelSpan> labels(12, {0, 0});
  const auto splits = PurgedSplits(labels, {.groups = 6, .test_groups = 2});
  ASSERT_TRUE(splits);
  const auto paths = TestPaths(*splits, 6);
  ASSERT_EQ(paths.size(), 5u);
  std::set<std::pair<size_t, size_t>> used;  // each tested block belongs to one path
  for (const auto& path : paths) {
    for (size_t group = 0; group < 6; ++group) {
      EXPECT_TRUE(std::ranges::count((*splits)[path[group]].groups, group));
      EXPECT_TRUE(used.insert({path[group], group}).second);
    }
  }
  EXPECT_EQ(used.size(), 30u);
}

TEST(PurgedSplits, SayWhatTheyNeed) {
  const std::vector<LabelSpan> labels(10, {0, 1});
  EXPECT_FALSE(PurgedSplits(labels, {.groups = 1}));
  EXPECT_FALSE(PurgedSplits(labels, {.groups = 11}));
  EXPECT_FALSE(PurgedSplits(labels, {.groups = 5, .test_groups = 5}));
  EXPECT_FALSE(PurgedSplits(labels, {.groups = 5, .embargo = -1}));
  EXPECT_FALSE(PurgedSplits(std::vector<LabelSpan>(50), {.groups = 40, .test_groups = 20}));
  EXPECT_FALSE(PurgedSplits(std::vector<LabelSpan>{{0, 1}, {3, 2}, {4, 5}}, {.groups = 2}));
  EXPECT_FALSE(PurgedSplits(std::vector<LabelSpan>{{5, 6}, {3, 4}, {4, 5}}, {.groups = 2}));
}

TEST(TrainOnlyScale, KnowsTheTrainingRowsAlone) {
  std::vector<double> features = {1, 5, 3, 5, 1000, -70, 5, 5};  // two columns, the second row of
  PurgedSplit split{.groups = {}, .train = {0, 1, 3}, .test = {2}};  // four is the test
  const auto scale = TrainOnlyScale::Fit({features, 2}, split);
  ASSERT_TRUE(scale) << scale.error().message;
  EXPECT_EQ(scale->Apply(std::vector<double>{3, 9}), (std::vector<double>{0, 0}));
  EXPECT_EQ(scale->Apply(std::vector<double>{5, 5}), (std::vector<double>{1, 0}));
  features[4] = features[5] = 0;  // another test
  const auto again = TrainOnlyScale::Fit({features, 2}, split);
  EXPECT_EQ(again->Apply(std::vector<double>{7, 1}), scale->Apply(std::vector<double>{7, 1}));
}

TEST(TrainOnlyScale, SaysWhatItNeeds) {
  const std::vector<double> features = {1, 2, NAN};
  EXPECT_FALSE(TrainOnlyScale::Fit({features, 1}, {.groups = {}, .train = {1}, .test = {}}));
  EXPECT_FALSE(TrainOnlyScale::Fit({features, 1}, {.groups = {}, .train = {1, 3}, .test = {}}));
  EXPECT_FALSE(TrainOnlyScale::Fit({features, 1}, {.groups = {}, .train = {1, 2}, .test = {}}));
  EXPECT_TRUE(TrainOnlyScale::Fit({features, 1}, {.groups = {}, .train = {0, 1}, .test = {2}}));
}

}  // namespace
}  // namespace keel::research
