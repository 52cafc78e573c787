// SPDX-License-Identifier: MIT
// Plays every story of this folder.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/scenarios/story.h"
#include "tests/source_tree.h"

namespace keel::tests {
namespace {

std::vector<std::string> StoryFiles() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::InSourceTree("/tests/scenarios"))) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Scenario : public testing::TestWithParam<std::string> {};

TEST_P(Scenario, Happens) {
  const auto stories = ReadStories(tests::InSourceTree("/tests/scenarios/") + GetParam() + ".txt");
  EXPECT_FALSE(stories.empty());
  for (const Story& story : stories) ExpectStory(story);
}

INSTANTIATE_TEST_SUITE_P(Of, Scenario, testing::ValuesIn(StoryFiles()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace keel::tests
