// SPDX-License-Identifier: MIT
#include "server/http/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/check.h"

namespace keel::server {
namespace {

constexpr std::string_view kProblemSchema =
    R"({"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"},)"
    R"("status":{"type":"integer"},"detail":{"type":"string"},"field":{"type":"string"}},)"
    R"("required":["type","title","status"]})";

/// A member of an input.
struct Field {
  std::string name;
  std::string in_body, in_path_or_query;  ///< schemas; what is a text in an address is never null
  bool required = false;
};

/// Parts in brackets: on one line, or each on its own, two spaces deeper than `depth` levels.
std::string Bracketed(std::string_view brackets, const std::vector<std::string>& parts,
                      std::optional<size_t> depth) {
  if (parts.empty()) return std::string(brackets);
  const std::string before = depth ? '\n' + std::string(2 * *depth + 2, ' ') : "";
  const std::string after = depth ? '\n' + std::string(2 * *depth, ' ') : "";
  return fmt::format("{}{}{}{}{}", brackets.front(), before, fmt::join(parts, ',' + before), after,
                     brackets.back());
}

std::string Print(const base::JsonValue& value, std::optional<size_t> depth = std::nullopt) {
  using Kind = base::JsonValue::Kind;
  const auto deeper = depth ? std::optional(*depth + 1) : std::nullopt;
  std::vector<std::string> parts;
  switch (value.kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return value.boolean ? "true" : "false";
    case Kind::kNumber:
      return value.text;
    case Kind::kString:
      return base::JsonQuote(value.text);
    case Kind::kArray:
      for (const auto& item : value.items) parts.push_back(Print(item, deeper));
      return Bracketed("[]", parts, depth);
    case Kind::kObject:
      for (const auto& [key, item] : value.members) {
        parts.push_back(base::JsonQuote(key) + (depth ? ": " : ":") + Print(item, deeper));
      }
      return Bracketed("{}", parts, depth);
  }
  return "";
}

std::vector<Field> FieldsOf(const Route& route, Components& components) {
  Components own;
  const std::string reference = route.input_schema(own);
  const std::string name =
      reference.substr(reference.rfind('/') + 1, reference.rfind('"') - reference.rfind('/') - 1);
  const auto schema = base::ParseJson(own.at(name)).value();
  std::vector<Field> fields;
  for (const auto& [key, value] : schema.Find("properties")->members) {
    const auto* or_null = value.Find("anyOf");  // what may be null may be left out as well
    const std::string plain = Print(or_null == nullptr ? value : or_null->items.front());
    fields.push_back({key, Print(value), plain, or_null == nullptr});
  }
  own.erase(name);
  components.merge(own);
  return fields;
}

bool IsOfPath(const Route& route, const std::string& field) {
  return route.head.path.find('{' + field + '}') != std::string_view::npos;
}

std::string Parameter(const Field& field, bool of_path) {
  return fmt::format(R"({{"name":{},"in":"{}","required":{},"schema":{}}})",
                     base::JsonQuote(field.name), of_path ? "path" : "query",
                     of_path || field.required, field.in_path_or_query);
}

std::string Operation(const Route& route, Components& components) {
  const bool has_body = route.head.method == "POST" || route.head.method == "PATCH";
  std::string parameters, properties, required;
  const auto add = [](std::string& list, const std::string& item) {
    list += (list.empty() ? "" : ",") + item;
  };
  for (const Field& field : FieldsOf(route, components)) {
    const bool of_path = IsOfPath(route, field.name);
    if (of_path || !has_body) {
      add(parameters, Parameter(field, of_path));
      continue;
    }
    add(properties, base::JsonQuote(field.name) + ":" + field.in_body);
    if (field.required) add(required, base::JsonQuote(field.name));
  }
  if (route.head.takes_key || route.head.dangerous) {
    add(parameters, R"({"name":"Idempotency-Key","in":"header","required":true,)"
                    R"("schema":{"type":"string","minLength":1,"maxLength":128}})");
  }
  std::string text =
      fmt::format(R"({{"tags":[{}],"summary":{},"x-role":"{}","parameters":[{}])",
                  base::JsonQuote(route.head.tag), base::JsonQuote(route.head.summary),
                  RoleText(route.head.role), parameters);
  if (route.head.role == Role::kNobody) text += R"(,"security":[])";
  if (has_body && !properties.empty()) {
    text +=
        fmt::format(R"(,"requestBody":{{"required":{},"content":{{"application/json":{{"schema":)"
                    R"({{"type":"object","additionalProperties":false,"properties":{{{}}},)"
                    R"("required":[{}]}}}}}}}})",
                    !required.empty(), properties, required);
  }
  const std::string output = route.output_schema(components);
  const std::string problem =
      R"("default":{"description":"a problem","content":{"application/problem+json":{"schema":)"
      R"({"$ref":"#/components/schemas/Problem"}}}})";
  if (output.empty()) {
    return text + fmt::format(R"(,"responses":{{"204":{{"description":"done"}},{}}}}})", problem);
  }
  const bool is_document = output == internal::kDocumentSchema;
  text += fmt::format(R"(,"responses":{{"{}":{{"description":"done","content":{{)"
                      R"("{}":{{"schema":{}}}}}}},{}}}}})",
                      route.head.success,
                      is_document ? route.head.media_type : std::string_view("application/json"),
                      is_document ? R"({"type":"string"})" : output, problem);
  return text;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

}  // namespace

std::string OpenApiOf(const Routes& routes) {
  Components components;
  components["Problem"] = kProblemSchema;
  std::map<std::string, std::string> paths;
  for (const Route& route : routes) {
    std::string& path = paths[std::string(route.head.path)];
    path += fmt::format("{}\"{}\":{}", path.empty() ? "" : ",", Lower(route.head.method),
                        Operation(route, components));
  }
  std::string all;
  for (const auto& [path, operations] : paths) {
    all += fmt::format("{}{}:{{{}}}", all.empty() ? "" : ",", base::JsonQuote("/api/v1" + path),
                       operations);
  }
  std::string schemas;
  for (const auto& [name, schema] : components) {
    schemas += fmt::format("{}{}:{}", schemas.empty() ? "" : ",", base::JsonQuote(name), schema);
  }
  return fmt::format(
      R"({{"openapi":"3.1.0","info":{{"title":"Keel","version":{},"description":)"
      R"("The desk of one trading session. Decimals are texts, times are ISO 8601."}},)"
      R"("servers":[{{"url":"/"}}],"security":[{{"cookie":[]}},{{"bearer":[]}}],"paths":{{{}}},)"
      R"("components":{{"schemas":{{{}}},"securitySchemes":{{"cookie":{{"type":"apiKey","in":)"
      R"("cookie","name":"keel_session"}},"bearer":{{"type":"http","scheme":"bearer"}}}}}}}})",
      base::JsonQuote(kApiVersion), all, schemas);
}

std::string Indented(const std::string& json) {
  const auto read = base::ParseJson(json);
  CHECK(read, "what is laid out is JSON");
  return Print(*read, size_t{0}) + '\n';
}

}  // namespace keel::server
