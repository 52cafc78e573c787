// SPDX-License-Identifier: MIT
#include "server/access/access.h"

#include <gtest/gtest.h>

#include <deque>
#include <set>

#include "base/os/file.h"
#include "base/os/system_clock.h"
#include "base/text.h"
#include "server/access/testing/counted_entropy.h"
#include "server/access/testing/temporary_home.h"

namespace keel::server {
namespace {

using base::Secret;
using Why = Denial::Why;

constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};
const std::string kPassword = "blue harbour 7";
const std::string kFrom = "10.0.0.1";

/// A home with the admin ada, whose work waits in a queue as it does on another thread.
class AccessTest : public ::testing::Test {
 protected:
  AccessTest() { Open(); }

  AccessOptions Options() {
    return {.home = home_.path(),
            .work = [this](Work work) { work_.push_back(std::move(work)); },
            .post = [this](Work work) { posted_.push_back(std::move(work)); },
            .on_ended = [this](const std::string& id) { ended_.push_back(id); },
            .cost = {.passes = 1, .memory_bytes = size_t{1} << 16}};
  }
  void Open() { Open(Options()); }
  void Open(AccessOptions options) {
    access_.reset();
    auto access = Access::Open(std::move(options), clock_, testing::CountedEntropy(++opened_));
    ASSERT_TRUE(access) << access.error().message;
    access_ = *std::move(access);
  }
  void Run() {
    while (!work_.empty() || !posted_.empty()) {
      std::deque<Work>& queue = work_.empty() ? posted_ : work_;
      const Work work = std::move(queue.front());
      queue.pop_front();
      work();
    }
  }
  void Wait(base::Duration time) { clock_.Set(clock_.now() + time); }

  Granted<LoggedIn> MakeAdmin(const std::string& token, const std::string& user = "ada",
                              const std::string& password = kPassword) {
    Granted<LoggedIn> result = Deny(Why::kBroken, "it never answered");
    access_->Setup({Secret(token), user, Secret(password), kFrom},
                   [&](Granted<LoggedIn> r) { result = std::move(r); });
    Run();
    return result;
  }
  std::string SetupToken() {
    return std::string(base::Trim(base::os::ReadFile(home_.File("setup-token")).value_or("")));
  }
  LoggedIn Ada() {
    auto ada = MakeAdmin(SetupToken());
    EXPECT_TRUE(ada) << ada.error().sentence;
    return *std::move(ada);
  }
  Granted<LoggedIn> Login(const std::string& user, const std::string& password,
                          const std::string& from = kFrom) {
    Granted<LoggedIn> result = Deny(Why::kBroken, "it never answered");
    access_->Login({user, Secret(password), from},
                   [&](Granted<LoggedIn> r) { result = std::move(r); });
    Run();
    return result;
  }
  Granted<void> AddUser(const Identity& who, const std::string& name, Role role,
                        const std::string& password = kPassword) {
    Granted<void> result = Deny(Why::kBroken, "it never answered");
    access_->AddUser(who, {name, role, Secret(password)}, [&](Granted<void> r) { result = r; });
    Run();
    return result;
  }
  Granted<Identity> Who(const Secret& token, const std::string& from = kFrom) {
    return access_->Authenticate(token.Reveal(), from);
  }
  static Why WhyNot(const auto& granted) {
    EXPECT_FALSE(granted);
    return granted ? Why::kBroken : granted.error().why;
  }
  AuditEntry LastAudited() { return access_->AuditPage(Console(), 1, {}).value().at(0).entry; }

