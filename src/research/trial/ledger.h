// SPDX-License-Identifier: MIT
// The ledger of trials: every run over stored bars that was ever made here leaves a line, good or
// bad, for whoever asks how many were tried before one looked good. Nothing is taken out again.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"
#include "base/time.h"
#include "research/kept_lines.h"
#include "research/trial/outcome.h"
#include "research/trial/subject.h"
#include "research/trial/variation.h"

namespace keel::research {

/// One trial. Moments are of the daily returns, nothing is annualised; absent where undefined.
struct TrialEntry {
  std::string hash;    ///< TrialHash: the same trial made again is no other trial
  std::string family;  ///< FamilyOf: who was tried, whatever its parameters
  std::string source;  ///< the verb that made it: "backtest", "optimize", "walk-forward", ...
  base::UnixNanos made_at;
  base::UnixNanos from, to;
  std::vector<std::pair<std::string, double>> params;
  int64_t days = 0;
  int64_t trades = 0;
  std::optional<double> daily_sharpe;
  std::optional<double> skew;
  std::optional<double> kurtosis;  ///< not in excess: 3 is normal
};
BOOST_DESCRIBE_STRUCT(TrialEntry, (),
                      (hash, family, source, made_at, from, to, params, days, trades, daily_sharpe,
                       skew, kurtosis))

/// The line of an outcome.
TrialEntry EntryOf(const Subject& subject, const Variation& variation, const Outcome& outcome,
                   std::string source, base::UnixNanos made_at);

/// What a verdict needs of the trials of a family.
struct TrialCount {
  int64_t trials = 0;
  int64_t with_sharpe = 0;
  double sharpe_variance = 0;  ///< between the trials' daily Sharpe ratios (divisor n - 1)
};
TrialCount CountTrials(std::span<const TrialEntry> entries);

/// <home>/trials.jsonl: one JSON object a line, only ever longer. Several processes may add to it
/// at once; the half line that a dying process leaves is cut off by the next one that adds.
class TrialLedger {
 public:
  explicit TrialLedger(const std::string& home) : lines_(home + "/trials.jsonl") {}

  /// Adds those that are not there yet, by hash, and waits until they are on the disk. kIo.
  base::Status Add(std::span<const TrialEntry> entries) const;
  /// Each trial once, in the order in which they were first added; of one family where it is named.
  /// None where there is no ledger yet. kCorrupt names file and line.
  base::Result<std::vector<TrialEntry>> Entries(const std::optional<std::string>& family) const;
  const std::string& path() const { return lines_.path(); }

 private:
  KeptLines lines_;
};

}  // namespace keel::research
