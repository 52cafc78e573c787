// SPDX-License-Identifier: MIT
// The series of one pair that grows while a session lives: the past from the catalog or the venue,
// and room for what is to come, at one place in memory.
#pragma once

#include <vector>

#include "base/result.h"
#include "engine/series_loader.h"

namespace keel::engine {

class LiveSeries {
 public:
  struct Spec {
    core::Symbol symbol;
    core::InstrumentFilters filters;
    core::Timeframe timeframe;
    std::optional<double> declared_adv;
  };
  /// `past`: closed bars, oldest first. Room for `room` more.
  LiveSeries(Spec spec, std::vector<core::Bar> past, size_t room);
  /// A copy has the same room.
  LiveSeries(const LiveSeries& other) : LiveSeries(other.spec_, other.bars_, other.room()) {}
  LiveSeries(LiveSeries&&) = default;

  /// What a trading core is put together from; its bars are visible one by one.
  LoadedSeries Loaded() const;
  const core::Timeframe& timeframe() const { return spec_.timeframe; }
  std::span<const core::Bar> bars() const { return bars_; }
  /// Adds the next closed bar. kUsage for one that is not after the last, or has no sound prices;
  /// kUnsupported when the room is used up: the session has to be started again.
  base::Status Append(const core::Bar& bar);
  void SetFilters(const core::InstrumentFilters& filters) { spec_.filters = filters; }
  /// Makes room for so many more. Before anything has looked at them.
  void MakeRoom(size_t more) { bars_.reserve(bars_.capacity() + more); }
  /// Forgets the bars from this open time on. Before anything has looked at them.
  void CutFrom(base::UnixNanos open_time);
  /// The open time that the next bar has unless one is missing.
  base::UnixNanos next_open() const;
  size_t room() const { return bars_.capacity() - bars_.size(); }

 private:
  Spec spec_;
  std::vector<core::Bar> bars_;  // never grows beyond its capacity
};

}  // namespace keel::engine
