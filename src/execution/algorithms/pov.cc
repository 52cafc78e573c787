// SPDX-License-Identifier: MIT
#include <boost/describe.hpp>

#include "base/describe_json.h"
#include "execution/algorithms/algorithm.h"

namespace keel::execution {
namespace {

struct PovSettings {
  core::Decimal rate = core::Decimal::PowerOfTen(-1);
  core::Decimal largest_child;
};
BOOST_DESCRIBE_STRUCT(PovSettings, (), (rate, largest_child))

/// A share of whatever trades. What it falls behind (price, pace, small parts) it catches up with,
/// in children of at most `largest_child`, and never beyond the rate: over the parent's life by the
/// target here, over a window by the parent's max_participation.
class Pov final : public Algorithm {
 public:
  explicit Pov(const PovSettings& settings) : settings_(settings) {}

  Plan PlanAt(const Progress& progress) const override {
    Plan plan;
    plan.target = core::Quantity(
        core::Mul(progress.market_volume.value(), settings_.rate, core::Rounding::kDown));
    if (settings_.largest_child.is_positive()) {
      plan.largest_child = core::Quantity(settings_.largest_child);
    }
    return plan;
  }

 private:
  PovSettings settings_;
};

base::Result<std::unique_ptr<Algorithm>> Make(const ParentOrder& parent, std::string_view text) {
  TRY(const auto settings, base::ReadJson<PovSettings>(text, base::MissingField::kKeepDefault));
  const auto fail = [](const char* why) { return base::Fail(base::ErrorCode::kUsage, why); };
  if (!settings.rate.is_positive() || settings.rate > core::Decimal::FromInt(1)) {
    return fail("pov: rate must be above 0 and at most 1");
  }
  if (settings.largest_child.is_negative()) {
    return fail("pov: largest_child must not be negative; 0 is no bound");
  }
  const auto& cap = parent.limits.max_participation;
  if (cap && *cap < settings.rate) {
    return fail("pov: rate is above the parent's max_participation; lower it");
  }
  return std::make_unique<Pov>(settings);
}

}  // namespace

AlgorithmSpec DescribePov() {
  return {"pov", "a share of the volume that trades",
          "rate: that share, own trades included; largest_child: base units, 0 is no bound", Make};
}

}  // namespace keel::execution
