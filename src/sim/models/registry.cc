// SPDX-License-Identifier: MIT
#include "sim/models/registry.h"

#include <fmt/format.h>

#include <string>

#include "base/text.h"

namespace keel::sim::models {
namespace {

template <typename Specs, typename Settings>
auto MakeNamed(const Specs& specs, std::string_view name, const Settings& settings,
               std::string_view what) -> decltype(specs.front().make(settings)) {
  std::vector<std::string> names;
  for (const auto& spec : specs) {
    if (spec.name == name) return spec.make(settings);
    names.emplace_back(spec.name);
  }
  return base::Fail(base::ErrorCode::kNotFound,
                    fmt::format("there is no {} \"{}\"{}; there are {}", what, name,
                                base::DidYouMean(name, names), base::Join(names, ", ")));
}

}  // namespace

const std::vector<QueueModelSpec>& QueueModels() {
  static const std::vector<QueueModelSpec> kModels = {
#define KEEL_QUEUE_MODEL(Name) Describe##Name(),
#define KEEL_ORDER_LATENCY(Name)
#include "sim/models/list.inc"
#undef KEEL_ORDER_LATENCY
#undef KEEL_QUEUE_MODEL
  };
  return kModels;
}

const std::vector<OrderLatencySpec>& OrderLatencies() {
  static const std::vector<OrderLatencySpec> kModels = {
#define KEEL_QUEUE_MODEL(Name)
#define KEEL_ORDER_LATENCY(Name) Describe##Name(),
#include "sim/models/list.inc"
#undef KEEL_ORDER_LATENCY
#undef KEEL_QUEUE_MODEL
  };
  return kModels;
}

base::Result<std::unique_ptr<QueueModel>> MakeQueueModel(std::string_view name,
                                                         const QueueSettings& settings) {
  return MakeNamed(QueueModels(), name, settings, "queue model");
}

base::Result<std::unique_ptr<OrderLatency>> MakeOrderLatency(std::string_view name,
                                                             const OrderLatencySettings& settings) {
  return MakeNamed(OrderLatencies(), name, settings, "latency model");
}

}  // namespace keel::sim::models
