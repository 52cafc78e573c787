// SPDX-License-Identifier: MIT
#include <boost/describe.hpp>

#include "base/describe_json.h"
#include "base/random.h"
#include "execution/algorithms/algorithm.h"
#include "execution/algorithms/internal/slice_clock.h"

namespace keel::execution {
namespace {

struct IcebergSettings {
  core::Decimal visible;
  double size_jitter = 0.2;
};
BOOST_DESCRIBE_STRUCT(IcebergSettings, (), (visible, size_jitter))

/// One resting child at a time; the next is shown when it has gone.
class Iceberg final : public Algorithm {
 public:
  Iceberg(const IcebergSettings& settings, uint64_t seed) : settings_(settings), seed_(seed) {}

  Plan PlanAt(const Progress& progress) const override {
    const core::Quantity out = progress.confirmed + progress.working;
    const core::Quantity tip = Tip(progress.children);
    return {.target = progress.working.is_zero() ? out + tip : out,
            .largest_child = tip,
            .posts = true};
  }

 private:
  /// Smaller than `visible` by a drawn part, so that equal refills do not give it away.
  core::Quantity Tip(uint32_t children) const {
    const core::Quantity visible(settings_.visible);
    const double draw = base::RandomStream(seed_, "iceberg.size", children).NextUniform();
    return ShareOf(visible, 1 - settings_.size_jitter * draw);
  }

  IcebergSettings settings_;
  uint64_t seed_;
};

base::Result<std::unique_ptr<Algorithm>> Make(const ParentOrder& parent, std::string_view text) {
  TRY(const auto settings, base::ReadJson<IcebergSettings>(text, base::MissingField::kKeepDefault));
  const auto fail = [](const char* why) { return base::Fail(base::ErrorCode::kUsage, why); };
  if (settings.visible < parent.filters.lot.value()) {
    return fail("iceberg: visible must be at least one lot (base units)");
  }
  if (!(settings.size_jitter >= 0 && settings.size_jitter < 1)) {
    return fail("iceberg: size_jitter must be 0 up to below 1");
  }
  return std::make_unique<Iceberg>(settings, parent.seed);
}

}  // namespace

AlgorithmSpec DescribeIceberg() {
  return {"iceberg", "one small resting part at a time, shown again when it has been filled",
          "visible: base units of a part; size_jitter: by what part of it a part may be smaller",
          Make};
}

}  // namespace keel::execution
