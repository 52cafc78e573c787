// SPDX-License-Identifier: MIT
// A story is a small backtest in words: the bars, the orders with their times, and every fill and
// end that must follow. tests/scenarios/README.md tells the language.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/bar.h"
#include "core/order.h"
#include "engine/backtest.h"

namespace keel::tests {

/// Something to do: at the close of a bar, or when another order fills.
struct Act {
  enum class Kind { kOrder, kCancel, kAmend, kHold };
  Kind kind = Kind::kOrder;
  std::optional<base::UnixNanos> at;
  std::string after;  ///< name of the order whose first fill it answers
  std::string name;
  core::OrderTerms terms;
  double share = 0;                             ///< kHold
  std::optional<strategy::BracketExits> exits;  ///< kOrder: it brings them
  bool by_other = false;                        ///< the second strategy's
};

struct Story {
  std::string name;
  std::string place;  ///< file:line
  engine::BacktestSettings settings;
  core::InstrumentFilters filters;
  core::Timeframe timeframe;
  std::vector<core::Bar> bars;
  std::vector<core::TradeTick> trades;
  bool delisted = false;
  std::vector<Act> acts;
  std::vector<std::string> expected;
  std::optional<core::Decimal> final_cash;
  std::optional<core::Decimal> first_profit, other_profit;  ///< of the two strategies
};

/// All stories of a file; a line that cannot be read fails the running test, with its place.
std::vector<Story> ReadStories(const std::string& path);

/// What happened, one sentence an event, in order of time.
std::vector<std::string> Tell(const Story& story, engine::RunRecord* run);

/// A story in which a second strategy does something has two, at half the equity each.
/// Runs the story and compares.
void ExpectStory(const Story& story);

}  // namespace keel::tests
