// SPDX-License-Identifier: MIT
#include "research/alpha/relations.h"

#include "metrics/paired.h"

namespace keel::research {
namespace {

/// Values of both alphas, pair by pair around their means.
std::optional<double> CorrelateSignals(const AlphaPanel& panel, const NamedSignal& a,
                                       const NamedSignal& b) {
  std::vector<double> all_a, all_b;
  for (size_t pair = 0; pair < panel.pairs.size(); ++pair) {
    std::vector<double> one_a, one_b;
    for (size_t row = 0; row < panel.rows(); ++row) {
      const size_t cell = panel.Cell(row, pair);
      if (!a.signals[cell] || !b.signals[cell]) continue;
      one_a.push_back(*a.signals[cell]);
      one_b.push_back(*b.signals[cell]);
    }
    if (one_a.size() < kLeastObservations) continue;
    const metrics::PairedMoments moments = metrics::PairedMomentsOf(one_a, one_b);
    for (size_t i = 0; i < one_a.size(); ++i) {
      all_a.push_back(one_a[i] - moments.mean_y);
      all_b.push_back(one_b[i] - moments.mean_x);
    }
  }
  return metrics::PairedMomentsOf(all_a, all_b).correlation();
}

}  // namespace

AlphaRelations RelateAlphas(const AlphaPanel& panel, const std::vector<NamedSignal>& alphas,
                            IcKind kind) {
  AlphaRelations relations;
  std::vector<std::vector<double>> days;
  AlphaPanel own = panel;
  for (const NamedSignal& alpha : alphas) {
    relations.names.push_back(alpha.name);
    own.signals = alpha.signals;
    days.push_back(DailyProfits(own, HoldSignal(own, kind, alpha.scale)));
  }
  for (size_t i = 0; i < alphas.size(); ++i) {
    for (size_t j = 0; j < alphas.size(); ++j) {
      relations.signals.push_back(CorrelateSignals(panel, alphas[i], alphas[j]));
      relations.profits.push_back(days[i].size() < kLeastObservations
                                      ? std::nullopt
                                      : metrics::PairedMomentsOf(days[i], days[j]).correlation());
    }
  }
  return relations;
}

}  // namespace keel::research
