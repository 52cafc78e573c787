// SPDX-License-Identifier: MIT
// Options over the API: the same numbers as the models have, and what may be asked.
#include <gtest/gtest.h>

#include "server/testing/session_desk.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::DeskStage;
using testing::LiveJournal;
using testing::TextOf;

const std::string kHull = "/options/price?spot=49&strike=50&years=0.3846&rate=0.05";
const std::string kPairQuery = "pair=BTC/USDT&years=0.25";
const std::string kQuotes = R"("years":0.5,"strikes":[80,90,95,100,105,110,120],)"
                            R"("volatilities":[0.75,0.66,0.63,0.61,0.60,0.60,0.63]})";

class DeskOptionsTest : public testing::SessionDesk {
 protected:
  void Trade(int bars) {
    session_.emplace(*folder_);
    session_->Minutes(bars);
    desk_.Serve();
    UntilRead();
  }
  base::JsonValue Smile(const std::string& body) {
    return Told(Ask("POST", "/options/smile", body));
  }
  std::string Mistake(const std::string& operation, const base::JsonValue& answer) {
    return MistakeIn(answer, operation == "/options/smile" ? "post" : "get", operation);
  }
};

double NumberOf(const base::JsonValue& object, const char* member) {
  const base::JsonValue* const found = object.Find(member);
  return found == nullptr || found->text.empty() ? -1e9 : std::stod(found->text);
}

TEST_F(DeskOptionsTest, HullsExampleAndTheVolatilityOfItsPrice) {
  desk_.Serve();  // no session is needed for a spot that is given
  const base::JsonValue view = Get(kHull + "&volatility=0.2");
  EXPECT_NEAR(NumberOf(view, "price"), 2.40, 5e-3);
  EXPECT_NEAR(NumberOf(*view.Find("greeks"), "delta"), 0.522, 5e-4);
  EXPECT_NEAR(NumberOf(*view.Find("greeks"), "theta"), -4.31, 5e-3);
  EXPECT_EQ(view.Find("american")->kind, base::JsonValue::Kind::kNull);
  const base::JsonValue implied = Get(kHull + "&price=" + view.Find("price")->text);
  EXPECT_NEAR(NumberOf(implied, "volatility"), 0.2, 1e-9);
  EXPECT_EQ(Refusal(kHull + "&price=60"), "400 price");
}

TEST_F(DeskOptionsTest, OfAPairItIsTheLastPriceWithItsTime) {
  Trade(5);
  const base::JsonValue view = Get("/options/price?strike=100&volatility=0.5&" + kPairQuery);
  const auto& candle = desk_.server->desk().replica.candles("BTC/USDT").rows().back();
  const base::JsonValue& underlying = *view.Find("underlying");
  EXPECT_DOUBLE_EQ(NumberOf(underlying, "spot"), candle.close);
  EXPECT_EQ(underlying.Find("pair")->text, "BTC/USDT");
  EXPECT_EQ(underlying.Find("time")->text, base::FormatIso(candle.time + base::Minutes(1)));
}

TEST_F(DeskOptionsTest, AChainOfTheBarsVolatilityOrASentence) {
  Trade(20);
  const base::JsonValue none = Get("/options/chain?" + kPairQuery);
  EXPECT_EQ(none.Find("why")->text, "BTC/USDT 1m of this session has 19 returns; 100 are needed");
  EXPECT_EQ(none.Find("volatility")->kind, base::JsonValue::Kind::kNull);
  EXPECT_TRUE(none.Find("rows")->items.empty());
  EXPECT_EQ(Mistake("/options/chain", none), "");
  const base::JsonValue given = Get("/options/chain?volatility=0.5&strikes=11&" + kPairQuery);
  EXPECT_EQ(given.Find("rows")->items.size(), 11u);
  EXPECT_EQ(given.Find("realised")->Find("series")->Find("returns")->text, "19");
}

