// SPDX-License-Identifier: MIT
// What Prometheus reads of a desk, over a socket: who may, what is in it, and what is left out.
#include <gtest/gtest.h>

#include "engine/control/risk_view.h"
#include "engine/control/session_files.h"
#include "net/unix_socket.h"
#include "server/desk/metrics.h"
#include "server/http/metrics_text.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Bearer;
using testing::Cookie;
using testing::DeskStage;
using testing::LiveJournal;

class DeskMetricsTest : public ::testing::Test {
 protected:
  DeskMetricsTest() { desk_.AddPeople(); }

  /// What a key of a viewer reads.
  std::string Read() {
    if (key_.empty()) key_ = desk_.Key(Role::kViewer);
    const auto answer = desk_.AskRoot("GET", "/metrics", Bearer(key_));
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(net::FindHeader(answer.headers, "Content-Type"), MetricsText::kContentType);
    return answer.body;
  }
  /// The value behind `series`; "" where there is none.
  static std::string ValueOf(const std::string& text, const std::string& series) {
    const size_t at = text.find('\n' + series + ' ');
    if (at == std::string::npos) return "";
    const size_t value = at + series.size() + 2;
    return text.substr(value, text.find('\n', value) - value);
  }
  /// A session that answers with these and nothing else.
  void Run(const engine::StatusView& status, const engine::RiskView& risk) {
    const std::string folder = desk_.home.path() + "/session";
    ASSERT_TRUE(base::os::MakeDirectories(folder));
    auto listening = net::LineServer::Listen(
        desk_.stage.loop, {.path = engine::ControlSocketIn(folder)},
        [status, risk](const std::string& line, const net::LineServer::Reply& reply) {
          const auto asked = [&line](const char* what) {
            return line.find(fmt::format("\"ask\":\"{}\"", what)) != std::string::npos;
          };
          const std::string view = asked("status") ? base::ToJson(status)
                                   : asked("risk") ? base::ToJson(risk)
                                                   : base::ToJson(engine::PositionsView{});
          reply(R"({"ok":true,"result":)" + view + "}");
        });
    ASSERT_TRUE(listening) << listening.error().message;
    session_ = *std::move(listening);
  }

  DeskStage desk_;
  std::string key_;
  std::unique_ptr<net::LineServer> session_;
};

TEST_F(DeskMetricsTest, AreForWhoMayLook) {
  desk_.Serve();
  EXPECT_EQ(desk_.AskRoot("GET", "/metrics").status, 401);
  EXPECT_EQ(desk_.AskRoot("GET", "/metrics", Bearer(std::string(43, 'A'))).status, 401);
  for (const Role role : {Role::kViewer, Role::kTrader, Role::kRisk, Role::kAdmin}) {
    EXPECT_EQ(desk_.AskRoot("GET", "/metrics", Bearer(desk_.Key(role))).status, 200);
  }
  const auto viewer = Cookie(desk_.SignIn("viewer"));
  EXPECT_EQ(desk_.AskRoot("GET", "/metrics", viewer).status, 200);
  EXPECT_EQ(desk_.AskRoot("POST", "/metrics", viewer).status, 405);
}

TEST_F(DeskMetricsTest, WhileNothingRunsTellNothingOfASession) {
  desk_.Serve();
  const std::string text = Read();
  EXPECT_EQ(ValueOf('\n' + text, "keel_build_info{version=\"1.2.3\"}"), "1");
  EXPECT_EQ(ValueOf(text, "keel_session_info{session=\"live\",mode=\"paper\"}"), "1");
  EXPECT_EQ(ValueOf(text, "keel_session_up"), "0");
  EXPECT_EQ(ValueOf(text, "keel_journal_readable"), "1");
  for (const char* absent : {"keel_equity", "keel_orders_total", "keel_limit", "keel_feed_up",
                             "keel_session_in_step", "keel_kill_switch_thrown", "nan", "inf\n"}) {
    EXPECT_EQ(text.find(absent), std::string::npos) << absent << " in\n" << text;
  }
}

