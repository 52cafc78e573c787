// SPDX-License-Identifier: MIT
// Exchange keys over the socket: who may ask, what a venue says, and that no key is ever told.
#include "cli/serve/venue_keys.h"

#include <gtest/gtest.h>

#include "cli/serve/demo_exchange.h"
#include "cli/testing/command_line.h"
#include "server/testing/desk_stage.h"

namespace keel::cli {
namespace {

using server::testing::Cookie;
using server::testing::TextOf;

constexpr const char* kKey = "canaryKey0123456789";
constexpr const char* kSecret = "canarySecret0123456789";

class VenueKeysTest : public testing::CommandLine {
 protected:
  VenueKeysTest() {
    plan_.environment = {{"BINANCE_API_KEY", kKey}, {"BINANCE_API_SECRET", kSecret}};
    plan_.venue = "binance";
    plan_.mode = "simulated";
    desk_.AddPeople();
  }
  /// A venue on loopback that says of every key: `rights`.
  void ServeVenue(const std::string& rights, int status = 200) {
    venue_ = desk_.stage.Serve([this, rights, status](const net::ServerRequest& request) {
      const std::string path = request.target.substr(0, request.target.find('?'));
      if (path == "/api/v3/time") return Json(R"({"serverTime":1700000000000})", 200);
      ++asked_;
      EXPECT_EQ(path, "/sapi/v1/account/apiRestrictions") << "nothing else is asked";
      return Json(rights, status);
    });
    plan_.venue_url = "http://127.0.0.1:" + std::to_string(venue_->port());
  }
  static net::HttpResponse Json(std::string body, int status) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}},
            .body = std::move(body)};
  }
  void ServeDesk() {
    server::DeskOptions options = desk_.Options();
    options.more_routes = [this](server::Desk& desk) {
      return VenueKeyRoutes(desk_.stage.loop, desk.clock, plan_);
    };
    desk_.Serve(std::move(options));
  }
  net::HttpResponse Ask(const std::string& method, const std::string& path,
                        const std::string& user = "admin") {
    auto answer = desk_.Ask(method, path, Cookie(desk_.SignIn(user)));
    EXPECT_EQ(answer.body.find("canary"), std::string::npos) << answer.body;
    return answer;
  }
  net::HttpResponse Check(const std::string& which = "binance/trading") {
    return Ask("POST", "/venue-keys/" + which + "/check");
  }
  /// "refused: true true - no", or the status where it was not asked.
  static std::string Verdict(const net::HttpResponse& answer) {
    if (answer.status != 200) return std::to_string(answer.status);
    const auto json = base::ParseJson(answer.body);
    const base::JsonValue& checked = *json->Find("checked");
    std::string text = checked.Find("verdict")->text + ":";
    for (const char* right : {"reads", "trades", "withdraws", "ip_bound"}) {
      const base::JsonValue& told = *checked.Find(right);
      const bool is_told = told.kind == base::JsonValue::Kind::kBool;
      text += !is_told ? " -" : told.boolean ? " yes" : " no";
    }
    return text;
  }
  static std::string SentenceIn(const net::HttpResponse& answer) {
    const auto json = base::ParseJson(answer.body);
    return json->Find("checked")->Find("sentence")->text;
  }

  server::testing::DeskStage desk_;
  VenueKeysPlan plan_;
  std::unique_ptr<net::Server> venue_;
  int asked_ = 0;
};

TEST_F(VenueKeysTest, AreListedByTheNamesOfTheirVariablesAlone) {
  ServeDesk();
  const auto answer = Ask("GET", "/venue-keys");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto json = base::ParseJson(answer.body);
  const auto& items = json->Find("items")->items;
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].Find("key_variable")->text, "BINANCE_API_KEY");
  EXPECT_TRUE(items[0].Find("key_set")->boolean && items[0].Find("used")->boolean);
  EXPECT_EQ(items[1].Find("account")->text, "testnet");
  EXPECT_FALSE(items[1].Find("key_set")->boolean || items[1].Find("used")->boolean);
}

TEST_F(VenueKeysTest, OnlyAnAdminSeesOrChecksThem) {
  ServeVenue("{}");
  ServeDesk();
  for (const char* user : {"viewer", "trader", "risk"}) {
    EXPECT_EQ(Ask("GET", "/venue-keys", user).status, 403) << user;
    EXPECT_EQ(Ask("POST", "/venue-keys/binance/trading/check", user).status, 403) << user;
  }
  EXPECT_EQ(desk_.Ask("GET", "/venue-keys").status, 401);
  EXPECT_EQ(asked_, 0);
}

