// SPDX-License-Identifier: MIT
// Forecasts, regimes and signals over the API: what may be asked, and that the same has the same
// answer.
#include <gtest/gtest.h>

#include "server/lab/testing/lab_scene.h"
#include "server/testing/session_desk.h"
#include "storage/catalog.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::DeskStage;
using testing::LiveJournal;
using testing::TextOf;

class DeskLabTest : public testing::SessionDesk {
 protected:
  /// A session of so many bars, and a desk with a stored series beside it.
  void Trade(int bars) {
    session_.emplace(*folder_);
    session_->Minutes(bars);
    const auto symbol = core::ParseSymbol("ETH/USDT");
    ASSERT_TRUE(symbol);
    ASSERT_TRUE(storage::Catalog(desk_.home.File("data"))
                    .Write({"binance", *symbol, core::Timeframe::Of(base::Hours(1))},
                           testing::BarsWith(testing::ReturnsOfThreeRegimes(450, 50)), {}));
    Serve();
    UntilRead();
  }
  void Serve() {
    DeskOptions options = desk_.Options();
    options.data_folder = desk_.home.File("data");
    desk_.Serve(std::move(options));
  }
  net::HttpResponse Ask(const std::string& path) { return SessionDesk::Ask("GET", path); }
  std::string Mistake(const std::string& path, const std::string& asked) {
    return MistakeIn(Get(asked), "get", path);
  }
};

const std::string kOwn = "/montecarlo?pair=BTC/USDT&level=1&horizon=5&paths=200";
const std::string kStored = "pair=ETH/USDT&venue=binance&timeframe=1h";

TEST_F(DeskLabTest, TheSameSeedHasTheSameBytes) {
  Trade(130);
  const auto first = Ask(kOwn + "&seed=7");
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_NE(first.body.find(R"("outcome":{)"), std::string::npos) << first.body;
  EXPECT_EQ(first.body, Ask(kOwn + "&seed=7").body);
  EXPECT_NE(first.body, Ask(kOwn + "&seed=8").body);
}

TEST_F(DeskLabTest, OfTheSessionsBarsAndOfAStoredSeries) {
  Trade(130);
  const base::JsonValue own = Get(kOwn);
  EXPECT_EQ(own.Find("series")->Find("name")->text, "BTC/USDT 1m of this session");
  EXPECT_EQ(own.Find("series")->Find("returns")->text, "129");
  const base::JsonValue stored =
      Get("/montecarlo?level=2&paths=200&target=0.05&stop=-0.05&" + kStored);
  EXPECT_EQ(stored.Find("series")->Find("name")->text, "ETH/USDT 1h of binance");
  EXPECT_EQ(stored.Find("outcome")->Find("touches")->items.size(), 2u);
  EXPECT_EQ(stored.Find("horizon")->text, "24");
}

TEST_F(DeskLabTest, WhatCannotBeAskedIsRefusedWithItsField) {
  Trade(5);
  EXPECT_EQ(Refusal("/montecarlo?pair=NONE/USDT"), "404 pair");
  EXPECT_EQ(Refusal("/montecarlo"), "400 pair");
  EXPECT_EQ(Refusal("/montecarlo?pair=BTC/USDT&horizon=0"), "400 horizon");
  EXPECT_EQ(Refusal("/montecarlo?pair=BTC/USDT&paths=1000000"), "400 paths");
  EXPECT_EQ(Refusal("/montecarlo?pair=BTC/USDT&paths=many"), "400 paths");
  EXPECT_EQ(Refusal("/montecarlo?pair=BTC/USDT&level=5"), "400 level");
  EXPECT_EQ(Refusal("/montecarlo?pair=BTC/USDT&stop=0.1"), "400 stop");
  EXPECT_EQ(Refusal("/montecarlo?pair=BTC/USDT&venue=binance"), "400 timeframe");
  EXPECT_EQ(Refusal("/montecarlo?pair=BTC/USDT&timeframe=1h"), "400 venue");
  EXPECT_EQ(Refusal("/montecarlo/calibration?pair=BTC/USDT&horizon=501"), "400 horizon");
  EXPECT_EQ(Refusal("/regimes?pair=BTC/USDT&states=9"), "400 states");
  EXPECT_EQ(Refusal("/regimes?pair=NONE/USDT"), "404 pair");
  EXPECT_EQ(Ask("/regimes?pair=BTC/USDT&venue=binance&timeframe=1h").status, 404);
  EXPECT_EQ(Ask("/regimes?pair=BTC/USDT&venue=..&timeframe=1h").status, 400);
}