TEST_F(DeskOptionsTest, EnoughBarsHaveAVolatility) {
  Trade(130);
  const base::JsonValue chain = Get("/options/chain?strikes=11&" + kPairQuery);
  EXPECT_EQ(chain.Find("realised")->Find("series")->Find("returns")->text, "129");
  // Its closes jump by some percent a minute: more than any option's volatility is.
  const std::string why = chain.Find("why")->text;
  EXPECT_NE(why.find("the volatility of BTC/USDT 1m of this session is"), std::string::npos) << why;
  EXPECT_TRUE(chain.Find("rows")->items.empty());
}

TEST_F(DeskOptionsTest, ASmileIsFittedAndChangesNothing) {
  desk_.Serve();
  const auto admin = Cookie(desk_.SignIn("admin"));
  viewer_ = desk_.SignIn("viewer");
  const std::string before = desk_.Ask("GET", "/audit", admin).body;
  const base::JsonValue view = Smile(R"({"spot":100,)" + kQuotes);
  EXPECT_EQ(view.Find("why")->kind, base::JsonValue::Kind::kNull);
  EXPECT_NEAR(NumberOf(*view.Find("fit"), "at_the_money"), 0.61, 0.02);
  EXPECT_EQ(view.Find("quotes")->items.size(), 7u);
  EXPECT_EQ(Mistake("/options/smile", view), "");
  EXPECT_NE(before.find("viewer"), std::string::npos) << before;
  EXPECT_EQ(desk_.Ask("GET", "/audit", admin).body, before);
}

TEST_F(DeskOptionsTest, WhatCannotBeAskedIsRefusedWithItsField) {
  Trade(5);
  EXPECT_EQ(Refusal(kHull), "400 volatility");
  EXPECT_EQ(Refusal("/options/price?spot=49&years=1&volatility=0.2"), "400 strike");
  EXPECT_EQ(Refusal("/options/price?spot=49&strike=50&volatility=0.2"), "400 years");
  EXPECT_EQ(Refusal(kHull + "&volatility=high"), "400 volatility");
  EXPECT_EQ(Refusal(kHull + "&volatility=0.2&type=straddle"), "400 type");
  EXPECT_EQ(Refusal(kHull + "&volatility=0.2&exercise=bermudan"), "400 exercise");
  EXPECT_EQ(Refusal(kHull + "&volatility=0.2&pair=BTC/USDT"), "400 spot");
  EXPECT_EQ(Refusal("/options/price?pair=NONE/USDT&strike=50&years=1&volatility=0.2"), "404 pair");
  EXPECT_EQ(Refusal("/options/chain?spot=49&years=1"), "400 volatility");
  EXPECT_EQ(Refusal("/options/chain?strikes=500&volatility=0.5&" + kPairQuery), "400 strikes");
  const auto answer = Ask("POST", "/options/smile", R"({"spot":-1,)" + kQuotes);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(TextOf(answer.body, "field"), "spot");
}

TEST_F(DeskOptionsTest, EveryAnswerIsAsItsDocumentDescribesIt) {
  Trade(5);
  for (const char* more : {"&volatility=0.2", "&volatility=0.2&exercise=american&type=put",
                           "&price=2.4", "&volatility=0.2&yield=0.01"}) {
    EXPECT_EQ(Mistake("/options/price", Get(kHull + more)), "") << more;
  }
  EXPECT_EQ(Mistake("/options/chain", Get("/options/chain?volatility=0.5&" + kPairQuery)), "");
  EXPECT_EQ(Mistake("/options/smile", Smile(R"({"pair":"BTC/USDT",)" + kQuotes)), "");
}

TEST_F(DeskOptionsTest, BeforeASessionHasBegunAPairHasNoPrice) {
  desk_.Serve();
  EXPECT_EQ(Ask("GET", "/options/price?strike=100&volatility=0.5&" + kPairQuery).status, 503);
}

}  // namespace
}  // namespace keel::server
