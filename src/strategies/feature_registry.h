// SPDX-License-Identifier: MIT
// The features that this program knows. To add one: one file in features/, one row in
// features/list.inc (docs/features.md).
#pragma once

#include <vector>

#include "market/feature.h"

namespace keel::strategies {

/// All of them, in the order of features/list.inc.
const std::vector<market::FeatureSpec>& AllFeatures();

// DefineReturn1d() and its like: each file of features/list.inc defines its own.
#define KEEL_FEATURE(Name) market::FeatureSpec Define##Name();
#include "strategies/features/list.inc"
#undef KEEL_FEATURE

}  // namespace keel::strategies