TEST_F(DeskLabTest, TooFewBarsHaveASentenceInThePlaceOfFigures) {
  Trade(20);
  const std::string why = "BTC/USDT 1m of this session has 19 returns; 100 are needed";
  EXPECT_EQ(Get(kOwn).Find("why")->text, why);
  EXPECT_EQ(Get(kOwn).Find("outcome")->kind, base::JsonValue::Kind::kNull);
  EXPECT_EQ(Get("/regimes?pair=BTC/USDT").Find("why")->text, why);
  EXPECT_EQ(Get("/regimes/now").Find("items")->items.at(0).Find("why")->text, why);
  EXPECT_EQ(Get("/montecarlo/calibration?pair=BTC/USDT").Find("why")->text,
            "BTC/USDT 1m of this session has 19 returns; 730 are needed");
}

TEST_F(DeskLabTest, TheAccountsProfitIsSharedOutAmongTheRegimes) {
  Trade(130);
  const base::JsonValue view = Get("/regimes?pair=BTC/USDT&states=2");
  const base::JsonValue& profit = *view.Find("profit");
  ASSERT_EQ(profit.kind, base::JsonValue::Kind::kObject) << view.Find("why")->text;
  EXPECT_EQ(profit.Find("currency")->text, "USDT");
  int64_t bars = std::stoll(profit.Find("left_out")->text);
  double total = 0;
  for (const base::JsonValue& row : profit.Find("rows")->items) {
    bars += std::stoll(row.Find("bars")->text);
    total += std::stod(row.Find("profit")->text);
  }
  const auto& points = desk_.server->desk().replica.equity().rows();
  EXPECT_EQ(bars, static_cast<int64_t>(points.size()) - 1);
  EXPECT_NEAR(total, std::stod(profit.Find("total")->text), 1e-6);
  EXPECT_EQ(Get("/regimes?states=2&" + kStored).Find("profit")->kind, base::JsonValue::Kind::kNull);
}

TEST_F(DeskLabTest, EveryAnswerIsAsItsDocumentDescribesIt) {
  Trade(130);
  EXPECT_EQ(Mistake("/montecarlo", kOwn + "&target=0.01&stop=-0.01"), "");
  EXPECT_EQ(Mistake("/montecarlo", "/montecarlo?level=4&paths=200&" + kStored), "");
  EXPECT_EQ(
      Mistake("/montecarlo/calibration", "/montecarlo/calibration?level=1&horizon=5&" + kStored),
      "");
  EXPECT_EQ(Mistake("/regimes", "/regimes?states=2&" + kStored), "");
  EXPECT_EQ(Mistake("/regimes", "/regimes?pair=BTC/USDT&states=2"), "");
  EXPECT_EQ(Mistake("/regimes/now", "/regimes/now"), "");
  EXPECT_EQ(Mistake("/signals", "/signals"), "");
}

TEST_F(DeskLabTest, TheLastSignalOfEachDriverAndTheConvictionOfItsStrategy) {
  Trade(7);
  const base::JsonValue signals = Get("/signals");
  ASSERT_EQ(signals.Find("items")->items.size(), 2u);
  const base::JsonValue& own = signals.Find("items")->items[0];
  EXPECT_EQ(own.Find("strategy")->text, "wavering");
  EXPECT_EQ(own.Find("driver")->kind, base::JsonValue::Kind::kNull);
  EXPECT_EQ(std::stod(own.Find("value")->text), 0.5);
  EXPECT_EQ(own.Find("decision")->text, "7");
  const base::JsonValue& said = signals.Find("items")->items[1];
  EXPECT_EQ(said.Find("driver")->text, "drift");
  EXPECT_EQ(said.Find("category")->text, "momentum");
  EXPECT_EQ(std::stod(said.Find("value")->text), -0.25);
  EXPECT_EQ(std::stod(said.Find("confidence")->text), 0.8);
  EXPECT_EQ(std::stod(said.Find("half_life_s")->text), 3'600);
  EXPECT_EQ(Get("/signals?pair=BTC/USDT").Find("items")->items.size(), 2u);
  EXPECT_EQ(Get("/signals?pair=ETH/USDT").Find("items")->items.size(), 0u);
  EXPECT_EQ(Get("/signals?strategy=other").Find("items")->items.size(), 0u);
  EXPECT_EQ(Get("/signals?limit=1").Find("items")->items.size(), 1u);
  EXPECT_EQ(Refusal("/signals?limit=0"), "400 limit");
}

TEST_F(DeskLabTest, BeforeASessionHasBegunOnlyStoredSeriesAreKnown) {
  Serve();
  EXPECT_EQ(Ask(kOwn).status, 503);
  EXPECT_EQ(Ask("/regimes/now").status, 503);
  EXPECT_EQ(Ask("/regimes?" + kStored).status, 404);
  EXPECT_EQ(Get("/signals").Find("items")->items.size(), 0u);
}

}  // namespace
}  // namespace keel::server
