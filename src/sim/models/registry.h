// SPDX-License-Identifier: MIT
// The tables of queue and latency models, made from list.inc.
#pragma once

#include <string_view>
#include <vector>

#include "sim/models/order_latency.h"
#include "sim/models/queue_model.h"

namespace keel::sim::models {

/// In the order of list.inc.
const std::vector<QueueModelSpec>& QueueModels();
const std::vector<OrderLatencySpec>& OrderLatencies();

/// The model of that name; kNotFound with the names there are.
base::Result<std::unique_ptr<QueueModel>> MakeQueueModel(std::string_view name,
                                                         const QueueSettings& settings);
base::Result<std::unique_ptr<OrderLatency>> MakeOrderLatency(std::string_view name,
                                                             const OrderLatencySettings& settings);

// Each file of list.inc defines its own.
#define KEEL_QUEUE_MODEL(Name) QueueModelSpec Describe##Name();
#define KEEL_ORDER_LATENCY(Name) OrderLatencySpec Describe##Name();
#include "sim/models/list.inc"
#undef KEEL_ORDER_LATENCY
#undef KEEL_QUEUE_MODEL

}  // namespace keel::sim::models
