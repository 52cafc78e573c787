// SPDX-License-Identifier: MIT
#include "research/trial/ledger.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>

#include "base/os/file.h"
#include "base/os/threads.h"
#include "research/testing/sample_subject.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

class Ledger : public ::testing::Test {
 protected:
  Ledger()
      : home_(fmt::format("{}keel-ledger-{}-{}", ::testing::TempDir(), getpid(),
                          ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    EXPECT_TRUE(base::os::RemoveTree(home_));
    EXPECT_TRUE(base::os::MakeDirectories(home_));
  }
  ~Ledger() override { EXPECT_TRUE(base::os::RemoveTree(home_)); }

  static TrialEntry Entry(int number, const std::string& family = "cross on binance") {
    return {.hash = fmt::format("{:032x}", number), .family = family, .source = "test"};
  }
  static std::vector<std::string> Hashes(const std::vector<TrialEntry>& entries) {
    std::vector<std::string> hashes;
    for (const TrialEntry& entry : entries) hashes.push_back(entry.hash.substr(30));
    return hashes;
  }
  TrialLedger ledger() const { return TrialLedger(home_); }
  std::string File() const { return home_ + "/trials.jsonl"; }

  std::string home_;
};

TEST_F(Ledger, IsEmptyBeforeItsFirstTrial) {
  EXPECT_TRUE(ledger().Entries(std::nullopt)->empty());
  EXPECT_TRUE(ledger().Add({}));
  EXPECT_FALSE(base::os::Exists(File()));
}

TEST_F(Ledger, ATrialThatIsMadeAgainIsNoOtherTrial) {
  ASSERT_TRUE(ledger().Add(std::vector{Entry(1), Entry(2)}));
  ASSERT_TRUE(ledger().Add(std::vector{Entry(2), Entry(3), Entry(3)}));
  const std::string once = base::os::ReadFile(File()).value();
  ASSERT_TRUE(ledger().Add(std::vector{Entry(1), Entry(3)}));
  EXPECT_EQ(base::os::ReadFile(File()).value(), once);
  EXPECT_EQ(Hashes(*ledger().Entries(std::nullopt)), (std::vector<std::string>{"01", "02", "03"}));
}

TEST_F(Ledger, GivesTheTrialsOfOneFamily) {
  ASSERT_TRUE(ledger().Add(std::vector{Entry(1), Entry(2, "other"), Entry(3)}));
  EXPECT_EQ(Hashes(*ledger().Entries("other")), (std::vector<std::string>{"02"}));
}

TEST_F(Ledger, AHalfWrittenLineIsNoTrialAndIsCutOffByTheNextOne) {
  ASSERT_TRUE(ledger().Add(std::vector{Entry(1)}));
  const std::string whole = base::os::ReadFile(File()).value();
  ASSERT_TRUE(base::os::WriteFileAtomic(File(), whole + base::ToJson(Entry(2)).substr(0, 40)));
  EXPECT_EQ(Hashes(*ledger().Entries(std::nullopt)), (std::vector<std::string>{"01"}));
  ASSERT_TRUE(ledger().Add(std::vector{Entry(3)}));
  EXPECT_EQ(base::os::ReadFile(File()).value(), whole + base::ToJson(Entry(3)) + "\n");
}

TEST_F(Ledger, ABrokenLineIsNamedByItsPlace) {
  ASSERT_TRUE(base::os::WriteFileAtomic(File(), base::ToJson(Entry(1)) + "\nnonsense\n"));
  const auto entries = ledger().Entries(std::nullopt);
  ASSERT_FALSE(entries);
  EXPECT_EQ(entries.error().code, base::ErrorCode::kCorrupt);
  EXPECT_NE(entries.error().message.find("trials.jsonl:2"), std::string::npos);
}

TEST_F(Ledger, ManyAddAtOnceAndNothingIsLost) {
  base::os::ParallelFor(40, 4, [&](int64_t i) {
    const auto n = static_cast<int>(i);
    EXPECT_TRUE(ledger().Add(std::vector{Entry(n), Entry(n + 1)}));
  });
  EXPECT_EQ(ledger().Entries(std::nullopt)->size(), 41u);
}

TEST_F(Ledger, AnotherProcessAddsAtTheSameTime) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    bool fine = true;
    for (int i = 0; i < 30; ++i) fine = ledger().Add(std::vector{Entry(2 * i)}).has_value() && fine;
    _exit(fine ? 0 : 1);
  }
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(ledger().Add(std::vector{Entry(2 * i + 1)}));
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(ledger().Entries(std::nullopt)->size(), 60u);
}

TEST_F(Ledger, ALineHasTheMomentsOfTheDailyReturns) {
  const Subject subject = testing::SampleSubject(100);
  const Outcome outcome{.trades = 3, .daily = {0.01, -0.02, 0.03, 0.01, -0.01}};
  const TrialEntry entry =
      EntryOf(subject, {.params = {{"fast", 5}}}, outcome, "test", base::UnixNanos{7});
  EXPECT_EQ(entry.hash, TrialHash(subject, {.params = {{"fast", 5}}}));
  EXPECT_EQ(entry.days, 5);
  // By the formulas of pandas: mean 0.004, std(), skew() and kurt() + 3.
  EXPECT_NEAR(*entry.daily_sharpe, 0.004 / 0.019493588689617928, 1e-12);
  EXPECT_NEAR(*entry.skew, 0.08099829095409107, 1e-12);
  EXPECT_NEAR(*entry.kurtosis, 3 - 0.8171745152354593, 1e-12);
  ASSERT_TRUE(ledger().Add(std::vector{entry}));
  EXPECT_EQ(base::ToJson(ledger().Entries(entry.family)->front()), base::ToJson(entry));
}

TEST(TrialCount, ItsVarianceIsBetweenTheTrials) {
  std::vector<TrialEntry> entries(4);
  for (size_t i = 0; i < 3; ++i) entries[i].daily_sharpe = 0.1 * static_cast<double>(i);
  const TrialCount count = CountTrials(entries);
  EXPECT_EQ(count.trials, 4);
  EXPECT_EQ(count.with_sharpe, 3);
  EXPECT_NEAR(count.sharpe_variance, 0.01, 1e-15) << "of 0, 0.1 and 0.2";
}

}  // namespace
}  // namespace keel::research
