// SPDX-License-Identifier: MIT
// What deploy/ asks Prometheus for has to be what a desk tells: a chart of a metric that was
// renamed stays empty, and nobody sees why. The page of the desk has to name all of them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/source_tree.h"

namespace keel::tidy {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

std::string TextOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The first group of all that `pattern` finds.
Names Find(const std::string& text, const std::regex& pattern) {
  Names names;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    names.insert((*at)[1].str());
  }
  return names;
}

/// A histogram is asked for by its buckets, its sum and its count.
std::string WithoutSuffix(const std::string& name) {
  return std::regex_replace(name, std::regex("_(bucket|sum|count)$"), "");
}

Names Told() {
  return Find(TextOf(tests::InSourceTree("/src/server/desk/metrics.cc")),
              std::regex(R"re("(keel_\w+)")re"));
}

const std::regex kWord(R"(\b(keel_\w+))");

TEST(MetricNames, OfDeployAreToldByADesk) {
  const Names told = Told();
  ASSERT_GT(told.size(), 30U);
  size_t asked = 0;
  for (const auto& entry : fs::recursive_directory_iterator(tests::InSourceTree("/deploy"))) {
    if (!entry.is_regular_file()) continue;
    for (const std::string& name : Find(TextOf(entry.path()), kWord)) {
      ++asked;
      EXPECT_TRUE(told.contains(WithoutSuffix(name)))
          << entry.path() << " asks for " << name << ", which src/server/desk/metrics.cc lacks";
    }
  }
  EXPECT_GT(asked, 20U);
}

TEST(MetricNames, StandInThePageOfTheDesk) {
  const Names page = Find(TextOf(tests::InSourceTree("/docs/desk.md")), kWord);
  for (const std::string& name : Told()) {
    EXPECT_TRUE(page.contains(name)) << name << " is not in docs/desk.md";
  }
}

}  // namespace
}  // namespace keel::tidy
