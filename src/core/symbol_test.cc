// SPDX-License-Identifier: MIT
#include "core/symbol.h"

#include <gtest/gtest.h>

namespace keel::core {
namespace {

std::string Read(std::string_view text) {
  const auto symbol = ParseSymbol(text);
  return symbol ? symbol->ToString() : "error";
}

TEST(Symbol, ReadsEverySpelling) {
  for (const char* text : {"BTC/USDT", "btc/usdt", "BTC-USDT", "BTC_USDT", "BTCUSDT", "btcusdt"}) {
    EXPECT_EQ(Read(text), "BTC/USDT") << text;
  }
  EXPECT_EQ(Read("BTC/USDT:USDT"), "BTC/USDT:USDT");
  EXPECT_EQ(Read("BTC_USDT_USDT"), "BTC/USDT:USDT");
  EXPECT_EQ(Read("btcusd:btc"), "BTC/USD:BTC");
  EXPECT_EQ(Read("1000SHIB/USDT"), "1000SHIB/USDT");
}

TEST(Symbol, SplitsJoinedNamesAtTheLongestQuote) {
  EXPECT_EQ(Read("BTCFDUSD"), "BTC/FDUSD");
  EXPECT_EQ(Read("BTCTUSD"), "BTC/TUSD");
  EXPECT_EQ(Read("BTCUSD"), "BTC/USD");
  EXPECT_EQ(Read("ETHBTC"), "ETH/BTC");
  EXPECT_EQ(Read("USDCUSDT"), "USDC/USDT");
  EXPECT_EQ(Read("USDTTRY"), "USDT/TRY");
  EXPECT_EQ(Read("SOLEUR"), "SOL/EUR");
}

TEST(Symbol, FileStemsReadBack) {
  for (const char* text : {"BTC/USDT", "BTC/USDT:USDT", "1INCH/BTC", "BTC/USD:BTC"}) {
    const auto symbol = ParseSymbol(text);
    ASSERT_TRUE(symbol);
    EXPECT_EQ(ParseSymbol(symbol->FileStem()), *symbol);
    EXPECT_EQ(symbol->FileStem().find_first_of("/:"), std::string::npos);
  }
  EXPECT_TRUE(ParseSymbol("BTC/USDT:USDT")->is_perpetual());
  EXPECT_FALSE(ParseSymbol("BTC/USDT")->is_perpetual());
}

TEST(Symbol, RefusesWhatIsNoPair) {
  for (const char* text :
       {"", "/", "BTC", "USDT", "BTC/", "/USDT", "BTC/USDT/X", "BTC/USDT:", "BTC//USDT", "BTC USDT",
        "../etc/passwd", "BTC/USDT:USDT:X", "BTC_USDT_", "BTC_USDT_USDT:USDT", "B\xC3\x96/USDT"}) {
    const auto symbol = ParseSymbol(text);
    ASSERT_FALSE(symbol) << text;
    EXPECT_EQ(symbol.error().code, base::ErrorCode::kUsage);
  }
}

}  // namespace
}  // namespace keel::core
