// SPDX-License-Identifier: MIT
// What the pulse of a trader says: all is well, it hangs, it died, or it ended as it was meant to.
// No clock and no files, so that every order of events can be tested.
#pragma once

#include <optional>

#include "base/os/heartbeat.h"
#include "base/time.h"

namespace keel::cli {

enum class Verdict : uint8_t { kWell, kHangs, kDead, kEnded };

struct PulseWatchOptions {
  base::Duration patience = base::Seconds(4);  ///< a pulse that stands still longer is a hang
  /// The same while the kill switch's file is there, which a trader obeys within 100 ms.
  base::Duration kill_patience = base::Seconds(1);
  /// Who has not looked for so long was away itself (a machine that slept), and begins anew.
  base::Duration own_absence = base::Milliseconds(900);
};

class PulseWatch {
 public:
  explicit PulseWatch(PulseWatchOptions options = {}) : options_(options) {}

  /// `now` is of a clock that does not jump.
  Verdict Look(const base::os::Pulse& pulse, bool kill_file_is_there, base::Duration now);
  /// How long the pulse has stood still.
  base::Duration still() const { return looked_ - beat_; }

 private:
  PulseWatchOptions options_;
  std::optional<uint64_t> count_;
  base::Duration beat_, looked_;
};

}  // namespace keel::cli
