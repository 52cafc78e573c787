// SPDX-License-Identifier: MIT
#include "strategies/feature_registry.h"

namespace keel::strategies {

const std::vector<market::FeatureSpec>& AllFeatures() {
  static const std::vector<market::FeatureSpec> kAll = {
#define KEEL_FEATURE(Name) Define##Name(),
#include "strategies/features/list.inc"
#undef KEEL_FEATURE
  };
  return kAll;
}

}  // namespace keel::strategies
