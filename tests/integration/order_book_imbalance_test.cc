// SPDX-License-Identifier: MIT
// The driver of order-book imbalance on a recorded session: its signal must lean the way that the
// middle of the book moves in the next second, as the literature says it does.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/json_value.h"
#include "market/order_book.h"
#include "strategies/drivers.h"
#include "tests/shared_data.h"

namespace keel::tests {
namespace {

std::vector<std::string> ReadLines(const std::string& path) {
  std::vector<std::string> lines(1);
  gzFile file = gzopen(path.c_str(), "rb");
  std::vector<char> buffer(1 << 16);
  for (int n; (n = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;) {
    for (const char c : std::string_view(buffer.data(), static_cast<size_t>(n))) {
      if (c == '\n') {
        lines.emplace_back();
      } else {
        lines.back() += c;
      }
    }
  }
  gzclose(file);
  return lines;
}

/// The levels of one side of a depth update, as the venue wrote them.
std::vector<core::BookLevel> LevelsOf(const base::JsonValue& side) {
  std::vector<core::BookLevel> levels;
  for (const base::JsonValue& level : side.items) {
    levels.push_back(
        {*core::Price::Parse(level.items[0].text), *core::Quantity::Parse(level.items[1].text)});
  }
  return levels;
}

double CorrelationOf(const std::vector<double>& x, const std::vector<double>& y) {
  double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  const auto n = static_cast<double>(x.size());
  for (size_t i = 0; i < x.size(); ++i) mx += x[i] / n, my += y[i] / n;
  for (size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx), yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

TEST(OrderBookImbalance, LeansTheWayThatARecordedMarketWent) {
  KEEL_SHARED_DATA(path, "book/binance_spot_btcusdt_20240808.jsonl.gz");
  const auto driver = strategies::FindDriver("order_book_imbalance")->make();
  market::OrderBook depth(core::InstrumentId{});
  market::BookLevels book;
  std::vector<double> signals, mids;
  size_t updates = 0;
  for (const std::string& line : ReadLines(path)) {
    if (line.find("depthUpdate") == std::string::npos) continue;
    const auto json = base::ParseJson(std::string_view(line).substr(line.find('{')));
    ASSERT_TRUE(json.has_value());
    core::BookUpdate update;
    update.bids = LevelsOf(*json->Find("data")->Find("b"));
    update.asks = LevelsOf(*json->Find("data")->Find("a"));
    depth.Apply(update);
    if (++updates < 100) continue;  // the levels near the price have all been told by then
    depth.CopyTop(10, &book);
    const strategy::DriverInput input{{}, {}, nullptr, &book};
    const auto said = driver->Evaluate({{}, {}, {&input, 1}}, 0);
    signals.push_back(said ? said->value * said->confidence : 0);
    mids.push_back((book.bids[0].price + book.asks[0].price).ToDouble() / 2);
  }
  constexpr size_t kAhead = 10;  // updates come every 100 ms
  std::vector<double> moves;
  for (size_t t = 0; t + kAhead < mids.size(); ++t) moves.push_back(mids[t + kAhead] - mids[t]);
  signals.resize(moves.size());
  ASSERT_GT(moves.size(), 3000U);
  EXPECT_GT(CorrelationOf(signals, moves), 0.1);
}

}  // namespace
}  // namespace keel::tests
