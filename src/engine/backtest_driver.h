// SPDX-License-Identifier: MIT
// Drives the engine over stored bars: merges the series by time, lets the simulated venue happen in
// between, and tells the engine what the venue said when it would have heard it.
//
// Order of one instant: what the venue does, then reports, delistings, timers, bars that close;
// bars of one instant in the order of the universe.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <span>
#include <vector>

#include "core/bar.h"
#include "core/timeframe.h"
#include "engine/engine.h"
#include "sim/sim_venue.h"

namespace keel::engine {

/// The series that prices one pair.
struct BarStream {
  core::InstrumentId instrument;
  std::span<const core::Bar> bars;
  core::Timeframe timeframe;                ///< a zero period: single trades, seen as they happen
  std::span<const core::TradeTick> trades;  ///< the same rows as trades, or empty
  bool delisted_at_end = false;
};

struct DriverOptions {
  double delisting_haircut = 0.2;
  std::function<void(int64_t done, int64_t total)> progress;
  const std::atomic<bool>* interrupted = nullptr;
};

class BacktestDriver {
 public:
  BacktestDriver(Engine& engine, sim::SimVenue& venue, std::vector<BarStream> streams,
                 DriverOptions options);

  /// Runs to the end, or until interrupted (then returns false). Counts bars dispatched.
  bool Run();
  int64_t bars() const { return bars_; }

 private:
  /// The next time at which bars close, the first stream of which one does, and whether it is
  /// alone.
  struct Instant {
    base::UnixNanos time;
    size_t stream;
    bool alone;
  };

  /// A series and where its run stands: the bar that closes next.
  struct Cursor {
    BarStream stream;
    const core::Bar* next;
    const core::Bar* end;
  };

  Instant NextInstant() const;
  PricingBar TakeBar(size_t stream);
  void RunUntil(base::UnixNanos t);
  void BeginNextBar(size_t stream);
  void Close(base::UnixNanos t);
  void EndStreams(base::UnixNanos t);
  void EndStream(size_t stream, base::UnixNanos t);
  void SettleDelisting();
  base::UnixNanos next_delisting() const {
    return delistings_.empty() ? base::kEndOfTime : delistings_.back().heard_at;
  }
  base::UnixNanos NextInternal() const {
    return std::min(std::min(venue_.next_time(), venue_.reports().next_time()),
                    std::min(next_delisting(), engine_.next_timer()));
  }

  /// The end of a pair, told once every fill before it has been heard.
  struct Delisting {
    base::UnixNanos heard_at;
    core::InstrumentDelisted event;
  };

  Engine& engine_;
  sim::SimVenue& venue_;
  std::vector<Cursor> cursors_;
  DriverOptions options_;
  std::vector<base::UnixNanos> closes_;  // of each stream's next bar; dense, for the merge
  std::vector<PricingBar> closing_;
  std::vector<size_t> ended_;
  std::vector<Delisting> delistings_;  // the next one last
  int64_t bars_ = 0;
};

}  // namespace keel::engine
