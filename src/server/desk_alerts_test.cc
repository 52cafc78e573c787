// SPDX-License-Identifier: MIT
// Alert rules of a desk over its API: what fires and is acknowledged, who may what, what the audit
// says of it, and that nothing tells an address or a secret again.
#include <gtest/gtest.h>

#include <filesystem>

#include "net/testing/certificate.h"
#include "server/desk/alarms.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::Credential;
using testing::DeskStage;
using testing::LiveJournal;
using testing::TextOf;

class DeskAlertsTest : public ::testing::Test {
 protected:
  DeskAlertsTest() {
    desk_.AddPeople();
    EXPECT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
    folder_ = storage::OpenJournalFolder(desk_.home.File("session"));
  }

  void Serve() { Serve(desk_.Options()); }
  void Serve(DeskOptions options) {
    desk_.Serve(std::move(options));
    for (const Role role : {Role::kViewer, Role::kTrader, Role::kRisk, Role::kAdmin}) {
      who_[role] = Cookie(desk_.SignIn(std::string(RoleText(role))));
    }
  }
  Alarms& alarms() { return *desk_.server->desk().alarms; }
  /// Time passes, and the rules are looked at.
  void Pass(base::Duration time) {
    desk_.Wait(time);
    alarms().Tick();
  }
  net::HttpResponse Ask(Role role, const std::string& method, const std::string& path,
                        const std::string& body = "") {
    return desk_.Ask(method, path, who_.at(role), body);
  }
  template <typename View>
  View Get(const std::string& path) {
    const auto answer = Ask(Role::kViewer, "GET", path);
    EXPECT_EQ(answer.status, 200) << path << ' ' << answer.body;
    auto view = base::ReadJson<View>(answer.body);
    EXPECT_TRUE(view) << (view ? "" : view.error().message) << answer.body;
    return view.value_or(View{});
  }
  std::vector<AlertFiring> Firings(const std::string& query = "") {
    return Get<Page<AlertFiring>>("/alert-firings" + query).items;
  }
  std::string Audit() { return Ask(Role::kAdmin, "GET", "/audit?limit=50").body; }

  /// A receiver on this machine, and the options of a desk that may send there.
  DeskOptions OptionsWithReceiver() {
    const auto made = net::testing::MakeCertificate(desk_.home.path(), "hook");
    EXPECT_TRUE(made) << made.error().message;
    net::ServerOptions tls;
    tls.tls = *made;
    net::ServerCallbacks callbacks;
    callbacks.on_request = [this](const net::ServerRequest& request, const net::Respond& respond) {
      heard_.push_back(request);
      respond(net::testing::Text("", receiver_status_));
    };
    receiver_ = desk_.stage.Serve(std::move(tls), std::move(callbacks));
    DeskOptions options = desk_.Options();
    options.webhooks.policy.loopback = true;
    options.webhooks.policy.trust.ca_file = desk_.home.File("hook.pem");
    return options;
  }
  std::string ChannelBody(const std::string& name) const {
    return fmt::format(R"({{"name":"{}","format":"json","url":"https://127.0.0.1:{}/canary-path",)"
                       R"("header_name":"Authorization","header_value":"Bearer canary-header",)"
                       R"("signing_key":"canary-signing-key"}})",
                       name, receiver_->port());
  }

  DeskStage desk_;
  std::unique_ptr<storage::JournalFolder> folder_;
  std::map<Role, Credential> who_;
  std::unique_ptr<net::Server> receiver_;
  std::vector<net::ServerRequest> heard_;
  int receiver_status_ = 200;
};

const std::string kGoneRule = R"({"name":"gone","figure":"session_up","comparison":"equals",)"
                              R"("threshold":0,"quiet_s":3600,"severity":"critical"})";

