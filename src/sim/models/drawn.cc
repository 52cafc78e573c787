// SPDX-License-Identifier: MIT
// Each way drawn for itself: fixed, uniform, lognormal, or from a list of measurements.
#include "sim/latency_model.h"
#include "sim/models/registry.h"

namespace keel::sim::models {
namespace {

class Drawn final : public OrderLatency {
 public:
  Drawn(LatencyModel entry, LatencyModel response)
      : entry_(std::move(entry)), response_(std::move(response)) {}
  base::Duration Entry(const Departure&, base::RandomStream& stream) const override {
    return entry_.Draw(stream);
  }
  base::Duration Response(const Departure&, base::RandomStream& stream) const override {
    return response_.Draw(stream);
  }

 private:
  LatencyModel entry_;
  LatencyModel response_;
};

base::Result<std::unique_ptr<OrderLatency>> Make(const OrderLatencySettings& settings) {
  TRY(LatencyModel entry, LatencyModel::Make(settings.entry, settings.entry_measured_ms));
  TRY(LatencyModel response, LatencyModel::Make(settings.response, settings.response_measured_ms));
  return std::make_unique<Drawn>(std::move(entry), std::move(response));
}

}  // namespace

OrderLatencySpec DescribeDrawn() {
  return {.name = "drawn",
          .summary = "each way fixed, uniform (100 to 500 ms by default), lognormal or measured",
          .source = "sim.latency",
          .make = Make};
}

}  // namespace keel::sim::models
