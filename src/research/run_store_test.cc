// SPDX-License-Identifier: MIT
#include "research/run_store.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/os/file.h"
#include "research/compare.h"
#include "research/report/compare_report.h"
#include "research/testing/markup.h"
#include "research/testing/sample_run.h"

namespace keel::research {
namespace {

namespace fs = std::filesystem;

class RunStoreTest : public ::testing::Test {
 protected:
  RunStoreTest() {
    home_ = ::testing::TempDir() + "keel_run_store_" +
            ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(home_);
  }
  ~RunStoreTest() override { fs::remove_all(home_); }

  StoredRun Keep(const engine::RunRecord& run, std::string_view time = "2022-12-31T23:00:00Z") {
    RunStoreOptions options{.home = home_, .out = std::nullopt, .provenance = {}};
    options.provenance.created_at = base::ParseTime(time).value();
    auto kept = WriteRun(run, options);
    EXPECT_TRUE(kept) << kept.error().message;
    return *kept;
  }

  std::string home_;
};

TEST_F(RunStoreTest, KeepsEveryFileUnderAnIdOfTimeStrategyAndHash) {
  const auto sample = testing::MakeSample({.bars = 2000});
  const StoredRun kept = Keep(sample.run);
  EXPECT_EQ(kept.id, "20221231-230000-ema_cross-fedcba98");
  for (const char* name : {"run.json", "summary.txt", "tearsheet.html", "trades.csv", "orders.csv",
                           "fills.csv", "refusals.csv", "equity.csv", "equity.npy"}) {
    EXPECT_TRUE(fs::exists(kept.directory + "/" + name)) << name;
  }
  const auto names = base::os::ListDirectory(home_ + "/runs").value();
  EXPECT_EQ(names, std::vector<std::string>{kept.id}) << "nothing unfinished is left";
}

TEST_F(RunStoreTest, NeverOverwritesARun) {
  const auto sample = testing::MakeSample({.bars = 1000});
  EXPECT_NE(Keep(sample.run).id, Keep(sample.run).id);
  EXPECT_EQ(ListRuns(home_)->runs.size(), 2u);
}

TEST_F(RunStoreTest, WritesTheSameFilesToTheFolderThatWasAskedFor) {
  const auto sample = testing::MakeSample({.bars = 1000});
  RunStoreOptions options{.home = home_, .out = home_ + "/asked/for", .provenance = {}};
  options.provenance.created_at = base::UnixNanos{};
  const auto kept = WriteRun(sample.run, options);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(base::os::ReadFile(home_ + "/asked/for/trades.csv").value(),
            base::os::ReadFile(kept->directory + "/trades.csv").value());
  EXPECT_EQ(FindRun(home_, home_ + "/asked/for")->place.id, kept->id);
}

TEST_F(RunStoreTest, FindsRunsByWhatPeopleType) {
  auto sample = testing::MakeSample({.bars = 1000});
  const StoredRun older = Keep(sample.run, "2022-01-01");
  sample.run.journal_hash = "aaaa0000";
  const StoredRun newer = Keep(sample.run, "2022-01-02");
  EXPECT_EQ(FindRun(home_, newer.id)->place.id, newer.id);
  EXPECT_EQ(FindRun(home_, "20220101")->place.id, older.id);
  EXPECT_EQ(FindRun(home_, "aaaa0000")->place.id, newer.id);
  EXPECT_EQ(FindRun(home_, "last")->place.id, newer.id);
  EXPECT_EQ(FindRun(home_, "last-1")->place.id, older.id);
  EXPECT_EQ(FindRun(home_, "2022").error().code, base::ErrorCode::kUsage);
  EXPECT_EQ(FindRun(home_, "last-7").error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(FindRun(home_, "nothing").error().code, base::ErrorCode::kNotFound);
}

TEST_F(RunStoreTest, LeavesOutWhatItCannotRead) {
  Keep(testing::MakeSample({.bars = 1000}).run);
  fs::create_directories(home_ + "/runs/broken");
  ASSERT_TRUE(base::os::WriteFileAtomic(home_ + "/runs/broken/run.json", "{"));
  fs::create_directories(home_ + "/runs/.unfinished");
  const auto kept = ListRuns(home_);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->runs.size(), 1u);
  EXPECT_EQ(kept->unreadable, std::vector<std::string>{"broken"});
  EXPECT_EQ(ListRuns(home_ + "/none")->runs.size(), 0u);
}

TEST_F(RunStoreTest, ReadsBackWhatWasWritten) {
  const auto sample = testing::MakeSample({.bars = 4000});
  const StoredRun kept = Keep(sample.run);
  const auto trades = ReadTrades(kept.directory);
  ASSERT_TRUE(trades) << trades.error().message;
  ASSERT_EQ(trades->size(), sample.run.trades.size());
  EXPECT_EQ(trades->back().profit, NetProfit(sample.run.trades.back()));
  EXPECT_EQ(trades->front().entry_time, sample.run.trades.front().entry_time);
  const auto equity = ReadEquity(kept.directory);
  ASSERT_TRUE(equity) << equity.error().message;
  EXPECT_EQ(equity->times.size(), sample.run.equity.size() + 1);
  EXPECT_EQ(equity->equity.back(), sample.run.equity.back().equity);
}

TEST_F(RunStoreTest, NamesTheLineOfADamagedTable) {
  const StoredRun kept = Keep(testing::MakeSample({.bars = 1000}).run);
  const std::string path = kept.directory + "/trades.csv";
  const std::string text = base::os::ReadFile(path).value();
  ASSERT_TRUE(base::os::WriteFileAtomic(path, text + "1,2,3\n"));
  const auto trades = ReadTrades(kept.directory);
  ASSERT_FALSE(trades);
  EXPECT_NE(trades.error().message.find("trades.csv:"), std::string::npos);
  ASSERT_TRUE(base::os::WriteFileAtomic(kept.directory + "/equity.npy", "no"));
  EXPECT_EQ(ReadEquity(kept.directory).error().code, base::ErrorCode::kCorrupt);
}

TEST_F(RunStoreTest, ComparesTradesByEntry) {
  const auto sample = testing::MakeSample({.bars = 6000});
  const StoredRun first = Keep(sample.run, "2022-01-01");
  auto changed = testing::MakeSample({.bars = 6000});
  ASSERT_GT(changed.run.trades.size(), 4u);
  changed.run.trades.erase(changed.run.trades.begin() + 2);
  changed.run.trades.back().exit_price = core::Price(testing::Dec("1"));
  changed.run.journal_hash = "0000000000000000";
  const StoredRun second = Keep(changed.run, "2022-01-02");
  const auto compared =
      CompareRuns(FindRun(home_, first.id).value(), FindRun(home_, second.id).value());
  ASSERT_TRUE(compared) << compared.error().message;
  EXPECT_FALSE(compared->same_journal);
  EXPECT_EQ(compared->trades.only_first.size(), 1u);
  EXPECT_EQ(compared->trades.only_second.size(), 0u);
  EXPECT_EQ(compared->trades.differing, 1);
  EXPECT_EQ(compared->trades.equal, static_cast<int64_t>(sample.run.trades.size()) - 2);
  EXPECT_EQ(compared->trades.first_here->entry_time, sample.run.trades[2].entry_time);
  EXPECT_FALSE(compared->trades.first_there);
  EXPECT_EQ(testing::MarkupFault(CompareHtml(*compared)), "");
  EXPECT_TRUE(base::ParseJson(CompareJson(*compared)));
  EXPECT_NE(CompareText(*compared).find("no such trade"), std::string::npos);
}

TEST_F(RunStoreTest, ARunComparedWithItselfNeverParts) {
  const StoredRun kept = Keep(testing::MakeSample({.bars = 3000}).run);
  const auto compared =
      CompareRuns(FindRun(home_, kept.id).value(), FindRun(home_, kept.id).value());
  ASSERT_TRUE(compared);
  EXPECT_TRUE(compared->same_journal);
  EXPECT_EQ(compared->trades.differing, 0);
  for (const ComparedSetting& setting : compared->settings) EXPECT_TRUE(setting.same());
  for (const ComparedMetric& row : compared->metrics) {
    EXPECT_EQ(row.difference().value_or(0), 0) << row.metric->key;
  }
  EXPECT_NE(CompareText(*compared).find("They never part."), std::string::npos);
}

}  // namespace
}  // namespace keel::research
