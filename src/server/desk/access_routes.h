// SPDX-License-Identifier: MIT
// Signing in, and the administration of who may: the API of Access.
#pragma once

#include <optional>
#include <string>

#include "server/access/access.h"
#include "server/desk/desk.h"
#include "server/http/router.h"

namespace keel::server {

inline constexpr std::string_view kSessionCookie = "keel_session";

Routes AccessRoutes(Access& access, Desk& desk);

/// Access as the router asks for it. `access` must outlive it.
Doorkeeper DoorkeeperOf(Access& access);

Problem ProblemOf(const Denial& denial);

}  // namespace keel::server
