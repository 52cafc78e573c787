// SPDX-License-Identifier: MIT
#include "cli/serve/job_queue.h"

#include <gtest/gtest.h>

#include "cli/serve/job_text.h"
#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

class JobQueueTest : public testing::CommandLine {
 protected:
  /// A queue whose jobs are run by a script that gets the arguments of the verb, as `keel` would.
  JobQueue& Jobs(const std::string& script) {
    Write("keel.sh", script);
    VerbChild child;
    child.process.program = "/bin/sh";
    child.process.arguments = {"sh", folder() + "/keel.sh"};
    child.process.environment = {{"PATH", "/usr/bin:/bin"}};
    child.process.most_output_bytes = 4'096;
    child.process.patience = base::Seconds(2);
    jobs_ = std::make_unique<JobQueue>(loop_, std::move(child), folder() + "/input",
                                       [this](const JobView& view) { told_.push_back(view); });
    return *jobs_;
  }
  static JobQueue::Wish Wish(std::vector<std::string> arguments = {}) {
    return {"backtest", "a title", "ann", std::move(arguments)};
  }
  JobView Add(JobQueue::Wish wish) {
    const auto job = jobs_->Add(std::move(wish), base::UnixNanos{});
    EXPECT_TRUE(job);
    return job.value_or(JobView{});
  }
  JobView Ended(const std::string& id) {
    const auto has_ended = [&] { return jobs_->Find(id)->ended.has_value(); };
    EXPECT_TRUE(loop_.RunUntil(has_ended, base::Seconds(20))) << id;
    return *jobs_->Find(id);
  }
  JobView Done(const std::string& script) {
    Jobs(script);
    return Ended(Add(Wish()).id);
  }
  void UntilRunning(const std::string& id) {
    const auto at_work = [&] { return jobs_->Find(id)->text == "begun"; };
    ASSERT_TRUE(loop_.RunUntil(at_work, base::Seconds(20)));
  }

  net::Loop loop_;
  std::vector<JobView> told_;
  std::unique_ptr<JobQueue> jobs_;
};

constexpr const char* kBegun = "echo '{\"progress\":\"begun\",\"done\":0}' >&2\n";

TEST_F(JobQueueTest, TellsProgressAndTheRunThatItMade) {
  Jobs(
      "echo '{\"progress\":\"simulate\",\"done\":1,\"total\":4}' >&2\n"
      "echo '{\"run_id\":\"r-1\",\"trades\":7}'\n");
  const JobView job = Ended(Add(Wish({"backtest"})).id);
  EXPECT_EQ(job.state, "done");
  EXPECT_EQ(job.run_id, "r-1");
  EXPECT_EQ(job.text, "");
  ASSERT_GE(told_.size(), 4U);
  EXPECT_EQ(told_[0].state, "queued");
  EXPECT_EQ(told_[1].state, "running");
  EXPECT_EQ(told_[2].text, "simulate");
  EXPECT_EQ(told_[2].progress, 0.25);
}

TEST_F(JobQueueTest, TheVerbGetsItsArgumentsAsTheyAre) {
  Jobs("printf '{\"run_id\":\"'; printf '%s|' \"$@\"; printf '\"}'\n");
  const JobView job = Ended(Add(Wish({"backtest", "-s", "$(echo a) b"})).id);
  EXPECT_EQ(job.run_id, "backtest|-s|$(echo a) b|--json|--progress|json|");
}

TEST_F(JobQueueTest, AFailureIsTheVerbsOwnSentence) {
  const JobView job = Done(
      "echo '{\"title\":\"bad usage\",\"status\":2,\"detail\":\"input.csv:3:1: no time\"}' >&2\n"
      "exit 2\n");
  EXPECT_EQ(job.state, "failed");
  EXPECT_EQ(job.text, "input.csv:3:1: no time");
  EXPECT_EQ(Done("exit 7\n").text, "it failed without a word (exit code 7)");
}

TEST_F(JobQueueTest, ACrashIsAFailedJobAndTheNextOneRuns) {
  const JobView crashed = Done("kill -SEGV $$\n");
  EXPECT_EQ(crashed.state, "failed");
  EXPECT_NE(crashed.text.find("crashed (SIGSEGV"), std::string::npos) << crashed.text;
  Write("keel.sh", "kill -KILL $$\n");
  const JobView killed = Ended(Add(Wish()).id);
  EXPECT_EQ(killed.state, "failed");
  EXPECT_NE(killed.text.find("memory"), std::string::npos) << killed.text;
  Write("keel.sh", "echo \"  what():  std::bad_alloc\" >&2; kill -ABRT $$\n");
  EXPECT_EQ(Ended(Add(Wish()).id).text, "it needed more memory than a job may have");
  Write("keel.sh", "echo '{\"run_id\":\"r-2\"}'\n");
  EXPECT_EQ(Ended(Add(Wish()).id).state, "done");
}

TEST_F(JobQueueTest, WhatPrintsTooMuchIsEnded) {
  const JobView job = Done("while :; do echo 1234567; done\n");
  EXPECT_EQ(job.state, "failed");
  EXPECT_EQ(job.text, "it printed more than 4096 bytes and was ended");
}

TEST_F(JobQueueTest, ACancelledJobMaySayWhatItKept) {
  Jobs(std::string("trap 'echo \"keel: interrupted: kept 3 rows\" >&2; exit 130' INT\n") + kBegun +
       "while :; do sleep 0.01; done\n");
  const std::string id = Add(Wish()).id;
  UntilRunning(id);
  jobs_->Cancel(id);
  const JobView job = Ended(id);
  EXPECT_EQ(job.state, "canceled");
  EXPECT_EQ(job.text, "kept 3 rows");
}

