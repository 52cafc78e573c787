// SPDX-License-Identifier: MIT
// The figures of the page Risk, computed on a thread of their own, once for all who ask until a bar
// closes or something else is held.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/os/worker.h"
#include "net/loop.h"
#include "server/http/problem.h"
#include "server/risk/risk_inputs.h"
#include "server/risk/views.h"

namespace keel::server {

struct RiskFigures {
  MeasuresView measures;
  CorrelationView correlation;
  StressTableView stress;
  RuinCurvesView ruin;
};

RiskFigures FiguresOf(const RiskInputs& inputs);

/// To be used on its loop's thread; once it is gone nothing is called.
class RiskBoard {
 public:
  using Reply = std::function<void(const Answer<std::shared_ptr<const RiskFigures>>&)>;

  /// `loop` must outlive it.
  explicit RiskBoard(net::Loop& loop) : loop_(loop) {}

  /// Calls `reply` once, from the loop: at once where the figures are there. 503 before the session
  /// has begun.
  void Ask(const SessionReplica& replica, const std::optional<engine::PositionsView>& holdings,
           Reply reply);
  /// How often figures were computed.
  int computed() const { return computed_; }

 private:
  void Tell(const Answer<std::shared_ptr<const RiskFigures>>& answer);

  net::Loop& loop_;
  std::string key_;  // of what the figures are computed from
  std::shared_ptr<const RiskFigures> figures_;
  std::vector<Reply> waiting_;
  int computed_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // what is told later asks for it
  base::os::Worker worker_{1, base::os::Urgency::kGivesWay};
};

}  // namespace keel::server
