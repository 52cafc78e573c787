// SPDX-License-Identifier: MIT
#include "research/report/format.h"

#include <gtest/gtest.h>

#include "research/report/text_table.h"

namespace keel::research {
namespace {

TEST(Format, GroupsThousandsAndDropsTheSignOfZero) {
  EXPECT_EQ(Grouped(1234567.891, 2), "1,234,567.89");
  EXPECT_EQ(Grouped(-999.5, 0), "-1,000");
  EXPECT_EQ(Grouped(-0.001, 2), "0.00");
  EXPECT_EQ(SignedGrouped(0.001, 2), "0.00");
  EXPECT_EQ(SignedGrouped(100, 0), "+100");
  EXPECT_EQ(SignedPercent(-0.12345), "-12.35%");
  EXPECT_EQ(Percent(0.5, 0), "50%");
}

TEST(Format, WritesPricesOfEverySize) {
  EXPECT_EQ(PriceText(43123.456), "43,123.46");
  EXPECT_EQ(PriceText(1.23456), "1.2346");
  EXPECT_EQ(PriceText(0.000012345678), "0.000012346");
  EXPECT_EQ(PriceText(0), "0.0000");
}

TEST(Format, ShortensLargeNumbersAndSpans) {
  EXPECT_EQ(Compact(1234567), "1.23 M");
  EXPECT_EQ(Compact(999.99), "1 k");
  EXPECT_EQ(Compact(12.5), "12.5");
  EXPECT_EQ(Span(90061), "1 d 1 h");
  EXPECT_EQ(Span(0.25), "250 ms");
  EXPECT_EQ(Span(3600), "1 h");
  EXPECT_EQ(Span(0), "0 s");
  EXPECT_EQ(Span(5 * 31536000.0 + 86400), "5 y 1 d");
}

TEST(Format, EscapesWhatMarkupWouldRead) {
  EXPECT_EQ(EscapeXml("<b a=\"1\">&'\x01"), "&lt;b a=&quot;1&quot;&gt;&amp;&#39; ");
}

TEST(TextTable, AlignsAndStaysInsideTheWidth) {
  TextTable table({"Name", "N"});
  table.Row({std::string(120, 'x'), "1"});
  table.Row({"a", "1,000"});
  for (size_t begin = 0, end; begin < table.Text().size(); begin = end + 1) {
    end = table.Text().find('\n', begin);
    EXPECT_LE(end - begin, kConsoleWidth);
  }
  EXPECT_NE(table.Text().find("xx~      1\n"), std::string::npos);
}

TEST(TextTable, BreaksSentencesAtBlanks) {
  EXPECT_EQ(Wrapped("one two three", 8, 2), "one two\n  three");
}

}  // namespace
}  // namespace keel::research