TEST_F(VenueKeysTest, AKeyThatMayWithdrawIsRefusedWithAWarning) {
  ServeVenue(R"({"ipRestrict":true,"enableReading":true,"enableSpotAndMarginTrading":true,)"
             R"("enableWithdrawals":true})");
  ServeDesk();
  const auto answer = Check();
  EXPECT_EQ(Verdict(answer), "refused: yes yes yes yes") << answer.body;
  EXPECT_NE(SentenceIn(answer).find("can withdraw or transfer money"), std::string::npos);
  EXPECT_NE(Ask("GET", "/venue-keys").body.find("can withdraw"), std::string::npos)
      << "it is told again to who comes back to the page";
}

TEST_F(VenueKeysTest, WhatAVenueDoesNotTellIsNotInvented) {
  ServeVenue(R"({"ipRestrict":false,"enableSpotAndMarginTrading":true,"enableWithdrawals":false})");
  ServeDesk();
  const auto answer = Check();
  EXPECT_EQ(Verdict(answer), "fit: - yes no no") << answer.body;
  EXPECT_NE(SentenceIn(answer).find("works from everywhere"), std::string::npos);
}

TEST_F(VenueKeysTest, AKeyOfWhichNothingIsKnownIsNotFit) {
  ServeVenue(R"({"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."})", 401);
  ServeDesk();
  const auto answer = Check();
  EXPECT_EQ(Verdict(answer), "unknown: - - - -") << answer.body;
  EXPECT_NE(SentenceIn(answer).find("could not be found out"), std::string::npos);
}

TEST_F(VenueKeysTest, TheVenueIsNotAskedAgainAtOnce) {
  ServeVenue(R"({"ipRestrict":true,"enableSpotAndMarginTrading":true,"enableWithdrawals":false})");
  ServeDesk();
  EXPECT_EQ(Check().status, 200);
  const auto again = Check();
  EXPECT_EQ(again.status, 429) << again.body;
  EXPECT_EQ(net::FindHeader(again.headers, "Retry-After"), "10");
  EXPECT_EQ(asked_, 1);
  desk_.Wait(VenueKeys::kPause);
  EXPECT_EQ(Check().status, 200);
}

TEST_F(VenueKeysTest, WithoutAKeyTheVariableIsNamed) {
  plan_.environment.erase("BINANCE_API_SECRET");
  ServeDesk();
  const auto answer = Check();
  EXPECT_EQ(answer.status, 409) << answer.body;
  EXPECT_NE(answer.body.find("BINANCE_API_SECRET is not set"), std::string::npos);
  EXPECT_EQ(Check("binance/testnet").status, 409);
  EXPECT_EQ(Check("binance/other").status, 404);
  EXPECT_EQ(Check("kraken/trading").status, 404);
}

TEST_F(VenueKeysTest, NoKeyGoesToAnotherMachine) {
  plan_.venue_url = "https://exchange.example.com";
  ServeDesk();
  const auto answer = Check();
  EXPECT_EQ(answer.status, 409) << answer.body;
  EXPECT_NE(answer.body.find("not to https://exchange.example.com"), std::string::npos);
}

TEST_F(VenueKeysTest, ACheckIsInTheAudit) {
  ServeVenue("{}");
  ServeDesk();
  EXPECT_EQ(Verdict(Check()), "unknown: - - - -");
  const auto audit = Ask("GET", "/audit");
  EXPECT_NE(audit.body.find("POST /api/v1/venue-keys/binance/trading/check"), std::string::npos)
      << audit.body;
}

TEST_F(VenueKeysTest, ASimulatedExchangeAnswersForItsOwnKeysAndNobodyElseIsAskedAboutThem) {
  base::os::SystemClock clock;
  Session session;
  session.clock = &clock;
  session.environment = {{"HOME", folder()}};
  session.working_directory = folder();
  const auto exchange = DemoExchange::Start(
      session, {"--history-days", "1", "-p", "BTC/USDT", "--home", folder()}, base::Seconds(30));
  ASSERT_TRUE(exchange) << exchange.error().message;
  plan_.environment = {{"BINANCE_API_KEY", (*exchange)->key()},
                       {"BINANCE_API_SECRET", (*exchange)->secret()},
                       {"BINANCE_TESTNET_API_KEY", (*exchange)->key()},
                       {"BINANCE_TESTNET_API_SECRET", (*exchange)->secret()}};
  plan_.venue_url = (*exchange)->url();
  ServeDesk();
  const auto answer = Check();
  EXPECT_EQ(Verdict(answer), "fit: yes yes no no") << answer.body;
  EXPECT_EQ(answer.body.find((*exchange)->key()), std::string::npos);
  const auto elsewhere = Check("binance/testnet");
  EXPECT_EQ(Verdict(elsewhere), "unknown: - - - -");
  EXPECT_NE(SentenceIn(elsewhere).find("everybody knows"), std::string::npos);
}

}  // namespace
}  // namespace keel::cli
