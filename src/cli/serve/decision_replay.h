// SPDX-License-Identifier: MIT
// A decision of the desk's session, computed again from its bars while somebody looks at it: what
// `keel why --verify` does, as a route.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/serve/research_routes.h"
#include "cli/why_check.h"
#include "server/desk/desk.h"

namespace keel::cli {

struct DecisionReplayView {
  int64_t decision = 0;
  bool same = false;  ///< to the last bit
  /// A sentence each with both values, in the order in which they come about.
  std::vector<std::string> differences;
  int64_t signals = 0, features = 0;  ///< of which it was made; computed again from the bars
  server::OutcomeView kept;
  std::optional<server::OutcomeView> again;  ///< null where it cannot be computed any more
};
BOOST_DESCRIBE_STRUCT(DecisionReplayView, (),
                      (decision, same, differences, signals, features, kept, again))

/// Computes decisions of one session again, on one thread. What it has read of the journal it keeps
/// for the next decision, unless that is much.
class DecisionReplay {
 public:
  static constexpr size_t kMostKeptBars = 100'000;

  /// `folder` of the session's journal.
  explicit DecisionReplay(std::string folder) : folder_(std::move(folder)) {}

  /// Reads the journal where it has not been read so far. 404 where there is none, 503 where it
  /// cannot be read.
  server::Answer<DecisionReplayView> Again(const research::StoredDecision& kept);

 private:
  base::Status ReadUntil(uint64_t decision);

  std::string folder_;
  std::unique_ptr<DecisionSource> source_;
  std::unique_ptr<DecisionChecker> checker_;
  uint64_t last_decision_ = 0;  // that the source has the bars of
};

/// GET /decisions/{id}/replay, of the session in `folder`; the rooms must outlive it.
server::Routes DecisionReplayRoutes(server::Desk& desk, ResearchRooms& rooms, std::string folder);

}  // namespace keel::cli
