// SPDX-License-Identifier: MIT
// The door of the synthetic market: specification and seed in, bars out, the same bytes always.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "sim/synthetic/market_factor.h"
#include "sim/synthetic/spec.h"

namespace keel::sim::synthetic {

/// kUsage where the specification cannot be drawn: an open or empty range, no bar in it, a loading,
/// price, volatility or share out of range.
base::Status Validate(const SyntheticSpec& spec);

/// One asset of the market; a pure function of its arguments, so assets may be made on any thread.
/// Requires a valid `spec` and `asset` < its number of assets.
SyntheticSeries GenerateAsset(const SyntheticSpec& spec, size_t asset, uint64_t seed);

/// All assets, in the order of the specification.
base::Result<std::vector<SyntheticSeries>> Generate(const SyntheticSpec& spec, uint64_t seed);

/// The hidden truth: the regime of every bar of the range.
std::vector<Regime> RegimesOf(const SyntheticSpec& spec, uint64_t seed);

}  // namespace keel::sim::synthetic
