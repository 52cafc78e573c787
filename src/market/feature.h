// SPDX-License-Identifier: MIT
// A feature is one number about a series that is known when a bar closes: what models learn from
// and strategies decide by. It has a name and a version, so that a result can say what it stood on.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/bar.h"
#include "core/timeframe.h"

namespace keel::market {

/// The state of one feature over one series. It sees closed bars only, one at a time, so that it
/// cannot know the future; a batch is the same object folded over stored bars.
class Feature {
 public:
  virtual ~Feature() = default;
  /// Takes the next closed bar. Absent while warming up and where the bars lack what it is made
  /// from (a feature of volumes over a series of closes).
  virtual std::optional<double> Update(const core::Bar& bar) = 0;
};

/// One row of the feature list.
struct FeatureSpec {
  std::string name;
  int version = 1;  ///< rises with every change of what Update gives
  std::string doc;  ///< definition, why it might matter, source
  bool needs_volume = false;
  /// How many bars a value needs, its own included: no earlier bar than this one has a value.
  /// Exponential averages remember older bars, ever less.
  std::function<int64_t(core::Timeframe)> lookback;
  std::function<std::unique_ptr<Feature>(core::Timeframe)> make;
};

/// 32 hex digits over name, version, timeframe and lookback at it: equal where the numbers must be.
std::string DefinitionHash(const FeatureSpec& spec, core::Timeframe timeframe);

}  // namespace keel::market