TEST_F(DeskAlertsTest, ASessionThatIsGoneFiresByDefaultAndIsAcknowledged) {
  Serve();
  Pass(base::Seconds(6));
  Pass(base::Seconds(20));
  EXPECT_TRUE(Firings().empty()) << "not for long enough";
  Pass(base::Seconds(10));
  const auto fired = Firings();
  ASSERT_EQ(fired.size(), 1U);
  EXPECT_EQ(fired[0].name, "Session is gone");
  EXPECT_EQ(fired[0].text, "session up is no, for 30 s");
  auto state = Get<AlertingView>("/alerts/summary");
  EXPECT_EQ(state.firing, 1);
  EXPECT_EQ(state.unacknowledged, 1);
  EXPECT_TRUE(state.is_critical);
  EXPECT_TRUE(state.troubles.empty());
  const auto seen =
      Ask(Role::kTrader, "POST", "/alert-firings/1/acknowledge", R"({"note":"it is being moved"})");
  EXPECT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(TextOf(seen.body, "acknowledged_by"), "trader");
  state = Get<AlertingView>("/alerts/summary");
  EXPECT_EQ(state.firing, 1) << "it fires on";
  EXPECT_EQ(state.unacknowledged, 0);
  EXPECT_FALSE(state.is_critical);
  const std::string audit = Audit();
  EXPECT_NE(audit.find("\"acknowledge-firing\""), std::string::npos) << audit;
  EXPECT_NE(audit.find("it is being moved"), std::string::npos) << audit;
}

TEST_F(DeskAlertsTest, ASessionThatComesBackResolvesIt) {
  Serve();
  ASSERT_EQ(Ask(Role::kRisk, "POST", "/alert-rules", kGoneRule).status, 201);
  Pass(base::Seconds(6));
  ASSERT_EQ(Firings("?open=true").size(), 1U);
  desk_.server->desk().status = engine::StatusView{};
  alarms().Tick();
  EXPECT_TRUE(Firings("?open=true").empty());
  const auto over = Firings("?rule=5");
  ASSERT_EQ(over.size(), 1U);
  EXPECT_EQ(over[0].ended, "it is over");
  EXPECT_EQ(Get<AlertingView>("/alerts/summary").unacknowledged, 1) << "nobody saw it";
}

TEST_F(DeskAlertsTest, WhoMayWhat) {
  Serve();
  const std::string change = R"({"enabled":false})";
  for (const Role role : {Role::kViewer, Role::kTrader}) {
    EXPECT_EQ(Ask(role, "POST", "/alert-rules", kGoneRule).status, 403);
    EXPECT_EQ(Ask(role, "PATCH", "/alert-rules/1", change).status, 403);
    EXPECT_EQ(Ask(role, "DELETE", "/alert-rules/1").status, 403);
  }
  EXPECT_EQ(Ask(Role::kViewer, "POST", "/alert-firings/1/acknowledge").status, 403);
  EXPECT_EQ(Ask(Role::kViewer, "POST", "/alerts/acknowledge-all").status, 403);
  EXPECT_EQ(Ask(Role::kRisk, "POST", "/alert-channels", "{}").status, 403);
  EXPECT_EQ(Ask(Role::kRisk, "POST", "/alert-channels/ops/test").status, 403);
  EXPECT_EQ(Ask(Role::kRisk, "PATCH", "/alert-rules/1", change).status, 200);
  EXPECT_EQ(Ask(Role::kRisk, "DELETE", "/alert-rules/1").status, 204);
}

