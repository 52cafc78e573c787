// SPDX-License-Identifier: MIT
// When a connection is bad for so long that a person should hear of it. Short breaks are daily life
// and mend themselves.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/time.h"
#include "cli/control/alerts.h"
#include "execution/venue_connector.h"

namespace keel::cli {

class ConnectionWatch {
 public:
  struct Finding {
    AlertKind kind;
    std::string text;
  };

  /// How far the session is in step with the venue, disputes aside: those are told when found.
  struct Agreement {
    bool knows_venue = true;
    size_t unknown_orders = 0;
  };

  /// What has been bad for too long at `now` (of a clock that does not jump) and was not told yet,
  /// and what is good again after it was told. Market data may be away for 5 s or mute for
  /// 3 s, the account's stream away for 20 s, the clock in doubt for 10 s, the session out of step
  /// for 45 s, which is longer than it takes to find out what became of an order.
  std::vector<Finding> Look(const execution::ConnectorStatus& status, const Agreement& agreement,
                            base::Duration now);

 private:
  struct Trouble {
    bool bad = false, told = false;
    base::Duration since;
  };
  std::array<Trouble, 5> troubles_;
};

}  // namespace keel::cli
