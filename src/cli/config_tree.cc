// SPDX-License-Identifier: MIT
#include "cli/config_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace keel::cli {
namespace {

using Kind = ConfigNode::Kind;

ConfigNode Make(Kind kind, std::string origin) {
  ConfigNode node;
  node.kind = kind;
  node.origin = std::move(origin);
  return node;
}

bool IsBareKey(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

/// A number that TOML reads as a float, shortest form.
std::string NumberText(double value) {
  const std::string text = fmt::format("{}", value);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

}  // namespace

ConfigNode ConfigNode::Text(std::string value, std::string origin) {
  ConfigNode node = Make(Kind::kText, std::move(origin));
  node.text = std::move(value);
  return node;
}

ConfigNode ConfigNode::Number(double value, std::string origin) {
  ConfigNode node = Make(Kind::kNumber, std::move(origin));
  node.number = value;
  return node;
}

ConfigNode ConfigNode::Whole(int64_t value, std::string origin) {
  ConfigNode node = Make(Kind::kWhole, std::move(origin));
  node.whole = value;
  return node;
}

ConfigNode ConfigNode::Bool(bool value, std::string origin) {
  ConfigNode node = Make(Kind::kBool, std::move(origin));
  node.boolean = value;
  return node;
}

ConfigNode ConfigNode::Texts(const std::vector<std::string>& values, std::string origin) {
  ConfigNode node = Make(Kind::kList, origin);
  for (const std::string& value : values) node.items.push_back(Text(value, origin));
  return node;
}

ConfigNode ConfigNode::Table(std::string origin) { return Make(Kind::kTable, std::move(origin)); }

const ConfigNode* ConfigNode::Find(std::string_view key) const {
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

ConfigNode* ConfigNode::Find(std::string_view key) {
  return const_cast<ConfigNode*>(std::as_const(*this).Find(key));
}

const ConfigNode* ConfigNode::FindPath(std::string_view path) const {
  const size_t dot = path.find('.');
  const ConfigNode* child = Find(path.substr(0, dot));
  return child == nullptr || dot == std::string_view::npos ? child
                                                           : child->FindPath(path.substr(dot + 1));
}

ConfigNode& ConfigNode::Set(std::string_view key, ConfigNode value) {
  CHECK(is_table(), "only a table has keys");
  if (ConfigNode* there = Find(key)) {
    *there = std::move(value);
    return *there;
  }
  keys.emplace_back(key);
  return items.emplace_back(std::move(value));
}

void ConfigNode::SetPath(std::string_view path, ConfigNode value) {
  const size_t dot = path.find('.');
  const std::string_view key = path.substr(0, dot);
  if (dot == std::string_view::npos) {
    Set(key, std::move(value));
    return;
  }
  ConfigNode* child = Find(key);
  if (child == nullptr || !child->is_table()) child = &Set(key, Table(value.origin));
  child->SetPath(path.substr(dot + 1), std::move(value));
}

void MergeConfig(ConfigNode& under, const ConfigNode& over) {
  if (!under.is_table() || !over.is_table()) {
    under = over;
    return;
  }
  for (size_t i = 0; i < over.keys.size(); ++i) {
    if (ConfigNode* there = under.Find(over.keys[i])) {
      MergeConfig(*there, over.items[i]);
    } else {
      under.Set(over.keys[i], over.items[i]);
    }
  }
}

std::string ConfigText(const ConfigNode& node) {
  switch (node.kind) {
    case Kind::kAbsent:
      return "\"off\"";
    case Kind::kBool:
      return node.boolean ? "true" : "false";
    case Kind::kWhole:
      return fmt::format("{}", node.whole);
    case Kind::kNumber:
      return NumberText(node.number);
    case Kind::kText:
      return base::JsonQuote(node.text);
    case Kind::kList:
    case Kind::kTable:
      break;
  }
  std::string text = node.is_table() ? "{" : "[";
  for (size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) text += ", ";
    if (node.is_table()) {
      if (i == 0) text += " ";
      const std::string& key = node.keys[i];
      text += (IsBareKey(key) ? key : base::JsonQuote(key)) + " = ";
    }
    text += ConfigText(node.items[i]);
  }
  if (node.is_table() && !node.items.empty()) text += " ";
  return text + (node.is_table() ? "}" : "]");
}

void WriteConfigJson(const ConfigNode& node, base::JsonWriter& json) {
  switch (node.kind) {
    case Kind::kAbsent:
      json.Null();
      return;
    case Kind::kBool:
      json.Bool(node.boolean);
      return;
    case Kind::kWhole:
      json.Number(node.whole);
      return;
    case Kind::kNumber:
      json.Number(node.number);
      return;
    case Kind::kText:
      json.String(node.text);
      return;
    case Kind::kList:
      json.BeginArray();
      for (const ConfigNode& item : node.items) WriteConfigJson(item, json);
      json.EndArray();
      return;
    case Kind::kTable:
      json.BeginObject();
      for (size_t i = 0; i < node.items.size(); ++i) {
        json.Key(node.keys[i]);
        WriteConfigJson(node.items[i], json);
      }
      json.EndObject();
      return;
  }
}

}  // namespace keel::cli
