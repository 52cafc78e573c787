// SPDX-License-Identifier: MIT
// Does a session's journal again: the same inputs through the same engine must send the same
// orders, ask for the same cancels and book the same reports, restarts included.
#pragma once

#include "engine/live_session.h"

namespace keel::engine {

struct ReplayVerdict {
  uint64_t records = 0, decisions = 0, orders = 0, reports = 0, starts = 0;
  /// The first record of a decision, order, cancel or report that the replay did not make, or made
  /// otherwise.
  std::optional<uint64_t> first_difference;
  std::string recorded_hash;  ///< of the orders, cancels and reports that the journal tells
  std::string replayed_hash;  ///< and of those that were made again
  bool equal() const { return recorded_hash == replayed_hash && !first_difference; }
};

/// `series`: the past before the journal, as the session had it. Starts may differ in their
/// settings: without `settings_of` every one had those of `options`. kCorrupt for a damaged
/// journal; kUsage and kNotFound for settings that the session cannot have had.
base::Result<ReplayVerdict> ReplaySession(const LiveOptions& options, const Registry& registry,
                                          const std::vector<LiveSeries>& series,
                                          storage::JournalFolder& folder,
                                          const SettingsReader& settings_of = nullptr);

}  // namespace keel::engine
