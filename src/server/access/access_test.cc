// SPDX-License-Identifier: MIT
#include "server/access/access.h"

#include <gtest/gtest.h>

#include <set>

#include "base/os/file.h"
#include "base/os/system_clock.h"
#include "server/access/testing/access_fixture.h"

namespace keel::server {
namespace {

using base::Secret;
using testing::AccessTest;
using testing::kFrom;
using testing::kPassword;
using Why = Denial::Why;

TEST_F(AccessTest, TheFirstAdminIsMadeOnceWithTheTokenOfTheFile) {
  EXPECT_TRUE(access_->needs_setup());
  EXPECT_EQ(WhyNot(MakeAdmin(std::string(43, 'A'))), Why::kUnknown);
  EXPECT_EQ(WhyNot(MakeAdmin(SetupToken(), "ada", "password")), Why::kInvalid);
  EXPECT_EQ(WhyNot(MakeAdmin(SetupToken(), "a b", kPassword)), Why::kInvalid);
  const std::string token = SetupToken();
  const auto ada = MakeAdmin(token);
  ASSERT_TRUE(ada) << ada.error().sentence;
  EXPECT_EQ(ada->identity.role, Role::kAdmin);
  EXPECT_EQ(Who(ada->token)->name, "ada");
  EXPECT_FALSE(access_->needs_setup());
  EXPECT_FALSE(base::os::Exists(home_.File("setup-token")));
  EXPECT_EQ(WhyNot(MakeAdmin(token, "eve")), Why::kConflict);
}

TEST_F(AccessTest, TwoSetupsAtOnceMakeOneAdmin) {
  const std::string token = SetupToken();
  int made = 0;
  for (const char* user : {"ada", "eve"}) {
    access_->Setup({Secret(token), user, Secret(kPassword), kFrom},
                   [&](const Granted<LoggedIn>& r) { made += r ? 1 : 0; });
  }
  Run();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(access_->users().size(), 1U);
}

TEST_F(AccessTest, GuessesAtTheSetupTokenFromElsewhereDoNotKeepTheOwnerOut) {
  int throttled = 0;
  for (int i = 0; i < 10; ++i) {
    access_->Setup(
        {Secret(std::string(43, 'A')), "eve", Secret(kPassword), "203.0.113.1"},
        [&](const Granted<LoggedIn>& r) { throttled += r.error().why == Why::kThrottled ? 1 : 0; });
  }
  EXPECT_EQ(throttled, 5);
  EXPECT_TRUE(MakeAdmin(SetupToken()));
}

TEST_F(AccessTest, WhatAnAnswerHoldsIsLetGoOnTheLoop) {
  const auto held = std::make_shared<int>(0);
  access_->Login({"ada", Secret(kPassword), kFrom}, [held](const auto&) {});
  const Work work = std::move(work_.front());
  work_.clear();
  work();
  Run();
  EXPECT_EQ(held.use_count(), 1) << "the worker's copy of the task is still there";
}

TEST_F(AccessTest, SomebodyElseHoldsTheHome) {
  const auto second = Access::Open(Options(), clock_, testing::CountedEntropy());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kRefused);
}

TEST_F(AccessTest, LoginSurvivesARestartButSessionsDoNot) {
  const LoggedIn before = Ada();
  Open();
  EXPECT_FALSE(access_->needs_setup());
  EXPECT_EQ(WhyNot(Who(before.token)), Why::kUnknown);
  const auto after = Login("ADA", kPassword);
  ASSERT_TRUE(after) << after.error().sentence;
  EXPECT_EQ(Who(after->token)->name, "ada");
  EXPECT_EQ(LastAudited().act, "login");
}

TEST_F(AccessTest, ALoginNeverComputesOnTheLoop) {
  Ada();
  bool answered = false;
  access_->Login({"ada", Secret(kPassword), kFrom}, [&](const auto&) { answered = true; });
  EXPECT_EQ(work_.size(), 1U);
  work_.front()();
  EXPECT_FALSE(answered) << "the worker answers on the loop";
  EXPECT_EQ(posted_.size(), 1U);
  posted_.front()();
  EXPECT_TRUE(answered);
}

TEST_F(AccessTest, WhatEndsAfterTheDoorIsGoneDoesNothing) {
  Ada();
  bool answered = false;
  access_->Login({"ada", Secret(kPassword), kFrom}, [&](const auto&) { answered = true; });
  access_.reset();
  Run();
  EXPECT_FALSE(answered);
}

TEST_F(AccessTest, AStrangerLearnsNothingOfWhoExists) {
  const LoggedIn ada = Ada();
  ASSERT_TRUE(AddUser(ada.identity, "grace", Role::kTrader));
  ASSERT_TRUE(access_->SetDisabled(ada.identity, "grace", true));
  std::set<std::string> answers;
  for (const char* user : {"ada", "nobody-here", "grace", ""}) {
    const auto denied = Login(user, std::string(user) == "grace" ? kPassword : "wrong horse 1");
    EXPECT_EQ(WhyNot(denied), Why::kUnknown) << user;
    answers.insert(denied.error().sentence);
  }
  EXPECT_EQ(answers.size(), 1U);
}

TEST_F(AccessTest, AStrangerWaitsAsLongForAUserWhoDoesNotExist) {
  AccessOptions options = Options();
  options.cost.memory_bytes = size_t{16} << 20;
  Open(std::move(options));
  Ada();
  // The shortest of three: the machine may be busy with something else, but it is never faster.
  const auto time_of = [&](const std::string& user) {
    base::Duration shortest = base::Hours(1);
    for (int i = 0; i < 3; ++i) {
      access_->Login({user, Secret("wrong horse 1"), kFrom}, [](const auto&) {});
      const base::Duration start = base::os::MonotonicTime();
      work_.front()();
      shortest = std::min(shortest, base::os::MonotonicTime() - start);
      work_.clear();
      Run();
    }
    return shortest;
  };
  const base::Duration known = time_of("ada");
  const base::Duration unknown = time_of("nobody-here");
  EXPECT_GT(unknown * 3, known);
  EXPECT_GT(known * 3, unknown);
}

TEST_F(AccessTest, ALoginWithAPasswordThatWasJustChangedIsDenied) {
  const LoggedIn ada = Ada();
  ASSERT_TRUE(AddUser(ada.identity, "grace", Role::kTrader));
  Granted<LoggedIn> late = Deny(Why::kBroken, "it never answered");
  access_->Login({"grace", Secret(kPassword), kFrom},
                 [&](Granted<LoggedIn> r) { late = std::move(r); });
  work_.front()();  // it was right then
  work_.clear();
  const Work answer = std::move(posted_.front());
  posted_.clear();
  access_->SetPassword(ada.identity, "grace", Secret("green harbour 8"),
                       [](const auto& r) { EXPECT_TRUE(r); });
  Run();
  answer();
  EXPECT_EQ(WhyNot(late), Why::kUnknown);
}

TEST_F(AccessTest, UnknownUsersAreThrottledLikeKnownOnes) {
  Ada();
  for (const char* user : {"ada", "nobody-here"}) {
    const std::string from = std::string("192.0.2.") + (*user == 'a' ? "1" : "2");
    for (int i = 0; i < 5; ++i)
      EXPECT_EQ(WhyNot(Login(user, "wrong horse 1", from)), Why::kUnknown);
    const auto denied = Login(user, kPassword, from);
    EXPECT_EQ(WhyNot(denied), Why::kThrottled);
    EXPECT_EQ(RetryAfterSeconds(denied.error()), 1);
  }
  Wait(base::Seconds(1));
  EXPECT_TRUE(Login("ada", kPassword));
}

TEST_F(AccessTest, ManyAttemptsAtOnceAreNoWayAroundTheThrottle) {
  Ada();
  int looked_at = 0;
  for (int i = 0; i < 30; ++i) {
    access_->Login({"ada", Secret("wrong horse 1"), kFrom}, [&](const Granted<LoggedIn>& r) {
      looked_at += r.error().why == Why::kUnknown ? 1 : 0;
    });
  }
  EXPECT_EQ(work_.size(), 5U);
  Run();
  EXPECT_EQ(looked_at, 5);
}

TEST_F(AccessTest, HashesThatWaitAreBounded) {
  AccessOptions options = Options();
  options.most_waiting = 3;
  Open(std::move(options));
  int busy = 0;
  for (int i = 0; i < 5; ++i) {
    access_->Login(
        {"user" + std::to_string(i), Secret(kPassword), kFrom},
        [&](const Granted<LoggedIn>& r) { busy += r.error().why == Why::kThrottled ? 1 : 0; });
  }
  EXPECT_EQ(work_.size(), 3U);
  EXPECT_EQ(busy, 2);
}

TEST_F(AccessTest, ATypedPasswordInThePlaceOfTheNameIsNotWrittenDown) {
  Ada();
  Login("my secret passphrase", "x");
  const AuditEntry entry = LastAudited();
  EXPECT_EQ(entry.act, "login");
  EXPECT_FALSE(entry.ok);
  EXPECT_EQ(entry.who + entry.target + entry.detail, "no such user");
}

TEST_F(AccessTest, AHashOfAnotherCostIsRenewedAtTheNextLogin) {
  Ada();
  const std::string before = base::os::ReadFile(home_.File("users.json")).value();
  AccessOptions options = Options();
  options.cost.passes = 2;
  Open(std::move(options));
  ASSERT_TRUE(Login("ada", kPassword));
  const std::string after = base::os::ReadFile(home_.File("users.json")).value();
  EXPECT_NE(before.find("t=1,"), std::string::npos);
  EXPECT_NE(after.find("t=2,"), std::string::npos);
  EXPECT_TRUE(Login("ada", kPassword));
}

TEST_F(AccessTest, RolesAreALadderAndNothingIsAllowedToNobody) {
  const LoggedIn ada = Ada();
  ASSERT_TRUE(AddUser(ada.identity, "grace", Role::kTrader));
  const auto grace = Login("grace", kPassword);
  ASSERT_TRUE(grace);
  EXPECT_TRUE(access_->Permit(grace->identity, Role::kViewer, Act::kLook));
  EXPECT_TRUE(access_->Permit(grace->identity, Role::kTrader, Act::kChange));
  EXPECT_EQ(WhyNot(access_->Permit(grace->identity, Role::kRisk, Act::kLook)), Why::kForbidden);
  EXPECT_FALSE(access_->Permit(Identity(), Role::kViewer, Act::kLook));
}

TEST_F(AccessTest, AStaleSessionMayLookAndMustShowItsPasswordToChange) {
  const LoggedIn ada = Ada();
  Wait(base::Minutes(14));
  EXPECT_TRUE(access_->Permit(ada.identity, Role::kTrader, Act::kChange)) << "keeps it awake";
  Wait(base::Minutes(14));
  EXPECT_TRUE(access_->Permit(ada.identity, Role::kTrader, Act::kLook)) << "does not";
  Wait(base::Minutes(1));
  EXPECT_TRUE(access_->Permit(ada.identity, Role::kTrader, Act::kLook));
  EXPECT_EQ(WhyNot(access_->Permit(ada.identity, Role::kTrader, Act::kChange)), Why::kStale);
  EXPECT_FALSE(Who(ada.token)->writes_allowed);

  Granted<Identity> shown = Deny(Why::kBroken, "it never answered");
  const auto keep = [&](Granted<Identity> r) { shown = std::move(r); };
  access_->Reauthenticate(ada.identity, Secret("wrong horse 1"), keep);
  Run();
  EXPECT_EQ(WhyNot(shown), Why::kUnknown);
  EXPECT_EQ(WhyNot(access_->Permit(ada.identity, Role::kTrader, Act::kChange)), Why::kStale);
  access_->Reauthenticate(ada.identity, Secret(kPassword), keep);
  Run();
  ASSERT_TRUE(shown);
  EXPECT_TRUE(shown->writes_allowed);
  EXPECT_TRUE(access_->Permit(ada.identity, Role::kTrader, Act::kChange));
}

TEST_F(AccessTest, DangerTakesAPasswordOfTheLastFiveMinutes) {
  const LoggedIn ada = Ada();
  EXPECT_TRUE(access_->Permit(ada.identity, Role::kRisk, Act::kDanger));
  Wait(base::Minutes(5));
  EXPECT_EQ(WhyNot(access_->Permit(ada.identity, Role::kRisk, Act::kDanger)), Why::kNotFresh);
  EXPECT_TRUE(access_->Permit(ada.identity, Role::kRisk, Act::kChange));
}

TEST_F(AccessTest, WebSocketsOfWhatEndsAreToldToClose) {
  const LoggedIn ada = Ada();
  const auto key =
      access_->AddKey(ada.identity, {.name = "bot", .role = Role::kViewer, .life = base::Hours(1)});
  ASSERT_TRUE(key);
  Wait(base::Hours(1));
  access_->Sweep();
  access_->Sweep();
  EXPECT_EQ(ended_, std::vector<std::string>{"key:" + key->id});
  Wait(base::Hours(11));
  access_->Sweep();
  EXPECT_EQ(ended_.back(), ada.identity.session_id);
  const auto again = Login("ada", kPassword);
  access_->Logout(again->identity);
  EXPECT_EQ(ended_.back(), again->identity.session_id);
  EXPECT_EQ(WhyNot(Who(again->token)), Why::kUnknown);
}

TEST_F(AccessTest, ATicketOpensOneWebSocketOfAnIdentityThatStillHolds) {
  const LoggedIn ada = Ada();
  const auto ticket = access_->MakeTicket(ada.identity);
  ASSERT_TRUE(ticket);
  const auto who = access_->RedeemTicket(ticket->Reveal(), kFrom);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->session_id, ada.identity.session_id);
  EXPECT_EQ(WhyNot(access_->RedeemTicket(ticket->Reveal(), kFrom)), Why::kUnknown);
  const auto second = access_->MakeTicket(ada.identity);
  access_->Logout(ada.identity);
  EXPECT_EQ(WhyNot(access_->RedeemTicket(second->Reveal(), kFrom)), Why::kUnknown);
  EXPECT_EQ(WhyNot(access_->MakeTicket(Console())), Why::kForbidden);
}

TEST_F(AccessTest, TheLinkOfADemoOpensOnce) {
  AccessOptions options = Options();
  options.demo_role = Role::kRisk;
  Open(std::move(options));
  EXPECT_FALSE(access_->needs_setup());
  EXPECT_FALSE(base::os::Exists(home_.File("setup-token")));
  const Secret void_link = access_->MakeLink();
  const Secret link = access_->MakeLink();
  EXPECT_EQ(WhyNot(access_->RedeemLink(void_link.Reveal(), kFrom)), Why::kUnknown);
  const auto guest = access_->RedeemLink(link.Reveal(), kFrom);
  ASSERT_TRUE(guest);
  EXPECT_EQ(WhyNot(access_->RedeemLink(link.Reveal(), kFrom)), Why::kUnknown);
  const auto who = Who(guest->token);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->kind, IdentityKind::kDemo);
  EXPECT_EQ(who->role, Role::kRisk);
  Wait(base::Hours(2));
  EXPECT_TRUE(access_->Permit(*who, Role::kRisk, Act::kDanger)) << "it has no password to show";
  EXPECT_EQ(WhyNot(access_->Permit(*who, Role::kAdmin, Act::kLook)), Why::kForbidden);
}

}  // namespace
}  // namespace keel::server
