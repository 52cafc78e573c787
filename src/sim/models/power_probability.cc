// SPDX-License-Identifier: MIT
// A cancel was behind us with the probability f(back) / (f(back) + f(front)), f(x) = x^n: the more
// stands on one side of us, the likelier it is that the one who left stood there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/models/registry.h"

namespace keel::sim::models {
namespace {

constexpr double kRounding = 1e-9;  // lots

class PowerProbability final : public QueueModel {
 public:
  explicit PowerProbability(double power) : power_(power) {}

  // What trades took from the level has been counted already, ahead and in the level both. The
  // expected part of the rest that was ahead leaves; where more left than stood behind, what the
  // level still shows is all that can be ahead. Rounded against us, but for the doubles' error.
  void OnDepthChange(int64_t before, int64_t after, QueuePosition& position) const override {
    before -= position.traded;
    position.traded = 0;
    if (before > after && position.ahead > 0) {
      const auto canceled = static_cast<double>(before - after);
      const auto front = static_cast<double>(position.ahead);
      const double back = std::max(0.0, static_cast<double>(before) - front);
      const double behind = ProbabilityBehind(front, back);
      const double ahead = std::ceil(front - (1 - behind) * canceled - kRounding);
      position.ahead = std::max<int64_t>(static_cast<int64_t>(ahead), 0);
    }
    position.ahead = std::min(position.ahead, after);
  }

 private:
  // By the ratio, so that no power overflows.
  double ProbabilityBehind(double front, double back) const {
    return back <= 0 ? 0 : 1 / (1 + std::pow(front / back, power_));
  }
  double power_;
};

}  // namespace

QueueModelSpec DescribePowerProbability() {
  return {.name = "power_probability",
          .summary =
              "cancels were behind with probability b^n / (b^n + f^n) of the lots b behind "
              "and f in front",
          .source =
              "hftbacktest, ProbQueueModel with PowerProbQueueFunc (which counts traded lots as "
              "behind); Rigtorp 2013, "
              "\"Estimating order queue position\"",
          .make = [](const QueueSettings& settings) -> base::Result<std::unique_ptr<QueueModel>> {
            if (!(settings.power > 0 && settings.power <= 100)) {
              return base::Fail(
                  base::ErrorCode::kUsage,
                  fmt::format("queue.power must lie in (0, 100], not {}", settings.power));
            }
            return std::make_unique<PowerProbability>(settings.power);
          }};
}

}  // namespace keel::sim::models
