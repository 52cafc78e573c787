// SPDX-License-Identifier: MIT
// Two recorded sessions, message by message: all of them parse, the book rebuilds without a hole,
// and its best prices are those that the venue told beside it.
#include <gtest/gtest.h>

#include <map>

#include "base/json_value.h"
#include "market/book_sync.h"
#include "tests/shared_data.h"
#include "venues/binance/market_parser.h"
#include "venues/binance/recording.h"
#include "venues/binance/rest_parser.h"
#include "venues/binance/testing/recorded.h"
#include "venues/binance/testing/render.h"

namespace keel::venues::binance {
namespace {

struct Session {
  market::BookRules rules;
  size_t depth, quotes, trades;
  uint64_t applied, dropped;
  uint64_t compared;  // best prices that the venue told at the very number of the book
};

/// A session played in the order of its receipt.
class Player {
 public:
  explicit Player(market::BookRules rules) : sync_(core::InstrumentId{0}, rules) {}

  void Play(std::string_view line) {
    const auto received = base::ParseTime(line.substr(0, line.find(' ')));
    ASSERT_TRUE(received.has_value());
    const std::string_view text = line.substr(line.find(' ') + 1);
    if (text.starts_with("{\"lastUpdateId\"")) {
      core::BookUpdate snapshot;
      ASSERT_TRUE(rest_.Depth(text, {0}, *received, &snapshot).has_value());
      EXPECT_EQ(sync_.OnSnapshot(snapshot).step, market::BookStep::kSynced);
      return;
    }
    ASSERT_TRUE(parser_.Parse(text, *received, &message_).has_value()) << text;
    ASSERT_EQ(parser_.slow_messages(), 0U) << "not of a usual layout: " << text;
    ++kinds_[message_.kind];
    MarketMessage again;
    ASSERT_TRUE(parser_.ParseGeneral(text, *received, &again).has_value()) << text;
    ASSERT_EQ(Render(message_), Render(again)) << text;
    Use();
  }

  void Use() {
    if (message_.kind == MarketKind::kDepth) {
      const auto progress = sync_.OnUpdate(message_.book);
      ASSERT_NE(progress.step, market::BookStep::kGap);
      Compare();
    } else if (message_.kind == MarketKind::kBestQuote) {
      quotes_[message_.quote.update] = message_.quote;
      if (quotes_.size() > 1000) quotes_.erase(quotes_.begin());
    } else {
      ASSERT_EQ(message_.kind, MarketKind::kTrade);
      ASSERT_GE(message_.trade.tick.id, last_trade_);
      last_trade_ = message_.trade.tick.id;
    }
  }

  /// Where a best quote has the very number at which the book stands, they must agree.
  void Compare() {
    if (sync_.book() == nullptr) return;
    const auto quote = quotes_.find(sync_.last_update());
    if (quote == quotes_.end()) return;
    ASSERT_EQ(sync_.book()->best_bid(), quote->second.bid) << "at " << quote->first;
    ASSERT_EQ(sync_.book()->best_ask(), quote->second.ask) << "at " << quote->first;
    ++compared_;
  }

