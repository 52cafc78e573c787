// SPDX-License-Identifier: MIT
// What an operator asks a session for, as lines of JSON, without a socket. The verbs around it are
// in tests/integration/operator_controls.py.
#include "cli/control/testing/session_control_stage.h"

namespace keel::cli {
namespace {

TEST_F(SessionControlTest, StatusOrdersAndPositionsTellWhatIsThere) {
  NextBar();
  const engine::StatusView status = Status();
  EXPECT_EQ(status.state, "trading");
  EXPECT_TRUE(status.in_step);
  EXPECT_EQ(status.open_orders, 1u);
  EXPECT_EQ(status.equity.ToString(), "100000");
  EXPECT_EQ(status.account, "USDT");
  const auto orders = Ask<engine::OrdersView>({.ask = "orders"});
  ASSERT_TRUE(orders && orders->orders.size() == 1);
  EXPECT_EQ(orders->orders[0].pair, "BTC/USDT");
  EXPECT_EQ(orders->orders[0].side, "buy");
  EXPECT_EQ(orders->orders[0].type, "limit");
  EXPECT_EQ(orders->orders[0].price.ToString(), "99");
  EXPECT_EQ(orders->orders[0].client_id, open_[0].client_id);
  const auto held = Ask<engine::PositionsView>({.ask = "positions"});
  ASSERT_TRUE(held);
  EXPECT_TRUE(held->positions.empty());
  EXPECT_EQ(held->balances[0].amount.ToString(), "100000");
}

TEST_F(SessionControlTest, WhatIsHeldIsAPositionWithItsProfit) {
  NextBar();
  Fill();
  const auto held = Ask<engine::PositionsView>({.ask = "positions"});
  ASSERT_TRUE(held && held->positions.size() == 1);
  EXPECT_EQ(held->positions[0].quantity.ToString(), "1");
  EXPECT_EQ(held->positions[0].cost.ToString(), "99");
  EXPECT_EQ(held->positions[0].profit.ToString(), "1") << "the last close is 100";

  ASSERT_TRUE(Act({.ask = "flatten", .reason = "enough"}));
  EXPECT_EQ(market_orders_, 1);
  EXPECT_EQ(Status().state, "halted");
}

TEST_F(SessionControlTest, ParametersAreToldAndChangedWithAReason) {
  NextBar();
  const auto ask = [this](std::vector<std::string> params, std::string reason = "calmer") {
    return Ask<engine::ParamsView>({.ask = "params",
                                    .reason = std::move(reason),
                                    .strategy = "patient",
                                    .params = std::move(params)});
  };
  const auto told = ask({}, "");
  ASSERT_TRUE(told && told->params.size() == 1);
  EXPECT_EQ(base::ToJson(told->params[0]),
            R"({"name":"patience","value":3,"default_value":3,"least":1,"most":9,"whole":true,)"
            R"("meaning":"bars that it waits"})");
  for (const char* wrong :
       {"patience", "patience=", "patience=many", "patience=10", "patience=2.5", "patients=5"}) {
    const auto refused = ask({wrong});
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, base::ErrorCode::kUsage) << refused.error().message;
  }
  EXPECT_FALSE(ask({"patience=5"}, "")) << "without a reason";
  EXPECT_EQ(ask({})->params[0].value, 3);
  const auto changed = ask({"patience=5"});
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->params[0].value, 5);
  EXPECT_NE(changed->done.find("patience=5"), std::string::npos) << changed->done;
  EXPECT_EQ(Status().open_orders, 1u) << "its orders stay";
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  EXPECT_EQ(ask({})->params[0].value, 5) << "over a restart";
  EXPECT_EQ(Refusal({.ask = "params"}).code, base::ErrorCode::kUsage) << "of whom?";
  EXPECT_EQ(Refusal({.ask = "params", .reason = "x", .strategy = "manual", .params = {"a=1"}}).code,
            base::ErrorCode::kNotFound);
}

TEST_F(SessionControlTest, ATurnedDownActDoesNotSpoilTheJournal) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  EXPECT_FALSE(Act({.ask = "resume", .reason = "ok", .confirm = true}));
  Pump();  // the next commit takes what was written with it
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  EXPECT_EQ(Status().state, "halted");
}

TEST_F(SessionControlTest, LimitsAreToldAndChanged) {
  const auto value_of = [](const engine::LimitsView& view, const std::string& name) {
    for (const engine::LimitView& limit : view.limits) {
      if (limit.name == name) return limit.value;
    }
    return std::optional<double>(-1);
  };
  const auto tightened =
      Ask<engine::LimitsView>({.ask = "limits", .limits = {"position_share=0.25"}});
  ASSERT_TRUE(tightened) << tightened.error().message;
  EXPECT_EQ(value_of(*tightened, "position_share"), 0.25);
  EXPECT_FALSE(Ask<engine::LimitsView>({.ask = "limits", .limits = {"position_share=0.5"}}))
      << "loosened for no reason";
  EXPECT_TRUE(Ask<engine::LimitsView>(
      {.ask = "limits", .reason = "agreed", .limits = {"risk.position_share=off"}}));
  EXPECT_EQ(value_of(*Ask<engine::LimitsView>({.ask = "limits"}), "position_share"), std::nullopt);
  for (const char* bad : {"position_share", "position_share=much", "no_such=1"}) {
    EXPECT_FALSE(Ask<engine::LimitsView>({.ask = "limits", .limits = {bad}})) << bad;
  }
}

