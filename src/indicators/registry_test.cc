// SPDX-License-Identifier: MIT
// What every indicator must keep, whoever writes it: the warm-up it announces, no allocation while
// it runs, the same numbers in a batch, finite output on whatever a market does, and copies that
// are free of each other.
#include "indicators/registry.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "base/random.h"
#include "indicators/all.h"
#include "indicators/batch.h"
#include "indicators/fixtures/allocation_count.h"
#include "tests/source_tree.h"

namespace keel::indicators {
namespace {

constexpr size_t kBars = 1500;
using Outputs = std::array<double, 8>;

Ohlcv BarAround(double open, double close, double wick, double volume) {
  return {open, std::max(open, close) + wick, std::min(open, close) - wick, close, volume};
}

std::vector<Ohlcv> Walk(uint64_t seed) {
  base::RandomStream random(seed, "indicators.walk");
  std::vector<Ohlcv> bars;
  double close = 100;
  for (size_t i = 0; i < kBars; ++i) {
    const double open = close;
    close *= std::exp(0.01 * random.NextNormal());
    bars.push_back(BarAround(open, close, 0.2 * random.NextUniform(), 1000 * random.NextUniform()));
  }
  return bars;
}

struct Market {
  const char* name;
  std::vector<Ohlcv> bars;
};

std::vector<Ohlcv> Made(const std::function<Ohlcv(size_t)>& bar) {
  std::vector<Ohlcv> bars;
  for (size_t i = 0; i < kBars; ++i) bars.push_back(bar(i));
  return bars;
}

std::vector<Market> HostileMarkets() {
  const auto walk = Walk(7);
  return {
      {"constant", Made([](size_t) {
         return Ohlcv{100.1, 100.1, 100.1, 100.1, 5};
       })},
      {"dead", Made([](size_t) { return Ohlcv{}; })},
      {"no volume", Made([&](size_t i) {
         Ohlcv bar = walk[i];
         bar.volume = 0;
         return bar;
       })},
      {"gaps", Made([&](size_t i) {
         const double scale = i / 50 % 2 == 0 ? 1e-6 : 1e6;
         const Ohlcv& b = walk[i];
         return Ohlcv{b.open * scale, b.high * scale, b.low * scale, b.close * scale, b.volume};
       })},
      {"huge and tiny", Made([](size_t i) {
         const double p = i % 2 == 0 ? 1e12 : 1e-12;
         return Ohlcv{p, p, p, p, p};
       })},
      {"falls to zero", Made([](size_t i) {
         const double p = i < 700 ? 100.0 - static_cast<double>(i) / 7 : 0.0;
         return BarAround(p, p, 0, static_cast<double>(i % 3));
       })},
      {"stuck, then one tick", Made([](size_t i) {
         const double p = i % 400 == 399 ? 101.0 : 100.0;
         return Ohlcv{p, p, p, p, 1};
       })},
      {"no range", Made([](size_t i) {
         const double p = 100 + std::sin(static_cast<double>(i));
         return Ohlcv{p, p, p, p, 1};
       })},
      {"one way", Made([](size_t i) {
         const double p = 1 + static_cast<double>(i);
         return BarAround(p, p + 1, 0, 1);
       })},
      {"negative", Made([](size_t i) {
         return BarAround(std::sin(static_cast<double>(i)), std::cos(static_cast<double>(i)), 0.1,
                          2);
       })},
  };
}

TEST(EveryIndicator, StandsInTheTableOnce) {
  std::set<std::string_view> names;
  for (const Indicator& row : AllIndicators()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(FindIndicator(row.name), &row);
    EXPECT_TRUE(row.definition.ends_with('.')) << row.name;
    EXPECT_LE(row.outputs.size(), Outputs{}.size()) << row.name;
  }
  EXPECT_GE(names.size(), 75U);
  EXPECT_EQ(FindIndicator("no_such"), nullptr);
}

TEST(EveryIndicator, GivesItsFirstValueAfterExactlyItsWarmUp) {
  const auto bars = Walk(1);
  for (const Indicator& row : AllIndicators()) {
    const auto indicator = row.make();
    Outputs out{};
    for (size_t i = 0; i < bars.size(); ++i) {
      ASSERT_EQ(indicator->Update(bars[i], out), i + 1 >= static_cast<size_t>(row.warm_up))
          << row.name << " at update " << i + 1 << ", warm-up " << row.warm_up;
    }
  }
}

TEST(EveryIndicator, AllocatesNothingWhileItRuns) {
  const auto bars = Walk(2);
  for (const Indicator& row : AllIndicators()) {
    const auto indicator = row.make();
    const auto copy = indicator->Clone();
    Outputs out{};
    const int64_t before = AllocationCount();
    for (const Ohlcv& bar : bars) {
      indicator->Update(bar, out);
      copy->Update(bar, out);
    }
    EXPECT_EQ(AllocationCount(), before) << row.name;
  }
}

TEST(EveryIndicator, StaysFiniteWhateverTheMarketDoes) {
  for (const Market& market : HostileMarkets()) {
    for (const Indicator& row : AllIndicators()) {
      const auto indicator = row.make();
      Outputs out{};
      for (size_t i = 0; i < market.bars.size(); ++i) {
        if (!indicator->Update(market.bars[i], out)) continue;
        for (size_t k = 0; k < row.outputs.size(); ++k) {
          ASSERT_TRUE(std::isfinite(out[k]))
              << row.name << '.' << row.outputs[k] << " at " << i << " of " << market.name;
        }
      }
    }
  }
}

TEST(EveryIndicator, CopiesLiveTheirOwnLife) {
  const auto bars = Walk(3);
  const auto others = Walk(4);
  for (const Indicator& row : AllIndicators()) {
    for (const size_t cut : {size_t{1}, size_t{17}, size_t{600}}) {
      const auto straight = row.make();
      const auto original = row.make();
      Outputs expected{};
      Outputs got{};
      for (size_t i = 0; i < cut; ++i) {
        straight->Update(bars[i], expected);
        original->Update(bars[i], got);
      }
      const auto copy = original->Clone();
      for (size_t i = cut; i < bars.size(); ++i) {
        original->Update(others[i], got);
        const bool has = straight->Update(bars[i], expected);
        ASSERT_EQ(copy->Update(bars[i], got), has) << row.name;
        for (size_t k = 0; has && k < row.outputs.size(); ++k) {
          ASSERT_EQ(got[k], expected[k]) << row.name << " copied after " << cut;
        }
      }
    }
  }
}

/// The doubles of a value, to compare bit by bit.
template <class Value>
auto Doubles(const Value& value) {
  return std::bit_cast<std::array<uint64_t, sizeof(Value) / sizeof(double)>>(value);
}

template <class I>
void ExpectBatchEqualsStream(const char* name, I indicator, const std::vector<Ohlcv>& bars) {
  const auto check = [&](const auto& inputs) {
    const auto batch = Batch(indicator, inputs);
    ASSERT_EQ(batch.size() + static_cast<size_t>(indicator.warm_up()), inputs.size() + 1) << name;
    I stream = indicator;
    size_t next = 0;
    for (const auto& input : inputs) {
      if (const auto value = stream.Update(input)) {
        ASSERT_EQ(Doubles(*value), Doubles(batch[next++])) << name;
      }
    }
    I again = stream;
    again = indicator;  // assigning a fresh one resets
    EXPECT_EQ(again.Update(inputs[0]).has_value(), indicator.warm_up() == 1) << name;
  };
  if constexpr (requires { indicator.Update(bars[0]); }) {
    check(bars);
  } else if constexpr (requires { indicator.Update(0.0); }) {
    std::vector<double> closes;
    for (const Ohlcv& bar : bars) closes.push_back(bar.close);
    check(closes);
  }
}

TEST(EveryIndicator, IsTheSameInABatch) {
  const auto bars = Walk(5);
#define INDICATOR(group, file, Class, title, input, outputs, definition, names, ...) \
  ExpectBatchEqualsStream(#file, Class(__VA_ARGS__), bars);
#include "indicators/list.inc"
#undef INDICATOR
}

TEST(Batch, OfTooShortASeriesIsEmpty) {
  EXPECT_TRUE(Batch(Sma(5), std::vector<double>{1, 2, 3, 4}).empty());
  EXPECT_EQ(Batch(Sma(5), std::vector<double>{1, 2, 3, 4, 5}), std::vector<double>{3});
}

TEST(Neutral, AQuietMarketIsNeitherOverboughtNorOversold) {
  const std::map<std::string_view, double> expected = {
      {"rsi", 50},        {"cutler_rsi", 50}, {"stoch_rsi", 50},
      {"stochastic", 50}, {"kdj", 50},        {"williams_r", -50},
      {"mfi", 50},        {"cmo", 0},         {"cci", 0},
      {"z_score", 0},     {"macd", 0},        {"bollinger_percent_b", 0.5},
      {"tsi", 0},         {"std_dev", 0},     {"atr", 0},
      {"adx", 0},         {"trix", 0},        {"ultimate_oscillator", 50},
      {"correlation", 0}, {"roc", 0},         {"relative_volatility_index", 50}};
  for (const auto& [name, value] : expected) {
    const auto indicator = FindIndicator(name)->make();
    Outputs out{};
    for (int i = 0; i < 300; ++i) indicator->Update({100.1, 100.1, 100.1, 100.1, 3}, out);
    EXPECT_EQ(out[0], value) << name;
  }
}

// KEEL_WRITE_DOCS=1 writes the page instead.
TEST(IndicatorsPage, IsUpToDate) {
  const std::string path = tests::InSourceTree("/docs/indicators.md");
  if (std::getenv("KEEL_WRITE_DOCS") != nullptr) std::ofstream(path) << IndicatorsPage();
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), IndicatorsPage())
      << "run: KEEL_WRITE_DOCS=1 build/release/indicators_test --gtest_filter=IndicatorsPage.*";
}

}  // namespace
}  // namespace keel::indicators
