// SPDX-License-Identifier: MIT
// What an admin sees of users, keys and sessions: everything but what opens a door.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "server/access/role.h"
#include "server/access/sessions.h"

namespace keel::server {

/// A user as an admin sees one.
struct UserView {
  std::string name;
  Role role = Role::kNobody;
  base::UnixNanos created;
  bool disabled = false;
};

/// A key as an admin sees one.
struct KeyView {
  std::string id;
  std::string name;
  Role role = Role::kNobody;
  base::UnixNanos created;
  base::UnixNanos expires;
  std::vector<std::string> addresses;
  std::optional<base::UnixNanos> last_used;  ///< since the start of the process
};

BOOST_DESCRIBE_STRUCT(UserView, (), (name, role, created, disabled))
BOOST_DESCRIBE_STRUCT(KeyView, (), (id, name, role, created, expires, addresses, last_used))
BOOST_DESCRIBE_STRUCT(Session, (), (id, user, from, created, changed, fresh_until))

}  // namespace keel::server
