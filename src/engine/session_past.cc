// SPDX-License-Identifier: MIT
#include "engine/session_past.h"

#include <utility>

#include "base/check.h"

namespace keel::engine {

SessionPast::SessionPast(storage::JournalFolder& folder, storage::JournalReader later,
                         uint64_t most)
    : folder_(&folder), later_(std::move(later)), most_(most) {
  const auto begin = later_.Mark();
  CHECK(begin.has_value(), "a reader begins between two groups");
  begin_ = *begin;
}

base::Result<SessionPast> SessionPast::Open(const SessionMemory& memory) {
  if (memory.by_snapshot) {
    TRY(storage::SessionRecovery recovery, storage::Recover(*memory.folder));
    auto digest = recovery.snapshot && recovery.snapshot->at.sequence <= memory.past
                      ? SessionDigest::Read(*recovery.snapshot)
                      : base::Fail(base::ErrorCode::kNotFound, "none");
    // One that is of another version is as good as none: the journal has everything.
    if (digest) {
      SessionPast past(*memory.folder, std::move(recovery.later),
                       memory.past - recovery.snapshot->at.sequence);
      past.snapshot_time_ = digest->last_time();
      past.digest_ = digest->Records();
      past.hasher_ = std::move(*digest).TakeHasher();
      return past;
    }
  }
  TRY(auto all, storage::JournalReader::Open(*memory.folder));
  return SessionPast(*memory.folder, std::move(all), memory.past);
}

base::Result<std::optional<storage::Record>> SessionPast::Next() {
  if (next_ < digest_.size()) return std::optional(digest_[next_++].Record());
  if (later_given_ == most_) return std::optional<storage::Record>();
  ++later_given_;
  return later_.Next();
}

base::Status SessionPast::Rewind() {
  next_ = 0;
  later_given_ = 0;
  TRY(later_, storage::JournalReader::OpenAt(*folder_, begin_));
  return {};
}

}  // namespace keel::engine
