// SPDX-License-Identifier: MIT
// From a tree of values to typed settings and back, and the shape of the whole configuration; all
// three from the description of the records.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/config_rules.h"
#include "cli/config_tree.h"
#include "engine/settings.h"

namespace keel::cli {

/// The shape of one key: its type, its rule, its default, and what is inside it.
struct ConfigShape {
  enum class Type : uint8_t { kBool, kWhole, kNumber, kText, kList, kRecord, kMap };
  std::string key;
  std::string path;  ///< of its rule, "sim.impact.k.*"
  Type type = Type::kText;
  bool optional = false;            ///< may be absent ("off")
  ConfigNode default_value;         ///< of leaves, lists and maps
  std::vector<ConfigShape> inside;  ///< fields of a record, or the one element of a list or map
};

/// The root record.
ConfigShape ShapeOfSettings();

/// Reads `tree` over `settings`. kUsage with the origin of the value: unknown key (with the
/// nearest), wrong type, number out of range, malformed text.
base::Status ReadSettings(const ConfigNode& tree, engine::BacktestSettings& settings);

/// The complete tree of these settings; absent optional values are kAbsent.
ConfigNode WriteSettings(const engine::BacktestSettings& settings);

}  // namespace keel::cli
