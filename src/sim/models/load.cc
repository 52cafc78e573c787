// SPDX-License-Identifier: MIT
// Venues are slow when everybody comes at once, which is when it matters: a drawn delay, stretched
// in proportion to the market's events a second.
#include <algorithm>

#include "sim/models/registry.h"

namespace keel::sim::models {
namespace {

constexpr base::Duration kLongest = base::Hours(1);

class Load final : public OrderLatency {
 public:
  Load(std::unique_ptr<OrderLatency> calm, double doubling)
      : calm_(std::move(calm)), doubling_(doubling) {}
  base::Duration Entry(const Departure& from, base::RandomStream& stream) const override {
    return Stretched(calm_->Entry(from, stream), from.load);
  }
  base::Duration Response(const Departure& from, base::RandomStream& stream) const override {
    return Stretched(calm_->Response(from, stream), from.load);
  }

 private:
  base::Duration Stretched(base::Duration calm, double load) const {
    const double ns = static_cast<double>(calm.ns) * (1 + load / doubling_);
    return base::Nanoseconds(static_cast<int64_t>(std::min(ns, static_cast<double>(kLongest.ns))));
  }
  std::unique_ptr<OrderLatency> calm_;
  double doubling_;
};

base::Result<std::unique_ptr<OrderLatency>> Make(const OrderLatencySettings& settings) {
  if (!(settings.load_doubling > 0)) {
    return base::Fail(base::ErrorCode::kUsage, "latency.load_doubling must be above 0");
  }
  TRY(auto calm, DescribeDrawn().make(settings));
  return std::make_unique<Load>(std::move(calm), settings.load_doubling);
}

}  // namespace

OrderLatencySpec DescribeLoad() {
  return {.name = "load",
          .summary = "a drawn delay times 1 + events a second / load_doubling",
          .source = "first order of any queue before saturation [Kleinrock 1975]",
          .make = Make};
}

}  // namespace keel::sim::models