TEST_F(DeskMetricsTest, CountWhatTheJournalTells) {
  ASSERT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
  const auto folder = storage::OpenJournalFolder(desk_.home.File("session"));
  LiveJournal journal(*folder);
  journal.Minutes(20);
  desk_.Serve();
  const SessionReplica& replica = desk_.server->desk().replica;
  ASSERT_TRUE(desk_.stage.Until([&] { return replica.last_time() == journal.now(); }));
  const std::string text = Read();
  EXPECT_EQ(ValueOf(text, "keel_orders_total"), std::to_string(replica.orders().size()));
  EXPECT_EQ(ValueOf(text, "keel_fills_total"), std::to_string(replica.fills().rows().size()));
  EXPECT_EQ(ValueOf(text, "keel_decisions_total"), "20");
  EXPECT_EQ(ValueOf(text, "keel_refusals_total"), std::to_string(replica.refusals().rows().size()));
  EXPECT_EQ(ValueOf(text, "keel_open_orders"), "0") << "all are filled at once";
  EXPECT_EQ(ValueOf(text, "keel_alerts_total{severity=\"note\"}"), "1") << "that it began";
  EXPECT_EQ(ValueOf(text, "keel_alerts_total{severity=\"critical\"}"), "0");
  EXPECT_EQ(ValueOf(text, "keel_journal_last_record_timestamp_seconds"),
            fmt::format("{}", static_cast<double>(journal.now().ns / 1'000'000'000)));
  const auto& last = replica.equity().rows().back();
  EXPECT_EQ(ValueOf(text, "keel_equity{currency=\"USDT\"}"),
            fmt::format("{}", last.equity.ToDouble()));
  EXPECT_EQ(ValueOf(text, "keel_day_pnl{currency=\"USDT\"}"), "") << "only the session knows";
}

TEST_F(DeskMetricsTest, TellWhatTheSessionSaysAndItsLimitsForAMinute) {
  engine::StatusView status;
  status.state = "halted";
  status.account = "USDT";
  status.equity = *core::Decimal::Parse("10000.5");
  status.day_profit = *core::Decimal::Parse("-12.25");
  status.in_step = true;
  status.disputes = 2;
  status.stopped = {{"everything", "kill_switch", "ann", "news", testing::kSessionStart}};
  status.connection.account_up = true;
  engine::RiskView risk;
  risk.uses = {{.name = "pair_exposure",
                .scope = "BTC/USDT",
                .unit = "money",
                .used = *core::Decimal::Parse("120"),
                .limit = *core::Decimal::Parse("500")},
               {.name = "order_value", .scope = "", .unit = "money", .limit = {}}};
  Run(status, risk);
  desk_.Serve();
  ASSERT_TRUE(desk_.stage.Until([&] { return desk_.server->desk().status.has_value(); }));
  EXPECT_EQ(Read().find("keel_limit"), std::string::npos) << "nobody had asked yet";
  ASSERT_TRUE(desk_.stage.Until([&] { return desk_.server->desk().risk.view.has_value(); }));
  std::string text = Read();
  EXPECT_EQ(ValueOf(text, "keel_session_up"), "1");
  EXPECT_EQ(ValueOf(text, "keel_session_in_step"), "1");
  EXPECT_EQ(ValueOf(text, "keel_session_state{state=\"halted\"}"), "1");
  EXPECT_EQ(ValueOf(text, "keel_session_state{state=\"trading\"}"), "0");
  EXPECT_EQ(ValueOf(text, "keel_kill_switch_thrown"), "1");
  EXPECT_EQ(ValueOf(text, "keel_equity{currency=\"USDT\"}"), "10000.5");
  EXPECT_EQ(ValueOf(text, "keel_day_pnl{currency=\"USDT\"}"), "-12.25");
  EXPECT_EQ(ValueOf(text, "keel_disputes"), "2");
  EXPECT_EQ(ValueOf(text, "keel_feed_up{feed=\"session_account\"}"), "1");
  EXPECT_EQ(ValueOf(text, "keel_feed_up{feed=\"session_market\"}"), "0");
  const std::string labels = "{limit=\"pair_exposure\",scope=\"BTC/USDT\",unit=\"money\"}";
  EXPECT_EQ(ValueOf(text, "keel_limit" + labels), "500");
  EXPECT_EQ(ValueOf(text, "keel_limit_used" + labels), "120");
  EXPECT_EQ(text.find("keel_limit_used{limit=\"order_value\""), std::string::npos)
      << "it has no use";
  session_.reset();
  desk_.Wait(kLimitsLife + base::Seconds(1));
  text = Read();
  EXPECT_EQ(text.find("keel_limit"), std::string::npos) << "too old";
}

TEST_F(DeskMetricsTest, CountRequestsByRouteAndNotByPath) {
  desk_.Serve();
  const auto viewer = Cookie(desk_.SignIn("viewer"));
  for (const char* path : {"/orders/17", "/orders/18", "/orders/x"}) {
    desk_.Ask("GET", path, viewer);
  }
  desk_.Ask("GET", "/no-such-place/17", viewer);
  const std::string text = Read();
  const std::string route = "method=\"GET\",route=\"/api/v1/orders/{id}\"";
  EXPECT_EQ(ValueOf(text, "keel_http_requests_total{" + route + ",status=\"4xx\"}"), "3");
  EXPECT_EQ(ValueOf(text, "keel_http_requests_total{" + route + ",status=\"2xx\"}"), "");
  EXPECT_EQ(ValueOf(text, "keel_http_request_duration_seconds_count{" + route + "}"), "3");
  EXPECT_EQ(ValueOf(text, "keel_http_request_duration_seconds_bucket{" + route + ",le=\"+Inf\"}"),
            "3");
  EXPECT_EQ(ValueOf(text, "keel_http_requests_total{method=\"any\",route=\"none\",status=\"4xx\"}"),
            "1");
  EXPECT_EQ(text.find("no-such-place"), std::string::npos) << "a stranger chooses no label";
}

TEST(RequestCounts, FallIntoTheBoundThatTheyReach) {
  RequestCounts counts(1);
  counts.Add(0, 200, base::Milliseconds(1));
  counts.Add(0, 204, base::Milliseconds(2));
  counts.Add(0, 503, base::Seconds(11));
  counts.Add(0, 404, base::Milliseconds(-5));
  const RequestCounts::Row& row = counts.row(0);
  EXPECT_EQ(row.by_class, (std::array<uint64_t, 6>{0, 0, 2, 0, 1, 1}));
  EXPECT_EQ(row.took, (std::array<uint64_t, 10>{2, 1, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_NEAR(row.seconds, 11.003, 1e-9);
  EXPECT_EQ(counts.row(counts.none()).by_class, (std::array<uint64_t, 6>{}));
}

}  // namespace
}  // namespace keel::server
