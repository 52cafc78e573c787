// SPDX-License-Identifier: MIT
// Two kept runs side by side: what they were asked, what came of it, and the first trade at which
// they part. Answers "what did this change do", and "are these two the same run".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metrics/registry.h"
#include "research/run_store.h"
#include "research/stored_series.h"

namespace keel::research {

/// A statistic of both runs.
struct ComparedMetric {
  const metrics::Metric* metric = nullptr;
  std::optional<double> first;
  std::optional<double> second;

  std::optional<double> difference() const;  ///< second less first, where both are there
};

/// Something the runs were asked or made from.
struct ComparedSetting {
  std::string name;
  std::string first;
  std::string second;
  bool same() const { return first == second; }
};

/// Trades matched by pair and time of entry; the k-th of several at one time with the k-th.
struct ComparedTrades {
  int64_t equal = 0;      ///< the same in every column
  int64_t differing = 0;  ///< entered alike, then different
  std::vector<StoredTrade> only_first;
  std::vector<StoredTrade> only_second;
  /// The first trade, by time of entry, that the other run lacks or has otherwise.
  std::optional<StoredTrade> first_here;
  std::optional<StoredTrade> first_there;
};

struct Comparison {
  KeptRun first;
  KeptRun second;
  bool same_journal = false;  ///< bit for bit the same decisions
  std::vector<ComparedSetting> settings;
  std::vector<ComparedMetric> metrics;
  ComparedTrades trades;
  StoredEquity first_equity;
  StoredEquity second_equity;
};

/// Reads the files of both runs. kNotFound and kCorrupt name the file.
base::Result<Comparison> CompareRuns(KeptRun first, KeptRun second);

ComparedTrades CompareTrades(const std::vector<StoredTrade>& first,
                             const std::vector<StoredTrade>& second);

}  // namespace keel::research
