// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <boost/describe.hpp>
#include <cmath>

#include "base/describe_json.h"
#include "execution/algorithms/algorithm.h"
#include "execution/algorithms/internal/slice_clock.h"

namespace keel::execution {
namespace {

struct ShortfallSettings {
  std::vector<double> fractions;
  double time_jitter = 0.5;
};
BOOST_DESCRIBE_STRUCT(ShortfallSettings, (), (fractions, time_jitter))

constexpr std::string_view kName = "implementation_shortfall";

/// Follows a schedule that weighs impact against the risk of waiting. The schedule is a model's
/// (models::OptimalSchedule: trades divided by the quantity), and comes in as plain numbers.
class ImplementationShortfall final : public Algorithm {
 public:
  ImplementationShortfall(core::Quantity quantity, const SliceClock& clock,
                          std::vector<double> cumulative)
      : quantity_(quantity), clock_(clock), cumulative_(std::move(cumulative)) {}

  Plan PlanAt(const Progress& progress) const override {
    const SliceClock::Reading reading = clock_.Read(progress.now);
    return {.target = ShareOf(quantity_, cumulative_[reading.due]), .next = reading.next};
  }

 private:
  core::Quantity quantity_;
  SliceClock clock_;
  std::vector<double> cumulative_;  // after 0, 1, ... slices
};

base::Result<std::unique_ptr<Algorithm>> Make(const ParentOrder& parent, std::string_view text) {
  TRY(const auto settings,
      base::ReadJson<ShortfallSettings>(text, base::MissingField::kKeepDefault));
  const auto slices = static_cast<uint32_t>(
      std::min<size_t>(settings.fractions.size(), SliceClock::kMostSlices + 1));
  TRY(const SliceClock clock, SliceClock::Make(parent, {slices, settings.time_jitter}, kName));
  std::vector<double> cumulative = {0};
  bool valid = true;
  for (const double fraction : settings.fractions) {
    valid = valid && std::isfinite(fraction) && fraction >= 0;
    cumulative.push_back(cumulative.back() + fraction);
  }
  if (!valid || !(std::abs(cumulative.back() - 1) <= 1e-9)) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("{}: fractions must be 0 or more each and 1 together; they sum to {}", kName,
                    cumulative.back()));
  }
  cumulative.back() = 1;
  return std::make_unique<ImplementationShortfall>(parent.quantity, clock, std::move(cumulative));
}

}  // namespace

AlgorithmSpec DescribeImplementationShortfall() {
  return {kName, "a schedule that weighs market impact against the risk of waiting",
          "fractions: part of the quantity in each slice (Almgren and Chriss 2000); time_jitter: "
          "part of a span in which its moment is drawn",
          Make};
}

}  // namespace keel::execution
