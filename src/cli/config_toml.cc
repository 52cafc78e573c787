// SPDX-License-Identifier: MIT
#include <fmt/format.h>

// The library asserts what a user may well type (a "[" alone on its line) and would abort; without
// the assertion it goes on to its ordinary error.
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <toml++/toml.h>

#include "cli/config_tree.h"

namespace keel::cli {
namespace {

using Kind = ConfigNode::Kind;

std::string Place(const std::string& name, const toml::source_position& at) {
  return fmt::format("{}:{}:{}", name, at.line, at.column);
}

base::Result<ConfigNode> Convert(const toml::node& node, const std::string& name);

base::Result<ConfigNode> ConvertTable(const toml::table& table, const std::string& name) {
  ConfigNode result = ConfigNode::Table(Place(name, table.source().begin));
  for (const auto& [key, value] : table) {
    TRY(ConfigNode item, Convert(value, name));
    // Where the key stands, not its value: that is what a wrong key is found by.
    item.origin = Place(name, key.source().begin);
    result.Set(key.str(), std::move(item));
  }
  return result;
}

base::Result<ConfigNode> Convert(const toml::node& node, const std::string& name) {
  const std::string place = Place(name, node.source().begin);
  if (const auto* table = node.as_table()) return ConvertTable(*table, name);
  if (const auto* list = node.as_array()) {
    ConfigNode result;
    result.kind = Kind::kList;
    result.origin = place;
    for (const toml::node& item : *list) {
      TRY(ConfigNode converted, Convert(item, name));
      result.items.push_back(std::move(converted));
    }
    return result;
  }
  if (const auto* text = node.as_string()) return ConfigNode::Text(text->get(), place);
  if (const auto* whole = node.as_integer()) return ConfigNode::Whole(whole->get(), place);
  if (const auto* number = node.as_floating_point())
    return ConfigNode::Number(number->get(), place);
  if (const auto* boolean = node.as_boolean()) return ConfigNode::Bool(boolean->get(), place);
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("{}: dates are written as text, in quotes", place));
}

}  // namespace

base::Result<ConfigNode> ParseToml(std::string_view text, const std::string& name) {
  try {
    return ConvertTable(toml::parse(text), name);
  } catch (const toml::parse_error& error) {
    std::string what(error.description());
    if (what.starts_with("Error while parsing ")) what = "not TOML: in " + what.substr(20);
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{}: {}", Place(name, error.source().begin), what));
  }
}

}  // namespace keel::cli
