// SPDX-License-Identifier: MIT
// Each real failure F01 to F36 has its test in this program and its row in docs/faults.md, so that
// none can get lost.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/source_tree.h"

namespace keel::faults {
namespace {

constexpr int kFailures = 36;

std::string TextOf(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Suites that this program runs: a test that is not compiled is none.
std::set<std::string> Suites() {
  std::set<std::string> names;
  const auto& program = *::testing::UnitTest::GetInstance();
  for (int s = 0; s < program.total_test_suite_count(); ++s) {
    names.insert(program.GetTestSuite(s)->name());
  }
  return names;
}

/// "F05.NoIdTwice" of every test of a failure in this folder.
std::vector<std::string> Tests() {
  std::vector<std::string> names;
  const std::regex head(R"re(TEST(?:_F)?\((F[0-9]{2}\w*),\s*(\w+)\))re");
  const std::set<std::string> suites = Suites();
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::InSourceTree("/tests/faults"))) {
    const std::string text = TextOf(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), head), end; at != end; ++at) {
      EXPECT_TRUE(suites.contains((*at)[1])) << (*at)[1];
      names.push_back(fmt::format("{}.{}", (*at)[1].str(), (*at)[2].str()));
    }
  }
  return names;
}

TEST(AllFailures, HaveATestAndEachTestIsInTheTable) {
  const std::string page = TextOf(tests::InSourceTree("/docs/faults.md"));
  const std::vector<std::string> names = Tests();
  for (int number = 1; number <= kFailures; ++number) {
    const std::string failure = fmt::format("F{:02}", number);
    const bool has_test = std::any_of(names.begin(), names.end(),
                                      [&](const auto& name) { return name.starts_with(failure); });
    EXPECT_TRUE(has_test) << failure << " has no test";
    EXPECT_NE(page.find("\n| " + failure + " |"), std::string::npos) << failure << " has no row";
  }
  for (const std::string& name : names) {
    EXPECT_NE(page.find(name), std::string::npos) << name << " is not in docs/faults.md";
  }
}

// The table of guards.py, which takes the guards out one by one.
TEST(AllFailures, HaveAGuardThatCanBeTakenOut) {
  const std::string table = TextOf(tests::InSourceTree("/tests/faults/guards.txt"));
  for (int number = 1; number <= kFailures; ++number) {
    const std::string failure = fmt::format("F{:02}", number);
    EXPECT_NE(table.find("\n" + failure + "-"), std::string::npos)
        << failure << " has no row in tests/faults/guards.txt";
  }
  const std::vector<std::string> names = Tests();
  const std::regex test("\n  (F[0-9]{2}\\w*\\.\\w+)");
  for (std::sregex_iterator at(table.begin(), table.end(), test), end; at != end; ++at) {
    EXPECT_TRUE(std::ranges::find(names, (*at)[1].str()) != names.end())
        << "tests/faults/guards.txt names " << (*at)[1] << ", which is no test";
  }
}

}  // namespace
}  // namespace keel::faults
