// SPDX-License-Identifier: MIT
// The long run behind the quick comparison of the matching engine with its plain twin: COUNT random
// requests for each seed from SEED on, on markets of every shape. Usage: matching_campaign SEED
// COUNT [SEEDS]; exit status 1 at the first difference, with the seed and step that show it.
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

#include "sim/matching/testing/random_market.h"

namespace {

namespace matching = keel::sim::matching;

bool Agree(uint64_t seed, uint64_t count) {
  for (size_t shape = 0; shape < matching::testing::kShapes.size(); ++shape) {
    matching::testing::Comparison comparison(seed, matching::testing::kShapes[shape]);
    const auto difference = comparison.Run(count);
    if (!difference) continue;
    fmt::print("seed {}, shape {}: {}\n", seed, shape, *difference);
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    fmt::print(stderr, "usage: matching_campaign SEED COUNT [SEEDS]\n");
    return 2;
  }
  const uint64_t first = std::strtoull(argv[1], nullptr, 10);
  const auto count = static_cast<uint64_t>(std::strtod(argv[2], nullptr));
  const uint64_t seeds = argc == 4 ? std::strtoull(argv[3], nullptr, 10) : 1;
  for (uint64_t seed = first; seed < first + seeds; ++seed) {
    if (!Agree(seed, count)) return 1;
  }
  fmt::print("{} requests, no difference\n", seeds * count * matching::testing::kShapes.size());
  return 0;
}
