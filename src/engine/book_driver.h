// SPDX-License-Identifier: MIT
// Drives the engine over recorded books. Each message is told twice: to the venue when it happened
// there, to the engine when the recorder heard it. What the engine does in between meets the book
// that the venue had by then.
//
// Order of one instant: the recorded market, what arrives at the venue, reports, timers, and last
// what the engine hears of the market.
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "engine/backtest_driver.h"
#include "engine/engine.h"
#include "engine/series_loader.h"
#include "market/book_recording.h"
#include "market/order_book.h"
#include "sim/replay_venue.h"

namespace keel::engine {

class BookDriver {
 public:
  /// By instrument: recordings, and their trades as pricing series in the order of receipt.
  /// Everything is borrowed.
  BookDriver(Engine& engine, sim::ReplayVenue& venue,
             const std::vector<market::BookRecording>& recordings,
             const std::vector<LoadedSeries>& series, DriverOptions options);

  /// Runs to the end, or until interrupted (then returns false).
  bool Run();
  /// Messages told to the engine.
  int64_t messages() const { return messages_; }
  /// Changed levels and trades in them: what books are usually counted in.
  int64_t events() const { return events_; }

 private:
  struct Place {
    base::UnixNanos time;
    uint32_t recording = 0;
    uint32_t change = 0;
  };
  using Tell = base::UnixNanos market::RecordedChange::*;

  std::vector<Place> Ordered(Tell time) const;
  const market::RecordedChange& At(const Place& place) const {
    return recordings_[place.recording].changes[place.change];
  }
  base::UnixNanos NextOwn() const;
  void HappenUntil(base::UnixNanos now);
  void Happen(const Place& place);
  void Hear(const Place& place);

  Engine& engine_;
  sim::ReplayVenue& venue_;
  const std::vector<market::BookRecording>& recordings_;
  const std::vector<LoadedSeries>& series_;
  DriverOptions options_;
  std::vector<Place> at_venue_, heard_;
  size_t next_at_venue_ = 0;
  std::vector<size_t> trades_heard_;
  std::vector<market::OrderBook> books_;  // as they are known here
  int64_t messages_ = 0;
  int64_t events_ = 0;
};

}  // namespace keel::engine
