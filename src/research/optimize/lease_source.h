// SPDX-License-Identifier: MIT
// Trials that many workers share over a queue of leases: what a dead worker had in its hands,
// another one gets.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "research/optimize/run_trials.h"
#include "storage/redis/lease_stream.h"

namespace keel::research {

class LeaseSource final : public TrialSource {
 public:
  /// The stream's pieces are the positions in `plan`; those in `done` (hashes) are given back as
  /// done without being run again. Borrows plan and flag.
  LeaseSource(storage::LeaseStream stream, const TrialPlan& plan, std::set<std::string> done,
              const std::atomic<bool>* interrupted)
      : stream_(std::move(stream)),
        plan_(plan),
        done_(std::move(done)),
        interrupted_(interrupted) {}

  /// Waits while every trial is lent out and not all are done: one of them may come back.
  /// kInterrupted when told to stop, kIo where the server is lost.
  base::Result<std::optional<size_t>> Take() override;
  base::Status Complete(size_t trial) override;

 private:
  base::Result<storage::LeaseStream::Lease> Ask();

  std::mutex guard_;
  storage::LeaseStream stream_;
  const TrialPlan& plan_;
  const std::set<std::string> done_;
  const std::atomic<bool>* interrupted_;
};

}  // namespace keel::research
