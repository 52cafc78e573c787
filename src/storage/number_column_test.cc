// SPDX-License-Identifier: MIT
#include "storage/number_column.h"

#include <gtest/gtest.h>

#include "base/os/file.h"

namespace keel::storage {
namespace {

class NumberColumnTest : public ::testing::Test {
 protected:
  base::Result<NumberColumn> Read(const std::string& text, const std::string& column = "",
                                  MissingCells missing = MissingCells::kRefuse) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = ::testing::TempDir() + "keel-column-" + test->name() + ".csv";
    EXPECT_TRUE(base::os::WriteFileAtomic(path_, text));
    return ReadNumberColumn(path_, column, missing);
  }
  std::string ErrorOf(const std::string& text, const std::string& column = "") {
    const auto read = Read(text, column);
    return read ? "" : read.error().message.substr(path_.size());
  }

  std::string path_;
};

using Values = std::vector<double>;

TEST_F(NumberColumnTest, IsFoundByNameByNumberOrAsTheOnlyOneOfNumbers) {
  const std::string text = "day,Close,volume\n2020-01-01,1.5,10\n2020-01-02, 2.5,20\n";
  EXPECT_EQ(Read(text, "close")->values, (Values{1.5, 2.5}));
  EXPECT_EQ(Read(text, "3")->values, (Values{10, 20}));
  EXPECT_EQ(Read("day,Close\n2020-01-01,1.5\n2020-01-02, 2.5\n")->values, (Values{1.5, 2.5}));
  EXPECT_EQ(Read("day,Close\n2020-01-01,1.5\n2020-01-02, 2.5\n")->name, "Close");
  // The first of two may be a counter or a time: nobody wants its volatility.
  EXPECT_EQ(ErrorOf(text), " has several columns of numbers: name one of Close, volume (--column)");
}

TEST_F(NumberColumnTest, ADelimiterBetweenQuotesIsPartOfTheCell) {
  const std::string text = "Date,Price\n\"Jan 1, 2020\",7.5\n\"Jan 2, 2020\",8\n";
  EXPECT_EQ(Read(text, "price")->values, (Values{7.5, 8}));
  EXPECT_EQ(ErrorOf("p\n\"1,234.5\"\n", "p"), ":2:1: \"1,234.5\" is not a number");
}

TEST_F(NumberColumnTest, MissingValuesAreRefusedOrSkippedAndCounted) {
  const std::string text = "day,vix\n1,13.5\n2,.\n3,\n4,NaN\n5,14\n";
  EXPECT_EQ(ErrorOf(text, "vix"), ":3:2: \".\" is a missing value");
  const auto skipped = Read(text, "vix", MissingCells::kSkip);
  ASSERT_TRUE(skipped.has_value());
  EXPECT_EQ(skipped->values, (Values{13.5, 14}));
  EXPECT_EQ(skipped->skipped, 3);
  EXPECT_FALSE(Read("a\n1\nx\n", "a", MissingCells::kSkip).has_value());
  EXPECT_FALSE(Read("a\n1\ninf\n", "a", MissingCells::kSkip).has_value());
}

TEST_F(NumberColumnTest, NeedsNoHeaderAndKnowsSemicolonTabQuoteAndWindowsLines) {
  EXPECT_EQ(Read("1;2\r\n3;4\r\n\r\n", "2")->values, (Values{2, 4}));
  EXPECT_EQ(Read("\"x\"\t\"y\"\n\"1e-3\"\t-2\n", "x")->values, (Values{0.001}));
  EXPECT_EQ(Read("5\n6\n7")->values, (Values{5, 6, 7}));
}

TEST_F(NumberColumnTest, SaysWhereACellIsNoNumber) {
  EXPECT_EQ(ErrorOf("a,b\n1,2\n3,x\n", "b"), ":3:2: \"x\" is not a number");
  EXPECT_EQ(ErrorOf("a,b\n1,2\n3,\n", "b"), ":3:2: \"\" is a missing value");
  EXPECT_EQ(ErrorOf("a,b\n1,nan\n", "b"), ":2:2: \"nan\" is a missing value");
  EXPECT_EQ(ErrorOf("a,b\n1,2\n3\n", "b"), ":3:1: the row has 1 columns where 2 are needed");
}

// Found by column_fuzz: the numbers stood where the header has no name.
TEST_F(NumberColumnTest, AColumnBeyondTheFirstLineIsRefused) {
  EXPECT_EQ(ErrorOf("day\nx,1\n"), ":2:1: \"x\" is not a number");
  EXPECT_EQ(ParseNumberColumn("bytes", "a\n1\n2\n", "a")->values, (Values{1, 2}));
  EXPECT_EQ(ParseNumberColumn("bytes", "a\nb\n", "a").error().message,
            "bytes:2:1: \"b\" is not a number");
}

TEST_F(NumberColumnTest, NamesTheNearestColumn) {
  EXPECT_EQ(ErrorOf("time,close\n1,2\n", "clse"),
            " has no column \"clse\" (did you mean \"close\"?); its columns are time, close");
  EXPECT_EQ(ErrorOf("a,b\n"), " holds no number");
  EXPECT_FALSE(ReadNumberColumn("/nowhere/at-all.csv", "").has_value());
}

}  // namespace
}  // namespace keel::storage
