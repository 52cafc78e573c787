// SPDX-License-Identifier: MIT
// One function per row of list.inc, each defined in the file of its key: sharpe in sharpe.cc.
// Absent means undefined for these inputs, e.g. a ratio over a deviation of zero.
#pragma once

#include <optional>

#include "metrics/prepared.h"

namespace keel::metrics {

#define METRIC(key, Function, title, unit, definition, source) \
  std::optional<double> Function(const Prepared& p);
#include "metrics/list.inc"
#undef METRIC

}  // namespace keel::metrics
