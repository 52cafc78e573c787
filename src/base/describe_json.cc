// SPDX-License-Identifier: MIT
#include "base/describe_json.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace keel::base::internal {
namespace {

template <typename T>
bool ReadWhole(const std::string& text, T* out) {
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, *out);
  return read.ec == std::errc() && read.ptr == end;
}

}  // namespace

ReadOutcome WrongKind(const JsonValue& value, JsonValue::Kind wanted) {
  return FieldError{
      "", fmt::format("it is {} and should be {}", Describe(value.kind), Describe(wanted))};
}

void PrependField(FieldError* error, std::string_view name) {
  const bool joins = error->path.empty() || error->path.front() == '[';
  error->path = fmt::format("{}{}{}", name, joins ? "" : ".", error->path);
}

void PrependIndex(FieldError* error, size_t index) {
  const bool joins = error->path.empty() || error->path.front() == '[';
  error->path = fmt::format("[{}]{}{}", index, joins ? "" : ".", error->path);
}

ReadOutcome UnknownField(std::string_view name, const std::vector<std::string>& known) {
  return FieldError{std::string(name),
                    fmt::format("there is no such field{}", DidYouMean(name, known))};
}

ReadOutcome MissingFieldError(std::string_view name) {
  return FieldError{std::string(name), "it is missing"};
}

Status ToStatus(const ReadOutcome& outcome) {
  if (!outcome) return {};
  const std::string where =
      outcome->path.empty() ? "the JSON value" : fmt::format("JSON field {}", outcome->path);
  return Fail(ErrorCode::kUsage, fmt::format("{}: {}", where, outcome->why));
}

ReadOutcome ReadBool(const JsonValue& value, bool* out) {
  if (value.kind != JsonValue::Kind::kBool) return WrongKind(value, JsonValue::Kind::kBool);
  *out = value.boolean;
  return std::nullopt;
}

ReadOutcome ReadDouble(const JsonValue& value, double* out) {
  if (value.kind != JsonValue::Kind::kNumber) return WrongKind(value, JsonValue::Kind::kNumber);
  if (ReadWhole(value.text, out)) return std::nullopt;
  return FieldError{"", fmt::format("{} is outside the range of a double", value.text)};
}

ReadOutcome ReadSigned(const JsonValue& value, int64_t min, int64_t max, int64_t* out) {
  if (value.kind != JsonValue::Kind::kNumber) return WrongKind(value, JsonValue::Kind::kNumber);
  if (ReadWhole(value.text, out) && *out >= min && *out <= max) return std::nullopt;
  return FieldError{"",
                    fmt::format("{} is not a whole number from {} to {}", value.text, min, max)};
}

ReadOutcome ReadUnsigned(const JsonValue& value, uint64_t max, uint64_t* out) {
  if (value.kind != JsonValue::Kind::kNumber) return WrongKind(value, JsonValue::Kind::kNumber);
  if (ReadWhole(value.text, out) && *out <= max) return std::nullopt;
  return FieldError{"", fmt::format("{} is not a whole number from 0 to {}", value.text, max)};
}

ReadOutcome ReadString(const JsonValue& value, std::string* out) {
  if (value.kind != JsonValue::Kind::kString) return WrongKind(value, JsonValue::Kind::kString);
  *out = value.text;
  return std::nullopt;
}

}  // namespace keel::base::internal
