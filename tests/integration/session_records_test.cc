// SPDX-License-Identifier: MIT
// What a session leaves behind, from the program's side: its decisions are explained and made
// again.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "cli/session_settings.h"
#include "cli/testing/command_line.h"
#include "engine/replay.h"
#include "engine/session_history.h"
#include "engine/table_feed.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "tests/integration/sample_session.h"

namespace keel::cli {
namespace {

using keel::testing::MakeSampleSession;
using keel::testing::SampleOptions;
using testing::IsOneSentence;
using testing::Outcome;

class Thinker final : public strategy::Strategy {
 public:
  explicit Thinker(double conviction) : conviction_(conviction) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    strategy::Decision decision;
    decision.time = event.time;
    decision.instrument = event.instrument;
    decision.outcome.conviction = conviction_;
    decision.outcome.target_share = event.bar.close > event.bar.open ? 0.4 : 0.1;
    market.Explain(decision);
    market.TargetShare(event.instrument, decision.outcome.target_share, "think");
  }

 private:
  double conviction_;
};

class SessionRecords : public testing::CommandLine {
 protected:
  static SampleOptions WithStrategies(std::vector<engine::StrategySettings> strategies) {
    SampleOptions options;
    options.settings = keel::testing::SampleSettings();
    options.settings.strategies = std::move(strategies);
    options.registry = {strategies::All(), strategies::AllFeatures()};
    options.configuration = SettingsText(options.settings);
    return options;
  }
  static SampleOptions Rule() {
    return WithStrategies({{.name = "ema_cross", .params = {{"fast", 3}, {"slow", 8}}}});
  }
  /// A driver by itself, with a month of minutes to learn from.
  static SampleOptions Deciding() {
    SampleOptions options =
        WithStrategies({{.name = "indicator_composite",
                         .params = {{"entry", 0.01}, {"exit", -0.01}, {"band", 0.001}}}});
    options.past = 31 * 24 * 60;
    options.volatility = 0.0005;
    return options;
  }
  /// Explains each of its wishes; `conviction` changes what it says and not what it does.
  static SampleOptions Thinking(double conviction = 0.5) {
    static std::vector<strategy::StrategySpec> specs(2);
    strategy::StrategySpec& spec = specs[conviction == 0.5 ? 0 : 1];
    spec.name = "thinker";
    spec.make =
        [conviction](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Thinker>(conviction);
    };
    SampleOptions options = WithStrategies({{.name = "thinker"}});
    options.registry = {std::span(&spec, 1)};
    return options;
  }
  /// What a replay of the session "one" gives with these strategies.
  engine::ReplayVerdict Replayed(const SampleOptions& strategies) {
    engine::LiveOptions options;
    options.settings = strategies.settings;
    options.link.session = "sample";
    const auto series = engine::EmptySeriesOf(History(FolderOf("one")).first_start, "1m", 50'000);
    const auto folder = storage::OpenJournalFolder(FolderOf("one"));
    auto verdict = engine::ReplaySession(options, strategies.registry, *series, *folder);
    EXPECT_TRUE(verdict) << verdict.error().message;
    return verdict.value_or(engine::ReplayVerdict{});
  }
  std::string FolderOf(const std::string& name) const {
    return folder() + "/home/.keel/sessions/" + name;
  }
  void Trade(const SampleOptions& options, const std::string& name = "one") {
    ASSERT_TRUE(base::os::MakeDirectories(FolderOf(name)));
    ASSERT_EQ(MakeSampleSession(FolderOf(name), options), "");
  }
  static engine::SessionHistory History(const std::string& path) {
    const auto folder = storage::OpenJournalFolder(path);
    auto history = engine::ReadSessionHistory(*folder);
    EXPECT_TRUE(history) << history.error().message;
    return history.value_or(engine::SessionHistory{});
  }
};

TEST_F(SessionRecords, DecisionsAreKeptExplainedAndMadeAgain) {
  SampleOptions options = Deciding();
  options.dies_after = {9};
  Trade(options);
  const engine::SessionHistory history = History(FolderOf("one"));
  ASSERT_GE(history.decisions.size(), 4u);
  for (size_t i = 0; i < history.decisions.size(); ++i) {
    EXPECT_EQ(history.decisions[i].number, i + 1) << "a restart counts on";
  }
  const Outcome replay = Keel({"replay", "one", "--json"});
  EXPECT_NE(replay.out.find("\"equal\":true"), std::string::npos) << replay.out << replay.err;
  EXPECT_NE(replay.out.find("\"starts\":2"), std::string::npos) << replay.out;
  const auto decided = std::ranges::find_if(
      history.orders, [](const engine::SessionOrder& order) { return order.decision.has_value(); });
  ASSERT_NE(decided, history.orders.end());
  const std::string number = std::to_string(decided->sent.id);
  const Outcome story = Keel({"why", "one", number});
  ASSERT_EQ(story.exit_code, 0) << story.err;
  for (const std::string& part :
       std::vector<std::string>{"Order " + number, "Signals", "Gates", "Size", "Risk", "Route",
                                "Course", "accepted by the venue", "filled"}) {
    EXPECT_NE(story.out.find(part), std::string::npos) << part << " in\n" << story.out;
  }
  const Outcome verify = Keel({"why", "one", "--verify"});
  EXPECT_EQ(verify.exit_code, 0) << verify.out << verify.err;
  EXPECT_NE(verify.out.find("(100.00 %)"), std::string::npos) << verify.out;
  EXPECT_EQ(Keel({"why", "one", "d1", "--verify"}).exit_code, 0);
  EXPECT_EQ(Keel({"why", "one", "d99999"}).exit_code, 2);
  EXPECT_EQ(Keel({"why", "one", "99999"}).exit_code, 2);
}

TEST_F(SessionRecords, AStrategyThatDecidesOtherwiseIsFoundAtTheDecision) {
  Trade(Thinking());
  const engine::ReplayVerdict otherwise = Replayed(Thinking(0.51));
  EXPECT_GT(otherwise.decisions, 60u);
  EXPECT_FALSE(otherwise.equal());
  EXPECT_TRUE(otherwise.first_difference);
  EXPECT_TRUE(Replayed(Thinking()).equal());
}

TEST_F(SessionRecords, AJournalWithoutDecisionsIsReplayedAndToldWithoutThem) {
  SampleOptions options = Thinking();
  options.keeps_decisions = false;
  options.dies_after = {9};
  Trade(options);
  const engine::SessionHistory history = History(FolderOf("one"));
  EXPECT_TRUE(history.decisions.empty());
  ASSERT_FALSE(history.orders.empty());
  EXPECT_GT(history.orders[0].sent.decision, 0u);
  EXPECT_TRUE(Replayed(options).equal());
  const Outcome story = Keel({"why", "one", "1"});
  EXPECT_EQ(story.exit_code, 0) << story.err;
  EXPECT_NE(story.out.find("accepted by the venue"), std::string::npos) << story.out;
  EXPECT_EQ(Keel({"why", "one", "1", "--verify"}).exit_code, 2);
}

// ---- Tables.

/// All tables as text, each row with the number of its record.
std::string AllTables(const std::string& path) {
  auto reader = storage::ProjectionReader::Open(path);
  EXPECT_TRUE(reader) << reader.error().message;
  std::string all;
  for (const std::string& table : storage::ProjectionReader::Tables()) {
    all += table + "\n" + reader->Csv(table).value();
  }
  return all;
}

// A stop that the program keeps has a number of its own, and so has the order that works for it.
TEST_F(SessionRecords, AnExitThatIsKeptIsAnOrderToEveryReader) {
  SampleOptions options =
      WithStrategies({{.name = "breakout", .params = {{"entry", 3}, {"exit", 2}, {"atr", 3}}}});
  options.dies_after = {20};
  Trade(options);
  const engine::SessionHistory history = History(FolderOf("one"));
  const auto kept = std::ranges::adjacent_find(history.orders, [](const engine::SessionOrder& exit,
                                                                  const engine::SessionOrder& leg) {
    return exit.sent.terms.oco_group != 0 && exit.sent.terms.oco_group == leg.sent.terms.oco_group;
  });
  ASSERT_NE(kept, history.orders.end());
  EXPECT_TRUE(kept->filled.is_zero()) << "what it sells, the order that works for it has sold";
  EXPECT_FALSE((kept + 1)->filled.is_zero());
  const Outcome made = Keel({"export", "one", "--json"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_NE(made.out.find("\"orders\":" + std::to_string(history.orders.size())), std::string::npos)
      << made.out;
  const Outcome story = Keel({"why", "one", std::to_string(kept->sent.id)});
  EXPECT_EQ(story.exit_code, 0) << story.err;
  EXPECT_EQ(Keel({"parity", "one"}).exit_code, 0);
}

TEST_F(SessionRecords, TablesThatGrewAreThoseMadeAgain) {
  SampleOptions options = Thinking();
  options.dies_after = {20};
  const std::string database = folder() + "/grown.db";
  std::string equity;
  std::vector<std::string> names;  // of the first order and of the last, of two starts
  ASSERT_TRUE(base::os::MakeDirectories(FolderOf("one")));
  engine::TableFeed feed(storage::OpenJournalFolder(FolderOf("one")), database, ReadSettings);
  EXPECT_TRUE(feed.CatchUp()) << "before there is a journal";
  options.each_minute = [&](engine::LiveSession& session, size_t minute) {
    if (minute % 3 != 0) {
      EXPECT_TRUE(feed.CatchUp());
    }
    if (minute + 1 < options.minutes) return;
    equity = session.account().ledger.equity().ToString();
    const core::OrderId last{session.account().orders.entries().size()};
    names = {session.link().ClientId({1}), session.link().ClientId(last)};
  };
  ASSERT_EQ(MakeSampleSession(FolderOf("one"), options), "");
  ASSERT_TRUE(feed.CatchUp());
  const Outcome made = Keel({"export", "one", "--to", "again.db", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string grown = AllTables(database);
  EXPECT_EQ(grown, AllTables(folder() + "/again.db"));
  const engine::SessionHistory history = History(FolderOf("one"));
  const auto count = [&](const std::string& table, size_t rows) {
    EXPECT_NE(made.out.find("\"" + table + "\":" + std::to_string(rows)), std::string::npos)
        << made.out;
  };
  count("orders", history.orders.size());
  count("decisions", history.decisions.size());
  count("refusals", history.refusals.size());
  EXPECT_NE(grown.find(equity), std::string::npos) << "the session's own equity: " << equity;
  for (const std::string& name : names) EXPECT_NE(grown.find(name + ","), grown.npos) << name;
}

TEST_F(SessionRecords, ALockedDatabaseLeavesTheTablesBehindAndTheSessionAlone) {
  SampleOptions options = Thinking();
  const std::string database = folder() + "/locked.db";
  ASSERT_TRUE(base::os::MakeDirectories(FolderOf("one")));
  engine::TableFeed feed(storage::OpenJournalFolder(FolderOf("one")), database, ReadSettings);
  sqlite3* other = nullptr;
  size_t refused = 0;
  options.each_minute = [&](engine::LiveSession&, size_t minute) {
    if (minute == 10) {
      ASSERT_EQ(sqlite3_open(database.c_str(), &other), SQLITE_OK);
      ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    }
    if (minute == 14) sqlite3_close(other);
    refused += feed.CatchUp() ? 0 : 1;
  };
  ASSERT_EQ(MakeSampleSession(FolderOf("one"), options), "");
  EXPECT_EQ(refused, 4u);
  ASSERT_TRUE(feed.CatchUp());
  ASSERT_EQ(Keel({"export", "one", "--to", "again.db"}).exit_code, 0);
  EXPECT_EQ(AllTables(database), AllTables(folder() + "/again.db"));
}

TEST_F(SessionRecords, TablesOfAnotherHistoryAreMadeAnew) {
  SampleOptions options = Thinking();
  options.minutes = 20;
  Trade(options, "longer");
  options.minutes = 10;
  options.seed = 2;
  Trade(options);
  const std::string database = folder() + "/tables.db";
  for (const char* name : {"longer", "one", "longer"}) {
    engine::TableFeed feed(storage::OpenJournalFolder(FolderOf(name)), database, ReadSettings);
    ASSERT_TRUE(feed.CatchUp()) << name;
    ASSERT_EQ(Keel({"export", name, "--to", "again.db"}).exit_code, 0);
    EXPECT_EQ(AllTables(database), AllTables(folder() + "/again.db")) << name;
  }
}

TEST_F(SessionRecords, WhyOfNoSessionIsOneSentence) {
  for (const std::vector<std::string>& what : {std::vector<std::string>{"why", "nowhere"},
                                               {"why", "nowhere", "1"},
                                               {"why", "a", "b", "c"}}) {
    const Outcome outcome = Keel(what);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
  }
}

}  // namespace
}  // namespace keel::cli
