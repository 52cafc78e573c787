// SPDX-License-Identifier: MIT
#include "server/http/openapi.h"

#include <gtest/gtest.h>

#include "server/api/page.h"
#include "server/http/testing/references.h"

namespace keel::server {
namespace {

using base::JsonValue;

struct Part {
  std::string name;
};
struct Row {
  int64_t id = 0;
  Part part;
};
struct RowQuery {
  int64_t id = 0;
  std::optional<bool> open;
};
struct ChangeBody {
  int64_t id = 0;
  Part part;
  std::optional<double> weight;
};
BOOST_DESCRIBE_STRUCT(Part, (), (name))
BOOST_DESCRIBE_STRUCT(Row, (), (id, part))
BOOST_DESCRIBE_STRUCT(RowQuery, (), (id, open))
BOOST_DESCRIBE_STRUCT(ChangeBody, (), (id, part, weight))

template <typename Input, typename Output>
Route RowOf(RouteHead head) {
  return RouteOf<Input, Output>(
      head, [](const Call&, const Input&) -> Answer<Output> { return Refuse(500, ""); });
}

Routes Table() {
  return {RowOf<PageQuery, Page<Row>>({.method = "GET",
                                       .path = "/rows",
                                       .role = Role::kViewer,
                                       .tag = "rows",
                                       .summary = "Lists \"rows\""}),
          RowOf<RowQuery, Row>({.method = "GET",
                                .path = "/rows/{id}",
                                .role = Role::kTrader,
                                .tag = "rows",
                                .summary = "One"}),
          RowOf<ChangeBody, Row>({.method = "PATCH",
                                  .path = "/rows/{id}",
                                  .role = Role::kRisk,
                                  .tag = "rows",
                                  .summary = "Changes one",
                                  .dangerous = true}),
          RowOf<Part, Nothing>({.method = "POST",
                                .path = "/parts",
                                .role = Role::kNobody,
                                .tag = "parts",
                                .summary = "Adds one",
                                .is_open = true}),
          RowOf<NoFields, WithCookie<Part>>({.method = "POST",
                                             .path = "/in",
                                             .role = Role::kNobody,
                                             .tag = "parts",
                                             .summary = "In",
                                             .success = 201}),
          RowOf<RowQuery, Nothing>({.method = "DELETE",
                                    .path = "/rows/{id}",
                                    .role = Role::kAdmin,
                                    .tag = "rows",
                                    .summary = "Removes one"})};
}

class OpenApiTest : public ::testing::Test {
 protected:
  OpenApiTest() {
    auto read = base::ParseJson(OpenApiOf(Table()));
    EXPECT_TRUE(read) << read.error().message;
    if (read) document_ = *std::move(read);
  }
  /// The member of members, by names that may hold slashes; null where there is none.
  const JsonValue* At(const JsonValue* value, const std::vector<std::string>& names) {
    for (const std::string& name : names) value = value == nullptr ? nullptr : value->Find(name);
    return value;
  }
  const JsonValue* Operation(const std::string& path, const std::string& method) {
    const JsonValue* found = At(&document_, {"paths", "/api/v1" + path, method});
    EXPECT_NE(found, nullptr) << method << ' ' << path;
    return found;
  }
  std::string TextAt(const JsonValue* value, const std::vector<std::string>& names) {
    const JsonValue* found = At(value, names);
    return found == nullptr ? "nothing" : found->text;
  }
  /// "id in path!, open in query": a mark where it has to be given.
  std::string Parameters(const JsonValue* operation) {
    std::string text;
    for (const JsonValue& one : operation->Find("parameters")->items) {
      text += (text.empty() ? "" : ", ") + one.Find("name")->text + " in " + one.Find("in")->text +
              (one.Find("required")->boolean ? "!" : "");
    }
    return text;
  }

