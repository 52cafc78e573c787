// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "base/json_value.h"
#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

using testing::CommandLine;
using testing::Outcome;

class ExchangeVerbTest : public CommandLine {
 protected:
  /// Runs until the Ctrl-C that has come already.
  Outcome Exchange(std::vector<std::string> further) {
    interrupted() = true;
    std::vector<std::string> words = {"exchange", "--port", "0", "--history-days", "1"};
    words.insert(words.end(), further.begin(), further.end());
    return Keel(words);
  }
};

TEST_F(ExchangeVerbTest, SaysWhereItServesAndWithWhichKeysThenStops) {
  const Outcome outcome = Exchange({"--json", "--seed", "3", "-p", "BTC/USDT"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = base::ParseJson(outcome.out);
  ASSERT_TRUE(json) << outcome.out;
  EXPECT_GT(std::stoi(json->Find("port")->text), 0);
  EXPECT_EQ(json->Find("api_key")->text.size(), 64U);
  EXPECT_EQ(json->Find("symbols")->items.size(), 1U);
  const Outcome again = Exchange({"--json", "--seed", "3", "-p", "BTC/USDT"});
  EXPECT_EQ(base::ParseJson(again.out)->Find("api_secret")->text, json->Find("api_secret")->text);
  EXPECT_NE(Exchange({}).out.find("SIMULATED"), std::string::npos);
}

TEST_F(ExchangeVerbTest, ServesARecordingInTheStepsOfItsPrices) {
  Write("book.jsonl",
        R"(1700000000000000000 {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate",)"
        R"("E":1700000000000,"s":"BTCUSDT","U":9,"u":11,"b":[],"a":[["100.5","2"]]}}
1700000000100000000 {"lastUpdateId":10,"bids":[["99.5","1.25"]],"asks":[["101","1"]]}
1700000000200000000 {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate",)"
        R"("E":1700000000200,"s":"BTCUSDT","U":12,"u":12,"b":[["99.5","1.5"]],"a":[]}}
)");
  const Outcome outcome = Exchange({"--replay", "book.jsonl", "-p", "BTC/USDT", "--loop"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("SIMULATED exchange: recorded prices"), std::string::npos);
  EXPECT_EQ(Exchange({"--replay", "book.jsonl"}).exit_code, 2) << "of which pair?";
  EXPECT_EQ(Exchange({"--loop"}).exit_code, 2);
  EXPECT_NE(Exchange({"--replay", "none.jsonl", "-p", "BTC/USDT"}).exit_code, 0);
}

TEST_F(ExchangeVerbTest, RefusesWhatItCannotServe) {
  EXPECT_EQ(Exchange({"--speed", "0"}).exit_code, 2);
  EXPECT_EQ(Exchange({"--start", "2026-06-01"}).exit_code, 2) << "at speed 1";
  EXPECT_EQ(Exchange({"--start", "noon", "--speed", "60"}).exit_code, 2);
  EXPECT_EQ(Exchange({"--start", "1999-12-31", "--speed", "60"}).exit_code, 2);
  EXPECT_EQ(Exchange({"--deposit", "EUR=5"}).exit_code, 2);
  EXPECT_EQ(Exchange({"--deposit", "USDT"}).exit_code, 2);
  EXPECT_EQ(Exchange({"-p", "BTC/USDT,BTC/USDT"}).exit_code, 2);
  EXPECT_EQ(Exchange({"--taker-fee-bps", "-1"}).exit_code, 2);
  EXPECT_EQ(Exchange({"--maker-fee-bps", "none"}).exit_code, 2);
  EXPECT_EQ(Exchange({"-p", "BTC/USDT", "--fee-coin", "BNB"}).exit_code, 2) << "not listed";
  EXPECT_EQ(Exchange({"-p", "BTC/USDT,BNB/USDT", "--fee-coin", "BNB"}).exit_code, 0);
  Write("faults.toml", "[[fault]]\nkind = \"lose_reply\"\ntarget = \"order.place\"\n");
  EXPECT_EQ(Exchange({"--faults", "faults.toml"}).exit_code, 0);
  Write("faults.toml", "[[fault]]\nkind = \"lose_reply\"\n[[fault]]\nkind = \"lose_it\"\n");
  const Outcome wrong = Exchange({"--faults", "faults.toml"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.err.find("faults.toml:3"), std::string::npos) << wrong.err;
}

}  // namespace
}  // namespace keel::cli
