// SPDX-License-Identifier: MIT
#include "market/feature.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace keel::market {

std::string DefinitionHash(const FeatureSpec& spec, core::Timeframe timeframe) {
  base::Hasher hasher;
  hasher.Append(fmt::format("feature {} version {} timeframe {} lookback {}\n", spec.name,
                            spec.version, timeframe.name(), spec.lookback(timeframe)));
  return hasher.Hex();
}

}  // namespace keel::market