  JsonValue document_;
};

TEST_F(OpenApiTest, SaysWhatItIs) {
  EXPECT_EQ(TextAt(&document_, {"openapi"}), "3.1.0");
  EXPECT_EQ(TextAt(&document_, {"info", "version"}), kApiVersion);
  EXPECT_EQ(TextAt(Operation("/rows", "get"), {"summary"}), "Lists \"rows\"");
}

TEST_F(OpenApiTest, HasEveryRouteWithItsRole) {
  size_t operations = 0;
  for (const auto& [path, methods] : document_.Find("paths")->members) {
    operations += methods.members.size();
  }
  EXPECT_EQ(operations, Table().size());
  EXPECT_EQ(TextAt(Operation("/rows", "get"), {"x-role"}), "viewer");
  EXPECT_EQ(TextAt(Operation("/rows/{id}", "get"), {"x-role"}), "trader");
  EXPECT_EQ(TextAt(Operation("/rows/{id}", "patch"), {"x-role"}), "risk");
  EXPECT_EQ(TextAt(Operation("/rows/{id}", "delete"), {"x-role"}), "admin");
}

TEST_F(OpenApiTest, OnlyWhatIsOpenToAllTakesNoCredential) {
  const JsonValue* open = At(Operation("/parts", "post"), {"security"});
  ASSERT_NE(open, nullptr);
  EXPECT_TRUE(open->items.empty());
  EXPECT_EQ(At(Operation("/rows", "get"), {"security"}), nullptr) << "the rule for all holds";
  EXPECT_EQ(document_.Find("security")->items.size(), 2U);
}

TEST_F(OpenApiTest, FieldsAreInPathQueryOrBody) {
  EXPECT_EQ(Parameters(Operation("/rows", "get")), "limit in query, cursor in query");
  EXPECT_EQ(Parameters(Operation("/rows/{id}", "get")), "id in path!, open in query");
  EXPECT_EQ(Parameters(Operation("/rows/{id}", "delete")), "id in path!, open in query");
  EXPECT_EQ(Parameters(Operation("/rows/{id}", "patch")),
            "id in path!, Idempotency-Key in header!");
}

TEST_F(OpenApiTest, ABodyHasWhatIsNotInThePath) {
  const JsonValue* body = At(Operation("/rows/{id}", "patch"),
                             {"requestBody", "content", "application/json", "schema"});
  ASSERT_NE(body, nullptr);
  EXPECT_EQ(At(body, {"properties", "id"}), nullptr);
  EXPECT_EQ(TextAt(body, {"properties", "part", "$ref"}), "#/components/schemas/Part");
  EXPECT_NE(At(body, {"properties", "weight"}), nullptr);
  ASSERT_EQ(body->Find("required")->items.size(), 1U);
  EXPECT_EQ(body->Find("required")->items[0].text, "part");
  EXPECT_FALSE(body->Find("additionalProperties")->boolean);
  EXPECT_EQ(At(Operation("/in", "post"), {"requestBody"}), nullptr);
}

TEST_F(OpenApiTest, WhatMayBeLeftOutOfABodyMayBeNullThereButNotInAnAddress) {
  const JsonValue* weight =
      At(Operation("/rows/{id}", "patch"),
         {"requestBody", "content", "application/json", "schema", "properties", "weight"});
  ASSERT_NE(weight, nullptr);
  ASSERT_NE(weight->Find("anyOf"), nullptr);
  const JsonValue& open = Operation("/rows/{id}", "get")->Find("parameters")->items.at(1);
  EXPECT_EQ(TextAt(&open, {"schema", "type"}), "boolean");
}

TEST_F(OpenApiTest, IndentedItIsTheSame) {
  const std::string flat = OpenApiOf(Table()), laid_out = Indented(flat);
  EXPECT_EQ(Indented(laid_out), laid_out);
  EXPECT_EQ(Indented(R"({"a":[],"b":{},"c":[1,null],"d":{"e":"x\"y"}})"),
            "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    null\n  ],\n"
            "  \"d\": {\n    \"e\": \"x\\\"y\"\n  }\n}\n");
}

TEST_F(OpenApiTest, AnswersAreOfTheirStatus) {
  EXPECT_EQ(TextAt(Operation("/rows", "get"),
                   {"responses", "200", "content", "application/json", "schema", "$ref"}),
            "#/components/schemas/RowPage");
  EXPECT_EQ(TextAt(Operation("/in", "post"),
                   {"responses", "201", "content", "application/json", "schema", "$ref"}),
            "#/components/schemas/Part");
  EXPECT_NE(At(Operation("/parts", "post"), {"responses", "204"}), nullptr);
  EXPECT_EQ(At(Operation("/parts", "post"), {"responses", "200"}), nullptr);
  EXPECT_EQ(TextAt(Operation("/parts", "post"), {"responses", "default", "content",
                                                 "application/problem+json", "schema", "$ref"}),
            "#/components/schemas/Problem");
}

TEST_F(OpenApiTest, WhatIsReferredToIsThere) {
  std::vector<std::string> references;
  testing::CollectReferences(document_, &references);
  EXPECT_GE(references.size(), 2 * Table().size());
  EXPECT_EQ(testing::DanglingReferences(document_), std::vector<std::string>{});
}

TEST_F(OpenApiTest, InputsAreNoSchemasOfTheirOwn) {
  EXPECT_EQ(At(&document_, {"components", "schemas", "ChangeBody"}), nullptr);
  EXPECT_EQ(At(&document_, {"components", "schemas", "NoFields"}), nullptr);
}

}  // namespace
}  // namespace keel::server
