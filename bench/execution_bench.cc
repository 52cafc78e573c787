// SPDX-License-Identifier: MIT
// What a quote costs a parent in work, what writing it down costs, and what a split over venues
// does.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/check.h"
#include "base/describe_json.h"
#include "execution/parent_execution.h"
#include "execution/router.h"

namespace {

using namespace keel::execution;
using keel::core::Decimal;
using keel::core::Price;
using keel::core::Quantity;

constexpr keel::base::UnixNanos kStart = keel::base::UnixNanos{} + keel::base::Days(20'000);

/// Half way through a day's parent, with volume in every span of its window.
ParentExecution Parent(const char* algorithm, const char* settings) {
  ParentOrder order;
  order.quantity = Quantity(Decimal::FromInt(1000));
  order.arrival_price = Price(Decimal::FromInt(50));
  order.start = kStart;
  order.end = kStart + keel::base::Days(1);
  order.limits.max_participation = Decimal::PowerOfTen(-1);
  order.filters = {Price(Decimal::PowerOfTen(-2)), Quantity(Decimal::PowerOfTen(-3)),
                   Decimal::FromInt(10)};
  auto parent = ParentExecution::Start(order, algorithm, settings);
  CHECK(parent.has_value(), "the settings of the benchmark");
  for (int minute = 0; minute < 720; ++minute) {
    parent->OnTrade(order.arrival_price, Quantity(Decimal::FromInt(5)),
                    kStart + keel::base::Minutes(minute));
    const ParentStep step = parent->Advance(kStart + keel::base::Minutes(minute));
    if (!step.child) continue;
    const auto now = kStart + keel::base::Minutes(minute);
    CHECK(parent->OnChildFilled(step.child->number, step.child->quantity, now), "a fill");
  }
  return *std::move(parent);
}

void QuoteAndAdvance(benchmark::State& state, const char* algorithm, const char* settings) {
  ParentExecution parent = Parent(algorithm, settings);
  const keel::base::UnixNanos now = kStart + keel::base::Minutes(720);
  const Price bid(Decimal::FromInt(50));
  const Price ask = bid + Price(Decimal::PowerOfTen(-2));
  for (auto unused : state) {
    parent.OnQuote(bid, ask);
    benchmark::DoNotOptimize(parent.Advance(now));
  }
}

void SaveAsJson(benchmark::State& state) {
  const ParentExecution parent = Parent("twap", "{}");
  for (auto unused : state) benchmark::DoNotOptimize(keel::base::ToJson(parent.Save()));
}

void SplitOverFourVenues(benchmark::State& state) {
  std::vector<VenueOffer> offers(4);
  for (uint32_t v = 0; v < 4; ++v) {
    offers[v].venue = v;
    offers[v].taker_fee = Decimal::PowerOfTen(-4) * (5 + v);
    offers[v].lot = Quantity(Decimal::PowerOfTen(-3));
    for (int64_t k = 0; k < 50; ++k) {
      offers[v].levels.push_back({Price(Decimal::FromInt(50) + Decimal::PowerOfTen(-2) * (k + v)),
                                  Quantity(Decimal::FromInt(1 + k % 5))});
    }
  }
  const SplitRouter router(Decimal::PowerOfTen(-4));
  const RouteRequest request = {keel::core::Side::kBuy, Quantity(Decimal::FromInt(100)), {}};
  for (auto unused : state) benchmark::DoNotOptimize(router.RouteOf(request, offers));
}

BENCHMARK_CAPTURE(QuoteAndAdvance, twap, "twap", "{}");
BENCHMARK_CAPTURE(QuoteAndAdvance, vwap, "vwap", R"({"profile": [0.25, 0.25, 0.25, 0.25]})");
BENCHMARK_CAPTURE(QuoteAndAdvance, pov, "pov", "{}");
BENCHMARK_CAPTURE(QuoteAndAdvance, iceberg, "iceberg", R"({"visible": "5"})");
BENCHMARK(SaveAsJson);
BENCHMARK(SplitOverFourVenues);

}  // namespace

BENCHMARK_MAIN();
