// SPDX-License-Identifier: MIT
#include "cli/config_read.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

#include "base/check.h"
#include "base/text.h"
#include "cli/config_describe.h"
#include "cli/config_rules.h"

namespace keel::cli {
namespace {

using Kind = ConfigNode::Kind;
using Type = ConfigShape::Type;
using base::ErrorCode;

template <typename T>
constexpr bool kIsRecord = boost::describe::has_describe_members<T>::value;

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <typename T>
struct IsList : std::false_type {};
template <typename T>
struct IsList<std::vector<T>> : std::true_type {};

/// A map, or named numbers in the order they were given.
template <typename T>
struct IsMap : std::false_type {};
template <typename T>
struct IsMap<std::map<std::string, T>> : std::true_type {
  using Value = T;
};
template <typename T>
struct IsMap<std::vector<std::pair<std::string, T>>> : std::true_type {
  using Value = T;
};

template <typename T>
constexpr bool kIsWhole = std::is_integral_v<T> && !std::is_same_v<T, bool>;

/// The key of a member: its name, but where the command line has a better known word.
std::string KeyOf(std::string_view member) {
  return std::string(member == "range" ? "timerange" : member);
}

template <typename Record, typename Function>
void ForEachMember(Function function) {
  boost::mp11::mp_for_each<boost::describe::describe_members<Record, boost::describe::mod_public>>(
      [&](auto member) { function(KeyOf(member.name), member.pointer); });
}

/// Where in the configuration: as the user writes it, and as the rules know it.
struct Place {
  std::string shown;
  std::string rule;

  Place Key(const std::string& key) const { return Below(key, key); }
  Place Element(const std::string& key) const { return Below(key, "*"); }
  Place Below(const std::string& key, const std::string& rule_key) const {
    return {shown.empty() ? key : shown + "." + key,
            rule.empty() ? rule_key : rule + "." + rule_key};
  }
};

const ConfigRule& RuleAt(const Place& place) {
  const ConfigRule* rule = FindRule(place.rule);
  CHECK(rule != nullptr, "a configuration key without a rule");
  return *rule;
}

base::Status Refuse(const ConfigNode& node, const Place& place, std::string_view what) {
  return base::Fail(ErrorCode::kUsage, fmt::format("{}: {} {}", node.origin, place.shown, what));
}

base::Status WrongType(const ConfigNode& node, const Place& place, std::string_view wanted) {
  const std::string got = node.is_table()            ? "a table"
                          : node.kind == Kind::kList ? "a list"
                                                     : ConfigText(node);
  return Refuse(node, place, fmt::format("must be {}, not {}", wanted, got));
}

/// A refusal by a rule; one that was made by the parser of times is a sentence of its own.
base::Status RefuseText(const ConfigNode& node, const Place& place, const base::Error& error) {
  if (error.message.starts_with("must ")) return Refuse(node, place, error.message);
  return base::Fail(ErrorCode::kUsage, fmt::format("{}: {}", node.origin, error.message));
}

template <typename T>
bool FromText(const std::string& text, T& out) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out);
  return error == std::errc{} && stop == end;
}

template <typename T>
base::Status ReadWhole(const ConfigNode& node, const Place& place, T& out) {
  T value{};
  if (node.untyped) {
    if (!FromText(node.text, value)) return WrongType(node, place, "a whole number");
  } else if (node.kind == Kind::kWhole) {
    if (!std::in_range<T>(node.whole)) return Refuse(node, place, "is out of range");
    value = static_cast<T>(node.whole);
  } else {
    return WrongType(node, place, "a whole number");
  }
  if (const auto ok = CheckNumber(RuleAt(place), static_cast<double>(value)); !ok) {
    return Refuse(node, place, ok.error().message);
  }
  out = value;
  return {};
}

base::Status ReadNumber(const ConfigNode& node, const Place& place, double& out) {
  double value = 0;
  if (node.untyped) {
    if (!FromText(node.text, value)) return WrongType(node, place, "a number");
  } else if (node.kind == Kind::kWhole) {
    value = static_cast<double>(node.whole);
  } else if (node.kind == Kind::kNumber) {
    value = node.number;
  } else {
    return WrongType(node, place, "a number");
  }
  if (!std::isfinite(value)) return Refuse(node, place, "must be a finite number");
  if (const auto ok = CheckNumber(RuleAt(place), value); !ok) {
    return Refuse(node, place, ok.error().message);
  }
  out = value;
  return {};
}

