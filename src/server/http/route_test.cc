// SPDX-License-Identifier: MIT
#include "server/http/route.h"

#include <gtest/gtest.h>

namespace keel::server {
namespace {

std::optional<Problem> MistakeOf(const char* fields) {
  return internal::MistakeOfChoice(*base::ParseJson(fields), ChoicesIn("AlertsQuery"));
}

TEST(RouteTest, ATextIsOneOfThoseThatTheDocumentNames) {
  const auto mistake = MistakeOf(R"({"severity":"loud"})");
  ASSERT_TRUE(mistake);
  EXPECT_EQ(mistake->status, 400);
  EXPECT_EQ(mistake->field, "severity");
  EXPECT_EQ(mistake->detail, "severity is one of note, warning, critical");
  EXPECT_FALSE(MistakeOf(R"({"severity":"critical"})"));
  EXPECT_FALSE(MistakeOf(R"({"severity":null,"cursor":"loud"})"));
  EXPECT_FALSE(MistakeOf("{}"));
}

}  // namespace
}  // namespace keel::server
