// SPDX-License-Identifier: MIT
// Numbers, times, names and spacings of foreign files, one by one.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/random.h"
#include "storage/internal/cadence.h"
#include "storage/internal/file_name.h"
#include "storage/internal/number_field.h"
#include "storage/internal/time_field.h"

namespace keel::storage::internal {
namespace {

std::optional<double> Read(const std::string& text, Decimals* decimals = nullptr) {
  Decimals ignored;
  double value = 0;
  const std::string line = text + '\n';
  const char* const end =
      ScanNumber(line.c_str(), &value, decimals != nullptr ? decimals : &ignored);
  if (end == nullptr || *end != '\n') return std::nullopt;
  return value;
}

// strtod of the C library rounds correctly, so it is the oracle.
TEST(NumberField, IsTheNearestDouble) {
  base::RandomStream random(20090103, "storage.fields_test");
  for (int i = 0; i < 200'000; ++i) {
    const auto digits = static_cast<int>(random.NextBelow(20));
    const std::string whole = fmt::format("{}", random.NextU64() >> random.NextBelow(64));
    std::string text = whole;
    if (digits > 0) text += fmt::format(".{:0{}}", random.NextU64() % 1'000'000'007, digits);
    if (random.NextBelow(4) == 0)
      text += fmt::format("e{}", static_cast<int>(random.NextBelow(60)) - 30);
    if (random.NextBelow(4) == 0) text = "-" + text;
    const auto value = Read(text);
    ASSERT_TRUE(value) << text;
    ASSERT_EQ(*value, std::strtod(text.c_str(), nullptr)) << text;
  }
}

TEST(NumberField, RefusesWhatIsNoFiniteNumber) {
  for (const char* text : {"", ".", "-", "+", "e5", "1e", "1e+", "1.2.3", "1,2", "0x10", "nan",
                           "inf", "1e400", "--1", "1 ", " 1", "1_000"}) {
    EXPECT_FALSE(Read(text)) << text;
  }
  EXPECT_EQ(Read("+1.50"), 1.5);
  EXPECT_EQ(Read(".5"), 0.5);
  EXPECT_EQ(Read("5."), 5.0);
  EXPECT_EQ(Read("-0.0"), 0.0);
  EXPECT_EQ(Read("3.817E-05"), 3.817e-05);
  EXPECT_EQ(Read("18446744073709551617"), 18446744073709551617.0);
}

TEST(NumberField, CountsDecimalsThatMean) {
  const auto decimals_of = [](std::initializer_list<const char*> texts) {
    Decimals decimals;
    for (const char* text : texts) EXPECT_TRUE(Read(text, &decimals));
    return decimals.most();
  };
  EXPECT_EQ(decimals_of({"75901.45000000", "1.5"}), 2);
  EXPECT_EQ(decimals_of({"100", "7.0"}), 0);
  EXPECT_EQ(decimals_of({"3.817e-05"}), 8);
  EXPECT_EQ(decimals_of({"1.5e3"}), 0);
  EXPECT_EQ(decimals_of({"0.30000000000000004", "0.31"}), 2) << "noise of a double";
  EXPECT_EQ(decimals_of({"63123.400000000001", "1.5"}), 1) << "noise of a double";
  EXPECT_EQ(decimals_of({"0.00000000000000001"}), 12);
}

TEST(TimeField, ReadsWhatVendorsWrite) {
  const auto read = [](const char* text) {
    const auto time = ReadTime(text);
    return time ? base::FormatIso(*time) : "";
  };
  const std::string at_four = "2017-08-17T04:00:00Z";
  for (const char* text :
       {"1502942400", "1502942400000", "1502942400000000", "1502942400000000000", "1502942400.0",
        "1.5029424e9", "2017-08-17 04:00", "2017-08-17T04:00:00Z", "2017-08-17 04:00:00.000000",
        "2017-08-17T04:00:00+0000", "2017-08-17 06:00:00+02:00", "2017.08.17 04:00",
        "2017/08/17 04:00:00", "20170817 04:00", "2017-08-17 04:00:00 UTC", "2017-08-17 04-AM"}) {
    EXPECT_EQ(read(text), at_four) << text;
  }
  EXPECT_EQ(read("20170817"), "2017-08-17T00:00:00Z");
  EXPECT_EQ(read("2017-08-17"), "2017-08-17T00:00:00Z");
  EXPECT_EQ(read("2020-05-08 12-PM"), "2020-05-08T12:00:00Z");
  EXPECT_EQ(read("2020-05-08 12-AM"), "2020-05-08T00:00:00Z");
  EXPECT_EQ(read("1502942400.25"), "2017-08-17T04:00:00.250Z");
  for (const char* text : {"", "x", "1/4/1999", "04.08.2017", "2017-13-01", "2017-02-30", "-5",
                           "99999999999999999999", "1e300", "2017-08-17 04-XM", "12:30"}) {
    EXPECT_EQ(read(text), "") << text;
  }
}

TEST(FileName, TellsPairTimeframeAndVenue) {
  struct Case {
    const char* path;
    const char* tells;
  };
  const Case cases[] = {
      {"BTCUSDT-1h-2024-01.zip", "BTC/USDT 1h binance"},
      {"x/BTCUSDT-trades-2024-01-02.zip", "BTC/USDT - binance"},
      {"futures/um/monthly/BTCUSDT-1m-2024-01.zip", "BTC/USDT:USDT 1m binance"},
      {"user_data/data/kraken/ETH_BTC-5m.json.gz", "ETH/BTC 5m kraken"},
      {"data/okx/futures/XRP_USDT_USDT-1h-futures.json", "XRP/USDT:USDT 1h okx"},
      {"Binance_ETHUSDT_d.csv", "ETH/USDT 1d binance"},
      {"gemini_BTCUSD_1hr.csv", "BTC/USD - gemini"},
      {"BTC-PERP_1m_2021-12-31_2022-02-01.csv.gz", "BTC/USD:USD 1m -"},
      {"BNBUSDT_PERP_1h_binance_cdd_2020-2022.csv.gz", "BNB/USDT:USDT 1h binance"},
      {"nautilus_binance_btcusdt-trades.csv.gz", "BTC/USDT - binance"},
      {"closes_1h_LUNA_FTT_collapse.csv.gz", "- 1h -"},
      {"GOOG_1d_backtestingpy.csv.gz", "- 1d -"},
      {"my-entry-summary.csv", "- - -"},
      {"ETHUSDT-1M.csv", "ETH/USDT 1M -"},
      {"ETHUSDT-15M.csv", "ETH/USDT 15m -"},
  };
  for (const Case& item : cases) {
    const NameHints hints = HintsFromName(item.path);
    EXPECT_EQ(
        fmt::format("{} {} {}", hints.symbol ? hints.symbol->ToString() : "-",
                    hints.timeframe ? hints.timeframe->name() : "-", hints.venue.value_or("-")),
        item.tells)
        << item.path;
    EXPECT_EQ(hints.unfit, "") << item.path;
  }
  EXPECT_NE(HintsFromName("BTC_USDT-1h.feather").unfit, "");
  EXPECT_NE(HintsFromName("BTC_USDT_USDT-8h-funding_rate.json").unfit, "");
  EXPECT_NE(HintsFromName("photo.png").unfit, "");
}

std::vector<core::Bar> At(std::initializer_list<const char*> times) {
  std::vector<core::Bar> bars;
  for (const char* time : times) bars.push_back({base::ParseTime(time).value(), 1, 1, 1, 1, 1});
  return bars;
}

TEST(Cadence, AnyOffsetIsAGrid) {
  const auto bars =
      At({"2019-01-01T03:00", "2019-01-01T07:00", "2019-01-01T15:00", "2019-01-01T19:00"});
  ASSERT_TRUE(CommonSpacing(bars));
  EXPECT_EQ(CommonSpacing(bars)->name(), "4h");
  EXPECT_FALSE(FindOffGrid(bars, *CommonSpacing(bars)));
}

TEST(Cadence, MonthsAreOneSpacing) {
  const auto bars = At({"2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"});
  ASSERT_TRUE(CommonSpacing(bars));
  EXPECT_EQ(CommonSpacing(bars)->name(), "1M");
  EXPECT_FALSE(FindOffGrid(bars, *CommonSpacing(bars)));
  const auto off = At({"2024-01-01", "2024-02-01", "2024-03-02"});
  ASSERT_TRUE(FindOffGrid(off, *core::Timeframe::Parse("1M")));
  EXPECT_EQ(FindOffGrid(off, *core::Timeframe::Parse("1M"))->index, 2U);
}

}  // namespace
}  // namespace keel::storage::internal