TEST_F(SessionControlTest, RiskTellsHowMuchOfEachLimitIsUsed) {
  ASSERT_TRUE(Ask<engine::LimitsView>(
      {.ask = "limits", .limits = {"gross_value_max=1000", "order_value_max=500"}}));
  NextBar();
  EXPECT_EQ(Use("gross_value_max").used->ToString(), "99.099") << "an order works, with its fee";
  Fill();
  const engine::LimitUseView gross = Use("gross_value_max");
  EXPECT_EQ(gross.used->ToString(), "100");
  EXPECT_EQ(gross.room.ToString(), "900");
  EXPECT_EQ(gross.share, 0.1);
  EXPECT_EQ(gross.unit, "money");
  EXPECT_EQ(Use("position_share").scope, "BTC/USDT");
  EXPECT_EQ(Use("position_share").of->ToString(), "100001");
  EXPECT_EQ(Use("order_value_max").used, std::nullopt) << "each order is held to it by itself";
}

TEST_F(SessionControlTest, RiskTellsWhatIsHaltedByWhom) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news", .strategy = "patient"}));
  EXPECT_FALSE(Risk().killed);
  EXPECT_EQ(Risk().stopped.at(0).scope, "strategy patient");
  ASSERT_TRUE(Act({.ask = "halt", .reason = "worse news"}));
  EXPECT_TRUE(Risk().killed);
  EXPECT_EQ(Risk().state, "halted");
  EXPECT_EQ(Risk().stopped.at(1).by, "ann");
  EXPECT_EQ(Risk().breaker, "off") << "profile research has no drawdown limit";
}

TEST_F(SessionControlTest, ToAskForTheRiskOfAnotherDayDoesNotBeginIt) {
  ASSERT_TRUE(Ask<engine::LimitsView>({.ask = "limits", .limits = {"turnover_per_day=2"}}));
  NextBar();
  Fill();
  const risk::Activity& activity = session_->desk().risk_watch().activity();
  EXPECT_EQ(Use("turnover_per_day").used->ToString(), "99");
  const auto journal = folder_.AfterKill();
  now_ = now_ + base::Days(1);
  EXPECT_EQ(Use("turnover_per_day").used->ToString(), "0");
  ASSERT_TRUE(session_->Commit());
  EXPECT_EQ(activity.turnover().ToString(), "99") << "or a replay would not do the same again";
  EXPECT_EQ(folder_.AfterKill(), journal);
}

TEST_F(SessionControlTest, WhatTheEngineDoesIsTold) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  NextBar();
  ASSERT_EQ(told_.size(), 2u);
  EXPECT_EQ(told_[0], "kill: the kill switch of everything was thrown by ann: news");
  EXPECT_TRUE(told_[1].starts_with("refusal: patient may not buy 1 BTC/USDT: kill_switch"))
      << told_[1];
}

TEST_F(SessionControlTest, WhatTheVenueDoesNotTakeIsToldAndCountedByReason) {
  rejects_for_ = core::OrderEnd::kRefusedByVenue;
  NextBar();
  NextBar();
  rejects_for_ = core::OrderEnd::kInsufficientBalance;
  NextBar();
  ASSERT_EQ(told_.size(), 3u);
  EXPECT_EQ(told_[1],
            "rejection: order 2 to buy 1 BTC/USDT was not taken by the venue: refused_by_venue "
            "(no, it said), 2 so far");
  EXPECT_EQ(Status().rejections, 3u);
  EXPECT_EQ(Status().rejected_for, (std::vector<std::pair<std::string, int64_t>>{
                                       {"refused_by_venue", 2}, {"insufficient_balance", 1}}));
  EXPECT_EQ(Status().refusals, 0u) << "risk refused nothing";
}

TEST_F(SessionControlTest, APostOnlyOrderThatWouldHaveTakenIsCountedAndNoNews) {
  rejects_for_ = core::OrderEnd::kWouldTake;
  NextBar();
  EXPECT_EQ(Status().rejections, 1u);
  EXPECT_TRUE(told_.empty());
}

TEST_F(SessionControlTest, StatusTellsWhatIsHeldWithoutItsStop) {
  NextBar();
  Fill();
  EXPECT_TRUE(Status().unprotected.empty()) << "no stop is wanted yet";
  protects_ = true;
  NextBar();  // the venue does not answer the stop
  now_ = now_ + base::Seconds(20);
  session_->OnTimer(now_);
  EXPECT_EQ(Status().unprotected, std::vector<std::string>{"strategy patient in BTC/USDT"});
  EXPECT_EQ(Status().unprotected_seconds, 20);
}

TEST_F(SessionControlTest, WhatIsNoRequestIsTurnedDownInWords) {
  for (const char* line : {"", "hello", "[]", "{\"ask\":1}", "{\"ask\":\"dance\"}"}) {
    const auto answer = base::ParseJson(control_->Answer(line));
    ASSERT_TRUE(answer) << line;
    EXPECT_FALSE(answer->Find("ok")->boolean);
    EXPECT_FALSE(answer->Find("message")->text.empty());
  }
}

TEST_F(SessionControlTest, AJournalThatFailsIsAnAnswerAndNoSuccess) {
  failure_ = base::Fail(base::ErrorCode::kIo, "the disk is full");
  EXPECT_EQ(Refusal({.ask = "halt", .reason = "news"}).message, "the disk is full");
}

TEST(SessionControlAlone, BeforeTradingItAsksForAMoment) {
  SessionControl control({});
  EXPECT_NE(control.Answer(R"({"ask":"status"})").find("starting"), std::string::npos);
}

}  // namespace
}  // namespace keel::cli