TEST_F(JobQueueTest, OneThatDoesNotStopIsEnded) {
  Jobs(std::string("trap '' INT\n") + kBegun + "while :; do sleep 0.01; done\n");
  const std::string id = Add(Wish()).id;
  UntilRunning(id);
  jobs_->Cancel(id);
  EXPECT_EQ(Ended(id).state, "canceled");
}

TEST_F(JobQueueTest, WhatWaitsIsTakenOutOfTheQueueAndNeverStarted) {
  Jobs(std::string("touch " + folder() + "/started-$1\n") + kBegun +
       "while :; do sleep 0.01; done\n");
  const std::string first = Add(Wish({"one"})).id, second = Add(Wish({"two"})).id;
  UntilRunning(first);
  EXPECT_EQ(jobs_->Find(second)->state, "queued");
  jobs_->Cancel(second);
  jobs_->Cancel(first);
  EXPECT_EQ(Ended(second).text, "it was taken out of the queue");
  EXPECT_TRUE(base::os::Exists(folder() + "/started-one"));
  EXPECT_FALSE(base::os::Exists(folder() + "/started-two"));
}

TEST_F(JobQueueTest, NoJobOutlivesTheQueue) {
  Jobs(std::string("echo $$ > " + folder() + "/pid\n") + kBegun + "trap '' INT\n" +
       "while :; do sleep 0.01; done\n");
  UntilRunning(Add(Wish()).id);
  const auto pid = base::os::ReadFile(folder() + "/pid");
  ASSERT_TRUE(pid);
  jobs_.reset();
  EXPECT_FALSE(base::os::Exists("/proc/" + pid->substr(0, pid->find('\n'))));
}

TEST_F(JobQueueTest, NoMoreWaitThanThereIsRoomFor) {
  Jobs(std::string(kBegun) + "sleep 1000\n");
  UntilRunning(Add(Wish()).id);
  for (size_t i = 0; i < JobQueue::kMostWaiting; ++i) EXPECT_NE(Add(Wish()).id, "");
  EXPECT_FALSE(jobs_->Add(Wish(), base::UnixNanos{}));
}

TEST_F(JobQueueTest, AFileThatCameWithItLiesThereWhileItRunsAndIsTheOwnersAlone) {
  Jobs(
      "printf '{\"run_id\":\"%s %s %s\"}' \"$(pwd)\" \"$(stat -c %a input.csv)\" "
      "\"$(cat input.csv)\"\n");
  JobQueue::Wish wish = Wish({"import-data", "input.csv"});
  wish.input = JobQueue::Input{"input.csv", "a,b"};
  const JobView job = Ended(Add(std::move(wish)).id);
  EXPECT_EQ(job.run_id, base::os::AbsolutePath(folder() + "/input") + " 600 a,b");
  EXPECT_FALSE(base::os::Exists(folder() + "/input"));
}

TEST(JobEnvironment, HasNoSecretOfTheDesk) {
  const std::map<std::string, std::string> all = {
      {"HOME", "/home/ann"},           {"PATH", "/bin"},
      {"BINANCE_API_KEY", "k"},        {"BINANCE_SECRET_KEY", "s"},
      {"KEEL_PASSWORD", "p"},          {"KEEL_ALERT_WEBHOOK", "w"},
      {"KEEL__RISK__PROFILE", "calm"}, {"MAX_DAILY_DRAWDOWN", "0.1"},
      {"LD_PRELOAD", "x.so"},          {"KEEL__SOME__TOKEN", "t"}};
  const std::map<std::string, std::string> given = {{"HOME", "/home/ann"},
                                                    {"PATH", "/bin"},
                                                    {"KEEL__RISK__PROFILE", "calm"},
                                                    {"MAX_DAILY_DRAWDOWN", "0.1"}};
  EXPECT_EQ(JobEnvironment(all), given);
}

class JobTextTest : public testing::CommandLine {
 protected:
  std::string TextOf(const std::vector<std::string>& arguments) {
    const auto outcome = Keel(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto json = base::ParseJson(outcome.out);
    EXPECT_TRUE(json) << outcome.out;
    return json ? JobResultText(*json) : "";
  }
};

TEST_F(JobTextTest, SaysWhatAnImportAddedAndWhatAMarketHas) {
  Write("prices.csv",
        "timestamp_ms,open,high,low,close,volume\n1502942400000,1,2,1,2,3\n"
        "1502946000000,2,3,2,3,4\n");
  const std::vector<std::string> import = {
      "import-data", folder() + "/prices.csv", "--venue", "x", "-p", "BTC/USDT", "-t", "1h",
      "--json"};
  EXPECT_TRUE(TextOf(import).starts_with("BTC/USDT 1h: 2 rows"));
  EXPECT_TRUE(TextOf(import).starts_with("BTC/USDT 1h: 2 rows, 0 new"));
  const std::string text =
      TextOf({"generate-data", "--assets", "1", "--days", "10", "-t", "1h", "--json"});
  EXPECT_NE(text.find(" 1h: 240 rows"), std::string::npos) << text;
}

TEST_F(JobTextTest, OfARunNothingIsSaid) {
  EXPECT_EQ(JobResultText(*base::ParseJson(R"({"run_id":"r","trades":3,"series":[]})")), "");
}

}  // namespace
}  // namespace keel::cli
