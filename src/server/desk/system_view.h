// SPDX-License-Identifier: MIT
// How the session, its connections and this server are, of what the desk knows. What it does not
// know is absent.
#pragma once

#include <vector>

#include "server/desk/desk.h"

namespace keel::server {

/// Of the newest, exactly: the least that so many of them are not above.
LatencyView ViewOf(const LatencyLog& log);
/// Connections of this desk and of the session, as far as they are told of.
std::vector<FeedView> FeedsOf(const Desk& desk);
SystemView SystemOf(const Desk& desk);

}  // namespace keel::server
