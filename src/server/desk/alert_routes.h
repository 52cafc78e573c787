// SPDX-License-Identifier: MIT
// Rules, what they found, who has seen it and where it is sent: the API of Alarms.
#pragma once

#include "server/access/access.h"
#include "server/desk/desk.h"

namespace keel::server {

/// Requires desk.alarms. Both must outlive the routes.
Routes AlertRoutes(Access& access, Desk& desk);

}  // namespace keel::server
