// SPDX-License-Identifier: MIT
// Only for tests: whether a JSON value is what a schema of the document says, by the keywords that
// the document uses.
#pragma once

#include <algorithm>
#include <string>

#include "server/http/testing/references.h"

namespace keel::server::testing {

class SchemaJudge {
 public:
  /// Of the schemas in `document`, which must outlive it.
  explicit SchemaJudge(const base::JsonValue& document) : document_(document) {}

  /// "" where it fits; else what does not, by its path.
  std::string Mistake(const base::JsonValue& value, const base::JsonValue& schema,
                      const std::string& path = "") const {
    if (const auto* ref = schema.Find("$ref")) {
      const auto* target = Resolve(document_, ref->text);
      return target == nullptr ? path + " refers to nothing" : Mistake(value, *target, path);
    }
    if (const auto* any = schema.Find("anyOf")) {
      std::string all;
      for (const auto& one : any->items) {
        const std::string mistake = Mistake(value, one, path);
        if (mistake.empty()) return "";
        all += mistake + "; ";
      }
      return all;
    }
    if (!IsOfType(value, schema.Find("type")->text)) {
      return path + " is " + base::Describe(value.kind) + ", not " + schema.Find("type")->text;
    }
    if (const auto* few = schema.Find("enum")) {
      const bool is_one = std::ranges::any_of(
          few->items, [&](const base::JsonValue& one) { return one.text == value.text; });
      if (!is_one) return path + " is \"" + value.text + "\", none of the texts that it can be";
    }
    return MistakeInside(value, schema, path);
  }

 private:
  using Kind = base::JsonValue::Kind;

  static bool IsOfType(const base::JsonValue& value, const std::string& type) {
    if (type == "null") return value.kind == Kind::kNull;
    if (type == "boolean") return value.kind == Kind::kBool;
    if (type == "string") return value.kind == Kind::kString;
    if (type == "array") return value.kind == Kind::kArray;
    if (type == "object") return value.kind == Kind::kObject;
    if (value.kind != Kind::kNumber) return false;
    return type == "number" || value.text.find_first_of(".eE") == std::string::npos;
  }

  std::string MistakeInside(const base::JsonValue& value, const base::JsonValue& schema,
                            const std::string& path) const {
    for (size_t i = 0; i < value.items.size(); ++i) {
      const std::string at = path + '[' + std::to_string(i) + ']';
      const std::string mistake = Mistake(value.items[i], *schema.Find("items"), at);
      if (!mistake.empty()) return mistake;
    }
    const auto* known = schema.Find("properties");
    for (const base::JsonMember& member : value.members) {
      const std::string at = path + '.' + member.key;
      const auto* its =
          known == nullptr ? schema.Find("additionalProperties") : known->Find(member.key);
      if (its == nullptr) return at + " is not in the document";
      const std::string mistake = Mistake(member.value, *its, at);
      if (!mistake.empty()) return mistake;
    }
    const auto* required = schema.Find("required");
    if (required == nullptr) return "";
    for (const base::JsonValue& name : required->items) {
      if (value.Find(name.text) == nullptr) return path + '.' + name.text + " is missing";
    }
    return "";
  }

  const base::JsonValue& document_;
};

}  // namespace keel::server::testing
