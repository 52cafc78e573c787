// SPDX-License-Identifier: MIT
// Turns what happens in the markets into the messages of Binance's public streams: trades at once,
// books and candles at their beat. [Binance: WebSocket streams]
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "exchange/simulated_exchange.h"
#include "exchange/stream_hub.h"

namespace keel::exchange {

class MarketFeed {
 public:
  /// Both must outlive it.
  MarketFeed(SimulatedExchange& exchange, StreamHub& hub);

  /// Publishes trades and best prices.
  void OnNews(const News& news, base::UnixNanos now);
  /// To be called every 100 ms of the clients' time: depth, candles and tickers at their beat.
  void OnBeat(base::UnixNanos now);
  /// Leaves the next depth update of every market out, as a lossy network would.
  void LoseNextDepth();

 private:
  // What one rhythm of the depth stream has not told yet.
  struct Pending {
    uint64_t first = 0;  // the first update that it will tell
    std::map<core::Price, core::Quantity, std::greater<>> bids;
    std::map<core::Price, core::Quantity> asks;
  };
  struct Known {
    std::array<Pending, 2> depth;         // of 100 ms, of 1000 ms
    std::array<bool, 2> lose_depth = {};  // of each rhythm
    std::string best;
    std::map<size_t, base::UnixNanos> candles;  // open time of the last published, by period
    std::string stem;                           // "btcusdt"
  };

  void PublishBest(const Market& market, Known& known);
  void TakeDepth(Market& market, Known& known);
  void PublishDepth(const Market& market, Known& known, size_t rhythm, base::UnixNanos now);
  void PublishPartial(const Market& market, const Known& known, bool slow);
  void PublishCandles(const Market& market, Known& known, base::UnixNanos now);
  void PublishTickers(base::UnixNanos now);

  SimulatedExchange& exchange_;
  StreamHub& hub_;
  std::vector<Known> known_;
  uint64_t beats_ = 0;
};

}  // namespace keel::exchange
