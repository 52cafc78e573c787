// SPDX-License-Identifier: MIT
// JSON Schema from the same description that reads and writes a struct, so that the document of the
// API cannot say anything else than its code does. [JSON Schema 2020-12, OpenAPI 3.1]
#pragma once

#include <boost/core/demangle.hpp>
#include <map>
#include <string>
#include <typeinfo>

#include "base/describe_json.h"
#include "server/access/role.h"

namespace keel::server {

/// The schemas of named structs, as JSON by name, in alphabetical order.
using Components = std::map<std::string, std::string>;

namespace internal {

/// "keel::storage::OrderRow" -> "OrderRow".
std::string ShortName(std::string_view type);

template <typename T>
std::string NameOf() {
  return ShortName(boost::core::demangle(typeid(T).name()));
}

template <typename T>
inline constexpr bool kIsTime = std::is_same_v<T, base::UnixNanos>;

template <typename T>
std::string SchemaOf(Components& components);

template <typename T>
std::string IntegerSchema() {
  base::JsonWriter json;
  json.BeginObject().Key("type").String("integer");
  json.Key("minimum");
  if constexpr (std::is_signed_v<T>) {
    json.Number(static_cast<int64_t>(std::numeric_limits<T>::min()));
  } else {
    json.Number(uint64_t{0});
  }
  json.Key("maximum");
  if constexpr (std::is_signed_v<T>) {
    json.Number(static_cast<int64_t>(std::numeric_limits<T>::max()));
  } else {
    json.Number(static_cast<uint64_t>(std::numeric_limits<T>::max()));
  }
  return json.EndObject().Take();
}

inline std::string RoleSchema() {
  std::string texts;
  for (const Role role : {Role::kNobody, Role::kViewer, Role::kTrader, Role::kRisk, Role::kAdmin}) {
    texts += (texts.empty() ? "" : ",") + base::JsonQuote(RoleText(role));
  }
  return R"({"type":"string","enum":[)" + texts + "]}";
}

template <typename T>
std::string StructSchema(Components& components) {
  const std::string name = NameOf<T>();
  if (!components.contains(name)) {
    components[name] = "";  // a struct that holds itself refers to it
    std::string properties, required;
    boost::mp11::mp_for_each<base::internal::MembersOf<T>>([&](auto member) {
      using Member = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
      if (!properties.empty()) properties += ',';
      properties += base::JsonQuote(member.name) + ':' + SchemaOf<Member>(components);
      if constexpr (!base::internal::kIsOptional<Member>) {
        if (!required.empty()) required += ',';
        required += base::JsonQuote(member.name);
      }
    });
    components[name] = R"({"type":"object","additionalProperties":false,"properties":{)" +
                       properties + "},\"required\":[" + required + "]}";
  }
  return R"({"$ref":"#/components/schemas/)" + name + "\"}";
}

template <typename T>
std::string SchemaOf(Components& components) {
  namespace impl = base::internal;
  if constexpr (std::is_same_v<T, bool>) {
    return R"({"type":"boolean"})";
  } else if constexpr (std::is_integral_v<T>) {
    return IntegerSchema<T>();
  } else if constexpr (std::is_floating_point_v<T>) {
    return R"({"type":"number"})";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return R"({"type":"string"})";
  } else if constexpr (impl::kIsOptional<T>) {
    return R"({"anyOf":[)" + SchemaOf<typename T::value_type>(components) + R"(,{"type":"null"}]})";
  } else if constexpr (impl::kIsTable<T>) {
    using Value = std::remove_cvref_t<decltype(std::declval<T>().begin()->second)>;
    return R"({"type":"object","additionalProperties":)" + SchemaOf<Value>(components) + "}";
  } else if constexpr (impl::kIsVector<T>) {
    return R"({"type":"array","items":)" + SchemaOf<typename T::value_type>(components) + "}";
  } else if constexpr (impl::kIsArray<T>) {
    const std::string size = std::to_string(std::tuple_size_v<T>);
    return R"({"type":"array","items":)" + SchemaOf<typename T::value_type>(components) +
           R"(,"minItems":)" + size + R"(,"maxItems":)" + size + "}";
  } else if constexpr (std::is_same_v<T, Role>) {
    return RoleSchema();
  } else if constexpr (kIsTime<T>) {
    return R"({"type":"string","format":"date-time"})";
  } else if constexpr (impl::HasJsonText<T>) {
    return R"({"type":"string","description":"exact: a decimal number or a span of time"})";
  } else {
    return StructSchema<T>(components);
  }
}

}  // namespace internal

/// The schema of T; structs that it needs are added to `components` and referred to.
template <typename T>
std::string SchemaOf(Components& components) {
  return internal::SchemaOf<T>(components);
}

}  // namespace keel::server
