// SPDX-License-Identifier: MIT
// The table of routes as an OpenAPI 3.1 document.
#pragma once

#include <string>

#include "server/http/route.h"

namespace keel::server {

/// Of the API, not of the program: it changes where a client would have to.
inline constexpr std::string_view kApiVersion = "1";

/// The document of these routes, on one line; the same routes give the same bytes.
std::string OpenApiOf(const Routes& routes);
/// A JSON text with a line for each member, two spaces a level, and a line end.
std::string Indented(const std::string& json);

}  // namespace keel::server
