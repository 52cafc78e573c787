// SPDX-License-Identifier: MIT
// download-data, watch-futures and list-venues as a user meets them, against a venue of this
// process.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/os/file.h"
#include "cli/testing/command_line.h"
#include "storage/archive.h"
#include "venues/binance/testing/fake_binance.h"

namespace keel::cli {
namespace {

using testing::CommandLine;
using testing::IsOneSentence;
using testing::Outcome;
using venues::binance::FakeBinance;
using venues::binance::Json;
using venues::binance::KlineRow;

constexpr int64_t kMinute = 60'000;
constexpr int64_t kStart = 1'577'836'800'000;  // 2020-01-01, in milliseconds

/// A venue with minute candles of one pair, on a thread of its own.
class DownloadTest : public CommandLine {
 protected:
  DownloadTest() {
    venue_.Script("GET /api/v3/klines", [this](const net::ServerRequest& request) {
      const auto query = net::ParseQuery(request.target.substr(request.target.find('?') + 1));
      std::map<std::string, std::string> asked(query->begin(), query->end());
      if (asked["symbol"] != "BTCUSDT") {
        return Json(R"({"code":-1121,"msg":"Invalid symbol."})", 400);
      }
      const int64_t from = std::stoll(asked["startTime"]), to = std::stoll(asked["endTime"]);
      asked_.push_back((from - kStart) / kMinute);
      if (fails_after_ >= 0 && static_cast<int>(asked_.size()) > fails_after_) {
        return Json(R"({"code":-1121,"msg":"Invalid symbol."})", 400);
      }
      std::string rows;
      int count = 0;
      for (int i = 0; i < candles_ && count < 1000; ++i) {
        const int64_t open = kStart + i * kMinute;
        if (open < from || open > to || i == hole_) continue;
        const std::string close = i == broken_ ? "999" : std::to_string(shift_ + i % 50) + ".25";
        rows += (rows.empty() ? "" : ",") + KlineRow(open, close);
        ++count;
      }
      return Json("[" + rows + "]");
    });
    thread_ = std::thread([this] { venue_.stage.loop.Run(); });
  }
  ~DownloadTest() override {
    venue_.stage.loop.Stop();
    thread_.join();
  }
  Outcome Download(std::vector<std::string> more) {
    std::vector<std::string> arguments = {"download-data", "-t", "1m", "--venue-url", venue_.url()};
    std::ranges::copy(more, std::back_inserter(arguments));
    return Keel(arguments);
  }
  std::unique_ptr<storage::BarSeries> Stored() {
    const storage::Catalog catalog(folder() + "/home/.keel/data");
    auto series = catalog.Open({"binance", {"BTC", "USDT", ""}, *core::Timeframe::Parse("1m")});
    EXPECT_TRUE(series) << series.error().message;
    return std::move(*series);
  }