  testing::TemporaryHome home_;
  base::ManualClock clock_{kStart};
  std::deque<Work> work_, posted_;
  std::vector<std::string> ended_;
  uint64_t opened_ = 0;
  std::unique_ptr<Access> access_;
};

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

TEST_F(AccessTest, ARobotComesWithItsKeyAndNeverDoesWhatIsDangerous) {
  const LoggedIn ada = Ada();
  const auto key = access_->AddKey(
      ada.identity, {.name = "grid bot", .role = Role::kAdmin, .addresses = {"10.0.0.0/8"}});
  ASSERT_TRUE(key) << key.error().sentence;
  EXPECT_EQ(access_->keys().at(0).last_used, std::nullopt);
  const auto robot = Who(key->text);
  ASSERT_TRUE(robot);
  EXPECT_EQ(robot->kind, IdentityKind::kKey);
  EXPECT_EQ(robot->session_id, "key:" + key->id);
  EXPECT_EQ(access_->keys().at(0).last_used, kStart);
  EXPECT_EQ(WhyNot(Who(key->text, "203.0.113.1")), Why::kUnknown);
  EXPECT_TRUE(access_->Recall(robot->session_id, "10.2.2.2"));
  EXPECT_EQ(WhyNot(access_->Recall(robot->session_id, "203.0.113.1")), Why::kUnknown);
  Wait(base::Days(1));
  EXPECT_TRUE(access_->Permit(*robot, Role::kTrader, Act::kChange));
  EXPECT_EQ(WhyNot(access_->Permit(*robot, Role::kRisk, Act::kDanger)), Why::kForbidden);
  ASSERT_TRUE(access_->RevokeKey(Console(), key->id));
  EXPECT_EQ(WhyNot(Who(key->text)), Why::kUnknown);
  EXPECT_EQ(WhyNot(access_->Permit(*robot, Role::kTrader, Act::kChange)), Why::kUnknown);
  EXPECT_EQ(ended_, std::vector<std::string>{"key:" + key->id});
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

TEST_F(AccessTest, WhatChangesAUserEndsTheSessionsOfThatUser) {
  const LoggedIn ada = Ada();
  ASSERT_TRUE(AddUser(ada.identity, "grace", Role::kTrader));
  const std::vector<std::function<void()>> changes = {
      [&] { EXPECT_TRUE(access_->SetRole(ada.identity, "Grace", Role::kRisk)); },
      [&] {
        access_->SetPassword(ada.identity, "grace", Secret(kPassword),
                             [](const auto& r) { EXPECT_TRUE(r); });
        Run();
      },
      [&] {
        EXPECT_TRUE(access_->SetDisabled(ada.identity, "grace", true));
        EXPECT_FALSE(Login("grace", kPassword));
        EXPECT_TRUE(access_->SetDisabled(ada.identity, "grace", false));
      },
      [&] { EXPECT_TRUE(access_->RemoveUser(ada.identity, "grace")); },
  };
  for (const auto& change : changes) {
    const auto grace = Login("grace", kPassword);
    ASSERT_TRUE(grace);
    change();
    EXPECT_EQ(WhyNot(Who(grace->token)), Why::kUnknown);
  }
  EXPECT_TRUE(Who(ada.token));
}

TEST_F(AccessTest, OnesOwnNewPasswordTakesTheOldOneAndEndsTheOtherSessions) {
  const LoggedIn ada = Ada();
  const auto other = Login("ada", kPassword);
  Granted<void> changed = Deny(Why::kBroken, "it never answered");
  const auto keep = [&](const Granted<void>& r) { changed = r; };
  access_->ChangePassword(ada.identity, Secret("wrong horse 1"), Secret("green harbour 8"), keep);
  Run();
  EXPECT_EQ(WhyNot(changed), Why::kUnknown);
  access_->ChangePassword(ada.identity, Secret(kPassword), Secret("password"), keep);
  EXPECT_EQ(WhyNot(changed), Why::kInvalid);
  access_->ChangePassword(ada.identity, Secret(kPassword), Secret("green harbour 8"), keep);
  Run();
  ASSERT_TRUE(changed) << changed.error().sentence;
  EXPECT_TRUE(Who(ada.token));
  EXPECT_FALSE(Who(other->token));
  EXPECT_FALSE(Login("ada", kPassword));
  EXPECT_TRUE(Login("ada", "green harbour 8"));
}

TEST_F(AccessTest, OnlyAnAdminAdministersAndEveryAttemptIsWrittenDown) {
  const LoggedIn ada = Ada();
  ASSERT_TRUE(AddUser(ada.identity, "grace", Role::kRisk));
  EXPECT_EQ(LastAudited().act, "add-user");
  EXPECT_EQ(LastAudited().target, "grace");
  EXPECT_EQ(LastAudited().detail, "risk");
  EXPECT_TRUE(LastAudited().ok);
  const Identity grace = Login("grace", kPassword)->identity;
  EXPECT_EQ(WhyNot(AddUser(grace, "eve", Role::kAdmin)), Why::kForbidden);
  EXPECT_EQ(WhyNot(access_->SetRole(grace, "grace", Role::kAdmin)), Why::kForbidden);
  EXPECT_EQ(WhyNot(access_->RemoveUser(grace, "ada")), Why::kForbidden);
  EXPECT_EQ(WhyNot(access_->AddKey(grace, {.name = "r"})), Why::kForbidden);
  EXPECT_EQ(WhyNot(access_->EndSession(grace, ada.identity.session_id)), Why::kForbidden);
  EXPECT_EQ(WhyNot(access_->AuditPage(grace, 10, {})), Why::kForbidden);
  EXPECT_EQ(LastAudited().who, "grace");
  EXPECT_EQ(LastAudited().act, "end-session");
  EXPECT_FALSE(LastAudited().ok);
  EXPECT_TRUE(access_->EndSession(grace, grace.session_id)) << "one's own";
  EXPECT_EQ(WhyNot(access_->RemoveUser(ada.identity, "ada")), Why::kConflict);
  EXPECT_EQ(WhyNot(access_->RemoveUser(ada.identity, "eve")), Why::kNotFound);
}

TEST_F(AccessTest, AChangeThatCannotBeKeptIsDeniedWithoutItsWords) {
  const LoggedIn ada = Ada();
  ASSERT_TRUE(base::os::RemoveTree(home_.path()));
  const auto denied = AddUser(ada.identity, "eve", Role::kAdmin);
  EXPECT_EQ(WhyNot(denied), Why::kBroken);
  EXPECT_NE(denied.error().for_log.find(home_.path()), std::string::npos);
  EXPECT_EQ(denied.error().sentence.find(home_.path()), std::string::npos);
  EXPECT_EQ(access_->users().size(), 1U);
}

TEST_F(AccessTest, TheConsoleMakesTheFirstAdminToo) {
  ASSERT_TRUE(AddUser(Console(), "ada", Role::kAdmin));
  EXPECT_FALSE(access_->needs_setup());
  EXPECT_FALSE(base::os::Exists(home_.File("setup-token")));
  EXPECT_EQ(LastAudited().who, "console");
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

TEST_F(AccessTest, NoSecretIsInAnyFile) {
  const LoggedIn ada = Ada();
  const auto key = access_->AddKey(ada.identity, {.name = "bot"});
  const auto ticket = access_->MakeTicket(ada.identity);
  Login("ada", "canary-password-1");
  Login("canary-name-9", "canary-password-1");
  std::string all;
  for (const char* file : {"users.json", "audit/journal-000001.kj"}) {
    all += base::os::ReadFile(home_.File(file)).value();
  }
  const std::string secret_of_key(key->text.Reveal().substr(key->text.size() - 43));
  for (const std::string& canary : {kPassword, std::string(ada.token.Reveal()), secret_of_key,
                                    std::string(ticket->Reveal()), std::string("canary")}) {
    EXPECT_EQ(all.find(canary), std::string::npos);
  }
  EXPECT_NE(all.find("ada"), std::string::npos) << "these are the files";
}

}  // namespace
}  // namespace keel::server
