// SPDX-License-Identifier: MIT
// What Prometheus reads of a desk, over a socket: who may, what is in it, and what is left out.
#include <gtest/gtest.h>

#include "engine/control/risk_view.h"
#include "engine/control/session_files.h"
#include "net/unix_socket.h"
#include "server/desk/alarms.h"
#include "server/desk/metrics.h"
#include "server/desk/system_view.h"
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

  /// Of a server that nobody has asked.
  const Router& NoRouter() {
    if (!router_) router_ = std::make_unique<Router>(Routes{}, Doorkeeper{}, desk_.clock);
    return *router_;
  }

  DeskStage desk_;
  std::unique_ptr<Router> router_;
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

TEST_F(DeskMetricsTest, CountWaitingTimesRefusalsAndWhatIsHeld) {
  ASSERT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
  const auto folder = storage::OpenJournalFolder(desk_.home.File("session"));
  LiveJournal journal(*folder);
  journal.AnswerAfter(base::Milliseconds(20));
  journal.Minutes(12);
  desk_.Serve();
  const SessionReplica& replica = desk_.server->desk().replica;
  ASSERT_TRUE(desk_.stage.Until([&] { return replica.last_time() == journal.now(); }));
  const std::string text = Read();
  const std::string orders = std::to_string(replica.orders().size());
  EXPECT_EQ(ValueOf(text, "keel_order_ack_seconds_bucket{le=\"0.01\"}"), "0");
  EXPECT_EQ(ValueOf(text, "keel_order_ack_seconds_bucket{le=\"0.1\"}"), orders);
  EXPECT_EQ(ValueOf(text, "keel_order_ack_seconds_count"), orders);
  EXPECT_EQ(ValueOf(text, "keel_order_fill_seconds_count"), orders);
  EXPECT_EQ(ValueOf(text, "keel_bar_to_order_seconds_bucket{le=\"0.01\"}"), orders);
  ASSERT_FALSE(replica.counts().refusals_by_rule().empty());
  for (const auto& [rule, count] : replica.counts().refusals_by_rule()) {
    EXPECT_EQ(ValueOf(text, "keel_refusals_by_rule_total{rule=\"" + rule + "\"}"),
              std::to_string(count));
  }
  ASSERT_EQ(replica.positions().size(), 1U);
  const storage::PositionRow& held = replica.positions().begin()->second;
  const std::string labels = "{pair=\"BTC/USDT\",strategy=\"" + held.strategy + "\"}";
  EXPECT_EQ(ValueOf(text, "keel_position_quantity" + labels),
            fmt::format("{}", held.quantity.ToDouble()));
  ASSERT_TRUE(held.mark_price);
  EXPECT_EQ(ValueOf(text, "keel_position_value" + labels),
            fmt::format("{}", held.quantity.ToDouble() * held.mark_price->value().ToDouble()));
}

TEST_F(DeskMetricsTest, TellOfFeedsOnlyWhatIsKnown) {
  desk_.Serve();
  Desk& desk = desk_.server->desk();
  desk.status.emplace();
  desk.status->time = testing::kSessionStart + base::Seconds(45);
  desk.status->connection = {.market_up = true,
                             .market_silent = true,
                             .account_up = true,
                             .silent_since = testing::kSessionStart};
  const std::string mute = MetricsOf(desk, NoRouter());
  EXPECT_EQ(ValueOf(mute, "keel_feed_up{feed=\"session_market\"}"), "0");
  EXPECT_EQ(ValueOf(mute, "keel_feed_age_seconds{feed=\"session_market\"}"), "45");
  desk.status->connection.silent_since.reset();
  const std::string heard = MetricsOf(desk, NoRouter());
  EXPECT_EQ(heard.find("keel_feed_age_seconds"), std::string::npos);
  EXPECT_EQ(heard.find("keel_feed_reconnects_total"), std::string::npos) << "there is no journal";
}

