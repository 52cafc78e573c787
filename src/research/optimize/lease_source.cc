// SPDX-License-Identifier: MIT
#include "research/optimize/lease_source.h"

namespace keel::research {

using Answer = storage::LeaseStream::Answer;

base::Result<storage::LeaseStream::Lease> LeaseSource::Ask() {
  const std::scoped_lock lock(guard_);
  return stream_.Take();
}

base::Result<std::optional<size_t>> LeaseSource::Take() {
  while (interrupted_ == nullptr || !interrupted_->load()) {
    TRY(const storage::LeaseStream::Lease lease, Ask());
    if (lease.answer == Answer::kDone) return std::optional<size_t>();
    if (lease.answer == Answer::kWait) continue;
    const auto trial = static_cast<size_t>(lease.piece);
    if (trial >= plan_.trials.size()) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        "the Redis stream of this sweep lends a trial that it does not have: "
                        "something else writes there");
    }
    if (!done_.contains(plan_.trials[trial].hash)) return std::optional(trial);
    TRY(Complete(trial));
  }
  return base::Fail(base::ErrorCode::kInterrupted, "stopped");
}

base::Status LeaseSource::Complete(size_t trial) {
  const std::scoped_lock lock(guard_);
  return stream_.Done({static_cast<int64_t>(trial)});
}

}  // namespace keel::research
