// SPDX-License-Identifier: MIT
// The worst case: everybody who cancels stood behind us.
#include "sim/models/registry.h"

namespace keel::sim::models {
namespace {

class Fifo final : public QueueModel {
 public:
  void OnDepthChange(int64_t, int64_t, QueuePosition& position) const override {
    position.traded = 0;
  }
};

}  // namespace

QueueModelSpec DescribeFifo() {
  return {.name = "fifo",
          .summary = "only trades move the order forward: every cancel was behind it",
          .source = "price-time priority; the bound below every other model",
          .make = [](const QueueSettings&) -> base::Result<std::unique_ptr<QueueModel>> {
            return std::make_unique<Fifo>();
          }};
}

}  // namespace keel::sim::models
