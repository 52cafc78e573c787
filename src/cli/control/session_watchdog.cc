// SPDX-License-Identifier: MIT
#include "cli/control/session_watchdog.h"

#include <fmt/format.h>

namespace keel::cli {
namespace {

// An order that left just before may enter as long as its receive window (5 s) is open.
constexpr base::Duration kMayStillArrive = base::Seconds(7);
constexpr base::Duration kSoon = base::Seconds(2);
constexpr base::Duration kLater = base::Seconds(10);
constexpr base::Duration kLongestRetry = base::Seconds(16);

}  // namespace

void SessionWatchdog::Look(base::Duration now) {
  now_ = now;
  const auto pulse = world_.feel_pulse();
  if (!pulse) {
    // A folder that was taken away leaves nothing to watch and no plan to act by.
    world_.tell("the session cannot be watched any more: " + pulse.error().message);
    done_ = true;
    return;
  }
  const Verdict verdict = watch_.Look(*pulse, world_.kill_file_is_there(), now);
  if (verdict == Verdict::kHangs || verdict == Verdict::kDead) return OnTrouble(verdict, now);
  sweep_.reset();
  if (trouble_since_ && verdict == Verdict::kWell) world_.tell("the trader is back");
  trouble_since_.reset();
  done_ = verdict == Verdict::kEnded;
}

void SessionWatchdog::OnTrouble(Verdict verdict, base::Duration now) {
  if (!trouble_since_) {
    trouble_since_ = now;
    clean_from_.reset();
    next_sweep_ = now;
    retry_ = base::Seconds(1);
    last_failure_.clear();
    world_.tell(verdict == Verdict::kDead
                    ? std::string("the trader died: its open orders are being cancelled")
                    : fmt::format("the trader has not moved for {:.1f} s: its open orders are "
                                  "being cancelled",
                                  watch_.still().seconds()));
  }
  if (sweep_) return;
  const bool settled = clean_from_ && *clean_from_ - *trouble_since_ >= kMayStillArrive;
  if (verdict == Verdict::kDead && settled) {
    done_ = true;
    return;
  }
  if (now < next_sweep_) return;
  sweep_began_ = now;
  auto sweep = world_.sweep([this](const base::Result<size_t>& outcome) { OnSwept(outcome); });
  if (!sweep) return Fail(sweep.error());
  sweep_ = *std::move(sweep);
}

void SessionWatchdog::OnSwept(const base::Result<size_t>& outcome) {
  sweep_.reset();
  if (!outcome) return Fail(outcome.error());
  if (*outcome > 0) {
    world_.tell(fmt::format("open orders of the session that were cancelled: {}", *outcome));
  } else if (!clean_from_) {
    world_.tell("no order of the session is open at the venue");
  }
  clean_from_ = sweep_began_;
  const bool fresh = trouble_since_ && now_ - *trouble_since_ < kMayStillArrive;
  next_sweep_ = now_ + (fresh ? kSoon : kLater);
}

void SessionWatchdog::Fail(const base::Error& error) {
  if (error.message != last_failure_) {
    world_.tell("the session's orders could NOT be cancelled, and it is tried again: " +
                error.message);
  }
  last_failure_ = error.message;
  next_sweep_ = now_ + retry_;
  retry_ = std::min(retry_ * 2, kLongestRetry);
}

}  // namespace keel::cli
