// SPDX-License-Identifier: MIT
#include "cli/control/pulse_watch.h"

namespace keel::cli {

Verdict PulseWatch::Look(const base::os::Pulse& pulse, bool kill_file_is_there,
                         base::Duration now) {
  const bool was_away = now - looked_ > options_.own_absence;
  looked_ = now;
  if (count_ != pulse.count || was_away) beat_ = now;
  count_ = pulse.count;
  if (!pulse.alive) return pulse.ended ? Verdict::kEnded : Verdict::kDead;
  const base::Duration patience = kill_file_is_there ? options_.kill_patience : options_.patience;
  return now - beat_ >= patience ? Verdict::kHangs : Verdict::kWell;
}

}  // namespace keel::cli
