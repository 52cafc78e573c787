// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <gtest/gtest.h>

#include "cli/table.h"

namespace keel::cli {
namespace {

class ProgressTest : public ::testing::Test {
 protected:
  std::unique_ptr<Progress> Make(ProgressStyle style, int width = 60) {
    return MakeProgress(style, {.clock = &clock_,
                                .write = [this](std::string_view text) { written_ += text; },
                                .width = width});
  }
  void Pass(base::Duration time) { clock_.Set(clock_.now() + time); }

  base::ManualClock clock_;
  std::string written_;
};

TEST_F(ProgressTest, ShortWorkShowsNothing) {
  const auto bar = Make(ProgressStyle::kBar);
  bar->Update("loading", 0, 10);
  Pass(base::Milliseconds(100));
  bar->Update("loading", 10, 10);
  bar->Finish();
  EXPECT_EQ(written_, "");
}

TEST_F(ProgressTest, ABarShowsShareAndTimeLeftAndCleansUp) {
  const auto bar = Make(ProgressStyle::kBar);
  bar->Update("running", 0, 100);
  Pass(base::Seconds(10));
  bar->Update("running", 25, 100);
  EXPECT_NE(written_.find(" 25 %"), std::string::npos) << written_;
  EXPECT_NE(written_.find("30 s left"), std::string::npos) << written_;
  const size_t before = written_.size();
  bar->Update("running", 26, 100);  // too soon
  EXPECT_EQ(written_.size(), before);
  bar->Finish();
  EXPECT_TRUE(written_.ends_with("\r\033[K"));
}

TEST_F(ProgressTest, WithoutATerminalALineEveryTenSeconds) {
  const auto lines = Make(ProgressStyle::kLines);
  for (int second = 0; second <= 35; ++second) {
    lines->Update("running", second, 100);
    Pass(base::Seconds(1));
  }
  lines->Finish();
  EXPECT_EQ(std::count(written_.begin(), written_.end(), '\n'), 3) << written_;
  EXPECT_EQ(written_.find('\r'), std::string::npos);
}

TEST_F(ProgressTest, ForProgramsEachLineIsJson) {
  const auto json = Make(ProgressStyle::kJson);
  json->Update("running", 0, 100);
  Pass(base::Seconds(10));
  json->Update("running", 50, 100);
  EXPECT_EQ(written_, "{\"progress\":\"running\",\"done\":50,\"total\":100,\"seconds\":10}\n");
}

TEST(TableTest, AlignsByCharactersAndWrapsTheLastColumn) {
  Table table({{"name"}, {"n", true}, {"meaning"}});
  table.AddRow({"\xc3\xa4\xc3\xb6", "5", "one two three four five six"});
  table.AddRow({"abcd", "1234", "x"});
  EXPECT_EQ(table.Text(false),
            "name     n  meaning\n"
            "\xc3\xa4\xc3\xb6       5  one two three four five six\n"
            "abcd  1234  x\n");
  EXPECT_EQ(table.Text(false, 34),
            "name     n  meaning\n"
            "\xc3\xa4\xc3\xb6       5  one two three four\n"
            "            five six\n"
            "abcd  1234  x\n");
}

}  // namespace
}  // namespace keel::cli
