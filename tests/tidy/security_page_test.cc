// SPDX-License-Identifier: MIT
// docs/security.md says of each point of security which tests show it. A test that was renamed or
// taken away turns this red, so that the page cannot promise what nobody looks at.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/source_tree.h"

namespace keel::tidy {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

constexpr int kPoints = 25;

std::string TextOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// What `pattern` finds: its groups, joined by a dot.
Names Find(const std::string& text, const std::regex& pattern) {
  Names names;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    names.insert(at->size() > 2 ? (*at)[1].str() + '.' + (*at)[2].str() : (*at)[1].str());
  }
  return names;
}

/// "Suite.Name" of every unit test in the tree.
Names UnitTests() {
  const std::regex head(R"(\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\))");
  Names all;
  for (const char* folder : {"/src", "/tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(tests::InSourceTree(folder))) {
      const std::string path = entry.path().string();
      if (entry.is_regular_file() && path.ends_with("_test.cc"))
        all.merge(Find(TextOf(path), head));
    }
  }
  return all;
}

/// The last column of each row of the page, by its number.
std::map<std::string, std::string> Shown(const std::string& page) {
  std::map<std::string, std::string> rows;
  const std::regex row(R"(\n\| (S\d+) \|[^\n]*\|([^|\n]*)\|(?=\n|$))");
  for (std::sregex_iterator at(page.begin(), page.end(), row), end; at != end; ++at) {
    rows[(*at)[1]] = (*at)[2];
  }
  return rows;
}

const std::regex kUnitTest(R"(\b(\w+)\.(\w+)\b)");
const std::regex kScript("`(\\w+)`");

TEST(SecurityPage, EachPointIsShownByTestsThatExist) {
  const auto rows = Shown(TextOf(tests::InSourceTree("/docs/security.md")));
  const Names tests = UnitTests();
  const Names scripts = Find(TextOf(tests::InSourceTree("/tests/CMakeLists.txt")),
                             std::regex(R"(add_script\((\w+) )"));
  ASSERT_GT(tests.size(), 500U) << "the tests were not found";
  for (int number = 1; number <= kPoints; ++number) {
    const std::string point = 'S' + std::to_string(number);
    ASSERT_TRUE(rows.contains(point)) << point << " has no row in docs/security.md";
    const std::string& shown = rows.at(point);
    const Names units = Find(shown, kUnitTest), programs = Find(shown, kScript);
    EXPECT_FALSE(units.empty() && programs.empty()) << point << " is shown by nothing";
    for (const std::string& name : units) {
      EXPECT_TRUE(tests.contains(name)) << point << " names " << name << ", which is no test";
    }
    for (const std::string& name : programs) {
      EXPECT_TRUE(scripts.contains(name)) << point << " names " << name << ", which ctest lacks";
    }
  }
}

TEST(SecurityPage, IsReadRowByRow) {
  const auto rows = Shown("\n| S1 | a | | Suite.Name, `script` |\n| S2 | b.c | d | Other.One |\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(Find(rows.at("S1"), kUnitTest), Names{"Suite.Name"});
  EXPECT_EQ(Find(rows.at("S1"), kScript), Names{"script"});
  EXPECT_EQ(Find(rows.at("S2"), kUnitTest), Names{"Other.One"}) << "of the last column alone";
}

}  // namespace
}  // namespace keel::tidy
