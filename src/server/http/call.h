// SPDX-License-Identifier: MIT
// Who asks, with which right, and when: what a handler knows of a request beside its fields.
#pragma once

#include <string>

#include "base/time.h"
#include "server/access/identity.h"

namespace keel::server {

struct Call {
  Identity who;
  std::string peer;  ///< address without port
  bool over_tls = false;
  std::string idempotency_key;  ///< of the header; "" without one
  base::UnixNanos time;

  /// As journal and audit name them.
  std::string user() const { return who.audited(); }
};

}  // namespace keel::server
