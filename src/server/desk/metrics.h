// SPDX-License-Identifier: MIT
// What a desk knows, as numbers for Prometheus: of the session as it last told, of its journal as
// it was read, and of this server. Nothing in it comes from a request or is a secret.
#pragma once

#include <string>

#include "server/desk/desk.h"
#include "server/http/router.h"

namespace keel::server {

inline constexpr base::Duration kLimitsLife =
    base::Minutes(1);  ///< of what the metrics tell of risk

/// In the text format 0.0.4. What the session tells is left out while it does not answer.
std::string MetricsOf(const Desk& desk, const Router& router);

}  // namespace keel::server