TEST_F(DeskAlertsTest, RulesAreAddedChangedAndRemovedAndTheAuditSaysSo) {
  Serve();
  const auto added = Ask(Role::kRisk, "POST", "/alert-rules", kGoneRule);
  ASSERT_EQ(added.status, 201) << added.body;
  const auto changed = Ask(Role::kRisk, "PATCH", "/alert-rules/5",
                           R"({"name":"lost","hold_s":90,"severity":"warning"})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  const auto rules = Get<Page<AlertRule>>("/alert-rules").items;
  ASSERT_EQ(rules.size(), 5U);
  EXPECT_EQ(rules[4].name, "lost");
  EXPECT_EQ(rules[4].hold_s, 90);
  EXPECT_EQ(rules[4].figure, "session_up") << "what is not given stays";
  EXPECT_EQ(Ask(Role::kRisk, "DELETE", "/alert-rules/5").status, 204);
  EXPECT_EQ(Ask(Role::kRisk, "DELETE", "/alert-rules/5").status, 404);
  EXPECT_EQ(Ask(Role::kRisk, "PATCH", "/alert-rules/5", "{}").status, 404);
  const std::string audit = Audit();
  for (const char* act : {"add-alert-rule", "change-alert-rule", "remove-alert-rule"}) {
    EXPECT_NE(audit.find(act), std::string::npos) << act << " in " << audit;
  }
}

TEST_F(DeskAlertsTest, AMistakeIsToldByItsField) {
  LiveJournal session(*folder_);
  session.Minutes(2);
  Serve();
  ASSERT_TRUE(desk_.stage.Until([&] { return desk_.server->desk().has_pair("BTC/USDT"); }));
  const auto field_of = [&](const std::string& body) {
    const auto answer = Ask(Role::kRisk, "POST", "/alert-rules", body);
    EXPECT_EQ(answer.status, 400) << answer.body;
    return TextOf(answer.body, "field");
  };
  const auto with = [](const std::string& old, const std::string& now) {
    std::string body = kGoneRule;
    return body.replace(body.find(old), old.size(), now);
  };
  EXPECT_EQ(field_of(with("\"threshold\":0", "\"threshold\":0,\"colour\":1")), "colour");
  EXPECT_EQ(field_of(with("session_up", "session")), "figure");
  EXPECT_EQ(field_of(with("\"threshold\":0", "\"threshold\":\"0\"")), "threshold");
  EXPECT_EQ(field_of(with("\"threshold\":0", "\"threshold\":0,\"channels\":[\"none\"]")),
            "channels");
  EXPECT_EQ(field_of(R"({"name":"p","figure":"price","comparison":"above","threshold":1,)"
                     R"("severity":"note","subject":"ETH/USDT"})"),
            "subject");
  const auto pair = Ask(Role::kRisk, "POST", "/alert-rules",
                        R"({"name":"p","figure":"price","comparison":"above","threshold":1,)"
                        R"("severity":"note","subject":"BTC/USDT"})");
  EXPECT_EQ(pair.status, 201) << pair.body;
}

TEST_F(DeskAlertsTest, AChangeToChangesNeedsNoThreshold) {
  Serve();
  ASSERT_EQ(Ask(Role::kRisk, "POST", "/alert-rules", kGoneRule).status, 201);
  const auto changed = Ask(Role::kRisk, "PATCH", "/alert-rules/5", R"({"comparison":"changes"})");
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_NE(changed.body.find("\"threshold\":null"), std::string::npos) << changed.body;
  const auto back = Ask(Role::kRisk, "PATCH", "/alert-rules/5", R"({"comparison":"equals"})");
  EXPECT_EQ(TextOf(back.body, "field"), "threshold") << back.body;
}

TEST_F(DeskAlertsTest, AlertsOfTheSessionAreAcknowledged) {
  LiveJournal session(*folder_);
  session.Minutes(3);
  session.Halt();
  Serve();
  ASSERT_TRUE(desk_.stage.Until([&] { return alarms().state().unacknowledged > 0; }));
  const auto alerts = Get<Page<AlertView>>("/alerts?severity=critical").items;
  ASSERT_FALSE(alerts.empty());
  const std::string number = std::to_string(alerts[0].alert);
  EXPECT_FALSE(alerts[0].acknowledged_by);
  const int64_t before = Get<AlertingView>("/alerts/summary").unacknowledged;
  const auto seen = Ask(Role::kTrader, "POST", "/alerts/" + number + "/acknowledge", "{}");
  EXPECT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(TextOf(seen.body, "acknowledged_by"), "trader");
  EXPECT_EQ(Get<AlertingView>("/alerts/summary").unacknowledged, before - 1);
  EXPECT_EQ(Get<Page<AlertView>>("/alerts?severity=critical").items[0].acknowledged_by, "trader");
  EXPECT_NE(Audit().find("\"acknowledge-alert\""), std::string::npos);
  EXPECT_EQ(Ask(Role::kTrader, "POST", "/alerts/999999/acknowledge", "{}").status, 404);
  const auto all = Ask(Role::kTrader, "POST", "/alerts/acknowledge-all", R"({"note":"read"})");
  EXPECT_EQ(all.status, 200) << all.body;
  EXPECT_EQ(Get<AlertingView>("/alerts/summary").unacknowledged, 0);
  for (const AlertView& alert : Get<Page<AlertView>>("/alerts").items) {
    EXPECT_TRUE(alert.acknowledged_by) << alert.alert;
  }
}

TEST_F(DeskAlertsTest, FiguresAreReadOfWhatTheDeskHolds) {
  LiveJournal session(*folder_);
  session.Minutes(20);
  session.Halt();
  Serve();
  Desk& desk = desk_.server->desk();
  ASSERT_TRUE(desk_.stage.Until([&] { return desk.replica.last_time() == session.now(); }));
  engine::StatusView status;
  status.state = "halted";
  status.in_step = true;
  status.equity = *core::Decimal::Parse("10000.5");
  status.day_profit = *core::Decimal::Parse("-12.25");
  status.disputes = 2;
  status.unprotected = {"strategy x in BTC/USDT"};
  status.stopped = {{"everything", "kill_switch", "ann", "news", testing::kSessionStart}};
  status.connection.market_up = true;
  status.connection.market_silent = true;
  status.connection.clock_known = true;
  status.connection.clock_offset_ms = -12;
  desk.status = status;
  engine::LimitUseView daily, gross;
  daily.name = "daily_halt";
  daily.share = 0.5;
  gross.name = "gross_exposure";
  gross.share = 0.7;
  desk.risk.view.emplace();
  desk.risk.view->uses = {daily, gross};
  desk.risk.at = desk_.clock.now();
  const auto read = [&](const char* figure, const std::string& subject = "") {
    return FindFigure(figure)->read(desk, subject);
  };
  EXPECT_EQ(read("session_up").value, 1);
  EXPECT_EQ(read("in_step").value, 1);
  EXPECT_EQ(read("trading").value, 0);
  EXPECT_EQ(read("kill_switch").value, 1);
  EXPECT_EQ(read("kill_switch").detail, "by ann: news");
  EXPECT_EQ(read("equity").value, 10000.5);
  EXPECT_EQ(read("day_pnl").value, -12.25);
  EXPECT_EQ(read("disputes").value, 2);
  EXPECT_EQ(read("unprotected").detail, "strategy x in BTC/USDT");
  EXPECT_EQ(read("feed_silent").value, 1);
  EXPECT_EQ(read("clock_offset").value, 12);
  EXPECT_EQ(read("drawdown_limit_use").value, 0.5);
  EXPECT_EQ(read("limit_use", "any").value, 0.7);
  EXPECT_EQ(read("limit_use", "any").detail, "gross_exposure");
  EXPECT_EQ(read("limit_use", "daily_halt").value, 0.5);
  EXPECT_FALSE(read("limit_use", "open_orders").value) << "it is not in force";
  const auto& last = desk.replica.equity().rows().back();
  EXPECT_EQ(read("drawdown").value, last.drawdown);
  EXPECT_EQ(read("exposure").value, last.exposure.ToDouble() / last.equity.ToDouble());
  EXPECT_EQ(read("journal_readable").value, 1);
  EXPECT_FALSE(read("price", "BTC/USDT").value) << "this desk hears no prices";
  EXPECT_FALSE(read("jobs_failed").value) << "nor has it jobs";
  desk_.Wait(base::Minutes(2));
  EXPECT_FALSE(read("drawdown_limit_use").value) << "too old";
  desk.status.reset();
  EXPECT_EQ(read("session_up").value, 0);
  EXPECT_FALSE(read("kill_switch").value) << "nobody knows";
}

TEST_F(DeskAlertsTest, WhatIsNewIsCountedForFiveMinutes) {
  LiveJournal session(*folder_);
  session.Minutes(20);
  session.Halt();
  Serve();
  Desk& desk = desk_.server->desk();
  ASSERT_TRUE(desk_.stage.Until([&] { return desk.replica.last_time() == session.now(); }));
  const auto read = [&](const char* figure, const std::string& subject = "") {
    return FindFigure(figure)->read(desk, subject);
  };
  desk_.clock.Set(session.now());
  EXPECT_GE(read("session_alerts", "critical").value.value_or(0), 1) << "the kill switch";
  EXPECT_FALSE(read("session_alerts", "critical").detail.empty());
  EXPECT_GT(read("refusals").value.value_or(0), 0) << "every fifth bar asks for too much";
  desk_.Wait(base::Minutes(5));
  EXPECT_EQ(read("session_alerts", "critical").value, 0);
  EXPECT_EQ(read("refusals").value, 0);
}

TEST_F(DeskAlertsTest, FiguresAreToldForAForm) {
  Serve();
  const auto figures = Get<Page<FigureView>>("/alert-figures").items;
  ASSERT_EQ(figures.size(), Figures().size());
  for (const FigureView& figure : figures) {
    EXPECT_FALSE(figure.description.empty()) << figure.figure;
    EXPECT_EQ(figure.subjects.size() == 3, figure.subject == "severity") << figure.figure;
  }
}

TEST_F(DeskAlertsTest, WhatFiresAndIsOverIsSent) {
  Serve(OptionsWithReceiver());
  const auto added = Ask(Role::kAdmin, "POST", "/alert-channels", ChannelBody("ops"));
  ASSERT_EQ(added.status, 201) << added.body;
  std::string rule = kGoneRule;
  rule.insert(rule.size() - 1, R"(,"channels":["ops"])");
  ASSERT_EQ(Ask(Role::kRisk, "POST", "/alert-rules", rule).status, 201);
  Pass(base::Seconds(6));
  ASSERT_TRUE(desk_.stage.Until([&] { return heard_.size() == 1; }));
  EXPECT_EQ(TextOf(heard_[0].body, "event"), "fired");
  EXPECT_EQ(TextOf(heard_[0].body, "rule"), "gone");
  EXPECT_EQ(TextOf(heard_[0].body, "mode"), "paper");
  EXPECT_EQ(net::FindHeader(heard_[0].headers, "Authorization"), "Bearer canary-header");
  EXPECT_TRUE(net::FindHeader(heard_[0].headers, "X-Keel-Signature"));
  desk_.server->desk().status = engine::StatusView{};
  alarms().Tick();
  ASSERT_TRUE(desk_.stage.Until([&] { return heard_.size() == 2; }));
  EXPECT_EQ(TextOf(heard_[1].body, "event"), "resolved");
  ASSERT_TRUE(desk_.stage.Until([&] { return alarms().webhooks.StateOf("ops").delivered == 2; }));
  const auto channels = Get<Page<ChannelView>>("/alert-channels").items;
  ASSERT_EQ(channels.size(), 1U);
  EXPECT_EQ(channels[0].host, fmt::format("127.0.0.1:{}", receiver_->port()));
  EXPECT_TRUE(channels[0].has_header);
  EXPECT_TRUE(channels[0].is_signed);
  EXPECT_TRUE(channels[0].last_success);
  EXPECT_FALSE(channels[0].refusal);
  const auto removed = Ask(Role::kAdmin, "DELETE", "/alert-channels/ops");
  EXPECT_EQ(removed.status, 409) << "a rule sends there: " << removed.body;
  ASSERT_EQ(Ask(Role::kRisk, "PATCH", "/alert-rules/5", R"({"channels":[]})").status, 200);
  EXPECT_EQ(Ask(Role::kAdmin, "DELETE", "/alert-channels/ops").status, 204);
  EXPECT_EQ(Ask(Role::kAdmin, "DELETE", "/alert-channels/ops").status, 404);
}

TEST_F(DeskAlertsTest, ATestSaysWhatBecameOfIt) {
  Serve(OptionsWithReceiver());
  ASSERT_EQ(Ask(Role::kAdmin, "POST", "/alert-channels", ChannelBody("ops")).status, 201);
  const auto arrived = Ask(Role::kAdmin, "POST", "/alert-channels/ops/test");
  EXPECT_EQ(arrived.status, 200) << arrived.body;
  ASSERT_EQ(heard_.size(), 1U);
  EXPECT_EQ(TextOf(heard_[0].body, "event"), "test");
  receiver_status_ = 500;
  const auto failed = Ask(Role::kAdmin, "POST", "/alert-channels/ops/test");
  EXPECT_EQ(failed.status, 502) << failed.body;
  EXPECT_NE(TextOf(failed.body, "detail").find("500"), std::string::npos) << failed.body;
  EXPECT_EQ(heard_.size(), 2U) << "it is not tried again";
  EXPECT_EQ(Ask(Role::kAdmin, "POST", "/alert-channels/none/test").status, 404);
}

TEST_F(DeskAlertsTest, AHostThatNobodyNamedIsNoChannel) {
  Serve();
  const auto refused = Ask(Role::kAdmin, "POST", "/alert-channels",
                           R"({"name":"ops","format":"slack",)"
                           R"("url":"https://hooks.slack.com/canary-path"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(TextOf(refused.body, "field"), "url");
  EXPECT_NE(refused.body.find("--webhook-host hooks.slack.com"), std::string::npos);
  EXPECT_EQ(refused.body.find("canary"), std::string::npos) << refused.body;
  DeskOptions options = desk_.Options();
  options.webhooks.policy.hosts = {"https://hooks.slack.com"};
  const auto started =
      DeskServer::Start(desk_.stage.loop, desk_.clock, *desk_.access, std::move(options));
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, base::ErrorCode::kUsage);
}

TEST_F(DeskAlertsTest, NothingTellsAnAddressOrASecretAgain) {
  Serve(OptionsWithReceiver());
  std::vector<std::string> told;
  const auto ask = [&](const std::string& method, const std::string& path,
                       const std::string& body = "") {
    told.push_back(Ask(Role::kAdmin, method, path, body).body);
    return told.back();
  };
  ask("POST", "/alert-channels", ChannelBody("ops"));
  ask("POST", "/alert-channels", ChannelBody("ops"));  // it is there already
  ask("POST", "/alert-channels", ChannelBody("Not-A-Name"));
  ask("POST", "/alert-channels/ops/test");
  receiver_status_ = 302;
  ask("POST", "/alert-channels/ops/test");
  receiver_.reset();
  ask("POST", "/alert-channels/ops/test");
  for (const char* path : {"/alert-channels", "/alert-rules", "/alert-firings", "/alerts/summary",
                           "/audit", "/config", "/system"}) {
    ask("GET", path);
  }
  told.push_back(desk_.AskRoot("GET", "/metrics", who_.at(Role::kAdmin)).body);
  told.push_back(desk_.AskRoot("GET", "/openapi.json").body);
  ASSERT_EQ(heard_.size(), 2U);
  EXPECT_NE(heard_[0].target.find("canary"), std::string::npos) << "they were used";
  for (const std::string& text : told) {
    EXPECT_EQ(text.find("canary"), std::string::npos) << text;
  }
  size_t holders = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(desk_.home.path())) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = base::os::ReadFile(entry.path().string()).value_or("");
    if (bytes.find("canary") == std::string::npos) continue;
    ++holders;
    EXPECT_EQ(entry.path().filename().string(), "alert-channels.json");
    EXPECT_TRUE(base::os::CheckOwnerOnly(entry.path().string()));
  }
  EXPECT_EQ(holders, 1U);
}

