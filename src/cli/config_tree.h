// SPDX-License-Identifier: MIT
// A configuration before it has types: what files, variables and options said, each value with the
// place that it came from, so that an error can name it and show-config can list it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace keel::cli {

/// One value, list or table. A plain record; the fields that count are those of its kind.
struct ConfigNode {
  enum class Kind : uint8_t { kAbsent, kBool, kWhole, kNumber, kText, kList, kTable };

  Kind kind = Kind::kAbsent;
  bool boolean = false;
  int64_t whole = 0;
  double number = 0;
  std::string text;
  std::vector<std::string> keys;  ///< of a table, beside its items
  std::vector<ConfigNode> items;  ///< of a list or a table
  std::string origin;             ///< "keel.toml:3:5", "KEEL__RISK__PROFILE", "--pairs"
  bool untyped = false;           ///< a text that may stand for a number or a list (a variable's)

  static ConfigNode Text(std::string value, std::string origin = "");
  static ConfigNode Number(double value, std::string origin = "");
  static ConfigNode Whole(int64_t value, std::string origin = "");
  static ConfigNode Bool(bool value, std::string origin = "");
  static ConfigNode Texts(const std::vector<std::string>& values, std::string origin = "");
  static ConfigNode Table(std::string origin = "");

  bool is_table() const { return kind == Kind::kTable; }
  /// The item of a table under `key`, or nullptr.
  const ConfigNode* Find(std::string_view key) const;
  ConfigNode* Find(std::string_view key);
  /// The item at "risk.position_share", or nullptr.
  const ConfigNode* FindPath(std::string_view path) const;
  /// Puts `value` under `key` of this table, replacing what is there.
  ConfigNode& Set(std::string_view key, ConfigNode value);
  /// The same at a path; tables on the way are made.
  void SetPath(std::string_view path, ConfigNode value);
};

/// Lays `over` on `under`: tables key by key, everything else replaced.
void MergeConfig(ConfigNode& under, const ConfigNode& over);

/// As it would stand in a TOML file, on one line; "off" for an absent value.
std::string ConfigText(const ConfigNode& node);
void WriteConfigJson(const ConfigNode& node, base::JsonWriter& json);

/// Reads TOML. kUsage with `name`:line:column where it is malformed; origins have the same form.
base::Result<ConfigNode> ParseToml(std::string_view text, const std::string& name);

}  // namespace keel::cli
