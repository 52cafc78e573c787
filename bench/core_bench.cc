// SPDX-License-Identifier: MIT
// What one operation of the exact arithmetic and its neighbours costs.
#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "core/decimal.h"

namespace {

using keel::base::RandomStream;
using keel::core::Decimal;
using keel::core::Rounding;

constexpr size_t kCount = 1024;

/// Prices in cents around 40,000 and quantities of five decimals, as a ledger meets them.
std::array<Decimal, kCount> Values(const char* name, uint64_t spread, int decimals) {
  RandomStream random(1, name);
  std::array<Decimal, kCount> values;
  for (Decimal& value : values) {
    value = Decimal::PowerOfTen(-decimals) * static_cast<int64_t>(1 + random.NextBelow(spread));
  }
  return values;
}
std::array<Decimal, kCount> Prices() { return Values("bench.price", 8'000'000, 2); }
std::array<Decimal, kCount> Quantities() { return Values("bench.quantity", 1'000'000, 5); }

template <typename Operation>
void EachPair(benchmark::State& state, Operation operation) {
  const auto prices = Prices(), quantities = Quantities();
  for (auto unused : state) {
    for (size_t i = 0; i < kCount; ++i) {
      benchmark::DoNotOptimize(operation(prices[i], quantities[i]));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kCount));
}

void DecimalAdd(benchmark::State& state) {
  EachPair(state, [](Decimal a, Decimal b) { return a + b; });
}
void DecimalMul(benchmark::State& state) {
  EachPair(state, [](Decimal a, Decimal b) { return Mul(a, b, Rounding::kHalfEven); });
}
void DecimalDiv(benchmark::State& state) {
  EachPair(state, [](Decimal a, Decimal b) { return Div(a, b, Rounding::kHalfEven); });
}
void DecimalMulWide(benchmark::State& state) {
  EachPair(state, [](Decimal a, Decimal b) {
    return Mul(a * 1'000'000'000, b * 1'000'000, Rounding::kHalfEven);
  });
}
void DecimalRoundTo(benchmark::State& state) {
  const Decimal tick = Decimal::PowerOfTen(-1);
  EachPair(state, [&](Decimal a, Decimal) { return RoundTo(a, tick, Rounding::kDown); });
}
void DecimalToDouble(benchmark::State& state) {
  EachPair(state, [](Decimal a, Decimal) { return a.ToDouble(); });
}
void DecimalFromDouble(benchmark::State& state) {
  const Decimal tick = Decimal::PowerOfTen(-2);
  std::vector<double> values;
  for (const Decimal price : Prices()) values.push_back(price.ToDouble());
  for (auto unused : state) {
    for (const double x : values) benchmark::DoNotOptimize(Decimal::FromDouble(x, tick));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kCount));
}
void DecimalPrint(benchmark::State& state) {
  EachPair(state, [](Decimal a, Decimal) { return a.ToString(); });
}
void DecimalParse(benchmark::State& state) {
  std::vector<std::string> texts;
  for (const Decimal price : Prices()) texts.push_back(price.ToString());
  for (auto unused : state) {
    for (const std::string& text : texts) benchmark::DoNotOptimize(Decimal::Parse(text));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kCount));
}
void RandomNormal(benchmark::State& state) {
  RandomStream random(1, "bench.normal");
  for (auto unused : state) benchmark::DoNotOptimize(random.NextNormal());
}
void NewRandomStream(benchmark::State& state) {
  uint64_t item = 0;
  for (auto unused : state) {
    benchmark::DoNotOptimize(RandomStream(1, "bench.stream", ++item).NextU64());
  }
}
void TimeParseIso(benchmark::State& state) {
  for (auto unused : state) {
    benchmark::DoNotOptimize(keel::base::ParseTime("2023-01-01T12:34:56Z"));
  }
}

BENCHMARK(DecimalAdd);
BENCHMARK(DecimalMul);
BENCHMARK(DecimalDiv);
BENCHMARK(DecimalMulWide);
BENCHMARK(DecimalRoundTo);
BENCHMARK(DecimalToDouble);
BENCHMARK(DecimalFromDouble);
BENCHMARK(DecimalPrint);
BENCHMARK(DecimalParse);
BENCHMARK(RandomNormal);
BENCHMARK(NewRandomStream);
BENCHMARK(TimeParseIso);

}  // namespace

BENCHMARK_MAIN();