TEST_F(DeskMetricsTest, CountJobsByKindAndStateAndNameNone) {
  desk_.Serve();
  Desk& desk = desk_.server->desk();
  EXPECT_EQ(MetricsOf(desk, NoRouter()).find("keel_job"), std::string::npos) << "it has none";
  desk.jobs = [] {
    return std::vector<JobTold>{{"backtest", "done", 1},
                                {"backtest", "done", 1},
                                {"download", "running", 0.25},
                                {"import", "queued", std::nullopt}};
  };
  const std::string text = MetricsOf(desk, NoRouter());
  EXPECT_EQ(ValueOf(text, "keel_jobs{kind=\"backtest\",state=\"done\"}"), "2");
  EXPECT_EQ(ValueOf(text, "keel_jobs{kind=\"import\",state=\"queued\"}"), "1");
  EXPECT_EQ(ValueOf(text, "keel_job_progress_ratio{kind=\"download\"}"), "0.25");
  EXPECT_EQ(text.find("keel_job_progress_ratio{kind=\"backtest\"}"), std::string::npos);
}

TEST_F(DeskMetricsTest, TellHowManyRulesFireAndOfTheDisk) {
  ASSERT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
  ASSERT_TRUE(base::os::WriteFileAtomic(desk_.home.File("session/tables.db"), "12345"));
  desk_.Serve();
  Desk& desk = desk_.server->desk();
  const std::string before = Read();
  EXPECT_EQ(ValueOf(before, "keel_alerts_firing{severity=\"critical\"}"), "0");
  EXPECT_EQ(ValueOf(before, "keel_storage_bytes{what=\"tables\"}"), "5");
  EXPECT_EQ(ValueOf(before, "keel_storage_bytes{what=\"journal\"}"), "") << "there is none";
  EXPECT_NE(ValueOf(before, "keel_disk_free_bytes"), "");
  desk_.Wait(base::Seconds(6));
  desk.alarms->Tick();
  desk_.Wait(base::Minutes(2));
  desk.alarms->Tick();
  const auto fired = desk.alarms->book.firings();
  ASSERT_EQ(fired.size(), 1U) << "the session is gone";
  EXPECT_EQ(ValueOf(MetricsOf(desk, NoRouter()),
                    "keel_alerts_firing{severity=\"" + fired.begin()->second.severity + "\"}"),
            "1");
}

TEST_F(DeskMetricsTest, ThePageSystemIsToldTheSame) {
  ASSERT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
  const auto folder = storage::OpenJournalFolder(desk_.home.File("session"));
  LiveJournal journal(*folder);
  journal.AnswerAfter(base::Milliseconds(20));
  journal.Minutes(4);
  desk_.Serve();
  const Desk& desk = desk_.server->desk();
  ASSERT_TRUE(desk_.stage.Until([&] { return desk.replica.last_time() == journal.now(); }));
  const SystemView view = SystemOf(desk);
  EXPECT_EQ(view.ack.count, static_cast<int64_t>(desk.replica.orders().size()));
  ASSERT_TRUE(view.ack.p50_s);
  EXPECT_NEAR(*view.ack.p50_s, 0.02, 1e-9);
  ASSERT_TRUE(view.storage.journal_bytes);
  EXPECT_GT(*view.storage.journal_bytes, 0);
  EXPECT_FALSE(view.storage.tables_bytes);
}

TEST(LatencyView, HasQuantilesByNearestRankAndCountsByBound) {
  constexpr std::array<double, 2> kBounds = {0.0505, 10};
  LatencyLog log(kBounds);
  EXPECT_FALSE(ViewOf(log).p50_s) << "of nothing";
  for (int64_t ms = 100; ms >= 1; --ms) log.Add(base::Milliseconds(ms));
  const LatencyView view = ViewOf(log);
  EXPECT_EQ(view.count, 100);
  EXPECT_NEAR(*view.p50_s, 0.050, 1e-12);
  EXPECT_NEAR(*view.p95_s, 0.095, 1e-12);
  EXPECT_NEAR(*view.p99_s, 0.099, 1e-12);
  ASSERT_EQ(view.buckets.size(), 3U);
  EXPECT_EQ(view.buckets[0].count, 50);
  EXPECT_EQ(view.buckets[1].count, 50);
  EXPECT_EQ(view.buckets[2].count, 0);
  EXPECT_FALSE(view.buckets[2].up_to_s);
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
