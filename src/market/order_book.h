// SPDX-License-Identifier: MIT
// The whole order book of one instrument, exact, built from a snapshot and the changes after it.
// Whether the changes are complete is not known here: BookSync holds them to their numbers.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/bar.h"
#include "core/book_delta.h"
#include "market/book_levels.h"

namespace keel::market {

/// One side of a book: levels sorted toward the market, cut into blocks. A change moves part of one
/// block only; in a plain array of a few thousand levels it moves half of them.
///
/// Most of a large message is far from the market, where nobody looks before an order goes out:
/// such changes wait until somebody does, or until there is time. Nothing that is read here depends
/// on whether they wait; but a reader may put them in, so a side belongs to one thread.
class BookSide {
 public:
  /// Beyond `max_levels` (> 0) the worst are dropped.
  BookSide(core::Side side, size_t max_levels) : sign_(core::Sign(side)), max_levels_(max_levels) {}

  /// Replaces all levels. Any order is taken; of a price that comes twice the later one counts.
  void Replace(std::span<const core::BookLevel> levels);
  /// Puts levels in, changes them, or takes them out where the quantity is zero, in this order.
  void Change(std::span<const core::BookLevel> levels);
  /// Puts in what waits.
  void Settle() {
    if (!waiting_.empty()) PutInWaiting();
  }

  bool empty() const { return blocks_.empty(); }
  size_t size() const {
    Settled();
    return size_;
  }
  /// Requires a side that is not empty.
  core::BookLevel best() const { return LevelOf(*blocks_.back(), blocks_.back()->size - 1); }
  /// Calls `visit(level)` for each level, the best first, until it says false.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    size_t seen = 0;
    if (!waiting_.empty()) {
      bool goes_on = true;
      const auto is_near = [&](core::Int128 key) { return key > reach_; };
      VisitWhile(0, is_near, [&](const core::BookLevel& level) {
        ++seen;
        return goes_on = visit(level);
      });
      if (!goes_on) return;
      Settled();
    }
    VisitWhile(
        seen, [](core::Int128) { return true; }, visit);
  }

 private:
  static constexpr size_t kBlock = 64;
  static constexpr size_t kNear = 20;  // levels that no change waits for
  struct Block {
    size_t size = 0;
    std::array<core::Int128, kBlock> keys;
    std::array<core::Quantity, kBlock> quantities;
  };

  core::BookLevel LevelOf(const Block& block, size_t i) const {
    return {core::Price(core::Decimal::FromRaw(block.keys[i] * sign_)), block.quantities[i]};
  }
  core::Int128 KeyOf(const core::BookLevel& level) const {
    const core::Int128 price = level.price.value().raw();
    return sign_ > 0 ? price : -price;
  }
  /// From the best but `skip` on, as long as the key is `wanted` and `visit` says true.
  template <typename Wanted, typename Visit>
  void VisitWhile(size_t skip, const Wanted& wanted, const Visit& visit) const {
    for (size_t b = blocks_.size(); b-- > 0;) {
      const Block& block = *blocks_[b];
      if (skip >= block.size) {
        skip -= block.size;
        continue;
      }
      for (size_t i = block.size - std::exchange(skip, 0); i-- > 0;) {
        if (!wanted(block.keys[i]) || !visit(LevelOf(block, i))) return;
      }
    }
  }
  void Settled() const { const_cast<BookSide*>(this)->Settle(); }
  void PutInWaiting();
  core::Int128 Reach() const;
  void Set(core::Int128 key, core::Quantity quantity);
  void Insert(size_t b, size_t i, core::Int128 key, core::Quantity quantity);
  void Erase(size_t b, size_t i);
  void Split(size_t b);
  void AddBlock(size_t b);

  int sign_;
  size_t max_levels_;
  size_t size_ = 0;  // without what waits
  // Keys are raw prices, negated for asks: they rise toward the market.
  std::vector<std::unique_ptr<Block>> blocks_;  // none is empty
  std::vector<core::Int128> last_keys_;         // at or above those of its block, below the next's
  std::vector<std::unique_ptr<Block>> spare_;   // used again, so that a busy book allocates nothing
  std::vector<core::BookLevel> waiting_;        // changes, in their order, at or below reach_
  core::Int128 reach_ = 0;                      // above it all is up to date
};

/// What a market order would meet in the book as it stands.
struct DepthWalk {
  core::Quantity filled;  ///< less than asked where the book does not hold as much
  core::Decimal cost;     ///< in quote currency, each level rounded against the taker at 1e-12
  core::Price worst;      ///< of the last level touched
  core::Price average;    ///< cost / filled, rounded against the taker at 1e-12
};

class OrderBook {
 public:
  /// A level beyond these is no market but a broken message; within them no product overflows.
  static constexpr core::Price kMaxPrice{core::Decimal::PowerOfTen(12)};
  static constexpr core::Quantity kMaxQuantity{core::Decimal::PowerOfTen(14)};
  static constexpr size_t kMaxLevels = 10'000;

  /// `max_levels` bounds each side; beyond it the levels farthest from the market are forgotten.
  explicit OrderBook(core::InstrumentId instrument, size_t max_levels = kMaxLevels)
      : instrument_(instrument),
        bids_(core::Side::kBuy, max_levels),
        asks_(core::Side::kSell, max_levels) {}

  void Clear();
  /// Replaces the book by a snapshot, or applies the changes of an update. Requires the book's own
  /// instrument. A level outside the bounds above leaves the book unsound until the next snapshot.
  void Apply(const core::BookUpdate& update);
  /// Does now what would otherwise be done when somebody looks deep into the book, or with the next
  /// update: to be called when the orders that an update brought about have gone out.
  void Settle() {
    bids_.Settle();
    asks_.Settle();
  }

  core::InstrumentId instrument() const { return instrument_; }
  const BookSide& bids() const { return bids_; }
  const BookSide& asks() const { return asks_; }
  std::optional<core::BookLevel> best_bid() const { return BestOf(bids_); }
  std::optional<core::BookLevel> best_ask() const { return BestOf(asks_); }
  /// Whether the best bid reaches the best ask, which no matching venue has for long.
  bool crossed() const;
  /// Not crossed, and every level since the last snapshot was within the bounds.
  bool sound() const { return plausible_ && !crossed(); }

  /// What a market order of `taker` for `quantity` would meet, best level first; nothing where that
  /// side is empty, the quantity is not positive, or the cost is beyond Decimal. A venue's snapshot
  /// ends somewhere, and levels behind its end are known only once they change: what is missing
  /// there makes the walk dearer than the market, never cheaper.
  std::optional<DepthWalk> Walk(core::Side taker, core::Quantity quantity) const;

  /// Writes the best `levels` of each side into `top`, whose room is used again.
  void CopyTop(size_t levels, BookLevels* top) const;

  base::UnixNanos received_time() const { return received_time_; }

 private:
  static std::optional<core::BookLevel> BestOf(const BookSide& side) {
    return side.empty() ? std::nullopt : std::optional(side.best());
  }

  core::InstrumentId instrument_;
  BookSide bids_;
  BookSide asks_;
  bool plausible_ = true;
  base::UnixNanos received_time_{};
};

}  // namespace keel::market
