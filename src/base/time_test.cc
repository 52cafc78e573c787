// SPDX-License-Identifier: MIT
#include "base/time.h"

#include <gtest/gtest.h>

#include <ctime>

#include "base/paced_clock.h"
#include "base/random.h"

namespace keel::base {
namespace {

constexpr int64_t kNewYear2023 = 1'672'531'200;

int64_t Ns(std::string_view text) {
  const auto time = ParseTime(text);
  EXPECT_TRUE(time) << text << ": " << (time ? "" : time.error().message);
  return time ? time->ns : INT64_MIN;
}

TEST(Time, PrintsInstants) {
  const UnixNanos t{kNewYear2023 * 1'000'000'000};
  EXPECT_EQ(FormatIso(t), "2023-01-01T00:00:00Z");
  EXPECT_EQ(FormatIso(t - Hours(1)), "2022-12-31T23:00:00Z");
  EXPECT_EQ(FormatIso(t + Milliseconds(5)), "2023-01-01T00:00:00.005Z");
  EXPECT_EQ(FormatIso(t + Nanoseconds(5'000)), "2023-01-01T00:00:00.000005Z");
  EXPECT_EQ(FormatIso(t + Nanoseconds(5)), "2023-01-01T00:00:00.000000005Z");
  EXPECT_EQ(FormatIso(UnixNanos{-1}), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(FormatIso(kEndOfTime), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(FormatIso(kBeginningOfTime), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(FormatMinute(t - Nanoseconds(1)), "2022-12-31 23:59");
  EXPECT_EQ(FormatDate(UnixNanos{-1}), "1969-12-31");
}

TEST(Time, AgreesWithTheCLibrary) {
  RandomStream random(1, "test.time");
  for (int i = 0; i < 20'000; ++i) {
    const auto seconds = static_cast<int64_t>(random.NextBelow(18'000'000'000)) - 9'000'000'000;
    const time_t clock = seconds;
    std::tm parts{};
    gmtime_r(&clock, &parts);
    char expected[64];
    std::strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%SZ", &parts);
    ASSERT_EQ(FormatIso(UnixNanos{seconds * 1'000'000'000}), expected);
    ASSERT_EQ(StartOfDay(UnixNanos{seconds * 1'000'000'000}).ns / 1'000'000'000,
              seconds - parts.tm_hour * 3600 - parts.tm_min * 60 - parts.tm_sec);
  }
}

TEST(Time, ReadsWhatItPrints) {
  RandomStream random(2, "test.time");
  for (int i = 0; i < 20'000; ++i) {
    const auto ns = static_cast<int64_t>(random.NextU64());
    ASSERT_EQ(Ns(FormatIso(UnixNanos{ns})), ns);
  }
  EXPECT_EQ(Ns(FormatIso(kEndOfTime)), INT64_MAX);
  EXPECT_EQ(Ns(FormatIso(kBeginningOfTime)), INT64_MIN);
}

TEST(Time, ReadsEverySpelling) {
  const int64_t t = kNewYear2023 * 1'000'000'000;
  EXPECT_EQ(Ns("2023-01-01"), t);
  EXPECT_EQ(Ns("20230101"), t);
  EXPECT_EQ(Ns("2023-01-01 00:00"), t);
  EXPECT_EQ(Ns("2023-01-01T00:00:00"), t);
  EXPECT_EQ(Ns("2023-01-01T00:00:00Z"), t);
  EXPECT_EQ(Ns("2023-01-01 00:00:00+00:00"), t);
  EXPECT_EQ(Ns("2023-01-01T01:30:00+01:30"), t);
  EXPECT_EQ(Ns("2022-12-31T19:00:00-0500"), t);
  EXPECT_EQ(Ns("2022-12-31T19:00-05"), t);
  EXPECT_EQ(Ns("2023-01-01T00:00:00.5Z"), t + 500'000'000);
  EXPECT_EQ(Ns("2023-01-01T00:00:00.123456789Z"), t + 123'456'789);
  EXPECT_EQ(Ns("1672531200"), t);
  EXPECT_EQ(Ns("1672531200000"), t);
  EXPECT_EQ(Ns("1672531200000000"), t);
  EXPECT_EQ(Ns("1672531200000000000"), t);
  EXPECT_EQ(Ns("2024-02-29"), Ns("2024-03-01") - Days(1).ns);
  EXPECT_EQ(Ns("1969-12-31T23:59:59.9"), -100'000'000);
}

TEST(Time, RefusesWhatIsNoTime) {
  for (const char* text : {"",
                           "yesterday",
                           "2023",
                           "2023-1-1",
                           "2023-13-01",
                           "2023-02-29",
                           "2023-02-30",
                           "20230230",
                           "2023-01-01T",
                           "2023-01-01T24:00",
                           "2023-01-01T23:60",
                           "2023-01-01T23:00:60",
                           "2023-01-01T23:00:00.",
                           "2023-01-01T23:00:00.1234567890",
                           "2023-01-01T23:00:00+",
                           "2023-01-01T23:00:00Zx",
                           "2023-01-01X23:00",
                           "16725312",
                           "16725312000",
                           "-1672531200",
                           "1e9",
                           "3000-01-01",
                           "1500-01-01",
                           "9999999999"}) {
    const auto time = ParseTime(text);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().code, ErrorCode::kUsage);
    EXPECT_NE(time.error().message.find(text), std::string::npos);
  }
}

TEST(Time, DayNumbersFloorOverTheWholeRange) {
  EXPECT_EQ(DayNumber(UnixNanos{0}), 0);
  EXPECT_EQ(DayNumber(UnixNanos{-1}), -1);
  EXPECT_EQ(DayNumber(UnixNanos{-Days(1).ns}), -1);
  EXPECT_EQ(DayNumber(UnixNanos{-Days(1).ns - 1}), -2);
  EXPECT_EQ(DayNumber(kBeginningOfTime), -106'752);
  EXPECT_EQ(DayNumber(kEndOfTime), 106'751);
}

TEST(Duration, ReadsNumberAndUnit) {
  EXPECT_EQ(ParseDuration("250ms")->ns, 250'000'000);
  EXPECT_EQ(ParseDuration("0.5s")->ns, 500'000'000);
  EXPECT_EQ(ParseDuration("1.5h")->ns, Minutes(90).ns);
  EXPECT_EQ(ParseDuration("7d")->ns, Days(7).ns);
  EXPECT_EQ(ParseDuration("1w")->ns, Days(7).ns);
  EXPECT_EQ(ParseDuration("3us")->ns, 3'000);
  EXPECT_EQ(ParseDuration("3ns")->ns, 3);
  EXPECT_EQ(ParseDuration("-30s")->ns, -30'000'000'000);
  for (const char* text : {"", "5", "s", "5 s", "5x", ".s", "1.2.3s", "0.5ns", "1e3s", "--1s",
                           "9999999999999999999d", "107000d", "5M"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(Duration, PrintsForPeople) {
  EXPECT_EQ(FormatDuration(Duration{}), "0 s");
  EXPECT_EQ(FormatDuration(Nanoseconds(17)), "17 ns");
  EXPECT_EQ(FormatDuration(Milliseconds(250)), "250 ms");
  EXPECT_EQ(FormatDuration(Milliseconds(12'340)), "12.3 s");
  EXPECT_EQ(FormatDuration(Seconds(306)), "00:05:06");
  EXPECT_EQ(FormatDuration(Hours(76) + Seconds(306)), "3 d 04:05:06");
  EXPECT_EQ(FormatDuration(Days(3)), "3 d");
  EXPECT_EQ(FormatDuration(Duration{} - Days(3)), "-3 d");
  EXPECT_EQ(FormatDuration(Duration{INT64_MIN}), "-106751 d 23:47:16");
}

TEST(TimeRange, ReadsEverySpelling) {
  const auto range = [](std::string_view text) {
    const auto got = ParseTimeRange(text);
    return got ? FormatIso(got->from) + " " + FormatIso(got->to) : got.error().message;
  };
  const std::string begin = FormatIso(kBeginningOfTime), end = FormatIso(kEndOfTime);
  EXPECT_EQ(range(""), begin + " " + end);
  EXPECT_EQ(range("20180131-20180301"), "2018-01-31T00:00:00Z 2018-03-01T00:00:00Z");
  EXPECT_EQ(range("20180131-"), "2018-01-31T00:00:00Z " + end);
  EXPECT_EQ(range("-20180301"), begin + " 2018-03-01T00:00:00Z");
  EXPECT_EQ(range("2018-01-31..2018-03-01T12:00"), "2018-01-31T00:00:00Z 2018-03-01T12:00:00Z");
  EXPECT_EQ(range("2018-01-31.."), "2018-01-31T00:00:00Z " + end);
  EXPECT_EQ(range("1517356800-1519862400000"), "2018-01-31T00:00:00Z 2018-03-01T00:00:00Z");
  for (const char* text : {"-", "..", "20180131", "2018-01-31", "20180301-20180131",
                           "20180131-20180131", "20181301-", "a-b", "2018-01-31-2018-03-01"}) {
    const auto got = ParseTimeRange(text);
    ASSERT_FALSE(got) << text;
    EXPECT_EQ(got.error().code, ErrorCode::kUsage);
  }
  EXPECT_TRUE((TimeRange{{1}, {3}}).contains({1}));
  EXPECT_FALSE((TimeRange{{1}, {3}}).contains({3}));
}

TEST(PacedClockTest, ShowsAnotherTimeAtFirstAndRunsFromThere) {
  const UnixNanos then = ParseTime("2026-06-01").value();
  for (const char* now : {"2026-11-29T00:02:58.123456789Z", "2020-01-01"}) {
    ManualClock wall(ParseTime(now).value());
    const PacedClock clock(wall, PacedClock::OriginFor(wall.now(), then, 60), 60);
    const Duration off = clock.now() - then;
    EXPECT_LT(std::abs(off.ns), 60) << now;
    wall.Set(wall.now() + Seconds(10));
    EXPECT_EQ(clock.now(), then + off + Seconds(600)) << now;
  }
}

}  // namespace
}  // namespace keel::base
