// SPDX-License-Identifier: MIT
#include "core/timeframe.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace keel::core {
namespace {

using base::UnixNanos;

UnixNanos At(std::string_view text) { return *base::ParseTime(text); }
Timeframe Frame(std::string_view name) { return *Timeframe::Parse(name); }
std::string OpenOf(std::string_view frame, std::string_view time) {
  return base::FormatMinute(Frame(frame).OpenOf(At(time)));
}
std::string CloseOf(std::string_view frame, std::string_view time) {
  return base::FormatMinute(Frame(frame).CloseOf(At(time)));
}

TEST(Timeframe, ReadsAndPrintsEveryName) {
  ASSERT_EQ(Timeframe::Names().size(), 15U);
  base::Duration last;
  for (const std::string& name : Timeframe::Names()) {
    EXPECT_EQ(Frame(name).name(), name);
    EXPECT_GT(Frame(name).period(), last);
    last = Frame(name).period();
  }
  EXPECT_EQ(Frame("1h"), Timeframe::Of(base::Hours(1)));
  EXPECT_EQ(Timeframe(), Frame("1m"));
  EXPECT_NE(Frame("1m"), Frame("1M"));
}

TEST(Timeframe, UnknownNamesAreRefusedWithTheNearest) {
  const auto unknown = Timeframe::Parse("1hour");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(unknown.error().message.find("1m 3m 5m"), std::string::npos);
  for (const char* text : {"", "1H", "7m", "60m", "1y"}) EXPECT_FALSE(Timeframe::Parse(text));
}

TEST(Timeframe, Buckets) {
  EXPECT_EQ(OpenOf("1m", "2024-02-29T23:59:59.999999999"), "2024-02-29 23:59");
  EXPECT_EQ(OpenOf("15m", "2024-02-29T23:59"), "2024-02-29 23:45");
  EXPECT_EQ(OpenOf("4h", "2024-02-29T23:59"), "2024-02-29 20:00");
  EXPECT_EQ(OpenOf("1d", "2024-02-29T23:59"), "2024-02-29 00:00");
  EXPECT_EQ(CloseOf("1d", "2024-02-29"), "2024-03-01 00:00");
  EXPECT_EQ(OpenOf("4h", "1969-12-31T23:59"), "1969-12-31 20:00");
  EXPECT_EQ(OpenOf("1d", "1960-02-29T00:00"), "1960-02-29 00:00");
}

TEST(Timeframe, WeeksOpenOnMonday) {
  EXPECT_EQ(OpenOf("1w", "2024-01-01"), "2024-01-01 00:00");  // a Monday
  EXPECT_EQ(OpenOf("1w", "2024-01-07T23:59:59"), "2024-01-01 00:00");
  EXPECT_EQ(OpenOf("1w", "2023-12-31"), "2023-12-25 00:00");
  EXPECT_EQ(OpenOf("1w", "1970-01-01"), "1969-12-29 00:00");
  EXPECT_EQ(OpenOf("1w", "1969-12-28T23:59"), "1969-12-22 00:00");
  EXPECT_EQ(CloseOf("1w", "2024-02-26"), "2024-03-04 00:00");
}

TEST(Timeframe, MonthsOpenOnTheFirst) {
  EXPECT_EQ(OpenOf("1M", "2024-02-29T23:59"), "2024-02-01 00:00");
  EXPECT_EQ(CloseOf("1M", "2024-02-01"), "2024-03-01 00:00");
  EXPECT_EQ(CloseOf("1M", "2023-02-01"), "2023-03-01 00:00");
  EXPECT_EQ(CloseOf("1M", "2023-12-01"), "2024-01-01 00:00");
  EXPECT_EQ(OpenOf("1M", "1969-12-31T23:59:59"), "1969-12-01 00:00");
}

TEST(Timeframe, EveryInstantLiesInItsBucket) {
  base::RandomStream random(1, "test.timeframe");
  for (const std::string& name : Timeframe::Names()) {
    const Timeframe frame = Frame(name);
    for (int i = 0; i < 2'000; ++i) {
      const UnixNanos t{static_cast<int64_t>(random.NextU64()) / 2};
      const UnixNanos open = frame.OpenOf(t), close = frame.CloseOf(open);
      ASSERT_LE(open, t) << name;
      ASSERT_LT(t, close) << name;
      ASSERT_EQ(frame.OpenOf(open), open) << name;
      ASSERT_EQ(frame.OpenOf(close), close) << name;
      ASSERT_EQ(frame.OpenOf(UnixNanos{close.ns - 1}), open) << name;
    }
  }
}

TEST(Timeframe, PeriodsPerYear) {
  EXPECT_DOUBLE_EQ(Frame("1h").periods_per_year(), 8760);
  EXPECT_DOUBLE_EQ(Frame("1d").periods_per_year(), 365);
}

}  // namespace
}  // namespace keel::core