  FakeBinance venue_;
  net::Timer timer_;
  int candles_ = 2500;
  int hole_ = -1, broken_ = -1;
  int shift_ = 100;
  int fails_after_ = -1;        // pages
  std::vector<int64_t> asked_;  // first minutes of the pages
  std::thread thread_;
};

/// The venue's archive of January 2020, and what its checksum says.
class ArchiveTest : public DownloadTest {
 protected:
  static constexpr int kMonth = 31 * 24 * 60;
  ArchiveTest() { candles_ = kMonth + 1440; }
  void Publish(const std::string& checksum = "", int shift = 0) {
    std::string text;
    for (int i = 0; i < kMonth; ++i) {
      const int64_t open = kStart + i * kMinute;
      text += fmt::format("{},100,200,50,{}.25,7.5,{},750,10,1,100,0\n", open, 100 + shift + i % 50,
                          open + kMinute - 1);
    }
    const std::string path = folder() + "/archive.zip";
    auto archive = storage::ArchiveWriter::Create(path);
    ASSERT_TRUE(archive && archive->Add("BTCUSDT-1m-2020-01.csv", text) && archive->Finish());
    const std::string bytes = *base::os::ReadFile(path);
    const std::string at = "GET /data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2020-01.zip";
    venue_.Script(at, net::HttpResponse{.body = bytes});
    venue_.Script(
        at + ".CHECKSUM",
        net::HttpResponse{.body = (checksum.empty() ? storage::Sha256Hex(bytes) : checksum) +
                                  "  BTCUSDT-1m-2020-01.zip\n"});
  }
};

TEST_F(ArchiveTest, AMonthIsOneFileAndTheRestIsAskedFor) {
  Publish();
  const Outcome got = Download({"-p", "BTC/USDT", "--timerange", "20200101-20200202"});
  ASSERT_EQ(got.exit_code, 0) << got.err;
  EXPECT_EQ(asked_, (std::vector<int64_t>{kMonth, kMonth + 1000}));
  EXPECT_NE(got.out.find("44,640 candles from 1 file"), std::string::npos) << got.out;
  EXPECT_EQ(Stored()->note().source, "binance REST, binance files");
  const std::string hash = Stored()->note().hash;
  ASSERT_EQ(Keel({"download-data", "-t", "1m", "--venue-url", venue_.url(), "-p", "BTC/USDT",
                  "--timerange", "20200101-20200202", "--source", "rest", "--data-dir",
                  folder() + "/by-rest"})
                .exit_code,
            0);
  const storage::Catalog by_rest(folder() + "/by-rest");
  const auto other = by_rest.Open({"binance", {"BTC", "USDT", ""}, *core::Timeframe::Parse("1m")});
  ASSERT_TRUE(other);
  EXPECT_EQ((*other)->note().hash, hash) << "both ways give the same bars";
}

TEST_F(ArchiveTest, WithoutAFileTheMonthIsAskedFor) {
  const Outcome got = Download({"-p", "BTC/USDT", "--timerange", "20200101-20200201"});
  ASSERT_EQ(got.exit_code, 0) << got.err;
  EXPECT_EQ(Stored()->bars().size(), static_cast<size_t>(kMonth));
  EXPECT_EQ(asked_.size(), 45U);
}

TEST_F(ArchiveTest, AFileThatIsNotWhatItsChecksumSaysIsNotUsed) {
  Publish(std::string(64, '0'));
  const Outcome refused = Download({"-p", "BTC/USDT", "--timerange", "20200101-20200201"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_TRUE(IsOneSentence(refused.err)) << refused.err;
  EXPECT_NE(refused.err.find("not what its checksum says"), std::string::npos) << refused.err;
  EXPECT_EQ(Keel({"list-data"}).out.find("BTC/USDT"), std::string::npos);
}

TEST_F(ArchiveTest, AFileGoesOnWhereTheStoredBarsEndAndMustFitThem) {
  Publish("", 10);
  ASSERT_EQ(Download({"-p", "BTC/USDT", "--timerange", "20191231..2020-01-01T00:10"}).exit_code, 0);
  const Outcome other = Download({"-p", "BTC/USDT", "--timerange", "20191231-20200202"});
  ASSERT_EQ(other.exit_code, 0) << other.err << "pages up to the month's end, and no whole month";
  EXPECT_EQ(Stored()->bars().size(), static_cast<size_t>(kMonth + 1440));
}

TEST_F(ArchiveTest, TheSourceIsOneOfThree) {
  const Outcome refused = Download({"-p", "BTC/USDT", "--source", "ftp"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("auto, rest, files"), std::string::npos) << refused.err;
}

TEST_F(DownloadTest, WhatCameBeforeAFailureIsStored) {
  fails_after_ = 2;
  const Outcome failed = Download({"-p", "BTC/USDT", "--timerange", "20200101-20200103"});
  EXPECT_NE(failed.exit_code, 0);
  EXPECT_TRUE(IsOneSentence(failed.err)) << failed.err;
  EXPECT_NE(failed.err.find("goes on from there"), std::string::npos) << failed.err;
  EXPECT_EQ(Stored()->bars().size(), 2000U);
  fails_after_ = -1;
  ASSERT_EQ(Download({"-p", "BTC/USDT", "--timerange", "20200101-20200102"}).exit_code, 0);
}

TEST_F(DownloadTest, FetchesASeriesInPages) {
  const Outcome got = Download({"-p", "BTC/USDT", "--timerange", "20200101-20200102"});
  ASSERT_EQ(got.exit_code, 0) << got.err;
  EXPECT_EQ(asked_, (std::vector<int64_t>{0, 1000}));
  EXPECT_EQ(Stored()->bars().size(), 1440U);
  EXPECT_EQ(Stored()->note().price_decimals, 2);
  EXPECT_NE(got.out.find("1,440"), std::string::npos) << got.out;
}

TEST_F(DownloadTest, GoesOnFromTheLastStoredBar) {
  ASSERT_EQ(Download({"-p", "BTC/USDT", "--timerange", "20200101..2020-01-01T02:00"}).exit_code, 0);
  EXPECT_EQ(Stored()->bars().size(), 120U);
  asked_.clear();
  const Outcome more = Download({"-p", "BTC/USDT", "--timerange", "20200101..2020-01-01T05:00"});
  ASSERT_EQ(more.exit_code, 0) << more.err;
  EXPECT_EQ(asked_, std::vector<int64_t>{119}) << "from the last stored bar";
  EXPECT_EQ(Stored()->bars().size(), 300U);
  EXPECT_NE(more.out.find("180"), std::string::npos) << more.out;
}

TEST_F(DownloadTest, FetchesWhatComesBeforeWhereThatIsAsked) {
  ASSERT_EQ(
      Download({"-p", "BTC/USDT", "--timerange", "2020-01-01T02:00..2020-01-01T03:00"}).exit_code,
      0);
  ASSERT_EQ(
      Download({"-p", "BTC/USDT", "--timerange", "2020-01-01T01:00..2020-01-01T03:00"}).exit_code,
      0);
  EXPECT_EQ(Stored()->bars().size(), 120U);
  EXPECT_EQ(Stored()->note().gap_count, 0);
}

TEST_F(DownloadTest, AGapIsReportedNotFilled) {
  hole_ = 30;
  const Outcome got = Download({"-p", "BTC/USDT", "--timerange", "20200101..2020-01-01T01:00"});
  ASSERT_EQ(got.exit_code, 0) << got.err;
  EXPECT_EQ(Stored()->bars().size(), 59U);
  EXPECT_NE(got.out.find("1 gap, 1 bar missing"), std::string::npos) << got.out;
}

TEST_F(DownloadTest, ACandleThatContradictsItselfIsLeftOutAndNamed) {
  broken_ = 30;
  const Outcome got = Download({"-p", "BTC/USDT", "--timerange", "20200101..2020-01-01T01:00"});
  ASSERT_EQ(got.exit_code, 0) << got.err;
  EXPECT_EQ(Stored()->bars().size(), 59U);
  EXPECT_NE(got.out.find("left out, the 1m candle of 2020-01-01T00:30:00Z contradicts itself"),
            std::string::npos)
      << got.out;
}

TEST_F(DownloadTest, ASeriesOfAnotherMarketIsNotAddedTo) {
  ASSERT_EQ(Download({"-p", "BTC/USDT", "--timerange", "20200101..2020-01-01T01:00"}).exit_code, 0);
  shift_ = 110;
  const Outcome other = Download({"-p", "BTC/USDT", "--timerange", "20200101..2020-01-01T02:00"});
  EXPECT_EQ(other.exit_code, 3) << other.err;
  EXPECT_TRUE(IsOneSentence(other.err)) << other.err;
  EXPECT_EQ(Stored()->bars().size(), 60U);
}

TEST_F(DownloadTest, MistakesAreOneSentence) {
  for (const auto& [more, part] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{}, "name the pairs"},
           {{"-p", "BTC/USDT", "--venue", "binanse"}, "did you mean \"binance\""},
           {{"-p", "NO/USDT", "--timerange", "20200101-20200102"}, "Invalid symbol"}}) {
    const Outcome refused = Download(more);
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_TRUE(IsOneSentence(refused.err)) << refused.err;
    EXPECT_NE(refused.err.find(part), std::string::npos) << refused.err;
  }
}

TEST_F(DownloadTest, AnInterruptStoresWhatCame) {
  ASSERT_EQ(Download({"-p", "BTC/USDT", "--timerange", "20200101..2020-01-01T01:00"}).exit_code, 0);
  interrupted() = true;
  const Outcome stopped = Download({"-p", "BTC/USDT", "--timerange", "20200101-20200102"});
  EXPECT_EQ(stopped.exit_code, 130) << stopped.err;
  EXPECT_EQ(Stored()->bars().size(), 60U);
}

/// Both streams of a contract, again and again until they are heard no more.
void TellContractNews(FakeBinance& venue, net::Timer& timer) {
  timer = venue.stage.loop.After(base::Milliseconds(5), [&venue, &timer] {
    if (venue.contracts.session) {
      venue.StreamOfContracts(
          "btcusdt@markPrice",
          R"({"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15",)"
          R"("i":"11784.6","P":"0","r":"-0.00038167","T":1562306400000})");
      venue.StreamOfContracts(
          "btcusdt@forceOrder",
          R"({"e":"forceOrder","E":1,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT",)"
          R"("f":"IOC","q":"0.014","p":"9910","ap":"9909.5","X":"FILLED",)"
          R"("l":"0.014","z":"0.013","T":1568014460890}})");
    }
    TellContractNews(venue, timer);
  });
}

TEST_F(DownloadTest, WatchFuturesPrintsFundingAndLiquidations) {
  venue_.stage.loop.Post([this] { TellContractNews(venue_, timer_); });
  const auto watch = [this](std::vector<std::string> more) {
    std::vector<std::string> arguments = {"watch-futures", "-p", "BTC/USDT", "--venue-url",
                                          venue_.url()};
    std::ranges::copy(more, std::back_inserter(arguments));
    return Keel(arguments);
  };
  const std::string header =
      "time,pair,event,mark,index,rate,next_payment,side,price,average_price,quantity,filled\n";
  const std::string funding =
      "2019-07-05T05:43:00Z,BTC/USDT:USDT,funding,11794.15,11784.6,-0.00038167,"
      "2019-07-05T06:00:00Z,,,,,\n";
  const std::string forced =
      "2019-09-09T07:34:20.890Z,BTC/USDT:USDT,liquidation,,,,,sell,9910,9909.5,0.014,0.013\n";
  const Outcome both = watch({"--count", "2"});
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_EQ(both.out, header + funding + forced);
  EXPECT_EQ(watch({"--count", "2", "--funding"}).out, header + funding + funding);
  EXPECT_EQ(watch({"--count", "1", "--liquidations"}).out, header + forced);
  EXPECT_EQ(watch({"--count", "1", "--funding", "--json"}).out,
            R"({"time":"2019-07-05T05:43:00Z","pair":"BTC/USDT:USDT","event":"funding",)"
            R"("mark":"11794.15","index":"11784.6","rate":"-0.00038167",)"
            R"("next_payment":"2019-07-05T06:00:00Z"})"
            "\n");
  for (const auto& [more, part] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--count", "-1"}, "--count is 0 or more"},
           {{"--testnet"}, "two different places"},
           {{"-p", "BTC/USD:BTC"}, "settle in their quote coin"}}) {
    const Outcome refused = watch(more);
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_NE(refused.err.find(part), std::string::npos) << refused.err;
  }
  EXPECT_NE(Keel({"watch-futures"}).err.find("name the contracts"), std::string::npos);
  interrupted() = true;
  EXPECT_EQ(watch({}).exit_code, 0) << "Ctrl-C is how it usually ends";
}

TEST_F(DownloadTest, ListVenuesNamesTheKeys) {
  const Outcome listed = Keel({"list-venues"});
  EXPECT_NE(listed.out.find("BINANCE_API_KEY, BINANCE_API_SECRET"), std::string::npos);
  EXPECT_NE(Keel({"list-venues", "--json"}).out.find(R"("testnet": true)"), std::string::npos);
}

}  // namespace
}  // namespace keel::cli
