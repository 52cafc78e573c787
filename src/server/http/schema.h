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
#include "server/http/choices.h"

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
/// Decimals and amounts.
template <typename T>
concept IsExact = requires(const T& value) {
  value.ToDouble();
};

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

/// Of a text that is one of `choices`; none: any text.
std::string TextSchema(const std::vector<std::string>& choices);
std::string OrNull(const std::string& schema);
/// Of the roles that can be given: "nobody" is none.
std::string RoleSchema();

template <typename Member>
std::string MemberSchema(std::string_view structure, std::string_view member,
                         Components& components) {
  if constexpr (std::is_same_v<Member, std::string>) {
    return TextSchema(ChoicesOf(structure, member));
  } else if constexpr (std::is_same_v<Member, std::optional<std::string>>) {
    return OrNull(TextSchema(ChoicesOf(structure, member)));
  } else {
    return SchemaOf<Member>(components);
  }
}

/// As a struct is written: with every member, and null where one is absent.
template <typename T>
std::string StructSchema(Components& components) {
  const std::string name = NameOf<T>();
  if (!components.contains(name)) {
    components[name] = "";  // a struct that holds itself refers to it
    std::string properties, required;
    boost::mp11::mp_for_each<base::internal::MembersOf<T>>([&](auto member) {
      using Member = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
      const std::string comma = properties.empty() ? "" : ",";
      properties += comma + base::JsonQuote(member.name) + ':' +
                    MemberSchema<Member>(name, member.name, components);
      required += comma + base::JsonQuote(member.name);
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
    return TextSchema({});
  } else if constexpr (impl::kIsOptional<T>) {
    return OrNull(SchemaOf<typename T::value_type>(components));
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
  } else if constexpr (IsExact<T>) {
    return R"({"type":"string","format":"decimal"})";
  } else if constexpr (impl::HasJsonText<T>) {
    return TextSchema({});
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
