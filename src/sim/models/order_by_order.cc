// SPDX-License-Identifier: MIT
// Exact, from a feed that names every order: who came before us is ahead until it leaves.
#include <algorithm>

#include "sim/models/registry.h"

namespace keel::sim::models {
namespace {

class OrderByOrder final : public QueueModel {
 public:
  // The orders that it took say so themselves.
  int64_t OnTrade(int64_t quantity, QueuePosition& position) const override {
    return std::max<int64_t>(quantity - position.ahead, 0);
  }
  void OnDepthChange(int64_t, int64_t, QueuePosition&) const override {}
  void OnOrderLess(uint64_t arrival, int64_t quantity, QueuePosition& position) const override {
    if (arrival < position.arrival)
      position.ahead = std::max<int64_t>(position.ahead - quantity, 0);
  }
};

}  // namespace

QueueModelSpec DescribeOrderByOrder() {
  return {.name = "order_by_order",
          .summary = "exact: who came before is ahead until a trade or a cancel takes it away",
          .source = "hftbacktest, L3FIFOQueueModel; wants an order-by-order feed",
          .make = [](const QueueSettings&) -> base::Result<std::unique_ptr<QueueModel>> {
            return std::make_unique<OrderByOrder>();
          }};
}

}  // namespace keel::sim::models
