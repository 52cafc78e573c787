// SPDX-License-Identifier: MIT
// Kept runs as the API tells them: one in a list, one by itself, several side by side.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_json.h"
#include "research/integrity/badge.h"
#include "research/run_store.h"
#include "server/http/problem.h"

namespace keel::cli {

/// As `keel list-runs --json` tells it.
struct RunView {
  std::string run_id, directory, created_at, strategy, timeframe, from, to, risk_profile;
  std::string journal_hash;
  std::vector<std::string> pairs;
  std::optional<double> total_return, cagr, sharpe, max_drawdown, trades;
  std::string belief;
  bool synthetic = false;
};
struct RunSettingView {
  std::string name, value;
};
/// A statistic; `text` is how people read it.
struct RunFigureView {
  std::string key, title, unit;
  std::optional<double> value;
  std::string text;
};
struct RunFileView {
  std::string name;
  int64_t bytes = 0;
};
struct RunDetail {
  std::string run_id, created_at, strategy, belief, command, currency;
  bool synthetic = false;
  std::vector<RunSettingView> settings;
  std::vector<RunFigureView> figures;
  std::vector<RunFileView> files;  ///< that /runs/{id}/{name} gives
  /// What is known by now of the strategy with these settings; null where it cannot be read.
  std::optional<research::Badge> integrity_badge;
};

struct ComparedRunView {
  std::string run_id, created_at, strategy, belief, currency;
  bool synthetic = false;
};
/// A setting or a statistic of all runs, in their order.
struct ComparedSettingView {
  std::string name;
  bool same = false;
  std::vector<std::string> values;
};
struct ComparedFigureView {
  std::string key, title, unit;
  std::vector<std::optional<double>> values;
  std::vector<std::string> texts;
};
struct ComparedRunsView {
  std::vector<ComparedRunView> runs;
  bool same_journal = false;  ///< bit for bit the same decisions in all
  std::vector<ComparedSettingView> settings;
  std::vector<ComparedFigureView> figures;
  std::vector<base::UnixNanos> times;
  /// Equity over the starting equity at `times`, of each run; null where it had not begun or had
  /// ended.
  std::vector<std::vector<std::optional<double>>> curves;
};

BOOST_DESCRIBE_STRUCT(RunView, (),
                      (run_id, directory, created_at, strategy, timeframe, from, to, risk_profile,
                       journal_hash, pairs, total_return, cagr, sharpe, max_drawdown, trades,
                       belief, synthetic))
BOOST_DESCRIBE_STRUCT(RunSettingView, (), (name, value))
BOOST_DESCRIBE_STRUCT(RunFigureView, (), (key, title, unit, value, text))
BOOST_DESCRIBE_STRUCT(RunFileView, (), (name, bytes))
BOOST_DESCRIBE_STRUCT(RunDetail, (),
                      (run_id, created_at, strategy, belief, command, currency, synthetic, settings,
                       figures, files, integrity_badge))
BOOST_DESCRIBE_STRUCT(ComparedRunView, (),
                      (run_id, created_at, strategy, belief, currency, synthetic))
BOOST_DESCRIBE_STRUCT(ComparedSettingView, (), (name, same, values))
BOOST_DESCRIBE_STRUCT(ComparedFigureView, (), (key, title, unit, values, texts))
BOOST_DESCRIBE_STRUCT(ComparedRunsView, (), (runs, same_journal, settings, figures, times, curves))

inline constexpr size_t kMostCompared = 6;
/// The tables of a run that may be fetched: these names and no other.
inline constexpr std::array<std::string_view, 4> kRunTables = {"trades.csv", "orders.csv",
                                                               "fills.csv", "equity.csv"};
/// Larger ones are read from the disk.
inline constexpr int64_t kMostTableBytes = int64_t{32} << 20;

server::Answer<RunDetail> DetailOfRun(const std::string& home, const std::string& id);
/// `ids` are separated by commas: 2 to kMostCompared, each once.
server::Answer<ComparedRunsView> ComparedRuns(const std::string& home, const std::string& ids);
/// The text of one of kRunTables. 404 where the run has none.
server::Answer<std::string> TableOfRun(const std::string& home, const std::string& id,
                                       std::string_view table);

}  // namespace keel::cli
