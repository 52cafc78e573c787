// SPDX-License-Identifier: MIT
// How the court is held, for the verb and for the suite: the trials that are heard, and the ruling.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/verb.h"
#include "research/court/verdict.h"
#include "research/trial/outcome.h"
#include "research/trial/subject.h"

namespace keel::cli {

/// Trials with their daily returns, before the court looks at them.
struct Witnesses {
  std::string family;
  std::vector<std::string> names;
  std::vector<research::Outcome> outcomes;
  std::optional<size_t> judged;
  bool synthetic = false;
};

/// Those of a sweep, by its id or folder; `trial` -1: the best is judged. kNotFound.
base::Result<Witnesses> WitnessesOfSweep(const std::string& sweep, int64_t trial,
                                         const Session& session);
/// The strategy as it is configured, which is judged, and at most `rivals` others of its family
/// that the ledger knows, run again on the same bars and terms. All are in the ledger afterwards.
base::Result<Witnesses> WitnessesOfStrategy(const research::Subject& subject, int64_t rivals,
                                            const Session& session);

/// The ruling on them and on the ledger of their family.
base::Result<research::CourtRecord> HoldCourt(const Witnesses& witnesses,
                                              const research::CourtSettings& settings,
                                              const Session& session);

}  // namespace keel::cli
