// SPDX-License-Identifier: MIT
// A backtest on recorded order books: every order joins the queue at its price, after its latency,
// and what it takes is gone.
#pragma once

#include <string>
#include <vector>

#include "engine/backtest.h"
#include "market/book_recording.h"

namespace keel::engine {

/// A recording and where it came from.
struct RecordedBook {
  market::BookRecording recording;
  std::string file;
  std::string hash;  ///< of its content
};

/// Runs the strategies on the recordings, one for each pair of the settings, in their order. Errors
/// as RunBacktest.
base::Result<RunRecord> RunOnBooks(const BacktestSettings& settings, const Registry& registry,
                                   std::vector<RecordedBook> books, const RunHooks& hooks);

}  // namespace keel::engine
