// SPDX-License-Identifier: MIT
// The exchange's archives of candles, read by the program's own reader of Binance's.
#include "exchange/bulk_files.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/os/file.h"
#include "exchange/population.h"
#include "net/testing/stage.h"
#include "storage/archive.h"
#include "venues/binance/bulk_klines.h"

namespace keel::exchange {
namespace {

class BulkFilesTest : public ::testing::Test {
 protected:
  BulkFilesTest() : clock_(stage_.clock, 1) {
    auto cast = MakeCast({{"BTC", "USDT", ""}}).value();
    exchange_ = SimulatedExchange::Make(cast.listings, {}).value();
    population_ = std::make_unique<Population>(*exchange_, std::move(cast),
                                               PopulationOptions{.seed = 11, .history_days = 3},
                                               clock_.now() - base::Seconds(1));
    population_->Step(clock_.now());
    parts_ = std::make_unique<ServerParts>(stage_.loop, *exchange_, ring_, clock_, 1);
  }
  std::string Day(int ago) const { return base::FormatDate(clock_.now() - base::Days(ago)); }
  net::HttpResponse Get(const std::string& name) const {
    return AnswerBulkFile(*parts_, "/data/spot/daily/klines/BTCUSDT/1m/" + name);
  }
  /// The text in an archive.
  static std::string Unpacked(const std::string& bytes, const std::string& member) {
    const std::string path = ::testing::TempDir() + "/keel-bulk-files-test.zip";
    EXPECT_TRUE(base::os::WriteFileAtomic(path, bytes));
    auto archive = storage::ArchiveReader::Open(path);
    const auto text = archive->Read(member, 1 << 20);
    EXPECT_TRUE(base::os::RemoveFile(path));
    return text ? *text : text.error().message;
  }

  net::testing::Stage stage_;
  VenueClock clock_;
  KeyRing ring_;
  std::unique_ptr<SimulatedExchange> exchange_;
  std::unique_ptr<Population> population_;
  std::unique_ptr<ServerParts> parts_;
};

TEST_F(BulkFilesTest, ADayIsAnArchiveOfTheCandlesThatRestTells) {
  const std::string name = "BTCUSDT-1m-" + Day(1);
  const net::HttpResponse archive = Get(name + ".zip"), checksum = Get(name + ".zip.CHECKSUM");
  ASSERT_EQ(archive.status, 200) << archive.body;
  EXPECT_EQ(checksum.body, storage::Sha256Hex(archive.body) + "  " + name + ".zip\n");
  const auto page = venues::binance::ReadBulkKlines(Unpacked(archive.body, name + ".csv"),
                                                    *core::Timeframe::Parse("1m"));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->bars.size(), 1440U);
  EXPECT_TRUE(page->left_out.empty());
  const auto& candles = exchange_->market(MarketId{0}).candles.series(*CandleBoard::Find("1m"));
  const auto same = std::ranges::find(candles, page->bars[700].open_time, &Candle::open_time);
  ASSERT_NE(same, candles.end());
  EXPECT_EQ(page->bars[700].close, same->close.ToDouble());
  EXPECT_EQ(page->bars[700].volume, same->volume.ToDouble());
}

TEST_F(BulkFilesTest, WhatIsNotOverOrNoNameOfAnArchiveIsNotThere) {
  for (const std::string& name :
       {"BTCUSDT-1m-" + Day(0) + ".zip", "BTCUSDT-1m-" + Day(40) + ".zip",
        "ETHUSDT-1m-" + Day(1) + ".zip", "BTCUSDT-7m-" + Day(1) + ".zip", "BTCUSDT-1m-" + Day(1),
        std::string("BTCUSDT-1m-2024-13-01.zip"), std::string("..")}) {
    EXPECT_EQ(Get(name).status, 404) << name;
  }
}

}  // namespace
}  // namespace keel::exchange
