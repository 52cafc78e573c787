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

std::string ShortName(std::string_view type) {
  const size_t open = type.find('<');
  const std::string_view outer = type.substr(0, open);
  const size_t cut = outer.rfind("::");
  std::string name(cut == std::string_view::npos ? outer : outer.substr(cut + 2));
  if (open == std::string_view::npos) return name;
  const std::string_view inner = type.substr(open + 1, type.rfind('>') - open - 1);
  return ShortName(inner) + name;  // Page<OrderRow> is an OrderRowPage
}

}  // namespace keel::server::internal
