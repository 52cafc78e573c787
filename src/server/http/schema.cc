// SPDX-License-Identifier: MIT
#include "server/http/schema.h"

namespace keel::server::internal {

std::string TextSchema(const std::vector<std::string>& choices) {
  if (choices.empty()) return R"({"type":"string"})";
  std::string texts;
  for (const std::string& one : choices) texts += (texts.empty() ? "" : ",") + base::JsonQuote(one);
  return R"({"type":"string","enum":[)" + texts + "]}";
}

std::string OrNull(const std::string& schema) {
  return R"({"anyOf":[)" + schema + R"(,{"type":"null"}]})";
}

std::string RoleSchema() {
  std::vector<std::string> texts;
  for (const Role role : {Role::kViewer, Role::kTrader, Role::kRisk, Role::kAdmin}) {
    texts.emplace_back(RoleText(role));
  }
  return TextSchema(texts);
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
