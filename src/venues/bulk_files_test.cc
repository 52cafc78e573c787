// SPDX-License-Identifier: MIT
#include "venues/bulk_files.h"

#include <gtest/gtest.h>

namespace keel::venues {
namespace {

constexpr int64_t kAny = 0;

std::vector<std::string> Cut(const std::string& range, const std::string& timeframe, int64_t least,
                             const std::string& now = "2030-01-01") {
  std::vector<std::string> words;
  for (const HistoryPart& part :
       CutByFiles(*base::ParseTimeRange(range), *core::Timeframe::Parse(timeframe), least,
                  *base::ParseTime(now))) {
    words.push_back(part.file ? part.file->name()
                              : base::FormatMinute(part.range.from) + " to " +
                                    base::FormatMinute(part.range.to));
  }
  return words;
}
using Words = std::vector<std::string>;

TEST(BulkFilesTest, WholeMonthsThenWholeDaysThenWhatIsLeft) {
  EXPECT_EQ(Cut("2024-01-30T12:00..2024-03-02T06:00", "1m", kAny),
            (Words{"2024-01-30 12:00 to 2024-01-31 00:00", "2024-01-31", "2024-02", "2024-03-01",
                   "2024-03-02 00:00 to 2024-03-02 06:00"}));
}

TEST(BulkFilesTest, APartOfADayHasNoFile) {
  EXPECT_EQ(Cut("2024-01-30T12:00..2024-01-30T13:00", "1m", kAny),
            Words{"2024-01-30 12:00 to 2024-01-30 13:00"});
}

TEST(BulkFilesTest, FewCandlesAreNotWorthAFile) {
  EXPECT_EQ(Cut("2024-01-01..2024-03-02", "1m", 2000),
            (Words{"2024-01", "2024-02", "2024-03-01 00:00 to 2024-03-02 00:00"}));
  EXPECT_EQ(Cut("2024-01-01..2024-03-01", "1h", 2000),
            Words{"2024-01-01 00:00 to 2024-03-01 00:00"});
}

TEST(BulkFilesTest, WhatIsNotOverHasNoFileYet) {
  EXPECT_EQ(Cut("2024-01-01..2024-02-03", "1m", kAny, "2024-02-01T23:59"),
            (Words{"2024-01", "2024-02-01 00:00 to 2024-02-03 00:00"}));
}

TEST(BulkFilesTest, LongCandlesAreAskedFor) {
  EXPECT_EQ(Cut("2024-01-01..2025-01-01", "1w", kAny),
            Words{"2024-01-01 00:00 to 2025-01-01 00:00"});
  EXPECT_EQ(Cut("2024-01-01..2024-02-01", "1d", kAny), Words{"2024-01"});
}

}  // namespace
}  // namespace keel::venues
