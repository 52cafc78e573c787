// SPDX-License-Identifier: MIT
#include "server/http/schema.h"

#include <gtest/gtest.h>

#include "core/amount.h"
#include "server/access/role.h"
#include "server/api/page.h"

namespace keel::server {
namespace {

struct Leaf {
  int8_t small = 0;
  uint16_t port = 0;
};
struct Tree {
  std::string name;
  std::optional<Leaf> leaf;
  std::vector<Tree> trees;
};
/// Named like one of the API's.
struct FillRow {
  std::string side, strategy;
};
BOOST_DESCRIBE_STRUCT(FillRow, (), (side, strategy))
BOOST_DESCRIBE_STRUCT(Leaf, (), (small, port))
BOOST_DESCRIBE_STRUCT(Tree, (), (name, leaf, trees))

template <typename T>
std::string Schema() {
  Components components;
  return SchemaOf<T>(components);
}

TEST(Schema, ScalarsSayTheirKind) {
  EXPECT_EQ(Schema<bool>(), R"({"type":"boolean"})");
  EXPECT_EQ(Schema<double>(), R"({"type":"number"})");
  EXPECT_EQ(Schema<std::string>(), R"({"type":"string"})");
  EXPECT_EQ(Schema<base::UnixNanos>(), R"({"type":"string","format":"date-time"})");
}

TEST(Schema, IntegersSayTheirRange) {
  EXPECT_EQ(Schema<int8_t>(), R"({"type":"integer","minimum":-128,"maximum":127})");
  EXPECT_EQ(Schema<uint16_t>(), R"({"type":"integer","minimum":0,"maximum":65535})");
  EXPECT_EQ(Schema<int64_t>(), R"({"type":"integer","minimum":-9223372036854775808,)"
                               R"("maximum":9223372036854775807})");
  EXPECT_EQ(Schema<uint64_t>(), R"({"type":"integer","minimum":0,"maximum":18446744073709551615})");
}

TEST(Schema, WhatTravelsAsTextIsAString) {
  for (const std::string& schema :
       {Schema<core::Decimal>(), Schema<core::Price>(), Schema<core::Quantity>()}) {
    EXPECT_EQ(schema, R"({"type":"string","format":"decimal"})");
  }
  EXPECT_EQ(Schema<base::Duration>(), R"({"type":"string"})");
}

TEST(Schema, ARoleIsOneOfItsTexts) {
  EXPECT_EQ(Schema<Role>(), R"({"type":"string","enum":["viewer","trader","risk","admin"]})")
      << "nobody can be given no role";
}

TEST(Schema, WhatMayBeAbsentMayBeNull) {
  EXPECT_EQ(Schema<std::optional<bool>>(), R"({"anyOf":[{"type":"boolean"},{"type":"null"}]})");
}

TEST(Schema, ATextOfAFewSaysWhich) {
  Components components;
  SchemaOf<FillRow>(components);
  EXPECT_EQ(components["FillRow"],
            R"({"type":"object","additionalProperties":false,"properties":{)"
            R"("side":{"type":"string","enum":["buy","sell"]},)"
            R"("strategy":{"type":"string"}},"required":["side","strategy"]})");
}

TEST(Schema, ListsAndTablesSayWhatTheyHold) {
  EXPECT_EQ(Schema<std::vector<bool>>(), R"({"type":"array","items":{"type":"boolean"}})");
  EXPECT_EQ((Schema<std::map<std::string, bool>>()),
            R"({"type":"object","additionalProperties":{"type":"boolean"}})");
  EXPECT_EQ((Schema<std::vector<std::pair<std::string, double>>>()),
            R"({"type":"object","additionalProperties":{"type":"number"}})");
}

TEST(Schema, AnArrayOfSoManyHasSoMany) {
  EXPECT_EQ((Schema<std::array<bool, 3>>()),
            R"({"type":"array","items":{"type":"boolean"},"minItems":3,"maxItems":3})");
}

TEST(Schema, StructsAreNamedAndRefersToThemselves) {
  Components components;
  EXPECT_EQ(SchemaOf<Tree>(components), R"({"$ref":"#/components/schemas/Tree"})");
  ASSERT_EQ(components.size(), 2U);
  EXPECT_EQ(components["Tree"],
            R"({"type":"object","additionalProperties":false,"properties":{)"
            R"("name":{"type":"string"},)"
            R"("leaf":{"anyOf":[{"$ref":"#/components/schemas/Leaf"},{"type":"null"}]},)"
            R"("trees":{"type":"array","items":{"$ref":"#/components/schemas/Tree"}}},)"
            R"("required":["name","leaf","trees"]})")
      << "what is absent is written as null";
  EXPECT_NE(components["Leaf"].find(R"("required":["small","port"])"), std::string::npos);
}

TEST(Schema, APageIsNamedAfterItsRow) {
  Components components;
  EXPECT_EQ(SchemaOf<Page<Leaf>>(components), R"({"$ref":"#/components/schemas/LeafPage"})");
  EXPECT_EQ(SchemaOf<Page<Tree>>(components), R"({"$ref":"#/components/schemas/TreePage"})");
  EXPECT_NE(components["LeafPage"].find(R"("items":{"$ref":"#/components/schemas/Leaf"})"),
            std::string::npos)
      << components["LeafPage"];
  EXPECT_NE(components["LeafPage"].find(R"("required":["items","next"])"), std::string::npos);
}

}  // namespace
}  // namespace keel::server
