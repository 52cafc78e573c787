// SPDX-License-Identifier: MIT
// Where strategies die: long calm, motion that leads nowhere, thin weekends, crashes, days on which
// everything moves as one. The episodes are found in the prices, and what the account did in them
// is told, so that a good average hides none of them.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "engine/run_record.h"
#include "engine/series_loader.h"
#include "metrics/series.h"
#include "research/failure_cases/rules.h"

namespace keel::research {

struct FailureCases {
  MarketPath market;
  std::vector<EpisodeKind> kinds;  ///< all of them, those without an episode too
};

/// Looks for all kinds. No kinds where the series hold less than two prices.
FailureCases FindFailureCases(std::span<const PricedSeries> series);
/// The same of series that are loaded for runs.
FailureCases FindFailureCases(std::span<const engine::LoadedSeries> series);

/// What the account did in one episode, or in all of a kind. Returns are fractions.
struct EpisodeOutcome {
  double days = 0;
  double strategy_return = 0;
  double hold_return = 0;   ///< the pairs of the run in equal parts, without costs
  double max_drawdown = 0;  ///< inside an episode; of a kind: the deepest of its episodes
  int64_t trades = 0;       ///< closed in it
  /// Of the whole run's profit or loss, the part that was made here: negative where they differ in
  /// sign. Absent where the run made nothing.
  std::optional<double> share_of_profit;
};
BOOST_DESCRIBE_STRUCT(EpisodeOutcome, (),
                      (days, strategy_return, hold_return, max_drawdown, trades, share_of_profit))

struct EpisodeResult {
  std::string kind;  ///< key
  base::UnixNanos from, to;
  std::string finding;
  EpisodeOutcome outcome;
};
BOOST_DESCRIBE_STRUCT(EpisodeResult, (), (kind, from, to, finding, outcome))

struct KindResult {
  std::string key, title, rule;
  std::string gap;  ///< why it could not be looked for; empty where it was
  int64_t episodes = 0;
  double share_of_time = 0;  ///< of the run
  EpisodeOutcome outcome;    ///< of all episodes, one after the other
};
BOOST_DESCRIBE_STRUCT(KindResult, (), (key, title, rule, gap, episodes, share_of_time, outcome))

struct FailureCaseResults {
  std::vector<KindResult> kinds;
  /// By kind, then by time; of thin weekends the five on which the account lost most, since there
  /// are fifty a year.
  std::vector<EpisodeResult> episodes;

  bool empty() const { return kinds.empty(); }
};
BOOST_DESCRIBE_STRUCT(FailureCaseResults, (), (kinds, episodes))

inline constexpr size_t kListedWeekends = 5;

/// What the account did in each: `inputs` holds its equity and its closed trades.
FailureCaseResults ResultsIn(const FailureCases& cases, const metrics::Inputs& inputs);

}  // namespace keel::research
