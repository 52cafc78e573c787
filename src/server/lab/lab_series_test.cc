// SPDX-License-Identifier: MIT
#include "server/lab/lab_series.h"

#include "server/access/testing/temporary_home.h"
#include "server/lab/testing/lab_scene.h"
#include "storage/catalog.h"

namespace keel::server {
namespace {

using testing::BarsWith;
using testing::LabScene;

TEST(LabSeriesTest, EachReturnHasTheCloseAndThePriceOfItsBar) {
  const LabSeries series = LabScene({0.1, -0.2});
  ASSERT_EQ(series.returns.size(), 2u);
  EXPECT_NEAR(series.returns[1], -0.2, 1e-12);
  EXPECT_EQ(series.times[1], base::UnixNanos{} + base::Hours(3));
  EXPECT_NEAR(series.prices[1], 100 * std::exp(-0.1), 1e-9);
  EXPECT_EQ(series.view.returns, 2);
  EXPECT_EQ(series.view.gaps, 0);
  EXPECT_EQ(series.view.timeframe, "1h");
  EXPECT_EQ(series.view.to, base::UnixNanos{} + base::Hours(3));
}

TEST(LabSeriesTest, NoReturnGoesOverAGap) {
  std::vector<core::Bar> bars = BarsWith({0.1, 0.1, 0.1, 0.1});
  bars.erase(bars.begin() + 2);
  const auto series = LabSeriesOf(bars, core::Timeframe::Of(base::Hours(1)), {});
  ASSERT_TRUE(series) << series.error().message;
  EXPECT_EQ(series->returns.size(), 2u);
  EXPECT_EQ(series->view.gaps, 1);
  for (const double r : series->returns) EXPECT_NEAR(r, 0.1, 1e-12);
}

TEST(LabSeriesTest, APriceThatIsNoneHasItsPlaceTold) {
  std::vector<core::Bar> bars = BarsWith({0.1, 0.1});
  bars[1].close = 0;
  LabSeriesView view;
  view.name = "BTC/USDT 1h";
  const auto series = LabSeriesOf(bars, core::Timeframe::Of(base::Hours(1)), view);
  ASSERT_FALSE(series);
  EXPECT_EQ(series.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(series.error().message.find("1970-01-01T01:00"), std::string::npos)
      << series.error().message;
}

TEST(LabSeriesTest, OnlyTheNewestBarsCount) {
  const LabSeries series = LabScene(std::vector<double>(kMostLabBars + 100, 0.001));
  EXPECT_EQ(series.returns.size(), kMostLabBars - 1);
  EXPECT_EQ(series.view.from, base::UnixNanos{} + base::Hours(101));
}

TEST(StoredLabSeriesTest, AreReadFromTheirFolderAndNoOther) {
  const testing::TemporaryHome home;
  const storage::Catalog catalog(home.path());
  const auto symbol = core::ParseSymbol("ETH/USDT");
  ASSERT_TRUE(symbol);
  const core::Timeframe hourly = core::Timeframe::Of(base::Hours(1));
  storage::SeriesNote note;
  note.synthetic = true;
  ASSERT_TRUE(catalog.Write({"binance", *symbol, hourly}, BarsWith({0.1, 0.2}), note));
  const auto series = StoredLabSeries(home.path(), {"ETH/USDT", "binance", "1h"});
  ASSERT_TRUE(series) << series.error().message;
  EXPECT_EQ(series->view.name, "ETH/USDT 1h of binance");
  EXPECT_TRUE(series->view.is_stored);
  EXPECT_TRUE(series->view.is_synthetic);
  EXPECT_EQ(series->returns.size(), 2u);
  const auto code = [&](const SourceQuery& query) {
    return StoredLabSeries(home.path(), query).error().code;
  };
  EXPECT_EQ(code({"BTC/USDT", "binance", "1h"}), base::ErrorCode::kNotFound);
  EXPECT_EQ(code({"ETH/USDT", "../binance", "1h"}), base::ErrorCode::kUsage);
  EXPECT_EQ(code({"ETH/USDT", "", "1h"}), base::ErrorCode::kUsage);
  EXPECT_EQ(code({"ETH/USDT", "binance", "61m"}), base::ErrorCode::kUsage);
}

}  // namespace
}  // namespace keel::server
