// SPDX-License-Identifier: MIT
#include "server/http/route.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace keel::server::internal {

using Kind = base::JsonValue::Kind;

base::JsonValue ValueOfText(Kind kind, const std::string& text) {
  base::JsonValue value;
  value.kind = Kind::kString;
  value.text = text;
  if (kind == Kind::kBool && (text == "true" || text == "false")) {
    value.kind = Kind::kBool;
    value.boolean = text == "true";
  }
  // What is a number in JSON is one here; anything else is told to be none by the reader.
  if (kind == Kind::kNumber) {
    const auto read = base::ParseJson(text);
    if (read && read->kind == Kind::kNumber) return *read;
  }
  return value;
}

std::optional<Problem> MistakeOfChoice(const base::JsonValue& fields,
                                       const std::vector<Choices>& choices) {
  for (const Choices& known : choices) {
    const base::JsonValue* const field = fields.Find(known.member);
    if (field == nullptr || field->kind != Kind::kString) continue;
    if (std::ranges::find(known.texts, field->text) != known.texts.end()) continue;
    return Problem{400, fmt::format("{} is one of {}", known.member, base::Join(known.texts, ", ")),
                   std::string(known.member)};
  }
  return std::nullopt;
}

}  // namespace keel::server::internal
