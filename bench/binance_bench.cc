// SPDX-License-Identifier: MIT
// How many of Binance's messages one core reads, and how fast a recorded session rebuilds its book.
// Run it from the checkout: the sessions lie in ../shared; what needs one is skipped without it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "base/check.h"
#include "market/book_sync.h"
#include "venues/binance/market_parser.h"
#include "venues/binance/rest_parser.h"

namespace keel {
namespace {

using venues::binance::MarketMessage;
using venues::binance::MarketParser;

const std::vector<venues::binance::ListedPair> kPairs = {{"BTCUSDT", {0}}, {"ETHUSDT", {1}}};
constexpr const char* kSpot = "binance_spot_btcusdt_20240808.jsonl.gz";
constexpr const char* kUsdm = "binance_usdm_btcusdt_20240808.jsonl.gz";

/// The messages of a session that contain a word, without their times of receipt.
std::vector<std::string> Recorded(const char* file, const char* word) {
  std::vector<std::string> messages;
  gzFile in = gzopen(fmt::format("../shared/data/book/{}", file).c_str(), "rb");
  if (in == nullptr) return messages;
  std::string line(1 << 20, '\0');
  while (gzgets(in, line.data(), static_cast<int>(line.size())) != nullptr) {
    std::string text = line.c_str();
    text.erase(text.find_last_not_of("\r\n") + 1);
    if (text.find(word) != std::string::npos) messages.push_back(text.substr(text.find(' ') + 1));
  }
  gzclose(in);
  return messages;
}

std::vector<std::string> MadeUpKlines() {
  std::vector<std::string> messages;
  for (int i = 0; i < 1000; ++i) {
    messages.push_back(fmt::format(
        R"({{"stream":"btcusdt@kline_1m","data":{{"e":"kline","E":{0},"s":"BTCUSDT","k":{{)"
        R"("t":1723161240000,"T":1723161299999,"s":"BTCUSDT","i":"1m","f":3735683259,)"
        R"("L":{1},"o":"61837.63000000","c":"61840.{2:02}000000","h":"61851.00000000",)"
        R"("l":"61830.10000000","v":"12.{2:02}000000","n":{3},"x":false,)"
        R"("q":"742101.{2:02}345678","V":"6.12345000","Q":"378312.1234{2:02}78","B":"0"}}}}}})",
        1723161255343 + i, 3735683259 + i, 10 + i % 90, i));
  }
  return messages;
}

void Read(benchmark::State& state, const std::vector<std::string>& messages, bool general) {
  if (messages.empty()) return state.SkipWithError("the recorded session is not there");
  MarketParser parser(kPairs);
  MarketMessage message;
  int64_t bytes = 0, count = 0;
  for (auto _ : state) {
    for (const std::string& text : messages) {
      const auto read =
          general ? parser.ParseGeneral(text, {1}, &message) : parser.Parse(text, {1}, &message);
      CHECK(read.has_value(), "a recorded message must parse");
      benchmark::DoNotOptimize(message.kind);
      bytes += static_cast<int64_t>(text.size());
    }
    count += static_cast<int64_t>(messages.size());
  }
  state.SetItemsProcessed(count);
  state.SetBytesProcessed(bytes);
  state.counters["slow"] = static_cast<double>(parser.slow_messages());
}

void ReadRecorded(benchmark::State& state, const char* file, const char* word, bool general) {
  Read(state, Recorded(file, word), general);
}
void ReadKlines(benchmark::State& state, bool general) { Read(state, MadeUpKlines(), general); }

/// The depth messages of a session, parsed before, through the rules into the book.
void Rebuild(benchmark::State& state, const char* file, market::BookRules rules) {
  const auto snapshots = Recorded(file, "\"bids\"");
  if (snapshots.empty()) return state.SkipWithError("the recorded session is not there");
  core::BookUpdate snapshot;
  const auto read = venues::binance::RestParser().Depth(snapshots[0], {0}, {1}, &snapshot);
  CHECK(read.has_value(), "the recorded snapshot must parse");
  std::vector<core::BookUpdate> updates;
  MarketParser parser(kPairs);
  MarketMessage message;
  size_t levels = 0;
  for (const std::string& text : Recorded(file, "depthUpdate")) {
    CHECK(parser.Parse(text, {1}, &message).has_value(), "a recorded message must parse");
    updates.push_back(message.book);
    levels += message.book.bids.size() + message.book.asks.size();
  }
  for (auto _ : state) {
    market::BookSync sync({0}, rules);
    size_t i = 0;
    while (updates[i].first_update <= snapshot.last_update) sync.OnUpdate(updates[i++]);
    sync.OnSnapshot(snapshot);
    for (; i < updates.size(); ++i) sync.OnUpdate(updates[i]);
    CHECK(sync.state() == market::BookState::kLive, "a recorded session has no gap");
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.SetItemsProcessed(static_cast<int64_t>(updates.size()) * state.iterations());
  state.counters["levels/s"] =
      benchmark::Counter(static_cast<double>(levels) * rounds, benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(ReadRecorded, spot_depth, kSpot, "depthUpdate", false);
BENCHMARK_CAPTURE(ReadRecorded, spot_depth_simdjson, kSpot, "depthUpdate", true);
BENCHMARK_CAPTURE(ReadRecorded, usdm_depth, kUsdm, "depthUpdate", false);
BENCHMARK_CAPTURE(ReadRecorded, spot_trade, kSpot, "\"trade\"", false);
BENCHMARK_CAPTURE(ReadRecorded, spot_trade_simdjson, kSpot, "\"trade\"", true);
BENCHMARK_CAPTURE(ReadRecorded, usdm_trade, kUsdm, "\"trade\"", false);
BENCHMARK_CAPTURE(ReadRecorded, spot_quote, kSpot, "bookTicker", false);
BENCHMARK_CAPTURE(ReadKlines, made_up, false);
BENCHMARK_CAPTURE(ReadKlines, made_up_simdjson, true);
BENCHMARK_CAPTURE(Rebuild, spot, kSpot, market::BookRules::kBinanceSpot);
BENCHMARK_CAPTURE(Rebuild, usdm, kUsdm, market::BookRules::kBinanceUsdm);

}  // namespace
}  // namespace keel

BENCHMARK_MAIN();
