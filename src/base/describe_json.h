// SPDX-License-Identifier: MIT
// JSON from one BOOST_DESCRIBE_STRUCT line: the same line writes a struct and reads it back, and a
// mistake in the text is told by the path of its field, with the nearest known name.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/json_value.h"
#include "base/time.h"

namespace keel::base {

/// How a type travels as one JSON string. Types with `static Result<T> Parse(string_view)` and
/// `string ToString() const` (decimals, amounts) have it; specialise it for others.
template <typename T>
struct JsonText;

template <typename T>
requires requires(const T& value, std::string_view text) {
  { T::Parse(text) } -> std::same_as<Result<T>>;
  { value.ToString() } -> std::convertible_to<std::string>;
}
struct JsonText<T> {
  static std::string Write(const T& value) { return value.ToString(); }
  static Result<T> Read(std::string_view text) { return T::Parse(text); }
};
template <>
struct JsonText<UnixNanos> {
  static std::string Write(UnixNanos value) { return FormatIso(value); }
  static Result<UnixNanos> Read(std::string_view text) { return ParseTime(text); }
};
template <>
struct JsonText<Duration> {
  static std::string Write(Duration value) { return std::to_string(value.ns) + "ns"; }
  static Result<Duration> Read(std::string_view text) { return ParseDuration(text); }
};

/// What a field that the text does not name becomes. A field that is null in the text is absent
/// where the field is optional, and an error elsewhere.
enum class MissingField {
  kError,        ///< an optional field becomes absent, any other is an error: files we wrote
  kKeepDefault,  ///< every field keeps the value that it had: configuration
};

/// Writes a described struct (as an object), bool, integer, double, string, optional (null when
/// absent), vector and std::array (array), map or vector of pairs by string (object), or a type
/// with JsonText. Members are written in the order of their description.
template <typename T>
void WriteJson(JsonWriter& writer, const T& value);

/// The JSON text of a value; `indent` as in JsonWriter.
template <typename T>
std::string ToJson(const T& value, int indent = 0) {
  JsonWriter writer(indent);
  WriteJson(writer, value);
  return writer.Take();
}

/// Reads what WriteJson writes over `*out`. kUsage names the path of the field: unknown (with the
/// nearest known name), missing, of the wrong kind, or out of range; `*out` is then half read.
template <typename T>
Status ReadJsonInto(const JsonValue& value, T* out, MissingField missing = MissingField::kError);

/// The same from text.
template <typename T>
Result<T> ReadJson(std::string_view text, MissingField missing = MissingField::kError) {
  TRY(const JsonValue value, ParseJson(text));
  T out{};
  TRY(ReadJsonInto(value, &out, missing));
  return out;
}

}  // namespace keel::base

#include "base/internal/describe_json_impl.h"

namespace keel::base {

/// Of a mistake in the text: `path` of the field ("terms.price", "" for the whole), and `why`.
using FieldError = internal::FieldError;

/// ReadJsonInto for those who tell the path apart from the reason; nothing when it was read.
template <typename T>
std::optional<FieldError> FindJsonMistake(const JsonValue& value, T* out,
                                          MissingField missing = MissingField::kError) {
  return internal::ReadValue(value, missing, out);
}

}  // namespace keel::base
