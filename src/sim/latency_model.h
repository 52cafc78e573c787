// SPDX-License-Identifier: MIT
// How long a message takes: fixed, uniform, lognormal, or drawn from measurements. Each
// order brings its own stream, so that one order more never shifts another's draws.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "sim/settings.h"

namespace keel::sim {

class LatencyModel {
 public:
  /// `measured` holds the milliseconds of the "measured" model, read by the caller from its file.
  /// kUsage for an unknown model or impossible numbers.
  static base::Result<LatencyModel> Make(const LatencySettings& settings,
                                         std::vector<double> measured);

  /// The next delay of the stream's order.
  base::Duration Draw(base::RandomStream& stream) const;
  /// One sentence for the report.
  const std::string& description() const { return description_; }

 private:
  enum class Kind { kFixed, kUniform, kLognormal, kMeasured };
  Kind kind_ = Kind::kFixed;
  double a_ms_ = 0;  // fixed value, minimum, or median
  double b_ = 0;     // maximum, or sigma
  std::vector<double> measured_ms_;
  std::string description_;
};

}  // namespace keel::sim
