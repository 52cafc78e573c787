// SPDX-License-Identifier: MIT
// What somebody may do, as one ladder: each role may all that the ones below it may.
#pragma once

#include <string>
#include <string_view>

#include "base/describe_json.h"
#include "base/result.h"

namespace keel::server {

enum class Role {
  kNobody,  ///< nothing; what everybody is who did not prove otherwise
  kViewer,  ///< sees everything but users, keys and the audit
  kTrader,  ///< places and cancels orders, halts
  kRisk,    ///< releases a halt, changes limits
  kAdmin,   ///< keeps users and keys
};

/// "viewer", "trader", "risk", "admin"; "nobody".
std::string_view RoleText(Role role);
/// Reads what RoleText writes, except "nobody", which nobody can be given. kUsage otherwise.
base::Result<Role> ParseRole(std::string_view text);

}  // namespace keel::server

template <>
struct keel::base::JsonText<keel::server::Role> {
  static std::string Write(server::Role role) { return std::string(server::RoleText(role)); }
  static Result<server::Role> Read(std::string_view text) { return server::ParseRole(text); }
};