  MarketParser parser_{{{"BTCUSDT", {0}}}};
  RestParser rest_;
  market::BookSync sync_;
  MarketMessage message_;
  std::map<MarketKind, size_t> kinds_;
  std::map<uint64_t, BestQuote> quotes_;
  uint64_t last_trade_ = 0;
  uint64_t compared_ = 0;
};

void PlaySession(const std::string& path, const Session& expected) {
  Player player(expected.rules);
  const std::string text = ReadWhole(path);
  for (const std::string_view line : LinesOf(text)) {
    player.Play(line);
    if (testing::Test::HasFatalFailure()) return;
  }
  EXPECT_EQ(player.kinds_[MarketKind::kDepth], expected.depth);
  EXPECT_EQ(player.kinds_[MarketKind::kBestQuote], expected.quotes);
  EXPECT_EQ(player.kinds_[MarketKind::kTrade], expected.trades);
  const market::BookCounts& counts = player.sync_.counts();
  EXPECT_EQ(counts.applied, expected.applied);
  EXPECT_EQ(counts.dropped, expected.dropped);
  EXPECT_EQ(counts.gaps + counts.unsound + counts.unfit + counts.overflowed, 0U);
  EXPECT_EQ(player.sync_.state(), market::BookState::kLive);
  EXPECT_EQ(player.compared_, expected.compared);
}

TEST(RecordedSessions, SpotRebuildsItsBook) {
  KEEL_SHARED_DATA(path, "book/binance_spot_btcusdt_20240808.jsonl.gz");
  PlaySession(path, {market::BookRules::kBinanceSpot, 3420, 27878, 9701, 3418, 2, 561});
}

TEST(RecordedSessions, UsdmRebuildsItsBook) {
  KEEL_SHARED_DATA(path, "book/binance_usdm_btcusdt_20240808.jsonl.gz");
  PlaySession(path, {market::BookRules::kBinanceUsdm, 4582, 43954, 11463, 4578, 4, 335});
}

/// As it is played to strategies: in order, nothing heard before it happened.
void ReadSession(const std::string& text, size_t books, size_t trades, uint64_t gaps) {
  const auto recording = ReadRecording(text, *core::ParseSymbol("BTC/USDT"));
  ASSERT_TRUE(recording.has_value()) << recording.error().message;
  size_t counts[2] = {0, 0};
  base::UnixNanos latest = base::kBeginningOfTime;
  for (const market::RecordedChange& change : recording->changes) {
    ++counts[change.what.index()];
    ASSERT_LE(change.at_venue, change.received);
    ASSERT_LE(latest, change.received);
    ASSERT_LT(change.received - change.at_venue, base::Seconds(2));
    latest = change.received;
  }
  EXPECT_EQ(counts[0], books);
  EXPECT_EQ(counts[1], trades);
  EXPECT_EQ(recording->gaps, gaps);
}

/// A text without the n-th line that contains a word.
std::string Without(const std::string& text, std::string_view word, size_t n) {
  std::string rest;
  for (const std::string_view line : LinesOf(text)) {
    if (line.find(word) != std::string_view::npos && --n == 0) continue;
    rest += std::string(line) + "\n";
  }
  return rest;
}

TEST(RecordedSessions, AHoleEmptiesTheBookOfARecording) {
  KEEL_SHARED_DATA(path, "book/binance_spot_btcusdt_20240808.jsonl.gz");
  const auto recording =
      ReadRecording(Without(ReadWhole(path), "depthUpdate", 1000), *core::ParseSymbol("BTC/USDT"));
  ASSERT_TRUE(recording.has_value());
  EXPECT_EQ(recording->gaps, 1U);
  const core::BookUpdate* last = nullptr;
  for (const market::RecordedChange& change : recording->changes) {
    if (const auto* update = std::get_if<core::BookUpdate>(&change.what)) last = update;
  }
  ASSERT_NE(last, nullptr);
  EXPECT_TRUE(last->is_snapshot && last->bids.empty() && last->asks.empty());
}

TEST(RecordedSessions, ARecordingSaysWhatItLacks) {
  const core::Symbol btc = *core::ParseSymbol("BTC/USDT");
  const auto without = ReadRecording("", btc), nonsense = ReadRecording("12 {\"e\":1}\n", btc);
  ASSERT_FALSE(without || nonsense);
  EXPECT_NE(without.error().message.find("has no snapshot"), std::string::npos);
  EXPECT_TRUE(nonsense.error().message.starts_with("line 1: "));
}

TEST(RecordedSessions, BothAreRecordingsToTradeOn) {
  KEEL_SHARED_DATA(spot, "book/binance_spot_btcusdt_20240808.jsonl.gz");
  KEEL_SHARED_DATA(usdm, "book/binance_usdm_btcusdt_20240808.jsonl.gz");
  ReadSession(ReadWhole(spot), 3418, 9701, 0);
  ReadSession(ReadWhole(usdm), 4577, 11463, 0);
}

// Fault F24, on recorded messages: one update taken out makes the book stale at the next one.
TEST(RecordedSessions, AnUpdateTakenOutIsNoticedAtTheNext) {
  KEEL_SHARED_DATA(path, "book/binance_spot_btcusdt_20240808.jsonl.gz");
  Player player(market::BookRules::kBinanceSpot);
  const std::string text = ReadWhole(path);
  size_t depth = 0;
  for (const std::string_view line : LinesOf(text)) {
    if (line.find("depthUpdate") == std::string_view::npos) {
      if (line.find("lastUpdateId") != std::string_view::npos) player.Play(line);
      continue;
    }
    if (++depth == 1000) continue;
    if (depth == 1001) {
      ASSERT_TRUE(
          player.parser_.Parse(line.substr(line.find(' ') + 1), base::UnixNanos{}, &player.message_)
              .has_value());
      EXPECT_NE(player.sync_.book(), nullptr);
      const auto progress = player.sync_.OnUpdate(player.message_.book);
      EXPECT_EQ(progress.step, market::BookStep::kGap);
      EXPECT_TRUE(progress.wants_snapshot);
      EXPECT_EQ(player.sync_.book(), nullptr);
      return;
    }
    player.Play(line);
  }
  FAIL() << "the session is shorter than that";
}

// The events of another program around three disconnects; each must take the book away.
TEST(RecordedSessions, EachRecordedDisconnectMakesTheBookStale) {
  KEEL_SHARED_DATA(path, "fixtures/barter_binance_spot_with_disconnect.json");
  const auto events = base::ParseJson(ReadWhole(path));
  ASSERT_TRUE(events.has_value()) << events.error().message;
  market::BookSync sync(core::InstrumentId{0}, market::BookRules::kBinanceSpot);
  uint64_t update = 0;
  size_t disconnects = 0;
  for (const base::JsonValue& event : events->items) {
    if (event.Find("Reconnecting") != nullptr) {
      ++disconnects;
      ASSERT_EQ(sync.state(), market::BookState::kLive);
      sync.OnDisconnect();
      EXPECT_EQ(sync.state(), market::BookState::kStale);
      EXPECT_EQ(sync.book(), nullptr);
      continue;
    }
    // The recording has trades only, so each stands for one change of the book at its price.
    const base::JsonValue* trade = event.Find("Item")->Find("Ok")->Find("kind")->Find("Trade");
    ASSERT_NE(trade, nullptr);
    core::BookUpdate change;
    change.first_update = change.last_update = ++update;
    change.bids = {{*core::Price::Parse(trade->Find("price")->text),
                    core::Quantity(core::Decimal::FromInt(1))}};
    if (sync.OnUpdate(change).wants_snapshot) {
      change.is_snapshot = true;
      EXPECT_EQ(sync.OnSnapshot(change).step, market::BookStep::kSynced);
    }
  }
  EXPECT_EQ(disconnects, 3U);
}

}  // namespace
}  // namespace keel::venues::binance
