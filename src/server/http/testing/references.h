// SPDX-License-Identifier: MIT
// Only for tests: what a JSON document refers to inside itself and does not have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_value.h"

namespace keel::server::testing {

/// What "#/a/b" means in `document`; null where there is nothing.
inline const base::JsonValue* Resolve(const base::JsonValue& document, std::string_view pointer) {
  const base::JsonValue* at = &document;
  pointer.remove_prefix(pointer.starts_with("#/") ? 2 : pointer.size());
  while (at != nullptr && !pointer.empty()) {
    const size_t end = std::min(pointer.find('/'), pointer.size());
    at = at->Find(pointer.substr(0, end));
    pointer.remove_prefix(std::min(end + 1, pointer.size()));
  }
  return at == &document ? nullptr : at;
}

/// All "$ref" below `value`.
inline void CollectReferences(const base::JsonValue& value, std::vector<std::string>* found) {
  for (const base::JsonValue& item : value.items) CollectReferences(item, found);
  for (const base::JsonMember& member : value.members) {
    if (member.key == "$ref") found->push_back(member.value.text);
    CollectReferences(member.value, found);
  }
}

inline std::vector<std::string> DanglingReferences(const base::JsonValue& document) {
  std::vector<std::string> all, dangling;
  CollectReferences(document, &all);
  for (const std::string& one : all) {
    if (Resolve(document, one) == nullptr) dangling.push_back(one);
  }
  return dangling;
}

}  // namespace keel::server::testing
