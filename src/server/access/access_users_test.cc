// SPDX-License-Identifier: MIT
// Administration: who may, what ends with it, and what is written down.
#include <gtest/gtest.h>

#include <functional>

#include "base/os/file.h"
#include "server/access/testing/access_fixture.h"

namespace keel::server {
namespace {

using base::Secret;
using testing::AccessTest;
using testing::kFrom;
using testing::kPassword;
using testing::kStart;
using Why = Denial::Why;

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
