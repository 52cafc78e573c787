// SPDX-License-Identifier: MIT
// One alarm for each thing that looks ahead, however many cuts show it: the cut that shows the
// farthest look is told, and how many others do.
#pragma once

#include <string>
#include <vector>

#include "research/lookahead/verdict.h"

namespace keel::research {

/// A difference that the future made.
struct FutureDifference {
  std::string subject;  ///< "feature rsi_14"
  std::string pair;
  base::UnixNanos bar;   ///< open of the last bar that had closed
  base::UnixNanos time;  ///< when it was decided or known
  int64_t reach_bars = 0;
  std::string with_future, without_future;
};

class AlarmBook {
 public:
  /// `check` as in LookaheadAlarm; `tried` cuts in all.
  AlarmBook(std::string check, int64_t tried) : check_(std::move(check)), tried_(tried) {}

  /// Found with what lies behind `cut` away, or altered.
  void Add(const FutureDifference& found, base::UnixNanos cut);
  /// In the order in which their subjects were found first.
  std::vector<LookaheadAlarm> Take();

 private:
  struct Entry {
    FutureDifference farthest;
    base::UnixNanos cut;
    int64_t seen = 0;
  };

  std::string check_;
  int64_t tried_;
  std::vector<Entry> entries_;
};

/// The shortest text of a number, or "absent".
std::string ValueText(std::optional<double> value);
/// "1 bar", "12,345 bars".
std::string BarsText(int64_t bars);

}  // namespace keel::research
