// SPDX-License-Identifier: MIT
#include "market/book_sync.h"

#include <algorithm>

#include "base/check.h"

namespace keel::market {

const char* ToString(BookState state) {
  switch (state) {
    case BookState::kAwaitingSnapshot:
      return "AWAITING_SNAPSHOT";
    case BookState::kLive:
      return "LIVE";
    case BookState::kStale:
      return "STALE";
  }
  CHECK(false, "a book state outside its enumeration");
}

const char* ToString(BookStep step) {
  switch (step) {
    case BookStep::kBuffered:
      return "buffered";
    case BookStep::kApplied:
      return "applied";
    case BookStep::kDropped:
      return "dropped";
    case BookStep::kSynced:
      return "synced";
    case BookStep::kSnapshotTooOld:
      return "snapshot_too_old";
    case BookStep::kSnapshotUnused:
      return "snapshot_unused";
    case BookStep::kGap:
      return "gap";
    case BookStep::kUnsound:
      return "unsound";
    case BookStep::kOnlyOldUpdates:
      return "only_old_updates";
    case BookStep::kDisconnected:
      return "disconnected";
  }
  CHECK(false, "a book step outside its enumeration");
}

BookSync::BookSync(core::InstrumentId instrument, BookRules rules, size_t buffer_limit)
    : rules_(rules), buffer_limit_(buffer_limit), book_(instrument) {
  CHECK(buffer_limit > 0, "a book needs room for the updates that wait for its snapshot");
}

BookSync::Fit BookSync::FitOf(const core::BookUpdate& update) const {
  if (update.first_update > update.last_update) return Fit::kGap;
  if (rules_ == BookRules::kBinanceSpot) {
    if (update.last_update <= last_update_) return Fit::kOld;
    // Not first_update > last_update_ + 1, which would wrap at the end of the numbers.
    const bool gap = update.first_update != 0 && update.first_update - 1 > last_update_;
    return gap ? Fit::kGap : Fit::kNext;
  }
  if (at_snapshot_) {
    if (update.last_update < last_update_) return Fit::kOld;
    const bool straddles = update.first_update <= last_update_;
    return straddles || (update.previous_update && *update.previous_update <= last_update_)
               ? Fit::kNext
               : Fit::kGap;
  }
  if (update.last_update <= last_update_) return Fit::kOld;
  return update.previous_update == last_update_ ? Fit::kNext : Fit::kGap;
}

BookStep BookSync::Advance(const core::BookUpdate& update) {
  switch (FitOf(update)) {
    case Fit::kGap:
      ++counts_.gaps;
      return BookStep::kGap;
    case Fit::kOld:
      ++counts_.dropped;
      return ++old_in_a_row_ > buffer_limit_ ? BookStep::kOnlyOldUpdates : BookStep::kDropped;
    case Fit::kNext:
      break;
  }
  old_in_a_row_ = 0;
  book_.Apply(update);
  if (!book_.sound()) {
    ++counts_.unsound;
    return BookStep::kUnsound;
  }
  ++counts_.applied;
  last_update_ = update.last_update;
  at_snapshot_ = false;
  return BookStep::kApplied;
}

bool BookSync::AskOnce() {
  if (asked_) return false;
  asked_ = true;
  return true;
}

void BookSync::Buffer(const core::BookUpdate& update) {
  if (waiting_ == buffer_limit_) {
    buffer_[first_] = update;
    first_ = (first_ + 1) % buffer_limit_;
    ++counts_.overflowed;
    return;
  }
  // Below the limit the ring starts at zero, because it is emptied as a whole.
  if (waiting_ == buffer_.size()) buffer_.emplace_back();
  buffer_[waiting_++] = update;
}

BookProgress BookSync::Lose(BookStep why) {
  if (counts_.synced > 0) state_ = BookState::kStale;
  book_.Clear();
  first_ = waiting_ = old_in_a_row_ = 0;
  asked_ = false;
  return {why};
}

BookProgress BookSync::OnUpdate(const core::BookUpdate& update) {
  CHECK(update.instrument == book_.instrument(), "a book update of another instrument");
  CHECK(!update.is_snapshot, "a snapshot belongs to OnSnapshot");
  if (state_ != BookState::kLive) {
    Buffer(update);
    return {BookStep::kBuffered, AskOnce()};
  }
  const BookStep step = Advance(update);
  if (step == BookStep::kApplied || step == BookStep::kDropped) return {step};
  BookProgress lost = Lose(step);
  Buffer(update);
  lost.wants_snapshot = AskOnce();
  return lost;
}

bool BookSync::FitsBuffer(const core::BookUpdate& snapshot) const {
  const core::BookUpdate& first = Buffered(0);
  const uint64_t last_before =
      rules_ == BookRules::kBinanceSpot
          ? first.first_update - (first.first_update == 0 ? 0 : 1)
          : std::min(first.first_update, first.previous_update.value_or(first.first_update));
  return last_before <= snapshot.last_update;
}

BookProgress BookSync::OnSnapshot(const core::BookUpdate& snapshot) {
  CHECK(snapshot.instrument == book_.instrument(), "a book snapshot of another instrument");
  CHECK(snapshot.is_snapshot, "an update belongs to OnUpdate");
  asked_ = false;
  // Without an update of this connection nothing tells how old the snapshot is.
  if (state_ == BookState::kLive || waiting_ == 0) return {BookStep::kSnapshotUnused};
  if (!FitsBuffer(snapshot)) {
    ++counts_.unfit;
    return {BookStep::kSnapshotTooOld, AskOnce()};
  }
  book_.Apply(snapshot);
  last_update_ = snapshot.last_update;
  at_snapshot_ = true;
  old_in_a_row_ = 0;
  BookStep step = book_.sound() ? BookStep::kApplied : BookStep::kUnsound;
  if (step == BookStep::kUnsound) ++counts_.unsound;
  for (size_t i = 0; i < waiting_ && (step == BookStep::kApplied || step == BookStep::kDropped);
       ++i) {
    step = Advance(Buffered(i));
  }
  if (step != BookStep::kApplied && step != BookStep::kDropped) {
    ++counts_.unfit;
    BookProgress lost = Lose(step);
    lost.wants_snapshot = AskOnce();
    return lost;
  }
  first_ = waiting_ = old_in_a_row_ = 0;
  ++counts_.synced;
  state_ = BookState::kLive;
  return {BookStep::kSynced};
}

BookProgress BookSync::OnDisconnect() { return Lose(BookStep::kDisconnected); }

}  // namespace keel::market
