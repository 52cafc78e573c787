// SPDX-License-Identifier: MIT
#include "market/order_book.h"

#include <algorithm>

namespace keel::market {

using core::BookLevel;
using core::Decimal;
using core::Int128;
using core::Rounding;

namespace {

using Distance = std::vector<Int128>::difference_type;

bool IsPlausible(const BookLevel& level) {
  return level.price.is_positive() && level.price <= OrderBook::kMaxPrice &&
         !level.quantity.is_negative() && level.quantity <= OrderBook::kMaxQuantity;
}

void CopyBest(const BookSide& side, size_t levels, std::vector<BookLevel>* to) {
  to->clear();
  for (size_t i = 0; i < std::min(levels, side.size()); ++i) to->push_back(side.at(i));
}

}  // namespace

size_t BookSide::PlaceOf(Int128 key) const {
  // Most changes are near the best price, where looking from the end beats halving.
  constexpr size_t kNear = 16;
  size_t end = keys_.size();
  const size_t stop = end > kNear ? end - kNear : 0;
  while (end > stop && keys_[end - 1] >= key) --end;
  if (end > stop || end == 0) return end;
  const auto last = keys_.begin() + static_cast<Distance>(end);
  return static_cast<size_t>(std::lower_bound(keys_.begin(), last, key) - keys_.begin());
}

void BookSide::Set(const BookLevel& level, size_t max_levels) {
  const Int128 key = level.price.value().raw() * sign_;
  const size_t place = PlaceOf(key);
  const auto at = static_cast<Distance>(place);
  const bool known = place < keys_.size() && keys_[place] == key;
  if (level.quantity.is_zero()) {
    if (!known) return;
    keys_.erase(keys_.begin() + at);
    quantities_.erase(quantities_.begin() + at);
  } else if (known) {
    quantities_[place] = level.quantity;
  } else {
    keys_.insert(keys_.begin() + at, key);
    quantities_.insert(quantities_.begin() + at, level.quantity);
    if (keys_.size() <= max_levels) return;
    keys_.erase(keys_.begin());
    quantities_.erase(quantities_.begin());
  }
}

void BookSide::Replace(std::span<const BookLevel> levels, size_t max_levels) {
  keys_.clear();
  quantities_.clear();
  // A venue lists the best first, so from the back each level is better than the one before.
  const auto worse_first = [&](const BookLevel& a, const BookLevel& b) {
    return a.price.value().raw() * sign_ > b.price.value().raw() * sign_;
  };
  const bool tidy =
      std::is_sorted(levels.begin(), levels.end(), worse_first) &&
      std::adjacent_find(levels.begin(), levels.end(), [](const BookLevel& a, const BookLevel& b) {
        return a.price == b.price;
      }) == levels.end();
  if (!tidy) {
    for (const BookLevel& level : levels) Set(level, max_levels);
    return;
  }
  const size_t kept = std::min(levels.size(), max_levels);
  for (size_t i = kept; i-- > 0;) {
    if (levels[i].quantity.is_zero()) continue;
    keys_.push_back(levels[i].price.value().raw() * sign_);
    quantities_.push_back(levels[i].quantity);
  }
}

void OrderBook::Clear() {
  bids_.Replace({}, max_levels_);
  asks_.Replace({}, max_levels_);
  plausible_ = true;
}

void OrderBook::Apply(const core::BookUpdate& update) {
  CHECK(update.instrument == instrument_, "a book update of another instrument");
  if (update.is_snapshot) plausible_ = true;
  plausible_ = plausible_ && std::ranges::all_of(update.bids, IsPlausible) &&
               std::ranges::all_of(update.asks, IsPlausible);
  if (!plausible_) return;
  if (update.is_snapshot) {
    bids_.Replace(update.bids, max_levels_);
    asks_.Replace(update.asks, max_levels_);
  } else {
    for (const BookLevel& level : update.bids) bids_.Set(level, max_levels_);
    for (const BookLevel& level : update.asks) asks_.Set(level, max_levels_);
  }
  received_time_ = update.received_time;
}

bool OrderBook::crossed() const {
  return !bids_.empty() && !asks_.empty() && bids_.at(0).price >= asks_.at(0).price;
}

std::optional<DepthWalk> OrderBook::Walk(core::Side taker, core::Quantity quantity) const {
  const bool buys = taker == core::Side::kBuy;
  const BookSide& side = buys ? asks_ : bids_;
  const Rounding against = buys ? Rounding::kCeiling : Rounding::kFloor;
  if (side.empty() || !quantity.is_positive()) return std::nullopt;
  DepthWalk walk;
  Int128 cost = 0;
  for (size_t i = 0; i < side.size() && walk.filled < quantity; ++i) {
    const BookLevel level = side.at(i);
    const core::Quantity taken = std::min(level.quantity, quantity - walk.filled);
    const Int128 paid = core::Notional(level.price, taken, against).raw();
    if (__builtin_add_overflow(cost, paid, &cost)) return std::nullopt;
    walk.filled += taken;
    walk.worst = level.price;
  }
  walk.cost = Decimal::FromRaw(cost);
  walk.average = core::Price(core::Div(walk.cost, walk.filled.value(), against));
  return walk;
}

void OrderBook::CopyTop(size_t levels, BookLevels* top) const {
  CopyBest(bids_, levels, &top->bids);
  CopyBest(asks_, levels, &top->asks);
  top->time = received_time_;
}

}  // namespace keel::market
