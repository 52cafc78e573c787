// SPDX-License-Identifier: MIT
#include "server/access/role.h"

#include <gtest/gtest.h>

namespace keel::server {
namespace {

TEST(Role, IsALadder) {
  EXPECT_LT(Role::kNobody, Role::kViewer);
  EXPECT_LT(Role::kViewer, Role::kTrader);
  EXPECT_LT(Role::kTrader, Role::kRisk);
  EXPECT_LT(Role::kRisk, Role::kAdmin);
}

TEST(Role, ReadsBackWhatItWrites) {
  for (const Role role : {Role::kViewer, Role::kTrader, Role::kRisk, Role::kAdmin}) {
    EXPECT_EQ(ParseRole(RoleText(role)), role);
    EXPECT_EQ(base::ReadJson<Role>(base::ToJson(role)), role);
  }
  EXPECT_EQ(RoleText(Role::kRisk), "risk");
}

TEST(Role, CannotBeNobodyOrInvented) {
  for (const char* text : {"nobody", "", "Admin", "root"}) {
    ASSERT_FALSE(ParseRole(text)) << text;
  }
  EXPECT_EQ(ParseRole("root").error().message,
            "\"root\" is not a role: write viewer, trader, risk or admin");
}

}  // namespace
}  // namespace keel::server
