// SPDX-License-Identifier: MIT
#include "venues/binance/market_parser.h"

#include <gtest/gtest.h>

#include "market/order_book.h"
#include "venues/binance/testing/render.h"

namespace keel::venues::binance {
namespace {

constexpr base::UnixNanos kReceived{7};

/// Reads through both readers, which must agree, and gives the line or the error.
class MarketParserTest : public testing::Test {
 protected:
  std::string Read(const std::string& text) {
    const auto general = parser_.ParseGeneral(text, kReceived, &message_);
    const std::string line = general ? Render(message_) : "error: " + general.error().message;
    const uint64_t slow_before = parser_.slow_messages();
    MarketMessage again;
    const auto read = parser_.Parse(text, kReceived, &again);
    EXPECT_EQ(read ? Render(again) : "error: " + read.error().message, line);
    scanned_ = parser_.slow_messages() == slow_before;
    return line;
  }

  MarketParser parser_{{{"BTCUSDT", {1}}, {"BNBUSDT", {2}}, {"BNBBTC", {3}}}};
  MarketMessage message_;
  bool scanned_ = false;
};

const std::string kTrade =
    R"({"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000",)"
    R"("q":"0.02000000","T":1723161255342,"m":true,"M":true})";

TEST_F(MarketParserTest, ReadsATradeRawAndWrapped) {
  const std::string want =
      "trade 1 1723161255343000000 1723161255342000000 3735683259 61837.63 0.02 sell "
      "3735683259-3735683259 true";
  EXPECT_EQ(Read(kTrade), want);
  EXPECT_TRUE(scanned_);
  EXPECT_EQ(Read(R"({"stream":"btcusdt@trade","data":)" + kTrade + "}"), want);
  EXPECT_TRUE(scanned_);
  EXPECT_EQ(Read(R"( { "data" : )" + kTrade + R"(, "stream" : "btcusdt@trade" } )"), want);
  EXPECT_FALSE(scanned_);
}

TEST_F(MarketParserTest, ReadsTheTradesOfUsdm) {
  const std::string head =
      R"({"e":"trade","E":2,"T":1,"s":"BTCUSDT","t":5,"p":"61800.30","q":"0.006",)";
  EXPECT_EQ(Read(head + R"("X":"MARKET","m":false})"),
            "trade 1 2000000 1000000 5 61800.3 0.006 buy 5-5 true");
  EXPECT_TRUE(scanned_);
  EXPECT_EQ(Read(head + R"("X":"INSURANCE_FUND","m":false})"),
            "trade 1 2000000 1000000 5 61800.3 0.006 buy 5-5 false");
  EXPECT_EQ(Read(R"({"e":"trade","E":2,"T":1,"s":"BTCUSDT","t":5,"p":"0","q":"0",)"
                 R"("X":"NA","m":false})"),
            "trade 1 2000000 1000000 5 0 0 buy 5-5 false");
}

TEST_F(MarketParserTest, ReadsAggregates) {
  const std::string head = R"({"e":"aggTrade","E":2,"s":"BNBBTC","a":12345,"p":"0.001","q":"100",)"
                           R"("f":100,"l":105,"T":1,"m":true)";
  const std::string want = "aggregate 3 2000000 1000000 12345 0.001 100 sell 100-105 true";
  EXPECT_EQ(Read(head + R"(,"M":true})"), want);
  EXPECT_TRUE(scanned_);
  EXPECT_EQ(Read(head + "}"), want);
  EXPECT_TRUE(scanned_);
}

TEST_F(MarketParserTest, ReadsTheDepthOfSpotAndUsdm) {
  EXPECT_EQ(Read(R"({"e":"depthUpdate","E":3,"s":"BTCUSDT","U":157,"u":160,)"
                 R"("b":[["61737.63000000","0.00000000"],["56854.58","12.5"]],"a":[]})"),
            "depth 1 3000000 7 157-160 0 false bids 61737.63x0 56854.58x12.5 asks");
  EXPECT_TRUE(scanned_);
  EXPECT_EQ(Read(R"({"e":"depthUpdate","E":3,"T":2,"s":"BTCUSDT","U":157,"u":160,"pu":149,)"
                 R"("b":[],"a":[["7405.96","3.340"],["12345678.5","100"]]})"),
            "depth 1 3000000 7 157-160 149 false bids asks 7405.96x3.34 12345678.5x100");
  EXPECT_TRUE(scanned_);
}

TEST_F(MarketParserTest, TellsAPartialBookByItsStream) {
  const std::string usdm = R"({"e":"depthUpdate","E":3,"T":2,"s":"BTCUSDT","U":1,"u":4,"pu":0,)"
                           R"("b":[["5","1"]],"a":[]})";
  EXPECT_TRUE(Read(R"({"stream":"btcusdt@depth5@100ms","data":)" + usdm + "}")
                  .starts_with("partial 1 3000000 7 1-4 0 true"));
  EXPECT_TRUE(Read(R"({"stream":"btcusdt@depth@100ms","data":)" + usdm + "}")
                  .starts_with("depth 1 3000000 7 1-4 0 false"));
  const std::string spot = R"({"lastUpdateId":160,"bids":[["4","1"]],"asks":[["5","2"]]})";
  EXPECT_EQ(Read(R"({"stream":"bnbbtc@depth5","data":)" + spot + "}"),
            "partial 3 0 7 160-160 0 true bids 4x1 asks 5x2");
  EXPECT_NE(Read(spot).find("names its pair only by its stream"), std::string::npos);
}

TEST_F(MarketParserTest, ReadsQuotesOfSpotAndUsdm) {
  EXPECT_EQ(Read(R"({"u":400900217,"s":"BNBUSDT","b":"25.35","B":"31.21","a":"25.36","A":"40"})"),
            "quote 2 400900217 25.35x31.21 25.36x40 0 7");
  EXPECT_TRUE(scanned_);
  EXPECT_EQ(Read(R"({"e":"bookTicker","u":9,"s":"BNBUSDT","b":"25.35","B":"31.21","a":"25.36",)"
                 R"("A":"40.66","T":1,"E":2})"),
            "quote 2 9 25.35x31.21 25.36x40.66 2000000 7");
  EXPECT_TRUE(scanned_);
}

std::string KlineText(const char* closed) {
  return std::string(R"({"e":"kline","E":1638747660000,"s":"BTCUSDT","k":{"t":1638747600000,)") +
         R"("T":1638747659999,"s":"BTCUSDT","i":"1m","f":-1,"L":-1,"o":"0.0010","c":"0.0020",)" +
         R"("h":"0.0025","l":"0.0010","v":"1000","n":100,"x":)" + closed +
         R"(,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}})";
}

TEST_F(MarketParserTest, ReadsACandle) {
  EXPECT_EQ(Read(KlineText("true")),
            "kline 1 1m 1638747660000000000 1638747600000000000-1638747659999000000 o0.001 "
            "h0.0025 l0.001 c0.002 v1000 q1 V500 Q0.5 n100 closed");
  EXPECT_TRUE(scanned_);
}

// Fault F29.
TEST_F(MarketParserTest, AnOpenCandleIsNeverABar) {
  Read(KlineText("false"));
  EXPECT_FALSE(ClosedBar(message_.kline, {})->has_value());
  Read(KlineText("true"));
  const auto bar = ClosedBar(message_.kline, core::SeriesId{4});
  ASSERT_TRUE(bar->has_value());
  EXPECT_EQ((*bar)->series.index, 4U);
  EXPECT_EQ((*bar)->bar.high, 0.0025);
  EXPECT_EQ((*bar)->bar.volume, 1000);
  EXPECT_EQ((*bar)->time.ns, 1638747660000000000);
}

TEST_F(MarketParserTest, ACandleThatContradictsItselfIsNoBar) {
  Read(KlineText("true"));
  const auto refused = [&](const Kline& kline) { return !ClosedBar(kline, {}).has_value(); };
  Kline high = message_.kline, low = high, zero = high, late = high, shifted = high;
  high.high = *core::Price::Parse("0.0019");
  low.low = *core::Price::Parse("0.0011");
  zero.low = core::Price();
  late.last_time = late.last_time + base::Milliseconds(1);
  shifted.open_time = shifted.open_time + base::Seconds(1);
  shifted.last_time = shifted.last_time + base::Seconds(1);
  EXPECT_TRUE(refused(high) && refused(low) && refused(zero) && refused(late) && refused(shifted));
  EXPECT_FALSE(refused(message_.kline));
}

TEST_F(MarketParserTest, ReadsTickerMarkPriceAndLiquidation) {
  EXPECT_EQ(
      Read(R"({"e":"24hrTicker","E":2,"s":"BNBBTC","p":"-420.97","c":"9338.96","o":"8917.99",)"
           R"("h":"9373.19","l":"8862.4","v":"72229.5","q":"654275356.16896672","n":600436})"),
      "ticker 3 2000000 8917.99 9373.19 8862.4 9338.96 72229.5 654275356.16896672 600436");
  EXPECT_EQ(Read(R"({"e":"markPriceUpdate","E":2,"s":"BTCUSDT","p":"11794.15","i":"11784.62",)"
                 R"("P":"11784.25","r":"-0.00038167","T":1562306400000})"),
            "mark 1 2000000 11794.15 11784.62 -0.00038167 1562306400000000000");
  EXPECT_EQ(Read(R"({"e":"markPriceUpdate","E":2,"s":"BTCUSDT","p":"11","i":"11","r":"","T":0})"),
            "mark 1 2000000 11 11 0 0");
  EXPECT_EQ(Read(R"({"e":"forceOrder","E":2,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC",)"
                 R"("q":"0.014","p":"9910","ap":"9910.12","X":"FILLED","l":"0.014","z":"0.013",)"
                 R"("T":1}})"),
            "liquidation 1 2000000 1000000 sell 9910 9910.12 0.014 0.013");
}

TEST_F(MarketParserTest, ReadsAnswersShutdownAndWhatIsIgnored) {
  EXPECT_EQ(Read(R"({"result":null,"id":12})"), "answer 12 true");
  EXPECT_EQ(Read(R"({"error":{"code":2,"msg":"Invalid request"},"id":3})"), "answer 3 false");
  EXPECT_EQ(Read(R"({"e":"serverShutdown","E":1770123456789})"), "shutdown");
  EXPECT_EQ(Read(R"({"e":"24hrMiniTicker","E":1,"s":"BTCUSDT"})"), "ignored");
  EXPECT_NE(Read(R"({"e":"somethingNew","E":1})").find("somethingNew"), std::string::npos);
}

struct Hostile {
  const char* from;
  const char* to;
  const char* named;
};

class HostileTrade : public MarketParserTest, public testing::WithParamInterface<Hostile> {};

TEST_P(HostileTrade, IsRefusedByTheNameOfItsField) {
  const Hostile& hostile = GetParam();
  std::string text = kTrade;
  const size_t at = text.find(hostile.from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string_view(hostile.from).size(), hostile.to);
  const std::string said = Read(text);
  EXPECT_TRUE(said.starts_with("error: ")) << said;
  EXPECT_NE(said.find(hostile.named), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    MarketParser, HostileTrade,
    testing::Values(
        Hostile{R"("p":"61837.63000000",)", "", R"("p" is missing)"},
        Hostile{R"("61837.63000000")", "61837.63", R"("p" is not a decimal in a string)"},
        Hostile{R"("61837.63000000")", R"("0")", R"("p" is zero)"},
        Hostile{R"("61837.63000000")", R"("-1")", R"("p" is no price)"},
        Hostile{R"("61837.63000000")", R"("1e5")", R"("p" is not a decimal)"},
        Hostile{R"("61837.63000000")", R"("1000000000001")", R"("p" is no price)"},
        Hostile{R"("61837.63000000")", R"("99999999999999999999999999999999")", "\"p\""},
        Hostile{R"("0.02000000")", R"("-0.1")", R"("q" is no quantity)"},
        Hostile{R"("0.02000000")", "null", R"("q" is not)"},
        Hostile{R"("t":3735683259)", R"("t":-1)", R"("t" is not a whole number)"},
        Hostile{R"("t":3735683259)", R"("t":99999999999999999999)", R"("t" is not a whole)"},
        Hostile{R"("t":3735683259)", R"("t":07)", "not JSON"},
        Hostile{R"("t":3735683259)", R"("t":1.5)", R"("t" is not a whole number)"},
        Hostile{R"("E":1723161255343)", R"("E":9223372036855)", R"("E" is not a time)"},
        Hostile{R"("m":true)", R"("m":"true")", R"("m" is not true or false)"},
        Hostile{R"("s":"BTCUSDT")", R"("s":"XYZUSDT")", R"("XYZUSDT" is not listed)"},
        Hostile{R"("s":"BTCUSDT")", R"("s":5)", R"("s" is not a string)"},
        Hostile{R"("M":true)", R"("M":nuCll)", "not JSON"},
        Hostile{R"("M":true)", R"("M":trueish)", "not JSON"},
        Hostile{R"("M":true})", R"("M":true)", "not JSON"},
        Hostile{R"("M":true})", R"("M":true}})", "not JSON"},
        Hostile{R"("M":true})", R"("M":true} x)", "not JSON"},
        Hostile{R"({"e":"trade")", R"([{"e":"trade")", "no object"}));

TEST_F(MarketParserTest, HostileBooksAreRefused) {
  const auto book = [&](const std::string& levels) {
    return Read(R"({"e":"depthUpdate","E":3,"s":"BTCUSDT","U":1,"u":2,"b":)" + levels +
                R"(,"a":[]})");
  };
  for (const char* levels :
       {R"([["1"]])", R"([["1","1","1","1"]])", R"([[1,2]])", R"([["0","1"]])", R"([["1","-1"]])",
        R"([["1","100000000000001"]])", R"(["1","1"])", R"({"a":1})", R"([["1","1"])",
        R"([["1","1"],])", R"([["1","data":],["1","1"],"s":,["1","1"]])"}) {
    EXPECT_TRUE(book(levels).starts_with("error: ")) << levels;
  }
  EXPECT_TRUE(Read(R"({"e":"depthUpdate","E":3,"s":"BTCUSDT","U":3,"u":2,"b":[],"a":[]})")
                  .starts_with("error: "));
  std::string many = R"(["1","1"])";
  for (size_t i = 0; i < market::OrderBook::kMaxLevels; ++i) many += R"(,["1","1"])";
  EXPECT_NE(book("[" + many + "]").find("more levels than any book"), std::string::npos);
}

// Numbers of a known shape are read by a short cut, which must see every character of theirs.
TEST_F(MarketParserTest, EachCharacterOfANumberCounts) {
  const std::string good = R"({"e":"depthUpdate","E":3,"s":"BTCUSDT","U":1,"u":2,"b":[["61.25",)"
                           R"("0.014"],["61.24","0.015"]],"a":[]})";
  EXPECT_EQ(Read(good), "depth 1 3000000 7 1-2 0 false bids 61.25x0.014 61.24x0.015 asks");
  EXPECT_TRUE(scanned_);
  for (const std::string_view number : {"61.24", "0.015"}) {
    const size_t at = good.find(number);
    for (size_t i = 0; i < number.size(); ++i) {
      for (int c = 1; c < 256; ++c) {
        std::string text = good;
        text[at + i] = static_cast<char>(c);
        Read(text);  // both readers agree, whatever it is
      }
    }
  }
}

TEST_F(MarketParserTest, NothingAtAllAndNonsenseAreRefused) {
  for (const char* text : {"", " ", "}", "{}", "[]", "null", "\"", "{\"e\":\"trade\"}", "{\"e\":",
                           "{\"stream\":\"}", R"({"stream":"x","data":5})", R"({"e":5})"}) {
    EXPECT_TRUE(Read(text).starts_with("error: ")) << text;
  }
  const std::string open = R"({"stream":"btcusdt@trade","data":)" + kTrade;
  EXPECT_TRUE(Read(open).starts_with("error: ")) << "the wrapper does not end";
  EXPECT_FALSE(Read(open + "}").starts_with("error: "));
  EXPECT_TRUE(Read(open + "}}").starts_with("error: "));
}

TEST(SymbolTable, FindsEachPairAndNoOther) {
  std::vector<ListedPair> pairs;
  for (uint32_t i = 0; i < 3000; ++i) pairs.push_back({"COIN" + std::to_string(i) + "USDT", {i}});
  pairs.push_back({"COIN7USDT", {9999}});
  const SymbolTable table(pairs);
  for (uint32_t i = 0; i < 3000; ++i) {
    ASSERT_EQ(table.Find("COIN" + std::to_string(i) + "USDT")->index, i);
  }
  EXPECT_FALSE(table.Find("COIN3000USDT").has_value());
  EXPECT_FALSE(table.Find("").has_value());
  EXPECT_EQ(table.FindLower("coin42usdt")->index, 42U);
  EXPECT_FALSE(SymbolTable({}).Find("BTCUSDT").has_value());
}

}  // namespace
}  // namespace keel::venues::binance
