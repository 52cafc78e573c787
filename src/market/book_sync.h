// SPDX-License-Identifier: MIT
// Proves that a book has no hole. Each venue numbers its updates; one that is missing makes every
// later level doubtful, so the book is put away in the same call and shown again only after a new
// snapshot fits (fault F24). Nothing is fetched here: that a snapshot is wanted is a result.
#pragma once

#include <cstdint>
#include <vector>

#include "core/book_delta.h"
#include "market/order_book.h"

namespace keel::market {

/// How a venue's numbers join.
enum class BookRules : uint8_t {
  /// An update at or below the local number is old; U > local + 1 is a gap. A snapshot fits where
  /// the first update kept for it has U <= lastUpdateId + 1. [Binance spot API, "How to manage a
  /// local order book correctly"]
  kBinanceSpot,
  /// After a snapshot, updates with u < lastUpdateId are old and the first one used has
  /// U <= lastUpdateId <= u; then `pu` equals the `u` before. [Binance USD-M futures API, same
  /// page]
  /// The numbers are shared by all pairs, so in a quiet one the snapshot's may lie between two
  /// updates: then pu <= lastUpdateId proves as much.
  kBinanceUsdm,
};

enum class BookState : uint8_t {
  kAwaitingSnapshot,  ///< never was whole so far
  kLive,              ///< whole and current: the only state in which it may be used
  kStale,             ///< was live; a gap, a disconnect or nonsense came since
};
const char* ToString(BookState state);

/// What one call did.
enum class BookStep : uint8_t {
  kBuffered,        ///< an update waits for the snapshot
  kApplied,         ///< an update changed the book
  kDropped,         ///< an update holds nothing new
  kSynced,          ///< the snapshot fits: the book is live
  kSnapshotTooOld,  ///< updates between it and the first one kept are missing
  kSnapshotUnused,  ///< the book is live without it
  kGap,             ///< updates are missing: stale from this call on
  kUnsound,         ///< crossed, or levels that cannot be: stale from this call on
  kOnlyOldUpdates,  ///< nothing but old updates for long: the numbers began anew; stale
  kDisconnected,    ///< the stream ended: stale from this call on
};
const char* ToString(BookStep step);

struct BookProgress {
  BookStep step;
  /// Fetch a snapshot now. Said once; again only after SnapshotFailed, a snapshot that did not fit,
  /// or the next loss.
  bool wants_snapshot = false;
};

/// Counters since the beginning, for metrics and proofs.
struct BookCounts {
  uint64_t applied = 0;     ///< updates in the book, those replayed after a snapshot included
  uint64_t dropped = 0;     ///< updates that held nothing new
  uint64_t gaps = 0;        ///< holes in the numbers
  uint64_t unsound = 0;     ///< times that the book was put away for its content
  uint64_t synced = 0;      ///< snapshots that fitted
  uint64_t unfit = 0;       ///< snapshots that did not
  uint64_t overflowed = 0;  ///< buffered updates given up because the buffer was full
};

/// The book of one instrument and the state of its numbers.
class BookSync {
 public:
  static constexpr size_t kBufferLimit = 1000;

  /// At most `buffer_limit` (> 0) updates are kept while a snapshot is awaited, the latest ones.
  BookSync(core::InstrumentId instrument, BookRules rules, size_t buffer_limit = kBufferLimit);

  /// An update of the stream. Requires the book's instrument and no snapshot.
  BookProgress OnUpdate(const core::BookUpdate& update);
  /// A snapshot that was asked for. Requires the book's instrument and is_snapshot.
  BookProgress OnSnapshot(const core::BookUpdate& snapshot);
  /// The stream ended. Nothing is wanted until updates come again.
  BookProgress OnDisconnect();
  /// The snapshot that was asked for did not come: the next update asks again.
  void SnapshotFailed() { asked_ = false; }

  /// See OrderBook::Settle.
  void Settle() { book_.Settle(); }

  BookState state() const { return state_; }
  /// The book while it is live, null otherwise: it is not to be used then.
  const OrderBook* book() const { return state_ == BookState::kLive ? &book_ : nullptr; }
  /// Number of the last update in the book; meaningful while it is live.
  uint64_t last_update() const { return last_update_; }
  const BookCounts& counts() const { return counts_; }

 private:
  enum class Fit : uint8_t { kNext, kOld, kGap };
  Fit FitOf(const core::BookUpdate& update) const;
  BookStep Advance(const core::BookUpdate& update);
  BookProgress Lose(BookStep why);
  void Buffer(const core::BookUpdate& update);
  bool AskOnce();
  bool FitsBuffer(const core::BookUpdate& snapshot) const;
  const core::BookUpdate& Buffered(size_t i) const {
    return buffer_[(first_ + i) % buffer_.size()];
  }

  BookRules rules_;
  size_t buffer_limit_;
  OrderBook book_;
  BookState state_ = BookState::kAwaitingSnapshot;
  uint64_t last_update_ = 0;
  bool at_snapshot_ = false;  // no update has been applied on top of the snapshot yet
  bool asked_ = false;        // a snapshot is under way
  size_t old_in_a_row_ = 0;
  std::vector<core::BookUpdate>
      buffer_;  // a ring that grows up to its limit; slots keep their room
  size_t first_ = 0;
  size_t waiting_ = 0;
  BookCounts counts_;
};

}  // namespace keel::market
