// SPDX-License-Identifier: MIT
// What the desk tells of the configuration of the session, out of its journal.
#include <gtest/gtest.h>

#include "server/testing/desk_stage.h"
#include "storage/journal/journal_folder.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::DeskStage;
using testing::LiveJournal;
using testing::TextOf;

class DeskConfigTest : public ::testing::Test {
 protected:
  void Serve(const std::string& configuration) {
    EXPECT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
    folder_ = storage::OpenJournalFolder(desk_.home.File("session"));
    journal_.emplace(*folder_, configuration);
    desk_.AddPeople();
    desk_.Serve();
    const auto& replica = desk_.server->desk().replica;
    ASSERT_TRUE(desk_.stage.Until([&] { return replica.last_start().has_value(); }));
  }
  net::HttpResponse Ask(const std::string& path = "/config") {
    return desk_.Ask("GET", path, Cookie(desk_.SignIn("viewer")));
  }

  DeskStage desk_;
  std::unique_ptr<storage::JournalFolder> folder_;
  std::optional<LiveJournal> journal_;
};

TEST_F(DeskConfigTest, EachSettingIsALineByItsPath) {
  Serve(R"({"pairs":["BTC/USDT","ETH/USDT"],"seed":7,"risk":{"daily_halt":0.05,"total_halt":null},)"
        R"("strategies":[{"name":"wavering","params":{"fast":12}}],"execution":{"netting":true}})");
  const auto answer = Ask();
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.body.find(R"("settings":[{"key":"pairs","value":"BTC/USDT, ETH/USDT"},)"
                             R"({"key":"seed","value":"7"},)"
                             R"({"key":"risk.daily_halt","value":"0.05"},)"
                             R"({"key":"risk.total_halt","value":null},)"
                             R"({"key":"strategies[0].name","value":"wavering"},)"
                             R"({"key":"strategies[0].params.fast","value":"12"},)"
                             R"({"key":"execution.netting","value":"true"}])"),
            std::string::npos)
      << answer.body;
  EXPECT_EQ(TextOf(answer.body, "started"), base::FormatIso(testing::kSessionStart));
}

TEST_F(DeskConfigTest, WhatIsNamedLikeASecretIsHidden) {
  Serve(R"({"venue":{"api_secret":"canary","api_key":["canary"],"passphrase":{"x":"canary"}},)"
        R"("account":{"balances":{"KEY":"10"}}})");
  const auto answer = Ask();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.find("canary"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find(R"({"key":"venue.api_secret","value":"hidden"})"), std::string::npos);
  EXPECT_NE(answer.body.find(R"({"key":"account.balances.KEY","value":"10"})"), std::string::npos)
      << "a coin is no secret";
}

TEST_F(DeskConfigTest, BeforeTheFirstStartItSaysSo) {
  desk_.AddPeople();
  desk_.Serve();
  const auto answer = Ask();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(TextOf(answer.body, "detail"), "the session has not begun: `keel trade` starts it");
}

TEST_F(DeskConfigTest, WhatItDoesNotKnowIsRefused) {
  Serve("{}");
  const auto answer = Ask("/config?section=risk");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(TextOf(answer.body, "field"), "section");
}

}  // namespace
}  // namespace keel::server
