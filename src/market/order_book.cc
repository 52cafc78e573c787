// SPDX-License-Identifier: MIT
#include "market/order_book.h"

#include <algorithm>

namespace keel::market {

using core::BookLevel;
using core::Decimal;
using core::Int128;
using core::Rounding;

namespace {

constexpr Int128 kBelowAll = -OrderBook::kMaxPrice.value().raw() - 1;

/// How many of the rising keys are below `key`. Without a branch on the keys, which would be
/// guessed wrong half of the time.
size_t CountBelow(const Int128* keys, size_t count, Int128 key) {
  const Int128* first = keys;
  while (count > 1) {
    const size_t half = count / 2;
    first += first[half - 1] < key ? half : 0;
    count -= half;
  }
  return static_cast<size_t>(first - keys) + (count == 1 && *first < key ? 1 : 0);
}

/// Price in (0, kMaxPrice] and quantity in [0, kMaxQuantity]: one comparison each, as what is
/// negative is a large number without its sign.
bool IsPlausible(const BookLevel& level) {
  using core::UInt128;
  constexpr auto kPrice = static_cast<UInt128>(OrderBook::kMaxPrice.value().raw());
  constexpr auto kQuantity = static_cast<UInt128>(OrderBook::kMaxQuantity.value().raw());
  const auto price = static_cast<UInt128>(level.price.value().raw());
  const auto quantity = static_cast<UInt128>(level.quantity.value().raw());
  return (price - 1 < kPrice) & (quantity <= kQuantity);
}

void CopyBest(const BookSide& side, size_t levels, std::vector<BookLevel>* to) {
  to->clear();
  side.ForEach([&](const BookLevel& level) {
    if (to->size() == levels) return false;
    to->push_back(level);
    return true;
  });
}

}  // namespace

void BookSide::AddBlock(size_t b) {
  if (spare_.empty()) spare_.push_back(std::make_unique<Block>());
  spare_.back()->size = 0;
  const auto at = static_cast<std::ptrdiff_t>(b);
  blocks_.insert(blocks_.begin() + at, std::move(spare_.back()));
  last_keys_.insert(last_keys_.begin() + at, Int128{0});
  spare_.pop_back();
}

/// Moves the upper half of a full block into a new one behind it.
void BookSide::Split(size_t b) {
  AddBlock(b + 1);
  Block &lower = *blocks_[b], &upper = *blocks_[b + 1];
  constexpr size_t kHalf = kBlock / 2;
  std::copy_n(lower.keys.begin() + kHalf, kHalf, upper.keys.begin());
  std::copy_n(lower.quantities.begin() + kHalf, kHalf, upper.quantities.begin());
  lower.size = upper.size = kHalf;
  last_keys_[b + 1] = last_keys_[b];
  last_keys_[b] = lower.keys[kHalf - 1];
}

void BookSide::Insert(size_t b, size_t i, Int128 key, core::Quantity quantity) {
  if (blocks_[b]->size == kBlock) {
    Split(b);
    if (i > kBlock / 2) {
      ++b;
      i -= kBlock / 2;
    }
  }
  Block& block = *blocks_[b];
  const size_t end = block.size;
  std::copy_backward(&block.keys[i], &block.keys[0] + end, &block.keys[0] + end + 1);
  std::copy_backward(&block.quantities[i], &block.quantities[0] + end,
                     &block.quantities[0] + end + 1);
  block.keys[i] = key;
  block.quantities[i] = quantity;
  ++block.size;
  ++size_;
  last_keys_[b] = block.keys[block.size - 1];
}

void BookSide::Erase(size_t b, size_t i) {
  Block& block = *blocks_[b];
  const size_t end = block.size;
  std::copy(&block.keys[0] + i + 1, &block.keys[0] + end, &block.keys[i]);
  std::copy(&block.quantities[0] + i + 1, &block.quantities[0] + end, &block.quantities[i]);
  --block.size;
  --size_;
  if (block.size > 0) return;
  const auto at = static_cast<std::ptrdiff_t>(b);
  spare_.push_back(std::move(blocks_[b]));
  blocks_.erase(blocks_.begin() + at);
  last_keys_.erase(last_keys_.begin() + at);
}

void BookSide::Set(Int128 key, core::Quantity quantity) {
  if (blocks_.empty()) {
    if (quantity.is_zero()) return;
    AddBlock(0);
  }
  // A key above all others belongs to the last block.
  const size_t b =
      std::min(CountBelow(last_keys_.data(), last_keys_.size(), key), blocks_.size() - 1);
  Block& block = *blocks_[b];
  const size_t i = CountBelow(block.keys.data(), block.size, key);
  const bool known = i < block.size && block.keys[i] == key;
  if (quantity.is_zero()) {
    if (known) Erase(b, i);
  } else if (known) {
    block.quantities[i] = quantity;
  } else {
    Insert(b, i, key, quantity);
    if (size_ > max_levels_) Erase(0, 0);
  }
}

void BookSide::Replace(std::span<const BookLevel> levels) {
  waiting_.clear();
  for (auto& block : blocks_) spare_.push_back(std::move(block));
  blocks_.clear();
  last_keys_.clear();
  size_ = 0;
  for (const BookLevel& level : levels) Set(KeyOf(level), level.quantity);
}

/// The key of the first level behind the best kNear.
Int128 BookSide::Reach() const {
  size_t better = kNear;
  for (size_t b = blocks_.size(); b-- > 0;) {
    const Block& block = *blocks_[b];
    if (better < block.size) return block.keys[block.size - 1 - better];
    better -= block.size;
  }
  return kBelowAll;
}

void BookSide::Change(std::span<const BookLevel> levels) {
  Settle();
  reach_ = Reach();
  waiting_.resize(levels.size());
  size_t far = 0;
  for (const BookLevel& level : levels) {
    const Int128 key = KeyOf(level);
    if (key > reach_) {
      Set(key, level.quantity);
    } else {
      waiting_[far++] = level;
    }
  }
  waiting_.resize(far);
  // Nothing near is left: then the best is among what waits.
  if (blocks_.empty() || blocks_.back()->keys[blocks_.back()->size - 1] <= reach_) Settle();
}

void BookSide::PutInWaiting() {
  for (const BookLevel& level : waiting_) Set(KeyOf(level), level.quantity);
  waiting_.clear();
}

void OrderBook::Clear() {
  bids_.Replace({});
  asks_.Replace({});
  plausible_ = true;
}

void OrderBook::Apply(const core::BookUpdate& update) {
  CHECK(update.instrument == instrument_, "a book update of another instrument");
  if (update.is_snapshot) plausible_ = true;
  plausible_ = plausible_ && std::ranges::all_of(update.bids, IsPlausible) &&
               std::ranges::all_of(update.asks, IsPlausible);
  if (!plausible_) return;
  if (update.is_snapshot) {
    bids_.Replace(update.bids);
    asks_.Replace(update.asks);
  } else {
    bids_.Change(update.bids);
    asks_.Change(update.asks);
  }
  received_time_ = update.received_time;
}

bool OrderBook::crossed() const {
  return !bids_.empty() && !asks_.empty() && bids_.best().price >= asks_.best().price;
}

std::optional<DepthWalk> OrderBook::Walk(core::Side taker, core::Quantity quantity) const {
  const bool buys = taker == core::Side::kBuy;
  const BookSide& side = buys ? asks_ : bids_;
  const Rounding against = buys ? Rounding::kCeiling : Rounding::kFloor;
  if (side.empty() || !quantity.is_positive()) return std::nullopt;
  DepthWalk walk;
  Int128 cost = 0;
  bool countable = true;
  side.ForEach([&](const BookLevel& level) {
    const core::Quantity taken = std::min(level.quantity, quantity - walk.filled);
    const Int128 paid = core::Notional(level.price, taken, against).raw();
    countable = !__builtin_add_overflow(cost, paid, &cost);
    walk.filled += taken;
    walk.worst = level.price;
    return countable && walk.filled < quantity;
  });
  if (!countable) return std::nullopt;
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