base::Status ReadBool(const ConfigNode& node, const Place& place, bool& out) {
  const bool told =
      node.kind == Kind::kBool || (node.untyped && (node.text == "true" || node.text == "false"));
  if (!told) return WrongType(node, place, "true or false");
  out = node.kind == Kind::kBool ? node.boolean : node.text == "true";
  return {};
}

base::Status ReadText(const ConfigNode& node, const Place& place, std::string& out) {
  const ConfigRule& rule = RuleAt(place);
  std::string value = node.text;
  // An exact decimal is safest in quotes, but a plain whole number says the same.
  if (rule.form == TextForm::kDecimal && node.kind == Kind::kWhole) {
    value = fmt::format("{}", node.whole);
  } else if (rule.form == TextForm::kDecimal && node.kind == Kind::kNumber) {
    return Refuse(node, place, "must stand in quotes, so that it stays exact");
  } else if (node.kind != Kind::kText) {
    return WrongType(node, place, "text");
  }
  if (const auto ok = CheckText(rule, value); !ok) return RefuseText(node, place, ok.error());
  out = value;
  return {};
}

base::Status ReadRange(const ConfigNode& node, const Place& place, base::TimeRange& out) {
  std::string text;
  TRY(ReadText(node, place, text));
  TRY(out, base::ParseTimeRange(text));
  return {};
}

template <typename T>
base::Status Read(const ConfigNode& node, const Place& place, T& out);

base::Status UnknownKey(const ConfigNode& node, const Place& place, const std::string& key,
                        const std::vector<std::string>& known) {
  const std::string near = base::NearestName(key, known);
  return base::Fail(
      ErrorCode::kUsage,
      fmt::format("{}: unknown key \"{}\"{}", node.origin, place.Key(key).shown,
                  near.empty() ? "; `keel show-config` lists the keys"
                               : fmt::format(" (did you mean \"{}\"?)", place.Key(near).shown)));
}

template <typename T>
base::Status ReadRecord(const ConfigNode& node, const Place& place, T& out) {
  if (!node.is_table()) return WrongType(node, place, "a table");
  if constexpr (std::is_same_v<T, risk::Limits>) {
    if (const ConfigNode* profile = node.Find("profile")) {
      std::string name;
      TRY(ReadText(*profile, place.Key("profile"), name));
      TRY(out, risk::LimitsOf(name));
    }
  }
  std::vector<std::string> known;
  base::Status status;
  ForEachMember<T>([&](const std::string& key, auto pointer) {
    known.push_back(key);
    const ConfigNode* item = node.Find(key);
    if (item != nullptr && status) status = Read(*item, place.Key(key), out.*pointer);
  });
  for (size_t i = 0; i < node.keys.size(); ++i) {
    if (std::ranges::find(known, node.keys[i]) != known.end()) continue;
    return UnknownKey(node.items[i], place, node.keys[i], known);
  }
  return status;
}

template <typename T>
base::Status ReadList(const ConfigNode& node, const Place& place, std::vector<T>& out) {
  std::vector<ConfigNode> items = node.items;
  if (node.untyped) {
    for (std::string_view part : base::Split(node.text, ',')) {
      if (base::Trim(part).empty()) continue;
      ConfigNode item = ConfigNode::Text(std::string(base::Trim(part)), node.origin);
      item.untyped = true;
      items.push_back(std::move(item));
    }
  } else if (node.kind != Kind::kList) {
    return WrongType(node, place, "a list");
  }
  std::vector<T> values;
  for (size_t i = 0; i < items.size(); ++i) {
    TRY(Read(items[i], place.Element(fmt::format("{}", i + 1)), values.emplace_back()));
  }
  out = std::move(values);
  return {};
}

template <typename T>
void Put(std::map<std::string, T>& map, const std::string& key, T value) {
  map[key] = std::move(value);
}
template <typename T>
void Put(std::vector<std::pair<std::string, T>>& list, const std::string& key, T value) {
  for (auto& [name, there] : list) {
    if (name == key) {
      there = value;
      return;
    }
  }
  list.emplace_back(key, value);
}

template <typename Map>
base::Status ReadMap(const ConfigNode& node, const Place& place, Map& out) {
  if (!node.is_table()) return WrongType(node, place, "a table");
  if (RuleAt(place).replaces) out.clear();
  for (size_t i = 0; i < node.keys.size(); ++i) {
    typename IsMap<Map>::Value value{};
    TRY(Read(node.items[i], place.Element(node.keys[i]), value));
    Put(out, node.keys[i], std::move(value));
  }
  return {};
}

