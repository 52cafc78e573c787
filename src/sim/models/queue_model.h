// SPDX-License-Identifier: MIT
// Recorded books do not say where an order of ours would have stood in its queue. A queue model
// says so from what the record does hold: the trades, the levels, or every single order.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"

namespace keel::sim::models {

/// Where one resting order stands. All counts are lots of the others.
struct QueuePosition {
  int64_t ahead = 0;     ///< before the order; 0: it is next
  int64_t traded = 0;    ///< at its price since the level last changed
  uint64_t arrival = 0;  ///< its place among all orders of an order-by-order feed
};

/// Told of everything that happens at the order's price, on its side. No model moves an order back.
class QueueModel {
 public:
  virtual ~QueueModel() = default;
  /// The order joins a level that shows `shown` lots.
  virtual QueuePosition OnArrival(int64_t shown, uint64_t arrival) const {
    return {.ahead = shown, .arrival = arrival};
  }
  /// A trade against this side; what exceeds the lots ahead is returned: it reaches the order.
  virtual int64_t OnTrade(int64_t quantity, QueuePosition& position) const;
  /// The level showed `before` and shows `after`.
  virtual void OnDepthChange(int64_t before, int64_t after, QueuePosition& position) const = 0;
  /// An order-by-order feed only: `quantity` lots of the order that came as number `arrival` were
  /// canceled or traded.
  virtual void OnOrderLess(uint64_t arrival, int64_t quantity, QueuePosition& position) const;
};

struct QueueSettings {
  double power = 3;  ///< PowerProbability: n > 0
};

/// A row of the table (list.inc).
struct QueueModelSpec {
  const char* name;
  const char* summary;
  const char* source;
  /// kUsage for impossible settings.
  base::Result<std::unique_ptr<QueueModel>> (*make)(const QueueSettings& settings);
};

}  // namespace keel::sim::models
