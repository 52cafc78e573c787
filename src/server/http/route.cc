// SPDX-License-Identifier: MIT
#include "server/http/route.h"

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

}  // namespace keel::server::internal
