// SPDX-License-Identifier: MIT
// Failure cases where people meet them: in the tear sheet and the JSON of a run.
#include "research/failure_cases/cases_of_run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/json_value.h"
#include "base/os/file.h"
#include "research/failure_cases/failure_section.h"
#include "research/report/html.h"
#include "research/report/json.h"
#include "research/testing/markup.h"
#include "research/testing/sample_run.h"
#include "storage/catalog.h"

namespace keel::research {
namespace {

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// A sample run whose bars lie in a catalog of its own.
class CasesOfRun : public ::testing::Test {
 protected:
  CasesOfRun() {
    const storage::Catalog catalog(folder_);
    const auto timeframe = core::Timeframe::Parse("1h").value();
    const auto symbol = core::ParseSymbol("BTC/USDT").value();
    storage::SeriesNote note;
    note.source = "test";
    note.price_decimals = 2;
    note.volume_decimals = 3;
    const auto written =
        catalog.Write({"binance", symbol, timeframe}, testing::SampleBars(options_), note);
    EXPECT_TRUE(written) << written.error().message;
    options_.file = folder_ + "/binance/BTC_USDT-1h.npy";
    sample_ = testing::MakeSample(options_);
  }
  ~CasesOfRun() override { EXPECT_TRUE(base::os::RemoveTree(folder_)); }

  const std::string folder_ = ::testing::TempDir() + fmt::format("keel-cases-{}", getpid());
  testing::SampleOptions options_;
  testing::Sample sample_;
};

TEST_F(CasesOfRun, ComeFromThePricesOfTheCatalog) {
  const FailureCaseResults cases = FailureCasesOf(MeasuredRun(sample_.run));
  ASSERT_EQ(cases.kinds.size(), 6u);
  const auto weekends = std::ranges::find(cases.kinds, "weekend", &KindResult::key);
  EXPECT_GT(weekends->episodes, 20) << "volumes are drawn anew every hour";
  const auto known = std::ranges::find(cases.kinds, "known", &KindResult::key);
  EXPECT_EQ(known->episodes, 2) << "March 2020 and May 2021";
  const auto march = std::ranges::find(cases.episodes, "known", &EpisodeResult::kind);
  // Holding through March is the close at its end by the close at its begin.
  const auto close_at = [&](const char* time) {
    const auto open = base::ParseTime(time).value() - base::Hours(1);
    return std::ranges::find(sample_.bars, open, &core::Bar::open_time)->close;
  };
  EXPECT_NEAR(march->outcome.hold_return, close_at("2020-04-01") / close_at("2020-03-01") - 1,
              1e-9);
}

TEST_F(CasesOfRun, StandInTheTearSheetAndInTheJson) {
  const MeasuredRun measured(sample_.run);
  const FailureCaseResults cases = FailureCasesOf(measured);
  const std::string page = TearSheetHtml(measured, {}, {}, cases);
  EXPECT_EQ(testing::MarkupFault(page), "");
  EXPECT_TRUE(Has(page, "href=\"#failure-cases\""));
  EXPECT_TRUE(Has(page, "March 2020"));
  const auto json = base::ParseJson(RunJson(measured, {}, cases));
  ASSERT_TRUE(json);
  const base::JsonValue* found = json->Find("failure_cases");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->Find("kinds")->items.size(), 6u);
  EXPECT_TRUE(Has(FailureCasesText(cases), "Thin weekend"));
}

TEST_F(CasesOfRun, AreLeftOutWhereThePricesAreGone) {
  sample_.run.series[0].file = folder_ + "/gone/binance/BTC_USDT-1h.npy";
  const MeasuredRun measured(sample_.run);
  const FailureCaseResults cases = FailureCasesOf(measured);
  EXPECT_TRUE(cases.empty());
  EXPECT_FALSE(Has(TearSheetHtml(measured, {}, {}, cases), "failure-cases"));
  EXPECT_EQ(base::ParseJson(RunJson(measured, {}, cases))->Find("failure_cases"), nullptr);
  EXPECT_EQ(FailureCasesText(cases), "");
}

}  // namespace
}  // namespace keel::research
