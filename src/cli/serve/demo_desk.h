// SPDX-License-Identifier: MIT
// The live half of `keel demo`: a simulated exchange, the fund that trades there, and the desk that
// shows it, each as `keel exchange`, `keel trade` and `keel serve` would run it.
#pragma once

#include "cli/verb.h"

namespace keel::cli {

struct DemoDeskOptions {
  uint64_t seed = 7;
  int64_t speed = 120;  ///< seconds of market in a second
  uint16_t port = 0;
  bool opens_browser = true;
  bool is_check = false;  ///< ends as soon as the desk lives
};

/// Until Ctrl-C, or until the check is done. kIo where the desk does not come to life.
base::Status RunDemoDesk(Session& session, const DemoDeskOptions& options);

}  // namespace keel::cli
