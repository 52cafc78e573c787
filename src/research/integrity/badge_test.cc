// SPDX-License-Identifier: MIT
#include "research/integrity/badge.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/os/file.h"

namespace keel::research {
namespace {

Evidence Said(std::string check, std::string verdict, std::string settings = "these") {
  return {.check = std::move(check),
          .family = "ema_cross on BTC/USDT 1h at binance",
          .settings_hash = std::move(settings),
          .verdict = std::move(verdict),
          .sentence = "so it was"};
}

TEST(BadgeTest, WithoutEvidenceEveryCheckIsNotMadeAndSaysHow) {
  const Badge badge = BadgeOf({}, "these");
  ASSERT_EQ(badge.rows.size(), 4U);
  EXPECT_EQ(badge.rows[1].state, "not checked");
  EXPECT_EQ(badge.rows[1].sentence, "`keel walk-forward` answers it");
  EXPECT_EQ(badge.verdict,
            "0 of 4 checks passed; not checked: look-ahead, walk-forward, robustness, court.");
}

TEST(BadgeTest, WhatTheseSettingsShowedStandsBeforeWhatOthersDid) {
  const std::vector<Evidence> evidence = {Said("court", "fail"), Said("court", "pass", "others"),
                                          Said("robustness", "pass", "others"),
                                          Said("look-ahead", "weak"), Said("look-ahead", "pass")};
  const Badge badge = BadgeOf(evidence, "these");
  EXPECT_EQ(badge.passed, 1);
  EXPECT_EQ(badge.rows[3].state, "fail");
  EXPECT_FALSE(badge.rows[2].same_settings);
  EXPECT_EQ(badge.verdict,
            "1 of 4 checks passed; failed: court; passed with other settings: robustness; not "
            "checked: walk-forward.");
}

class EvidenceFileTest : public testing::Test {
 protected:
  ~EvidenceFileTest() override { (void)base::os::RemoveTree(home_); }
  const std::string home_ = testing::TempDir() + "evidence" + std::to_string(getpid());
};

TEST_F(EvidenceFileTest, GivesBackWhatWasAddedOfAFamily) {
  ASSERT_TRUE(base::os::MakeDirectories(home_));
  const EvidenceFile file(home_);
  EXPECT_TRUE(file.Of("any")->empty());
  Evidence other = Said("court", "pass");
  other.family = "breakout on BTC/USDT 1h at binance";
  ASSERT_TRUE(file.Add(Said("court", "fail")) && file.Add(other));
  const auto found = file.Of("ema_cross on BTC/USDT 1h at binance");
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().verdict, "fail");
}

TEST_F(EvidenceFileTest, ALineCutOffByACrashIsNoLineAndTheNextOneTakesItsPlace) {
  ASSERT_TRUE(base::os::MakeDirectories(home_));
  const EvidenceFile file(home_);
  ASSERT_TRUE(file.Add(Said("court", "fail")));
  const std::string path = home_ + "/evidence.jsonl";
  ASSERT_TRUE(base::os::WriteFileAtomic(path, *base::os::ReadFile(path) + "{\"check\": \"cou"));
  ASSERT_TRUE(file.Add(Said("look-ahead", "pass")));
  EXPECT_EQ(file.Of(Said("", "").family)->size(), 2U);
}

TEST_F(EvidenceFileTest, ADamagedLineIsNamed) {
  ASSERT_TRUE(base::os::MakeDirectories(home_));
  ASSERT_TRUE(base::os::WriteFileAtomic(home_ + "/evidence.jsonl", "{}\n"));
  const auto found = EvidenceFile(home_).Of("any");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("evidence.jsonl:1"), std::string::npos);
}

}  // namespace
}  // namespace keel::research
