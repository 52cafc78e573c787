// SPDX-License-Identifier: MIT
#include "research/robustness/robustness_report.h"

#include <gtest/gtest.h>

#include "base/json_value.h"
#include "research/testing/markup.h"
#include "research/testing/sample_subject.h"

namespace keel::research {
namespace {

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

const RobustnessReport& Sample() {
  static const RobustnessReport report =
      TestRobustness(testing::SampleSubject(5000), {.quick = true}).value();
  return report;
}

TEST(RobustnessReport, ThePageIsWholeAndNamesEveryTest) {
  const std::string page = RobustnessHtml(Sample());
  EXPECT_EQ(testing::MarkupFault(page), "");
  for (const RobustnessTest& test : Sample().tests) {
    EXPECT_TRUE(Has(page, "<b>" + test.title + "</b>")) << test.key << " has no picture";
  }
  EXPECT_TRUE(Has(page, "id=\"robustness\""));
  EXPECT_TRUE(Has(page, "id=\"failure-cases\""));
  EXPECT_TRUE(Has(page, "slow \\ fast") || Has(page, "fast \\ slow"));
}

TEST(RobustnessReport, ASectionIsPartOfThePageAndOfNoOther) {
  const std::string section = RobustnessSection(Sample());
  EXPECT_TRUE(Has(RobustnessHtml(Sample()), section));
  EXPECT_FALSE(Has(section, "<html"));
}

TEST(RobustnessReport, TheTextTellsVerdictGradesAndReasons) {
  const std::string text = RobustnessText(Sample());
  EXPECT_TRUE(Has(text, "VERDICT: ")) << text;
  for (const RobustnessTest& test : Sample().tests) {
    EXPECT_TRUE(Has(text, test.title + " (" + std::string(ToString(test.grade)) + "):"));
  }
  EXPECT_TRUE(Has(text, "FAILURE CASES"));
  for (size_t from = 0; from < text.size();) {
    const size_t end = text.find('\n', from);
    EXPECT_LE(end - from, 104u) << text.substr(from, end - from);
    from = end + 1;
  }
}

TEST(RobustnessReport, TheJsonHasStableKeys) {
  const auto json = base::ParseJson(RobustnessJson(Sample()));
  ASSERT_TRUE(json);
  for (const char* key : {"family", "params", "seed", "runs", "journal_hash", "grade", "verdict",
                          "plain", "tests", "failure_cases"}) {
    EXPECT_NE(json->Find(key), nullptr) << key;
  }
  const base::JsonValue& test = json->Find("tests")->items.at(0);
  EXPECT_EQ(test.Find("key")->text, "one_at_a_time");
  EXPECT_EQ(test.Find("runs")->items.size(), static_cast<size_t>(Sample().tests.at(0).variations));
}

TEST(RobustnessReport, TheJsonIsReadBack) {
  const auto read = base::ReadJson<RobustnessReport>(RobustnessJson(Sample()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->grade, Sample().grade);
  EXPECT_EQ(read->tests.size(), Sample().tests.size());
  EXPECT_EQ(base::ToJson(*read, 2) + "\n", RobustnessJson(Sample()));
}

}  // namespace
}  // namespace keel::research
