// SPDX-License-Identifier: MIT
#include <boost/describe.hpp>

#include "base/describe_json.h"
#include "base/random.h"
#include "execution/algorithms/algorithm.h"
#include "execution/algorithms/internal/slice_clock.h"

namespace keel::execution {
namespace {

struct TwapSettings {
  uint32_t slices = 20;
  double time_jitter = 0.5;
  double size_jitter = 0.2;
};
BOOST_DESCRIBE_STRUCT(TwapSettings, (), (slices, time_jitter, size_jitter))

constexpr std::string_view kName = "twap";

/// Equal parts in equal spans of time; moment and size of each part are drawn around them.
class Twap final : public Algorithm {
 public:
  Twap(const ParentOrder& parent, const SliceClock& clock, double size_jitter)
      : quantity_(parent.quantity), seed_(parent.seed), clock_(clock), size_jitter_(size_jitter) {}

  Plan PlanAt(const Progress& progress) const override {
    const SliceClock::Reading reading = clock_.Read(progress.now);
    return {.target = ShareOf(quantity_, ShareAfter(reading.due)), .next = reading.next};
  }

 private:
  /// A draw shifts the end of one slice and the start of the next, so errors do not add up.
  double ShareAfter(uint32_t due) const {
    if (due == 0) return 0;
    if (due == clock_.slices()) return 1;
    const double draw = base::RandomStream(seed_, "twap.size", due).NextUniform() - 0.5;
    return (due + size_jitter_ * draw) / clock_.slices();
  }

  core::Quantity quantity_;
  uint64_t seed_;
  SliceClock clock_;
  double size_jitter_;
};

base::Result<std::unique_ptr<Algorithm>> Make(const ParentOrder& parent, std::string_view text) {
  TRY(const auto settings, base::ReadJson<TwapSettings>(text, base::MissingField::kKeepDefault));
  TRY(const SliceClock clock,
      SliceClock::Make(parent, {settings.slices, settings.time_jitter}, kName));
  if (!(settings.size_jitter >= 0 && settings.size_jitter < 1)) {
    return base::Fail(base::ErrorCode::kUsage, "twap: size_jitter must be 0 up to below 1");
  }
  return std::make_unique<Twap>(parent, clock, settings.size_jitter);
}

}  // namespace

AlgorithmSpec DescribeTwap() {
  return {kName, "equal parts in equal spans of time, each a little early, late, large or small",
          "slices: number of parts; time_jitter: part of a span in which its moment is drawn; "
          "size_jitter: how much a part's end is shifted, in parts",
          Make};
}

}  // namespace keel::execution
