// SPDX-License-Identifier: MIT
#include "research/run_comparison.h"

#include <gtest/gtest.h>

#include "base/os/file.h"
#include "research/testing/sample_run.h"

namespace keel::research {
namespace {

class RunComparisonTest : public ::testing::Test {
 protected:
  RunComparisonTest() {
    home_ = ::testing::TempDir() + "keel_run_comparison_" +
            ::testing::UnitTest::GetInstance()->current_test_info()->name();
    EXPECT_TRUE(base::os::RemoveTree(home_));
  }
  ~RunComparisonTest() override { EXPECT_TRUE(base::os::RemoveTree(home_)); }

  KeptRun Kept(const testing::SampleOptions& options, std::string_view time) {
    const auto sample = testing::MakeSample(options);
    RunStoreOptions wanted{.home = home_, .out = std::nullopt, .provenance = {}};
    wanted.provenance.created_at = base::ParseTime(time).value();
    const auto stored = WriteRun(sample.run, wanted);
    EXPECT_TRUE(stored) << stored.error().message;
    auto run = RunById(home_, stored->id);
    EXPECT_TRUE(run) << run.error().message;
    return *std::move(run);
  }

  std::string home_;
};

TEST_F(RunComparisonTest, ARunIsFoundByItsWholeIdAlone) {
  const KeptRun run = Kept({.bars = 500}, "2022-01-01");
  EXPECT_EQ(run.place.directory, home_ + "/runs/" + run.place.id);
  for (const std::string& id :
       {std::string("last"), run.place.id.substr(0, 8), std::string(".."), std::string("."),
        "../runs/" + run.place.id, run.place.directory, std::string()}) {
    const auto found = RunById(home_, id);
    ASSERT_FALSE(found) << id;
    EXPECT_EQ(found.error().code, base::ErrorCode::kNotFound);
  }
}

TEST_F(RunComparisonTest, SettingsStandSideBySideAndSayWhetherTheyDiffer) {
  const std::vector<KeptRun> runs = {Kept({.bars = 500}, "2022-01-01"),
                                     Kept({.bars = 700, .pair = "ETH/USDT"}, "2022-01-02")};
  const auto settings = SettingsOfRuns(runs);
  const auto of = [&](std::string_view name) {
    const auto at = std::ranges::find(settings, name, &SettingOfRuns::name);
    EXPECT_NE(at, settings.end()) << name;
    return *at;
  };
  EXPECT_EQ(of("pairs").values, (std::vector<std::string>{"BTC/USDT", "ETH/USDT"}));
  EXPECT_FALSE(of("pairs").same());
  EXPECT_FALSE(of("to").same());
  EXPECT_TRUE(of("from").same());
  EXPECT_TRUE(of("strategy").same());
  for (const SettingOfRuns& setting : settings) EXPECT_EQ(setting.values.size(), 2U);
}

TEST_F(RunComparisonTest, FiguresAreThoseOfTheRun) {
  const KeptRun run = Kept({.bars = 500}, "2022-01-01");
  const auto figures = FiguresOfRun(run);
  ASSERT_GT(figures.size(), 20U);
  int found = 0;
  for (const metrics::MetricValue& figure : figures) {
    if (figure.metric->key != "total_return") continue;
    ++found;
    EXPECT_EQ(figure.value, run.Number("total_return"));
  }
  EXPECT_EQ(found, 1) << "each once";
}

TEST_F(RunComparisonTest, CurvesBeginAtOneAndAreAbsentOutsideTheirRun) {
  const std::vector<KeptRun> runs = {Kept({.bars = 400}, "2022-01-01"),
                                     Kept({.bars = 800}, "2022-01-02")};
  const auto curves = CurvesOfRunsAt(runs, 101);
  ASSERT_TRUE(curves) << curves.error().message;
  ASSERT_EQ(curves->times.size(), 101U);
  ASSERT_EQ(curves->values.size(), 2U);
  EXPECT_TRUE(std::ranges::is_sorted(curves->times));
  EXPECT_NEAR(curves->values[0].front().value_or(0), 1, 0.01);
  EXPECT_FALSE(curves->values[0].back()) << "the shorter run had ended";
  ASSERT_TRUE(curves->values[1].back());
  const double final = *runs[1].Number("final_equity") / *runs[1].Number("starting_equity");
  EXPECT_NEAR(*curves->values[1].back(), final, 1e-9);
}

TEST_F(RunComparisonTest, AMissingCurveIsNamed) {
  const std::vector<KeptRun> runs = {Kept({.bars = 400}, "2022-01-01")};
  ASSERT_TRUE(base::os::RemoveFile(runs[0].place.directory + "/equity.npy"));
  const auto curves = CurvesOfRunsAt(runs, 10);
  ASSERT_FALSE(curves);
  EXPECT_NE(curves.error().message.find("equity.npy"), std::string::npos);
}

}  // namespace
}  // namespace keel::research
