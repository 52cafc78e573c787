// SPDX-License-Identifier: MIT
// Who asks, as the server knows it at the moment of asking, and what an act takes.
#pragma once

#include <string>

#include "base/time.h"
#include "server/access/role.h"

namespace keel::server {

enum class IdentityKind {
  kSession,  ///< a person with a password
  kKey,      ///< a robot
  kDemo,     ///< whoever opened the link of a demo, which has paper money only
  kConsole,  ///< the person at the machine, who owns its files
};

struct Identity {
  std::string name;  ///< of the user; of a key what it is for
  Role role = Role::kNobody;
  IdentityKind kind = IdentityKind::kSession;
  /// What tickets and WebSockets are bound to: a session's id, or "key:<id>". No secret.
  std::string session_id;
  std::string from;  ///< the address
  bool writes_allowed = false;
  base::UnixNanos fresh_until = base::kBeginningOfTime;  ///< dangerous acts are allowed before

  /// How the audit names it: the user, "key:<id>" or "console".
  std::string audited() const { return kind == IdentityKind::kKey ? session_id : name; }
};

/// The person at the machine, for the command line.
inline Identity Console() {
  return {"console", Role::kAdmin, IdentityKind::kConsole, "", "", true, base::kEndOfTime};
}

/// What an act does, beyond the role that it takes.
enum class Act {
  kLook,    ///< changes nothing
  kChange,  ///< places an order, halts, changes a user
  kDanger,  ///< goes live, raises a limit, releases the kill switch
};

}  // namespace keel::server
