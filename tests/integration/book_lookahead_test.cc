// SPDX-License-Identifier: MIT
// A strategy on a recorded book knows nothing of what comes: with the rest of the recording cut off
// it has sent the same orders until then.
#include <gtest/gtest.h>

#include "engine/book_backtest.h"
#include "storage/text_file.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "tests/shared_data.h"
#include "venues/binance/recording.h"

namespace keel {
namespace {

engine::RunRecord MakersRun(const market::BookRecording& recording) {
  engine::BacktestSettings settings;
  settings.pairs = {"BTC/USDT"};
  settings.timeframe = "1m";
  settings.strategies = {{.name = "touch_maker", .params = {{"share", 0.9}}}};
  settings.account.balances = {{"USDT", "100000"}};
  settings.risk = *risk::LimitsOf("research");
  settings.sim.latency.min_ms = 5;
  settings.sim.latency.max_ms = 20;
  const engine::Registry registry{strategies::All(), strategies::AllFeatures()};
  return engine::RunOnBooks(settings, registry, {{recording, "recorded", "hash"}}, {}).value();
}

TEST(BookLookAhead, CuttingOffTheFutureChangesNothing) {
  KEEL_SHARED_DATA(path, "book/binance_spot_btcusdt_20240808.jsonl.gz");
  const auto whole = venues::binance::ReadRecording(storage::ReadTextFile(path).value(),
                                                    *core::ParseSymbol("BTC/USDT"));
  market::BookRecording part = *whole;
  part.changes.resize(part.changes.size() / 2);
  const base::UnixNanos end = part.changes.back().received;
  const engine::RunRecord all = MakersRun(*whole), half = MakersRun(part);
  ASSERT_GT(half.orders.size(), 50u);
  size_t sent = 0;
  for (const engine::OrderRecord& order : all.orders) {
    if (order.order.created_at > end) break;
    ASSERT_LT(sent, half.orders.size());
    const core::Order& same = half.orders[sent++].order;
    ASSERT_EQ(same.created_at, order.order.created_at);
    ASSERT_EQ(same.terms.limit_price, order.order.terms.limit_price);
    ASSERT_EQ(same.terms.quantity, order.order.terms.quantity);
  }
  EXPECT_LE(half.orders.size(), sent + 2);  // what its last messages brought about
}

}  // namespace
}  // namespace keel
