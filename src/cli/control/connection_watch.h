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

  /// What has been bad for too long at `now` (of a clock that does not jump) and was not told yet,
  /// and what is good again after it was told. Market data may be away for 5 s or mute for
  /// 3 s, the account's stream away for 20 s, the clock in doubt for 10 s.
  std::vector<Finding> Look(const execution::ConnectorStatus& status, base::Duration now);

 private:
  struct Trouble {
    bool bad = false, told = false;
    base::Duration since;
  };
  std::array<Trouble, 4> troubles_;
};

}  // namespace keel::cli
