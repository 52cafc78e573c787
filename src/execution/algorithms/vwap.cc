// SPDX-License-Identifier: MIT
#include <boost/describe.hpp>

#include "base/describe_json.h"
#include "execution/algorithms/algorithm.h"
#include "execution/algorithms/internal/slice_clock.h"
#include "execution/algorithms/volume_profile.h"

namespace keel::execution {
namespace {

struct VwapSettings {
  uint32_t slices = 20;
  double time_jitter = 0.5;
  std::vector<double> profile;
};
BOOST_DESCRIBE_STRUCT(VwapSettings, (), (slices, time_jitter, profile))

constexpr std::string_view kName = "vwap";

/// Parts in proportion to the volume that usually trades in their spans of the day.
class Vwap final : public Algorithm {
 public:
  Vwap(const ParentOrder& parent, const SliceClock& clock, VolumeProfile profile)
      : parent_(parent), clock_(clock), profile_(std::move(profile)) {
    whole_ = profile_.Expected(parent.start, parent.end);
  }

  Plan PlanAt(const Progress& progress) const override {
    const SliceClock::Reading reading = clock_.Read(progress.now);
    const bool all = reading.due == clock_.slices();
    const double share =
        all ? 1 : profile_.Expected(parent_.start, clock_.BoundaryOf(reading.due)) / whole_;
    return {.target = ShareOf(parent_.quantity, share), .next = reading.next};
  }

 private:
  ParentOrder parent_;
  SliceClock clock_;
  VolumeProfile profile_;
  double whole_;
};

base::Result<std::unique_ptr<Algorithm>> Make(const ParentOrder& parent, std::string_view text) {
  TRY(const auto settings, base::ReadJson<VwapSettings>(text, base::MissingField::kKeepDefault));
  TRY(const SliceClock clock,
      SliceClock::Make(parent, {settings.slices, settings.time_jitter}, kName));
  TRY(VolumeProfile profile, VolumeProfile::FromShares(settings.profile));
  if (!(profile.Expected(parent.start, parent.end) > 0)) {
    return base::Fail(base::ErrorCode::kUsage,
                      "vwap: by its profile nothing trades between the parent's start and end; "
                      "take another time or twap");
  }
  return std::make_unique<Vwap>(parent, clock, std::move(profile));
}

}  // namespace

AlgorithmSpec DescribeVwap() {
  return {kName, "parts in proportion to the volume that usually trades at their time of day",
          "slices: number of parts; time_jitter: part of a span in which its moment is drawn; "
          "profile: shares of a UTC day's volume, as VolumeProfile learns them",
          Make};
}

}  // namespace keel::execution
