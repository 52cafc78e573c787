// SPDX-License-Identifier: MIT
// Path-steps a second of each level of the Monte Carlo engine on one core, and one forecast of the
// size that a decision asks for.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "math/vector_stream.h"

namespace {

using namespace keel;

constexpr size_t kDraws = 1024;

void Bits(benchmark::State& state) {
  math::VectorStream stream(1, "bench.bits", 0);
  std::vector<uint64_t> out(kDraws);
  for (auto _ : state) {
    stream.FillBits(out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kDraws));
}
BENCHMARK(Bits);

void Normals(benchmark::State& state) {
  math::VectorStream stream(1, "bench.normals", 0);
  std::vector<double> out(kDraws);
  for (auto _ : state) {
    stream.FillNormals(out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kDraws));
}
BENCHMARK(Normals);

void Seeding(benchmark::State& state) {
  uint64_t block = 0;
  for (auto _ : state) {
    math::VectorStream stream(1, "bench.seeding", block++);
    benchmark::DoNotOptimize(stream);
  }
}
BENCHMARK(Seeding);

}  // namespace

BENCHMARK_MAIN();
