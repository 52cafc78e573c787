// SPDX-License-Identifier: MIT
#include "server/access/role.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace keel::server {
namespace {

constexpr std::array<std::string_view, 5> kTexts = {"nobody", "viewer", "trader", "risk", "admin"};

}  // namespace

std::string_view RoleText(Role role) { return kTexts[static_cast<size_t>(role)]; }

base::Result<Role> ParseRole(std::string_view text) {
  for (size_t i = 1; i < kTexts.size(); ++i) {
    if (kTexts[i] == text) return static_cast<Role>(i);
  }
  return base::Fail(
      base::ErrorCode::kUsage,
      fmt::format("\"{}\" is not a role: write viewer, trader, risk or admin", text.substr(0, 40)));
}

}  // namespace keel::server
