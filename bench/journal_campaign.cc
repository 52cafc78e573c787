// SPDX-License-Identifier: MIT
// A long run by hand: damages journals at random and holds verify, the reader and the writer to
// what was written. Exits 1 when any damage stays silent.
//   build/release/bench/journal_campaign SEED COUNT
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

#include "base/os/threads.h"
#include "storage/journal/testing/damage_campaign.h"

namespace {

using keel::storage::testing::DamageCampaign;
using keel::storage::testing::DamageOutcomes;

constexpr int64_t kBlock = 10'000;

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: journal_campaign SEED COUNT\n");
    return 2;
  }
  const auto seed = static_cast<uint64_t>(std::strtod(argv[1], nullptr));
  const auto count = static_cast<int64_t>(std::strtod(argv[2], nullptr));
  const DamageCampaign campaign(seed);
  std::vector<DamageOutcomes> blocks(static_cast<size_t>((count + kBlock - 1) / kBlock));
  keel::base::os::ParallelFor(static_cast<int64_t>(blocks.size()), 0, [&](int64_t i) {
    const int64_t first = i * kBlock;
    blocks[static_cast<size_t>(i)] = campaign.Run(first, std::min(kBlock, count - first));
  });
  DamageOutcomes all;
  for (const DamageOutcomes& block : blocks) {
    all.found += block.found;
    all.noted += block.noted;
    all.harmless += block.harmless;
    all.silent += block.silent;
    if (all.first_silent.empty()) all.first_silent = block.first_silent;
  }
  fmt::print("damages {}: found {}, noted {}, harmless {}, silent {}\n", count, all.found,
             all.noted, all.harmless, all.silent);
  if (all.silent > 0) fmt::print("first silent: {}\n", all.first_silent);
  return all.silent > 0 ? 1 : 0;
}
