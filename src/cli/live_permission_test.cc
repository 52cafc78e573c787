// SPDX-License-Identifier: MIT
#include "cli/live_permission.h"

#include <gtest/gtest.h>

namespace keel::cli {
namespace {

using base::ErrorCode;

class LivePermissionTest : public ::testing::Test {
 protected:
  LivePermissionTest() {
    settings_.risk = risk::LimitsOf("live").value();
    settings_.pairs = {"BTC/USDT"};
    session_.note = [](std::string_view) {};
    session_.ask = [this](std::string_view question) {
      asked_ = question;
      return typed_;
    };
  }
  /// "" where it may go on.
  std::string Refusal() const {
    const base::Status status = CheckLivePlan(plan_, session_, settings_);
    return status ? "" : status.error().message;
  }
  bool Confirmed() { return ConfirmLive(plan_, rights_, session_, settings_).has_value(); }

  LivePlan plan_{
      .session_name = "fund1", .confirm = "", .venue = "binance", .key = "abcdefghijklmnop"};
  execution::KeyRights rights_{.trades = true};
  engine::BacktestSettings settings_;
  Session session_;
  std::optional<std::string> typed_;
  std::string asked_;
};

TEST_F(LivePermissionTest, APlanThatIsWholeGoesOn) { EXPECT_EQ(Refusal(), ""); }

TEST_F(LivePermissionTest, TheSessionHasANameOfItsOwn) {
  plan_.session_name = "default";
  EXPECT_NE(Refusal().find("--session NAME"), std::string::npos);
}

TEST_F(LivePermissionTest, KeysOfASimulatedExchangeAreForItAlone) {
  plan_.key = "KeelTest4L8z63QXW3hzeGCZ2AgZzlva88AZsu1JiyTUR6j3kUq7p3yXSATS1s9e";
  EXPECT_NE(Refusal().find("everybody knows"), std::string::npos);
  plan_.is_real = false;
  EXPECT_EQ(Refusal(), "");
  plan_ = {.session_name = "fund1", .venue = "binance", .key = "mine", .has_test_secret = true};
  EXPECT_NE(Refusal().find("everybody knows"), std::string::npos);
}

TEST_F(LivePermissionTest, LimitsForStudiesAreNone) {
  settings_.risk = risk::LimitsOf("research").value();
  EXPECT_NE(Refusal().find("not research"), std::string::npos);
  settings_.risk = risk::LimitsOf("fund").value();
  EXPECT_EQ(Refusal(), "");
}

TEST_F(LivePermissionTest, SomebodyConfirms) {
  session_.ask = nullptr;
  EXPECT_NE(Refusal().find("--confirm"), std::string::npos);
  plan_.confirm = "fund2";
  EXPECT_NE(Refusal().find("nothing was traded"), std::string::npos);
  plan_.confirm = "fund1";
  EXPECT_EQ(Refusal(), "");
}

TEST_F(LivePermissionTest, AKeyThatCanWithdrawIsRefused) {
  EXPECT_TRUE(CheckKeyRights(rights_));
  rights_.withdraws = true;
  const auto refused = CheckKeyRights(rights_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_FALSE(CheckKeyRights(execution::KeyRights{}));
}

TEST_F(LivePermissionTest, AKeyOfWhichNothingIsKnownIsRefused) {
  const auto refused = CheckKeyRights(base::Fail(ErrorCode::kIo, "status 500"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("status 500"), std::string::npos);
}

TEST_F(LivePermissionTest, TheNameIsTypedAndNothingElse) {
  EXPECT_FALSE(Confirmed()) << "the end of input";
  for (const char* typed : {"", "y", "yes", "fund", "fund1 ", "FUND1"}) {
    typed_ = typed;
    EXPECT_FALSE(Confirmed()) << typed;
  }
  typed_ = "fund1";
  EXPECT_TRUE(Confirmed());
  for (const char* shown : {"REAL MONEY at binance", "fund1", "abcd...mnop", "BTC/USDT",
                            "profile live", "100 USDT", "500 USDT"}) {
    EXPECT_NE(asked_.find(shown), std::string::npos) << shown;
  }
  EXPECT_EQ(asked_.find("abcdefghijklmnop"), std::string::npos);
}

TEST_F(LivePermissionTest, WhatWasGivenIsNotAskedFor) {
  plan_.confirm = "fund1";
  EXPECT_TRUE(Confirmed());
  EXPECT_EQ(asked_, "");
}

}  // namespace
}  // namespace keel::cli
