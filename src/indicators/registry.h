// SPDX-License-Identifier: MIT
// The table of all indicators, made from list.inc: `keel list-indicators` and docs/indicators.md
// read it, and the tests that every indicator must pass run over it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/ohlcv.h"

namespace keel::indicators {

enum class Input {
  kClose,  ///< Update(double): any series
  kBar,    ///< Update(const Ohlcv&)
  kPair,   ///< Update(double, double): two series
};

enum class Group { kAverage, kBand, kStatistic, kVolatility, kTrend, kMomentum, kVolume, kCycle };

/// "close", "bar", "pair".
std::string_view InputName(Input input);
/// "Averages and lines", ...
std::string_view GroupTitle(Group group);

/// An indicator whose type is chosen at run time. A virtual call an update; hot loops name the
/// class.
class AnyIndicator {
 public:
  virtual ~AnyIndicator() = default;

  /// Feeds one bar: its close to close indicators, its (open, close) to pair indicators. True when
  /// there is a value; then outputs[i] is the i-th output. Requires outputs.size() >= number of
  /// outputs.
  virtual bool Update(const Ohlcv& bar, std::span<double> outputs) = 0;
  /// Number of updates until the first value, that one included.
  virtual int warm_up() const = 0;
  /// An independent copy with the same state.
  virtual std::unique_ptr<AnyIndicator> Clone() const = 0;
};

struct Parameter {
  std::string_view name;
  double default_value = 0;
};

struct Indicator {
  Group group;
  std::string_view name;  ///< as in the file's name
  std::string_view title;
  Input input;
  std::vector<std::string_view> outputs;
  std::string_view definition;  ///< one sentence
  std::vector<Parameter> parameters;
  int warm_up;                              ///< with the default parameters
  std::unique_ptr<AnyIndicator> (*make)();  ///< with the default parameters
};

/// In the order of list.inc.
std::span<const Indicator> AllIndicators();

/// nullptr where no indicator has this name.
const Indicator* FindIndicator(std::string_view name);

/// docs/indicators.md. A test holds the file to this text.
std::string IndicatorsPage();

}  // namespace keel::indicators
