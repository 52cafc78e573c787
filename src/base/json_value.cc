// SPDX-License-Identifier: MIT
#include "base/json_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <exception>

namespace keel::base {
namespace {

using Kind = JsonValue::Kind;

/// Builds the tree from the parser's events. The parser's own tree would keep numbers as doubles
/// that are off by a digit now and then.
struct TreeBuilder {
  static constexpr size_t max_object_size = SIZE_MAX;
  static constexpr size_t max_array_size = SIZE_MAX;
  static constexpr size_t max_key_size = SIZE_MAX;
  static constexpr size_t max_string_size = SIZE_MAX;
  using Code = boost::json::error_code;
  using Text = boost::json::string_view;

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return Open(Kind::kObject); }
  bool on_object_end(size_t, Code&) { return Close(); }
  bool on_array_begin(Code&) { return Open(Kind::kArray); }
  bool on_array_end(size_t, Code&) { return Close(); }
  bool on_key_part(Text part, size_t, Code&) { return Gather(part); }
  bool on_key(Text part, size_t, Code& error) {
    Gather(part);
    auto& members = open.back().members;
    const auto same = [&](const auto& member) { return member.key == gathered; };
    if (std::any_of(members.begin(), members.end(), same)) {
      duplicate = gathered;
      error = boost::json::error::extra_data;
      return false;
    }
    members.push_back({std::move(gathered), {}});
    gathered.clear();
    return true;
  }
  bool on_string_part(Text part, size_t, Code&) { return Gather(part); }
  bool on_string(Text part, size_t, Code&) { return AddGathered(part, Kind::kString); }
  bool on_number_part(Text part, Code&) { return Gather(part); }
  bool on_int64(int64_t, Text part, Code&) { return AddGathered(part, Kind::kNumber); }
  bool on_uint64(uint64_t, Text part, Code&) { return AddGathered(part, Kind::kNumber); }
  bool on_double(double, Text part, Code&) { return AddGathered(part, Kind::kNumber); }
  bool on_bool(bool value, Code&) {
    JsonValue made;
    made.kind = Kind::kBool;
    made.boolean = value;
    return Add(std::move(made));
  }
  bool on_null(Code&) { return Add(JsonValue{}); }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }

  bool Gather(Text part) {
    gathered.append(part.data(), part.size());
    return true;
  }
  bool AddGathered(Text part, Kind kind) {
    Gather(part);
    JsonValue made;
    made.kind = kind;
    made.text = std::move(gathered);
    gathered.clear();
    return Add(std::move(made));
  }
  bool Open(Kind kind) {
    open.emplace_back().kind = kind;
    return true;
  }
  bool Close() {
    JsonValue made = std::move(open.back());
    open.pop_back();
    return Add(std::move(made));
  }
  bool Add(JsonValue made) {
    if (open.empty()) {
      root = std::move(made);
    } else if (open.back().kind == Kind::kArray) {
      open.back().items.push_back(std::move(made));
    } else {
      open.back().members.back().value = std::move(made);
    }
    return true;
  }

  JsonValue root;
  std::vector<JsonValue> open;  ///< containers that are not closed yet, outermost first
  std::string gathered;
  std::string duplicate;
};

std::string PlaceOf(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t start = before.rfind('\n');
  const size_t column = start == std::string_view::npos ? offset + 1 : offset - start;
  return fmt::format("line {}, column {}", line, column);
}

Result<JsonValue> Parse(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 64;
  boost::json::basic_parser<TreeBuilder> parser(options);
  boost::json::error_code error;
  const size_t used = parser.write_some(false, text.data(), text.size(), error);
  TreeBuilder& builder = parser.handler();
  if (!builder.duplicate.empty()) {
    return Fail(ErrorCode::kUsage,
                fmt::format("malformed JSON at {}: the key \"{}\" is there twice",
                            PlaceOf(text, used), builder.duplicate));
  }
  if (!error && used < text.size()) error = boost::json::error::extra_data;
  if (error) {
    return Fail(ErrorCode::kUsage,
                fmt::format("malformed JSON at {}: {}", PlaceOf(text, used), error.message()));
  }
  return std::move(builder.root);
}

}  // namespace

const JsonValue* JsonValue::Find(std::string_view key) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const auto& member) { return member.key == key; });
  return found == members.end() ? nullptr : &found->value;
}

const char* Describe(JsonValue::Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return "true or false";
    case Kind::kNumber:
      return "a number";
    case Kind::kString:
      return "a string";
    case Kind::kArray:
      return "an array";
    case Kind::kObject:
      return "an object";
  }
  return "nothing";
}

Result<JsonValue> ParseJson(std::string_view text) {
  try {
    return Parse(text);
  } catch (const std::exception& failure) {
    return Fail(ErrorCode::kUsage, fmt::format("malformed JSON: {}", failure.what()));
  }
}

}  // namespace keel::base
