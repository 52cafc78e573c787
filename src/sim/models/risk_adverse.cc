// SPDX-License-Identifier: MIT
// Cancels stood behind us as long as that can be true: no more can be ahead than the level shows.
#include <algorithm>

#include "sim/models/registry.h"

namespace keel::sim::models {
namespace {

class RiskAdverse final : public QueueModel {
 public:
  void OnDepthChange(int64_t, int64_t after, QueuePosition& position) const override {
    position.ahead = std::min(position.ahead, after);
    position.traded = 0;
  }
};

}  // namespace

QueueModelSpec DescribeRiskAdverse() {
  return {.name = "risk_adverse",
          .summary = "trades move the order forward, and no more is ahead than the level shows",
          .source = "hftbacktest, RiskAdverseQueueModel",
          .make = [](const QueueSettings&) -> base::Result<std::unique_ptr<QueueModel>> {
            return std::make_unique<RiskAdverse>();
          }};
}

}  // namespace keel::sim::models
