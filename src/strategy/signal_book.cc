// SPDX-License-Identifier: MIT
#include "strategy/signal_book.h"

#include <cmath>

#include "base/check.h"

namespace keel::strategy {

CategoryScores ScoreCategories(std::span<const FadedSignal> signals) {
  std::array<double, kCategories> sums{}, budgets{};
  for (const FadedSignal& s : signals) {
    const auto k = static_cast<size_t>(s.category);
    sums[k] += s.risk_budget * s.confidence * s.decay * s.value;
    budgets[k] += s.risk_budget;
  }
  CategoryScores scores;
  for (size_t k = 0; k < kCategories; ++k) {
    if (budgets[k] > 0) scores[k] = {true, sums[k] / budgets[k]};
  }
  return scores;
}

SignalBook::SignalBook(std::vector<const DriverSpec*> drivers, size_t instruments)
    : drivers_(std::move(drivers)),
      instruments_(instruments),
      statements_(drivers_.size() * instruments) {}

bool SignalBook::State(size_t driver, size_t instrument, const core::Signal& signal,
                       base::UnixNanos now) {
  CHECK(std::fabs(signal.value) <= 1 && signal.confidence >= 0 && signal.confidence <= 1 &&
            signal.half_life.ns > 0,
        "a signal outside its range");
  std::optional<Statement>& kept = statements_[driver * instruments_ + instrument];
  if (kept && drivers_[driver]->persistence == Persistence::kEvent) {
    const double before = kept->signal.value * kept->signal.confidence *
                          kept->signal.DecayAfter(now - kept->emitted_at);
    const double said = signal.value * signal.confidence;
    if (said * before > 0 && std::fabs(said) < std::fabs(before)) return false;
  }
  kept = Statement{signal, now};
  return true;
}

}  // namespace keel::strategy
