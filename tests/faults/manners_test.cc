// SPDX-License-Identifier: MIT
// F25, F27, F28, F30, F36: limits that a venue sets, limits of memory, and what must come first.
#include <sqlite3.h>

#include "base/os/file.h"
#include "engine/live_series.h"
#include "exchange/fault_board.h"
#include "exchange/stream_hub.h"
#include "net/websocket_client.h"
#include "storage/journal/verify.h"
#include "storage/projection/projection.h"
#include "tests/faults/exchange_scene.h"
#include "tests/faults/link_scene.h"
#include "tests/faults/session_scene.h"
#include "venues/binance/connector.h"
#include "venues/binance/kline_feed.h"
#include "venues/binance/request_queue.h"
#include "venues/binance/testing/fake_binance.h"
#include "venues/binance/testing/listener_record.h"

namespace keel::faults {
namespace {

using base::Milliseconds;
using base::Minutes;
using base::Seconds;
using execution::PlaceOrder;
using venues::binance::Importance;
using venues::binance::RequestQueue;

constexpr base::UnixNanos kNow{1'700'000'000'000'000'000};

// ---- F25: maps grew without bound, until the memory was gone.

using F25 = LinkScene;
TEST_F(F25, OthersCannotFillTheLinksMemory) {
  Buy();  // its number is not known, so any execution might be its own
  for (uint64_t n = 1; n <= 30'000; ++n) venue_.Trade(n, "", "0.001").venue_id = 5'000 + n;
  Hear(execution::StreamState{false});
  Hear(execution::StreamState{true});
  EXPECT_EQ(Count<core::OrderFilled>(), 20'000U) << "10,000 wait, the older ones are nobody's";
  disputes_.clear();
  for (int n = 0; n < 5'000; ++n) {
    Hear(execution::StreamOrder{
        {"foreign-" + std::to_string(n), 90'000U + static_cast<uint64_t>(n), {0}}, {}});
  }
  EXPECT_EQ(disputes_.size(), 1'000U) << "then it is known that there are such orders";
}

TEST_F(F25, AQueueOfRequestsLeavesTheLeastImportantOut) {
  RequestQueue queue(100);
  for (uint64_t id = 0; id < 10'000; ++id) queue.Push({id, Importance::kHistory, {5, 0}});
  EXPECT_EQ(queue.size(), 100U);
  EXPECT_TRUE(queue.Push({99'999, Importance::kCancel, {1, 0}})) << "one of the others went";
  EXPECT_EQ(queue.size(), 100U);
}

TEST_F(F25, CandlesThatWaitForTheirHistoryAreFew) {
  venues::binance::KlineFeedOptions options;
  options.timeframe = core::Timeframe::Of(Minutes(1));
  options.after = kStart;
  venues::binance::KlineFeed feed(options);
  for (int minute = 10; minute < 2'000; ++minute) {
    venues::binance::Kline kline;
    kline.timeframe = options.timeframe;
    kline.open_time = kStart + Minutes(minute);
    kline.last_time = kStart + Minutes(minute + 1) - Milliseconds(1);
    kline.open = kline.high = kline.low = kline.close = risk::P("100");
    kline.closed = true;
    feed.OnKline(kline, kStart + Minutes(minute + 1));
  }
  std::vector<venues::binance::Kline> history;
  for (int minute = 1; minute < 10; ++minute) {
    venues::binance::Kline& kline = history.emplace_back();
    kline.timeframe = options.timeframe;
    kline.open_time = kStart + Minutes(minute);
    kline.last_time = kStart + Minutes(minute + 1) - Milliseconds(1);
    kline.open = kline.high = kline.low = kline.close = risk::P("100");
    kline.closed = true;
  }
  feed.OnHistory(history, kStart + Minutes(2'000));
  EXPECT_LE(feed.TakeBars().size(), 9 + venues::binance::KlineFeed::kMaxHeld);
}

TEST_F(F25, ASubscriberOfTheExchangeHasSoManyNamesAndNoEndlessOne) {
  exchange::StreamHub hub;
  const auto id = hub.Add(false, [](const std::string&) {});
  std::vector<std::string> names;
  for (int i = 0; i < 1'025; ++i) names.push_back("s" + std::to_string(i));
  EXPECT_FALSE(hub.Subscribe(id, names));
  EXPECT_FALSE(hub.Subscribe(id, {std::string(60'000, 'x')}));
  EXPECT_TRUE(hub.StreamsOf(id).empty());
}

TEST_F(F25, AFaultBoardKeepsAThousandRules) {
  exchange::FaultBoard board(1);
  for (int i = 0; i < 5'000; ++i) board.Add({});
  const std::string text = board.Describe({});
  size_t rules = 0;
  for (size_t at = text.find("\"kind\""); at != std::string::npos;
       at = text.find("\"kind\"", at + 1))
    ++rules;
  EXPECT_EQ(rules, 1'000U);
}

// ---- F27: a locked database lost an order.

using F27 = SessionScene;
TEST_F(F27, NoRequestLeavesBeforeTheJournalHasIt) {
  core::OrderTerms terms;
  terms.quantity = risk::Q("1");
  wishes_[kStart] = terms;
  folder_->FailAt(folder_->calls() + 1, MemoryFolder::Fault::kError, true);
  ASSERT_TRUE(session_->OnBar({0}, {kStart, 100, 100, 100, 100, 1e6}, kStart + Minutes(1)));
  ASSERT_EQ(session_->link().open_orders(), 1U) << "it is wanted";
  EXPECT_TRUE(session_->TakeRequests().empty()) << "not before it is written";
  EXPECT_FALSE(session_->Commit());
  EXPECT_TRUE(session_->TakeRequests().empty()) << "nor where that failed";
  EXPECT_FALSE(session_->Commit()) << "which is final";
  EXPECT_TRUE(session_->TakeRequests().empty());
}

TEST_F(F27, ReadersNeverHoldTheWriterUp) {
  const net::testing::TemporaryFolder disk;
  const std::string path = disk.path() + "/session";
  const auto folder = storage::OpenJournalFolder(path);
  ASSERT_TRUE(base::os::MakeDirectories(path));
  journal_.emplace(*storage::Journal::Create(*folder, {"test", kStart}));
  auto session = engine::LiveSession::Open(Options(), engine::Registry{specs_}, Series(),
                                           {&*journal_, folder.get()}, now_);
  ASSERT_TRUE(session) << session.error().message;
  session_ = *std::move(session);

  // Somebody reads the tables and will not let go of them; another one is in the journal.
  ASSERT_TRUE(storage::Projection::Open(path + "/session.db"));
  sqlite3* tables = nullptr;
  ASSERT_EQ(sqlite3_open((path + "/session.db").c_str(), &tables), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(tables, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
  auto reader = storage::JournalReader::Open(*folder);
  ASSERT_TRUE(reader) << reader.error().message;
  ASSERT_TRUE(reader->Next());

  Hear(execution::StreamState{true});
  EXPECT_EQ(Buy(), 1U) << "written, and sent";
  const auto verdict = storage::VerifyJournal(*folder);
  ASSERT_TRUE(verdict);
  EXPECT_TRUE(verdict->sound());
  EXPECT_EQ(Buy(), 1U);
  sqlite3_close(tables);
}

// ---- F28: default settings got the address banned.

TEST(F28, TheVenuesOwnCountAndItsWishToBeLeftAloneAreHeeded) {
  net::RateBudgetOptions options;
  options.limits = {{net::Counted::kWeight, Minutes(1), 100, "X-MBX-USED-WEIGHT-1M"}};
  net::RateBudget budget(options);
  EXPECT_TRUE(budget.TrySpend(kNow, {1, 0}, net::Urgency::kOrdinary));
  budget.OnResponse(kNow, {.status = 200, .headers = {{"X-MBX-USED-WEIGHT-1M", "79"}}, .body = ""});
  EXPECT_TRUE(budget.TrySpend(kNow, {1, 0}, net::Urgency::kOrdinary));
  EXPECT_FALSE(budget.TrySpend(kNow, {1, 0}, net::Urgency::kOrdinary)) << "others use the address";
  EXPECT_TRUE(budget.TrySpend(kNow, {1, 0}, net::Urgency::kUrgent)) << "a share is for cancels";
  budget.OnResponse(kNow, {.status = 429, .headers = {{"Retry-After", "7"}}, .body = ""});
  EXPECT_FALSE(budget.TrySpend(kNow + Seconds(6), {1, 0}, net::Urgency::kUrgent));
  budget.OnResponse(kNow, {.status = 418, .headers = {}, .body = ""});
  EXPECT_FALSE(budget.TrySpend(kNow + Minutes(9), {1, 0}, net::Urgency::kUrgent)) << "a ban";
}

TEST(F28, NoTrafficOfOursEverReachesTheLimit) {
  net::RateBudgetOptions options;
  options.limits = {{net::Counted::kWeight, Minutes(1), 100, ""},
                    {net::Counted::kOrders, Seconds(10), 10, ""}};
  net::RateBudget budget(options);
  std::deque<std::pair<base::UnixNanos, int64_t>> sent;
  base::RandomStream random(28, "F28");
  base::UnixNanos now = kNow;
  for (int i = 0; i < 50'000; ++i) {
    now = now + Milliseconds(static_cast<int64_t>(random.NextBelow(400)));
    const auto weight = static_cast<int64_t>(1 + random.NextBelow(5));
    const auto urgency = random.NextBelow(2) == 0 ? net::Urgency::kUrgent : net::Urgency::kOrdinary;
    if (budget.TrySpend(now, {weight, 0}, urgency)) sent.emplace_back(now, weight);
    while (!sent.empty() && sent.front().first <= now - Minutes(1)) sent.pop_front();
    int64_t total = 0;
    for (const auto& [at, cost] : sent) total += cost;
    ASSERT_LE(total, 100);
  }
}

// ---- F30: the clock had drifted, and orders were refused, or lived too long.

class F30 : public ::testing::Test {
 protected:
  void Start(base::Duration clock_every) {
    venues::binance::ConnectorOptions options;
    options.endpoints = *venues::binance::EndpointsAt(venue_.url());
    options.tick = Milliseconds(2);
    options.clock_every = clock_every;
    options.clock_doubt = Milliseconds(200);
    connector_ = *venues::binance::Connector::Open(
        venue_.stage.loop, venue_.stage.clock, options,
        *venues::binance::AccountKey::Open(base::Secret("k"), base::Secret("s")));
    bool fetched = false;
    connector_->FetchInstruments({}, [&](const auto&) { fetched = true; });
    ASSERT_TRUE(venue_.stage.Until([&] { return fetched; }));
    execution::ConnectorPlan plan;
    plan.subscriptions = {{{0}, {"BTC", "USDT", ""}}};
    plan.currency_of = [](std::string_view) { return core::CurrencyId{}; };
    ASSERT_TRUE(connector_->Start(std::move(plan), heard_));
    ASSERT_TRUE(venue_.stage.Until([&] { return heard_.Heard("stream up"); }));
  }
  ~F30() override { connector_->Stop(); }
  std::string Place() {
    core::OrderTerms terms;
    terms.type = core::OrderType::kLimit;
    terms.quantity = risk::Q("1");
    terms.limit_price = risk::P("100");
    connector_->Send({{1}, PlaceOrder{"k-t-1", venue_.stage.clock.now(), terms, {}}});
    const size_t before = heard_.events.size();
    venue_.stage.Until([&] { return heard_.events.size() > before; });
    return heard_.events.back();
  }
  size_t Orders() const { return venue_.Asked("POST /api/v3/order").size(); }

  venues::binance::FakeBinance venue_;
  venues::binance::ListenerRecord heard_;
  std::unique_ptr<venues::binance::Connector> connector_;
};

TEST_F(F30, TheTimeOfAnOrderIsTheVenues) {
  venue_.ahead = Seconds(40);
  Start(Minutes(1));
  ASSERT_TRUE(venue_.stage.Until([&] { return heard_.status.back().clock_known; }));
  venue_.Script("POST /api/v3/order", venues::binance::Json("{}", 503));
  Place();
  const std::string sent = venue_.Asked("POST /api/v3/order").at(0);
  const int64_t told = std::stoll(sent.substr(sent.find("timestamp=") + 10));
  EXPECT_NEAR(static_cast<double>(told),
              static_cast<double>(venue_.stage.clock.now().ns / 1'000'000 + 40'000), 1000);
}

TEST_F(F30, NothingIsSentWhileTheVenuesTimeIsNotKnown) {
  venue_.Script("GET /api/v3/time", venues::binance::Json("{}", 503));
  Start(Minutes(1));
  EXPECT_EQ(Place(), "answer 1: not sent");
  EXPECT_EQ(Orders(), 0U);
}

TEST_F(F30, NothingIsSentWhileTheVenuesTimeIsUncertain) {
  venue_.Script("GET /api/v3/time", [this](const auto&) {  // an answer that took half a second
    const base::UnixNanos until = venue_.stage.clock.now() + Milliseconds(500);
    while (venue_.stage.clock.now() < until) {
    }
    const int64_t ms = venue_.stage.clock.now().ns / 1'000'000;
    return venues::binance::Json(R"({"serverTime":)" + std::to_string(ms) + "}");
  });
  Start(Minutes(1));
  ASSERT_TRUE(venue_.stage.Until([&] { return heard_.status.back().clock_known; }));
  ASSERT_GT(heard_.status.back().clock_uncertainty, Milliseconds(200));
  EXPECT_EQ(Place(), "answer 1: not sent");
  EXPECT_EQ(Orders(), 0U);
}

// ---- F36: a client that read slowly ate the memory.

using F36 = ExchangeScene;
TEST_F(F36, AClientThatDoesNotReadIsCutOffAndNobodyElse) {
  net::ServerOptions options;
  options.max_queued_bytes = 200'000;
  options.close_time = Milliseconds(50);
  std::vector<net::WebSocketSessionPtr> sessions;
  net::ServerCallbacks callbacks;
  callbacks.on_request = [](const auto&, const auto&) {};
  callbacks.on_upgrade = [&](const net::ServerRequest&) {
    net::Upgrade upgrade;
    upgrade.open = [&](const net::WebSocketSessionPtr& session) {
      sessions.push_back(session);
      return net::WebSocketEvents{{}, [](const auto&) {}, [](const auto&) {}};
    };
    return upgrade;
  };
  const auto server = stage_.Serve(options, std::move(callbacks));
  const auto proxy = stage_.Proxy(server->port(), [](int) { return net::testing::Schedule{}; });
  size_t read = 0;
  const auto open = [&](uint16_t port) {
    net::WebSocketOptions to;
    to.url = {{false, "127.0.0.1", port}, "/"};
    net::WebSocketEvents events;
    events.on_message = [&](const net::WebSocketMessage& m) { read += m.text.size(); };
    events.on_close = [](const auto&) {};
    return *net::WebSocketClient::Open(stage_.loop, stage_.clock, to, std::move(events));
  };
  const auto slow = open(proxy->port());
  ASSERT_TRUE(stage_.Until([&] { return slow->is_open(); }));
  const auto brisk = open(server->port());
  ASSERT_TRUE(stage_.Until([&] { return brisk->is_open(); }));
  proxy->BreakAll(net::testing::Fault::kSilence);
  net::Queued last = net::Queued::kQueued;
  size_t most = 0, told = 0;
  for (int i = 0; i < 10'000 && last == net::Queued::kQueued; ++i) {
    const std::string text(10'000, 'x');
    last = sessions[0]->Send(text);
    EXPECT_EQ(sessions[1]->Send(text), net::Queued::kQueued);
    told += text.size();
    most = std::max(most, sessions[0]->queued_bytes());
    stage_.Pass(Milliseconds(1));
  }
  EXPECT_EQ(last, net::Queued::kFull);
  EXPECT_LE(most, options.max_queued_bytes);
  EXPECT_TRUE(stage_.Until([&] { return server->connections() == 1 && read == told; }));
}

}  // namespace
}  // namespace keel::faults
