// SPDX-License-Identifier: MIT
#include "server/alerts/alert_book.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "server/access/testing/temporary_home.h"

namespace keel::server {
namespace {

using testing::TemporaryHome;

constexpr base::UnixNanos kBookStart{1'700'000'000'000'000'000};
const Acknowledgement kSeenByAnn = {"ann", kBookStart + base::Minutes(1), "on it"};

class AlertBookTest : public ::testing::Test {
 protected:
  AlertBookTest() { Open(); }

  void Open(const std::string& session = "live") {
    book_ = std::make_unique<AlertBook>(home_.path(), session);
  }
  /// Of a book without the defaults, a rule on one figure.
  int64_t OneRule(int64_t hold_s = 0) {
    while (!book_->rules().empty()) EXPECT_TRUE(book_->Remove(book_->rules().front().rule));
    AlertRule rule;
    rule.name = "deep";
    rule.figure = "drawdown";
    rule.comparison = "above";
    rule.threshold = 0.1;
    rule.hold_s = hold_s;
    rule.severity = "critical";
    const auto added = book_->Add(rule);
    EXPECT_TRUE(added) << added.error().message;
    return added->rule;
  }
  std::vector<AlertFiring> Look(std::optional<double> value, int64_t second) {
    return book_->Look(kBookStart + base::Seconds(second), [value](const AlertRule&) {
      return Reading{value, "of late"};
    });
  }
  static storage::AlertRow Row(int64_t number) {
    return {number, kBookStart + base::Seconds(number), "warning", "feed", "mute"};
  }
  std::string RulesPath() const { return home_.File("alert-rules.json"); }
  std::string FiringsPath() const { return home_.File("alert-firings.json"); }

  TemporaryHome home_;
  std::unique_ptr<AlertBook> book_;
};

TEST_F(AlertBookTest, ANewHomeHasTheDefaultsAndNoFile) {
  ASSERT_EQ(book_->rules().size(), DefaultRules().size());
  EXPECT_TRUE(book_->troubles().empty());
  EXPECT_FALSE(base::os::Exists(RulesPath()));
}

TEST_F(AlertBookTest, ADefaultThatIsRemovedStaysAway) {
  ASSERT_TRUE(book_->Remove(2));
  Open();
  EXPECT_EQ(book_->Find(2), nullptr);
  EXPECT_EQ(book_->rules().size(), DefaultRules().size() - 1);
  for (const int64_t rule : {1, 3, 4}) ASSERT_TRUE(book_->Remove(rule));
  Open();
  EXPECT_TRUE(book_->rules().empty()) << "and none come back";
  EXPECT_EQ(OneRule(), 5) << "a number is given once";
}

TEST_F(AlertBookTest, ItsFilesAreTheOwnersAlone) {
  OneRule();
  Look(0.2, 0);
  for (const std::string& path : {RulesPath(), FiringsPath()}) {
    EXPECT_TRUE(base::os::CheckOwnerOnly(path)) << path;
  }
}

TEST_F(AlertBookTest, AFiringTellsWhatWasFoundAndIsOverOnce) {
  const int64_t rule = OneRule(2);
  EXPECT_TRUE(Look(0.2, 0).empty());
  EXPECT_TRUE(Look(0.2, 1).empty());
  const auto fired = Look(0.25, 2);
  ASSERT_EQ(fired.size(), 1U);
  EXPECT_EQ(fired[0].firing, 1);
  EXPECT_EQ(fired[0].rule, rule);
  EXPECT_EQ(fired[0].session, "live");
  EXPECT_EQ(fired[0].severity, "critical");
  EXPECT_EQ(fired[0].text, "drawdown is 25 %, above 10 %, for 2 s; of late");
  EXPECT_EQ(fired[0].since, kBookStart);
  EXPECT_EQ(fired[0].fired_at, kBookStart + base::Seconds(2));
  EXPECT_FALSE(fired[0].resolved_at);
  EXPECT_TRUE(Look(0.3, 3).empty()) << "once";
  const auto over = Look(0.05, 4);
  ASSERT_EQ(over.size(), 1U);
  EXPECT_EQ(over[0].firing, 1);
  EXPECT_EQ(over[0].resolved_at, kBookStart + base::Seconds(4));
  EXPECT_EQ(over[0].ended, "it is over");
}

TEST_F(AlertBookTest, WhatFiresFiresOnAfterARestart) {
  OneRule();
  ASSERT_EQ(Look(0.2, 0).size(), 1U);
  Open();
  EXPECT_TRUE(Look(std::nullopt, 1).empty()) << "nobody knows yet";
  EXPECT_TRUE(Look(0.2, 2).empty()) << "it is the same firing";
  EXPECT_EQ(book_->firings().size(), 1U);
  const auto over = Look(0.0, 3);
  ASSERT_EQ(over.size(), 1U);
  EXPECT_EQ(over[0].firing, 1);
  Open();
  EXPECT_TRUE(book_->firings().at(1).resolved_at);
  ASSERT_EQ(Look(0.2, 4).size(), 1U);
  EXPECT_EQ(book_->firings().rbegin()->first, 2) << "a number is given once";
}

TEST_F(AlertBookTest, AFiringOfAnotherSessionIsLeftAlone) {
  OneRule();
  ASSERT_EQ(Look(0.2, 0).size(), 1U);
  Open("other");
  EXPECT_TRUE(Look(0.0, 1).empty());
  EXPECT_FALSE(book_->firings().at(1).resolved_at);
  EXPECT_FALSE(book_->is_of_session(book_->firings().at(1)));
  EXPECT_FALSE(book_->Acknowledge(1, kSeenByAnn));
}

TEST_F(AlertBookTest, AFiringEndsWithItsRule) {
  const int64_t rule = OneRule();
  const auto ended_by = [&](const std::function<void()>& act) {
    EXPECT_EQ(Look(0.2, 0).size(), 1U);
    act();
    const auto ended = Look(0.2, 1);
    EXPECT_GE(ended.size(), 1U);
    return ended.empty() ? "" : ended.back().ended.value_or("");
  };
  EXPECT_EQ(ended_by([&] {
              AlertRule changed = *book_->Find(rule);
              changed.enabled = false;
              ASSERT_TRUE(book_->Change(changed));
            }),
            "the rule was switched off");
  AlertRule on = *book_->Find(rule);
  on.enabled = true;
  ASSERT_TRUE(book_->Change(on));
  EXPECT_EQ(ended_by([&] { ASSERT_TRUE(book_->Remove(rule)); }), "the rule was removed");
}

TEST_F(AlertBookTest, AChangeOfWhatIsLookedAtBeginsAnewAndOfANameDoesNot) {
  const int64_t rule = OneRule();
  ASSERT_EQ(Look(0.2, 0).size(), 1U);
  AlertRule changed = *book_->Find(rule);
  changed.name = "deeper";
  ASSERT_TRUE(book_->Change(changed));
  EXPECT_TRUE(Look(0.2, 1).empty());
  changed.threshold = 0.15;
  ASSERT_TRUE(book_->Change(changed));
  const auto news = Look(0.2, 2);
  ASSERT_EQ(news.size(), 2U);
  EXPECT_EQ(news[0].firing, 2);
  EXPECT_EQ(news[0].text, "drawdown is 20 %, above 15 %; of late");
  EXPECT_EQ(news[1].firing, 1);
  EXPECT_EQ(news[1].ended, "the rule was changed");
}

TEST_F(AlertBookTest, WhoSawItFirstHasSeenIt) {
  OneRule();
  Look(0.2, 0);
  const auto seen = book_->Acknowledge(1, kSeenByAnn);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->acknowledged_by, "ann");
  EXPECT_EQ(seen->note, "on it");
  const auto again = book_->Acknowledge(1, {"ben", kBookStart, "me, too"});
  EXPECT_EQ(again->acknowledged_by, "ann");
  Open();
  EXPECT_EQ(book_->firings().at(1).acknowledged_by, "ann");
  const auto missing = book_->Acknowledge(7, kSeenByAnn);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, base::ErrorCode::kNotFound);
}