TEST_F(DeskAlertsTest, ADamagedFileIsToldAndTheDeskServes) {
  const std::string path = desk_.home.File("access/alert-rules.json");
  ASSERT_TRUE(base::os::WriteFileAtomic(path, "[", base::os::Access::kOwnerOnly));
  Serve();
  Pass(base::Minutes(1));
  EXPECT_TRUE(Firings().empty());
  const auto state = Get<AlertingView>("/alerts/summary");
  ASSERT_EQ(state.troubles.size(), 1U);
  EXPECT_NE(state.troubles[0].find("alert-rules.json"), std::string::npos);
  EXPECT_EQ(state.troubles[0].find(desk_.home.path()), std::string::npos) << "not where it is";
  const auto added = Ask(Role::kRisk, "POST", "/alert-rules", kGoneRule);
  EXPECT_EQ(added.status, 409) << added.body;
  EXPECT_EQ(base::os::ReadFile(path).value_or(""), "[");
}

TEST_F(DeskAlertsTest, AnswersFitTheDocumentByTheirNames) {
  Serve();
  const auto document = base::ParseJson(desk_.AskRoot("GET", "/openapi.json").body);
  ASSERT_TRUE(document);
  const auto* paths = document->Find("paths");
  for (const char* path : {"/alerts/{id}/acknowledge", "/alert-rules/{id}", "/alert-firings",
                           "/alert-channels/{id}/test"}) {
    EXPECT_NE(paths->Find(std::string(kApiRoot) + path), nullptr) << path;
  }
}

}  // namespace
}  // namespace keel::server
