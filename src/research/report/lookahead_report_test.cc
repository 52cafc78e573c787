// SPDX-License-Identifier: MIT
#include "research/report/lookahead_report.h"

#include <gtest/gtest.h>

namespace keel::research {
namespace {

LookaheadReport Warmed(std::vector<WarmUp> rows) {
  LookaheadReport report;
  report.verdict.warm_ups = std::move(rows);
  return report;
}

WarmUp Needs(std::string pair, std::optional<int64_t> bars) {
  return {.subject = "feature adx_14", .pair = std::move(pair), .bars_1e6 = bars, .longest = 9000};
}

TEST(LookaheadReport, OfEachSubjectThePairThatNeedsMostStandsForAll) {
  const auto text = LookaheadText(
      Warmed({Needs("BTC/USDT", 240), Needs("ETH/USDT", 603), Needs("SOL/USDT", 60)}));
  EXPECT_NE(text.find("ETH/USDT, most of 3"), std::string::npos) << text;
  EXPECT_NE(text.find("603"), std::string::npos);
  EXPECT_EQ(text.find("240"), std::string::npos);
  const auto page = LookaheadHtml(Warmed({Needs("BTC/USDT", 240), Needs("ETH/USDT", {})}));
  EXPECT_NE(page.find("ETH/USDT, most of 2"), std::string::npos) << "what never settles needs most";
  EXPECT_EQ(page.find("BTC/USDT"), std::string::npos);
}

TEST(LookaheadReport, OnePairIsNamedAsItIs) {
  const auto text = LookaheadText(Warmed({Needs("BTC/USDT", 240)}));
  EXPECT_NE(text.find("BTC/USDT"), std::string::npos);
  EXPECT_EQ(text.find("most of"), std::string::npos);
}

}  // namespace
}  // namespace keel::research
