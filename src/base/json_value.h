// SPDX-License-Identifier: MIT
// Parsed JSON. Numbers keep their text, so that a 64-bit integer or a decimal read from it is exact
// and a double is the nearest one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::base {

struct JsonMember;

/// One JSON value with everything below it.
struct JsonValue {
  enum class Kind : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;             ///< kBool
  std::string text;                 ///< kString; kNumber: as it was written
  std::vector<JsonValue> items;     ///< kArray
  std::vector<JsonMember> members;  ///< kObject, in the order of the text

  /// The member of an object, or null where there is none (or this is no object).
  const JsonValue* Find(std::string_view key) const;
};

struct JsonMember {
  std::string key;
  JsonValue value;
};

/// "a number", "an object", ... for messages.
const char* Describe(JsonValue::Kind kind);

/// Reads one JSON text (RFC 8259, nested at most 64 deep). kUsage with line and column where it is
/// malformed, and for a key that an object has twice.
Result<JsonValue> ParseJson(std::string_view text);

}  // namespace keel::base
