// SPDX-License-Identifier: MIT
// The table of routes as an OpenAPI 3.1 document.
#pragma once

#include <string>

#include "server/http/route.h"

namespace keel::server {

std::string OpenApiOf(const Routes& routes, std::string_view version);

}  // namespace keel::server
