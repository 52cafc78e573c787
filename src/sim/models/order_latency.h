// SPDX-License-Identifier: MIT
// How long an order takes to the venue and how long the answer takes back: two delays, because
// what happens between them decides whether an order still finds what it was sent for.
#pragma once

#include <memory>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "sim/settings.h"

namespace keel::sim::models {

/// When a message leaves, and how busy the market is then.
struct Departure {
  base::UnixNanos time;
  double load = 0;  ///< events a second in the last whole tenth of a second
};

class OrderLatency {
 public:
  virtual ~OrderLatency() = default;
  /// From here to the venue. `stream` belongs to the order.
  virtual base::Duration Entry(const Departure& from, base::RandomStream& stream) const = 0;
  /// From the venue to here.
  virtual base::Duration Response(const Departure& from, base::RandomStream& stream) const = 0;
};

/// One measurement: what an order took that left at `time`.
struct MeasuredLatency {
  base::UnixNanos time;
  base::Duration entry;
  base::Duration response;
};

struct OrderLatencySettings {
  LatencySettings entry;
  LatencySettings response;
  std::vector<double> entry_measured_ms;     ///< of the drawn model "measured"
  std::vector<double> response_measured_ms;  ///< likewise
  double load_doubling = 5'000;              ///< Load: events a second that double the delay
  std::vector<MeasuredLatency> table;        ///< Table: by rising time
};

/// A row of the table (list.inc).
struct OrderLatencySpec {
  const char* name;
  const char* summary;
  const char* source;
  /// kUsage for impossible settings.
  base::Result<std::unique_ptr<OrderLatency>> (*make)(const OrderLatencySettings& settings);
};

}  // namespace keel::sim::models