template <typename T>
base::Status Read(const ConfigNode& node, const Place& place, T& out) {
  if constexpr (IsOptional<T>::value) {
    if (node.kind == Kind::kText && node.text == "off") {
      out.reset();
      return {};
    }
    typename T::value_type value{};
    TRY(Read(node, place, value));
    out = std::move(value);
    return {};
  } else if constexpr (kIsRecord<T>) {
    return ReadRecord(node, place, out);
  } else if constexpr (IsMap<T>::value) {
    return ReadMap(node, place, out);
  } else if constexpr (IsList<T>::value) {
    return ReadList(node, place, out);
  } else if constexpr (std::is_same_v<T, bool>) {
    return ReadBool(node, place, out);
  } else if constexpr (kIsWhole<T>) {
    return ReadWhole(node, place, out);
  } else if constexpr (std::is_same_v<T, double>) {
    return ReadNumber(node, place, out);
  } else if constexpr (std::is_same_v<T, base::TimeRange>) {
    return ReadRange(node, place, out);
  } else {
    return ReadText(node, place, out);
  }
}

std::string RangeText(const base::TimeRange& range) {
  const bool from = range.from != base::kBeginningOfTime;
  const bool to = range.to != base::kEndOfTime;
  if (!from && !to) return "";
  return fmt::format("{}..{}", from ? base::FormatIso(range.from) : "",
                     to ? base::FormatIso(range.to) : "");
}

template <typename T>
ConfigNode Write(const T& value) {
  if constexpr (IsOptional<T>::value) {
    return value ? Write(*value) : ConfigNode{};
  } else if constexpr (kIsRecord<T>) {
    ConfigNode node = ConfigNode::Table();
    ForEachMember<T>(
        [&](const std::string& key, auto pointer) { node.Set(key, Write(value.*pointer)); });
    return node;
  } else if constexpr (IsMap<T>::value) {
    ConfigNode node = ConfigNode::Table();
    for (const auto& [key, item] : value) node.Set(key, Write(item));
    return node;
  } else if constexpr (IsList<T>::value) {
    ConfigNode node = ConfigNode::Texts({});
    for (const auto& item : value) node.items.push_back(Write(item));
    return node;
  } else if constexpr (std::is_same_v<T, bool>) {
    return ConfigNode::Bool(value);
  } else if constexpr (kIsWhole<T>) {
    return std::in_range<int64_t>(value) ? ConfigNode::Whole(static_cast<int64_t>(value))
                                         : ConfigNode::Text(fmt::format("{}", value));
  } else if constexpr (std::is_same_v<T, double>) {
    return ConfigNode::Number(value);
  } else if constexpr (std::is_same_v<T, base::TimeRange>) {
    return ConfigNode::Text(RangeText(value));
  } else {
    return ConfigNode::Text(value);
  }
}

template <typename T>
ConfigShape Shape(const std::string& key, const Place& place, const T& initial) {
  ConfigShape shape;
  shape.key = key;
  shape.path = place.rule;
  if constexpr (IsOptional<T>::value) {
    shape = Shape(key, place, initial.value_or(typename T::value_type{}));
    shape.optional = true;
    shape.default_value = Write(initial);
    return shape;
  } else if constexpr (kIsRecord<T>) {
    shape.type = Type::kRecord;
    ForEachMember<T>([&](const std::string& name, auto pointer) {
      shape.inside.push_back(Shape(name, place.Key(name), initial.*pointer));
    });
  } else if constexpr (IsMap<T>::value) {
    shape.type = Type::kMap;
    shape.inside.push_back(Shape("*", place.Element("*"), typename IsMap<T>::Value{}));
  } else if constexpr (IsList<T>::value) {
    shape.type = Type::kList;
    shape.inside.push_back(Shape("*", place.Element("*"), typename T::value_type{}));
  } else if constexpr (std::is_same_v<T, bool>) {
    shape.type = Type::kBool;
  } else if constexpr (kIsWhole<T>) {
    shape.type = Type::kWhole;
  } else if constexpr (std::is_same_v<T, double>) {
    shape.type = Type::kNumber;
  }
  if (shape.type != Type::kRecord) shape.default_value = Write(initial);
  return shape;
}

}  // namespace

ConfigShape ShapeOfSettings() { return Shape("", Place{}, engine::BacktestSettings{}); }

base::Status ReadSettings(const ConfigNode& tree, engine::BacktestSettings& settings) {
  return Read(tree, Place{}, settings);
}

ConfigNode WriteSettings(const engine::BacktestSettings& settings) { return Write(settings); }

}  // namespace keel::cli
