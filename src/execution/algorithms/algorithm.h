// SPDX-License-Identifier: MIT
// When and how much of a parent goes out. An algorithm is a function of its settings and of what is
// known now: it has no clock, no memory and no limits of its own, so a restart cannot lose any.
// execution::ParentExecution keeps the memory and enforces the limits.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "execution/parent_order.h"

namespace keel::execution {

/// What an algorithm may look at.
struct Progress {
  base::UnixNanos now;           ///< start <= now < end
  core::Quantity confirmed;      ///< filled
  core::Quantity working;        ///< sent and not known to have ended
  core::Quantity market_volume;  ///< traded by all since the parent began
  uint32_t children = 0;         ///< sent so far
};

/// What an algorithm wants now. Limits, lots, minimum value and pace are not its concern.
struct Plan {
  /// Filled and working together by now; what is beyond the parent's quantity is cut.
  core::Quantity target;
  std::optional<core::Quantity> largest_child;
  bool posts = false;                       ///< rest at the near touch, whatever the parent says
  base::UnixNanos next = base::kEndOfTime;  ///< when the plan changes by itself
};

class Algorithm {
 public:
  virtual ~Algorithm() = default;
  /// The same for the same `progress`, always.
  virtual Plan PlanAt(const Progress& progress) const = 0;
};

/// One row of algorithms/list.inc.
struct AlgorithmSpec {
  std::string_view name;
  std::string_view what;      ///< one sentence
  std::string_view settings;  ///< "key: meaning", separated by semicolons
  /// `settings` is a JSON object; what it leaves out keeps its default. kUsage names the field that
  /// is unknown or out of range, or says what the parent lacks.
  base::Result<std::unique_ptr<Algorithm>> (*make)(const ParentOrder& parent,
                                                   std::string_view settings);
};

}  // namespace keel::execution
