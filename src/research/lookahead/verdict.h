// SPDX-License-Identifier: MIT
// What came of a check for look-ahead: what was tried, what was found, and one sentence. Reports
// show it as the ground on which a result stands or falls.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace keel::research {

/// One check and how far it went.
struct LookaheadCheck {
  std::string name;   ///< "truncation", "other future", ...
  int64_t tried = 0;  ///< times that something was compared; 0: it could not be done
  int64_t alarms = 0;
  std::string sentence;  ///< what was compared, or why it could not be
};
BOOST_DESCRIBE_STRUCT(LookaheadCheck, (), (name, tried, alarms, sentence))

/// Something that knew what it could not have known.
struct LookaheadAlarm {
  std::string check;                    ///< the one that found it first
  std::string subject;                  ///< "feature centred_mean", "target share of my_strategy"
  std::string pair;                     ///< empty: of no single one
  std::optional<base::UnixNanos> bar;   ///< open of the last bar that was closed then
  std::optional<base::UnixNanos> time;  ///< when it was decided or known: that bar's close
  std::optional<int64_t> reach_bars;    ///< at least so many bars ahead
  std::string with_future, without_future;  ///< both values
  int64_t seen = 0, tried = 0;              ///< at how many cuts, of how many
  std::string sentence;
};
BOOST_DESCRIBE_STRUCT(LookaheadAlarm, (),
                      (check, subject, pair, bar, time, reach_bars, with_future, without_future,
                       seen, tried, sentence))

/// How much of the past something remembers.
struct WarmUp {
  std::string subject;
  std::string pair;
  std::optional<int64_t> lookback;  ///< bars that it says it needs
  std::optional<int64_t> bars_1e3;  ///< from so many on, 1e-3 of its size are no more missing
  std::optional<int64_t> bars_1e6;
  int64_t longest = 0;  ///< bars that were tried
  double left = 0;      ///< relative difference that is left with the most bars
};
BOOST_DESCRIBE_STRUCT(WarmUp, (), (subject, pair, lookback, bars_1e3, bars_1e6, longest, left))

struct LookaheadVerdict {
  std::vector<LookaheadCheck> checks;
  std::vector<LookaheadAlarm> alarms;
  std::vector<WarmUp> warm_ups;
  std::vector<std::string> notes;  ///< what limits the verdict, a sentence each
  std::string sentence;
  bool clean() const { return alarms.empty(); }
};
BOOST_DESCRIBE_STRUCT(LookaheadVerdict, (), (checks, alarms, warm_ups, notes, sentence))

/// Puts checks and findings of several together.
void Merge(LookaheadVerdict from, LookaheadVerdict* into);
/// Counts the alarms of each check and writes the sentence: the first alarm, or what was done.
void Conclude(LookaheadVerdict* verdict);

/// The JSON text of a verdict.
std::string VerdictJson(const LookaheadVerdict& verdict);

}  // namespace keel::research
