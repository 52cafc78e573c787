// SPDX-License-Identifier: MIT
// What the ensemble did with all its decisions, most of which were to hold: counted for the report.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "strategies/ensemble.h"

namespace keel::strategies {

class EnsembleTally {
 public:
  void Start(size_t instruments, size_t regimes);
  void Add(size_t instrument, const strategy::DecisionInputs& inputs,
           const strategy::DecisionOutcome& outcome);
  /// A forecast that could not be made.
  void Fail(size_t instrument, const std::string& why);

  std::vector<strategy::ReportTable> Tables(const strategy::Context& market, const SignalDesk& desk,
                                            const strategy::RegimeRotation& rotation,
                                            const EnsembleSettings& settings) const;

 private:
  struct Counts {
    int64_t decisions = 0, forecasts = 0, failures = 0;
    std::array<int64_t, 5> actions{};
    std::map<std::string, int64_t> stopped_by;  // the first gate that said no
    std::vector<double> regime_weight;          // summed probabilities
    double convictions = 0;
  };

  strategy::ReportTable DecisionTable(const strategy::Context& market) const;
  strategy::ReportTable RegimeTable(const strategy::Context& market, const SignalDesk& desk) const;
  strategy::ReportTable RotationTable(const strategy::RegimeRotation& rotation,
                                      const EnsembleSettings& settings) const;

  std::vector<Counts> counts_;
  std::string last_failure_;
};

}  // namespace keel::strategies
