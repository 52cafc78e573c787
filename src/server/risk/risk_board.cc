// SPDX-License-Identifier: MIT
#include "server/risk/risk_board.h"

#include <fmt/format.h>

#include <utility>

#include "server/risk/correlations.h"
#include "server/risk/measures.h"
#include "server/risk/ruin_curves.h"
#include "server/risk/stress_table.h"

namespace keel::server {

RiskFigures FiguresOf(const RiskInputs& inputs) {
  return {MeasuresOf(inputs), CorrelationsOf(inputs), StressTableOf(inputs), RuinCurvesOf(inputs)};
}

void RiskBoard::Ask(const SessionReplica& replica,
                    const std::optional<engine::PositionsView>& holdings, Reply reply) {
  const uint64_t version = replica.days() == nullptr ? 0 : replica.days()->version();
  std::string key = fmt::format("{} {}", version, holdings ? base::ToJson(*holdings) : "");
  if (figures_ && key == key_) return reply(figures_);
  waiting_.push_back(std::move(reply));
  if (waiting_.size() > 1) return;  // they are being computed
  auto inputs = InputsOf(replica, holdings);
  if (!inputs) return Tell(Refuse(503, "the session has not begun; `keel trade` begins it"));
  const std::weak_ptr<bool> alive = alive_;
  const bool is_taken = worker_.Post([this, alive, key = std::move(key),
                                      inputs = std::make_shared<RiskInputs>(*std::move(inputs))] {
    const auto figures = std::make_shared<const RiskFigures>(FiguresOf(*inputs));
    loop_.Post([this, alive, key, figures] {
      if (alive.expired()) return;
      key_ = key;
      figures_ = figures;
      ++computed_;
      Tell(figures);
    });
  });
  if (!is_taken) Tell(Refuse(503, "the desk computes other figures; ask again"));
}

void RiskBoard::Tell(const Answer<std::shared_ptr<const RiskFigures>>& answer) {
  for (const Reply& reply : std::exchange(waiting_, {})) reply(answer);
}

}  // namespace keel::server
