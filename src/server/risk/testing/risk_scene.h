// SPDX-License-Identifier: MIT
// Only for tests: a session of two pairs with daily bars, whose closes are given.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "server/risk/risk_inputs.h"

namespace keel::server::testing {

/// Closes that move by normal log returns.
inline std::vector<double> RandomCloses(size_t count, uint64_t seed, double deviation) {
  base::RandomStream random(seed, "test.risk_scene");
  std::vector<double> closes = {100};
  while (closes.size() < count) {
    closes.push_back(closes.back() * std::exp(deviation * random.NextNormal()));
  }
  return closes;
}

/// BTC and SOL, priced in USDT by these closes, the last of which are of the same bar. The account
/// is worth 1000 and holds nothing else.
inline RiskInputs SceneOf(const std::vector<double>& btc, const std::vector<double>& sol,
                          const std::string& timeframe = "1d") {
  engine::BacktestSettings settings;
  settings.timeframe = timeframe;
  settings.account.currency = "USDT";
  const base::Duration period = core::Timeframe::Parse(timeframe)->period();
  std::vector<engine::InstrumentRecord> pairs;
  for (const char* symbol : {"BTC/USDT", "SOL/USDT"}) {
    pairs.push_back({symbol, *core::Price::Parse("0.01"), *core::Quantity::Parse("0.01"), {}});
  }
  auto days = *SessionDays::Make(pairs, settings);
  const size_t most = std::max(btc.size(), sol.size());
  std::vector<std::vector<core::Bar>> bars(2);
  for (size_t t = 0; t < most; ++t) {
    const base::UnixNanos open{static_cast<int64_t>(t) * period.ns};
    engine::BarsRecord record;
    for (uint32_t i = 0; i < 2; ++i) {
      const std::vector<double>& closes = i == 0 ? btc : sol;
      if (t + closes.size() < most) continue;
      const double close = closes[t + closes.size() - most];
      record.bars.push_back({i, open, close, close, close, close, 1e6});
      bars[i].push_back({open, close, close, close, close, 1e6});
    }
    days->OnBars(record, open + period);
  }
  RiskInputs inputs{.account = "USDT",
                    .time = {static_cast<int64_t>(most) * period.ns},
                    .equity = 1000,
                    .timeframe = timeframe,
                    .period = period,
                    .days = days->comovement(),
                    .cluster_correlation = 0.7,
                    .coins = {},
                    .left_out = {},
                    .impact = {},
                    .hour_returns = {},
                    .day_returns = {}};
  for (const SessionCoin& coin : days->coins()) {
    inputs.coins.push_back({.code = coin.code,
                            .pair = coin.symbol,
                            .id = coin.id,
                            .quote = coin.quote,
                            .days = days->returns(coin),
                            .bars = bars[coin.pair.index]});
  }
  return inputs;
}

}  // namespace keel::server::testing