TEST_F(AlertBookTest, AlertsOfTheSessionAreAcknowledgedOneByOneAndAll) {
  book_->Acknowledge(Row(3), kSeenByAnn);
  Open();
  EXPECT_EQ(book_->SeenOf(Row(3)).acknowledged_by, "ann");
  EXPECT_FALSE(book_->SeenOf(Row(2)).acknowledged_by);
  storage::AlertRow anew = Row(3);
  anew.time = anew.time + base::Days(1);
  EXPECT_FALSE(book_->SeenOf(anew).acknowledged_by) << "of a journal that was begun anew";
  OneRule();
  Look(0.2, 0);
  const auto changed = book_->AcknowledgeAll(Row(9), {"ben", kBookStart, ""});
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed[0].acknowledged_by, "ben");
  Open();
  EXPECT_EQ(book_->SeenOf(Row(2)).acknowledged_by, "ben");
  EXPECT_EQ(book_->SeenOf(Row(3)).acknowledged_by, "ann") << "who had seen it before";
  EXPECT_FALSE(book_->SeenOf(Row(10)).acknowledged_by);
  Open("other");
  EXPECT_FALSE(book_->SeenOf(Row(2)).acknowledged_by);
}

TEST_F(AlertBookTest, KeepsTheNewestAndWhatFiresNow) {
  const int64_t rule = OneRule();
  std::vector<AlertFiring> firings(AlertBook::kMostFirings);
  for (size_t i = 0; i < firings.size(); ++i) {
    firings[i].firing = static_cast<int64_t>(i) + 1;
    firings[i].session = "live";
    firings[i].rule = rule;
    if (i > 0) firings[i].resolved_at = kBookStart;
  }
  const std::string text = R"({"version":1,"last":500,"firings":)" + base::ToJson(firings) +
                           R"(,"seen":[],"seen_up_to":[]})";
  ASSERT_TRUE(base::os::WriteFileAtomic(FiringsPath(), text, base::os::Access::kOwnerOnly));
  Open();
  ASSERT_TRUE(book_->troubles().empty()) << book_->troubles()[0];
  ASSERT_EQ(book_->firings().size(), AlertBook::kMostFirings);
  AlertRule other = *book_->Find(rule);
  ASSERT_TRUE(book_->Add(other));
  ASSERT_EQ(Look(0.2, 0).size(), 1U) << "the first rule fires already";
  EXPECT_EQ(book_->firings().size(), AlertBook::kMostFirings);
  EXPECT_EQ(book_->firings().begin()->first, 1) << "it is not over";
  EXPECT_EQ(std::next(book_->firings().begin())->first, 3) << "the oldest that is over went";
  EXPECT_EQ(book_->firings().rbegin()->first, 501);
}

