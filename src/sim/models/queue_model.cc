// SPDX-License-Identifier: MIT
#include "sim/models/queue_model.h"

#include <algorithm>

namespace keel::sim::models {

int64_t QueueModel::OnTrade(int64_t quantity, QueuePosition& position) const {
  const int64_t reaches = std::max<int64_t>(quantity - position.ahead, 0);
  position.ahead -= quantity - reaches;
  position.traded += quantity;
  return reaches;
}

void QueueModel::OnOrderLess(uint64_t, int64_t, QueuePosition&) const {}

}  // namespace keel::sim::models