TEST_F(AlertBookTest, ADamagedFileOfRulesIsLeftAlone) {
  OneRule();
  ASSERT_EQ(Look(0.2, 0).size(), 1U);
  const std::string damaged = R"({"version":1,"last":1,"rules":[{"rule":"one"}]})";
  ASSERT_TRUE(base::os::WriteFileAtomic(RulesPath(), damaged, base::os::Access::kOwnerOnly));
  Open();
  ASSERT_EQ(book_->troubles().size(), 1U);
  EXPECT_NE(book_->troubles()[0].find("alert-rules.json"), std::string::npos);
  EXPECT_NE(book_->troubles()[0].find("rules[0]"), std::string::npos) << book_->troubles()[0];
  EXPECT_TRUE(Look(0.0, 1).empty()) << "nothing is looked at";
  EXPECT_FALSE(book_->firings().at(1).resolved_at) << "and so nothing is over";
  const auto added = book_->Add(DefaultRules()[0]);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, base::ErrorCode::kRefused);
  EXPECT_EQ(base::os::ReadFile(RulesPath()).value_or(""), damaged);
}

TEST_F(AlertBookTest, WhatTheReaderOfFieldsCannotKnowIsDamage) {
  AlertRule rule = DefaultRules()[0];
  const auto trouble_of = [&](const AlertRuleFile& file) {
    const std::string text = R"({"version":)" + std::to_string(file.version) + R"(,"last":)" +
                             std::to_string(file.last) + R"(,"rules":)" + base::ToJson(file.rules) +
                             "}";
    EXPECT_TRUE(base::os::WriteFileAtomic(RulesPath(), text, base::os::Access::kOwnerOnly));
    Open();
    return book_->troubles().empty() ? "" : book_->troubles()[0];
  };
  EXPECT_EQ(trouble_of({1, 1, {rule}}), "");
  EXPECT_NE(trouble_of({2, 1, {rule}}).find("another Keel"), std::string::npos);
  EXPECT_NE(trouble_of({1, 1, {rule, rule}}).find("rules[1].rule"), std::string::npos);
  EXPECT_NE(trouble_of({1, 0, {rule}}).find("rules[0].rule"), std::string::npos);
  rule.severity = "loud";
  EXPECT_NE(trouble_of({1, 1, {rule}}).find("rules[0].severity"), std::string::npos);
}

TEST_F(AlertBookTest, AFileThatOthersMayReadIsNotUsed) {
  OneRule();
  std::filesystem::permissions(RulesPath(), std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  Open();
  EXPECT_EQ(book_->troubles().size(), 1U);
}

TEST_F(AlertBookTest, WithADamagedFileOfFiringsRulesFireInMemory) {
  OneRule();
  ASSERT_TRUE(base::os::WriteFileAtomic(FiringsPath(), "{", base::os::Access::kOwnerOnly));
  Open();
  ASSERT_EQ(book_->troubles().size(), 1U);
  EXPECT_EQ(Look(0.2, 0).size(), 1U);
  EXPECT_EQ(base::os::ReadFile(FiringsPath()).value_or(""), "{");
}

TEST_F(AlertBookTest, WhatCannotBeWrittenIsToldAndFiresNonetheless) {
  const std::string gone = home_.File("gone");
  ASSERT_TRUE(base::os::MakeDirectories(gone));
  book_ = std::make_unique<AlertBook>(gone, "live");
  OneRule();
  ASSERT_TRUE(base::os::RemoveTree(gone));
  EXPECT_EQ(Look(0.2, 0).size(), 1U);
  ASSERT_EQ(book_->troubles().size(), 1U);
  EXPECT_NE(book_->troubles()[0].find("could not be written"), std::string::npos);
  const auto added = book_->Add(book_->rules()[0]);
  ASSERT_FALSE(added) << "a rule is kept, or is none";
  EXPECT_EQ(book_->rules().size(), 1U);
  ASSERT_TRUE(base::os::MakeDirectories(gone));
  EXPECT_EQ(Look(0.0, 1).size(), 1U);
  EXPECT_TRUE(book_->troubles().empty()) << "it was written now";
}

TEST_F(AlertBookTest, ThereIsAnEndToRules) {
  OneRule();
  AlertRule rule = book_->rules()[0];
  while (book_->rules().size() < AlertBook::kMostRules) ASSERT_TRUE(book_->Add(rule));
  EXPECT_FALSE(book_->Add(rule));
}

}  // namespace
}  // namespace keel::server
