// SPDX-License-Identifier: MIT
// What is promised but not yet filled: working orders count as if filled when risk is measured, and
// what they may cost is not free any more. Orders of one OCO group count once.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "core/instrument.h"
#include "core/order.h"

namespace keel::portfolio {

/// The working orders of one account, with the sums that checks ask for. Of the buys (or sells) of
/// one OCO group every sum counts the largest only, since a fill of one ends the others. `joining`
/// is the group of an order about to be added: its siblings do not count beside it.
class WorkingOrders {
 public:
  struct Entry {
    core::OrderId id;
    core::StrategyId strategy;
    core::InstrumentId instrument;
    core::Side side;
    core::Quantity open;              ///< not yet filled; of a waiting exit: what is bought for it
    core::Decimal reserved_per_unit;  ///< quote currency a buy may cost per unit, fee included
    uint32_t oco_group;
    /// Where a limit order rests; absent for one that waits for a trigger or takes what is there.
    std::optional<core::Price> resting_price = std::nullopt;

    /// Quote currency that a buy may still cost.
    core::Decimal reserved() const {
      return core::Mul(reserved_per_unit, open.value(), core::Rounding::kUp);
    }
  };

  explicit WorkingOrders(size_t instruments) : counts_(instruments, 0) {}

  void Add(const Entry& entry) {
    entries_.push_back(entry);
    ++counts_[entry.instrument.index];
  }
  void Reduce(core::OrderId id, core::Quantity filled) {
    if (Entry* entry = Find(id)) entry->open -= filled;
  }
  /// An exit is for so much more: the entry that it waits for has bought it.
  void Grow(core::OrderId id, core::Quantity bought) {
    if (Entry* entry = Find(id)) entry->open += bought;
  }
  void Remove(core::OrderId id) {
    Entry* entry = Find(id);
    if (entry == nullptr) return;
    --counts_[entry->instrument.index];
    entries_.erase(entries_.begin() + (entry - entries_.data()));
  }

  bool empty() const { return entries_.empty(); }
  size_t size() const { return entries_.size(); }
  int count(core::InstrumentId instrument) const { return counts_[instrument.index]; }
  const std::vector<Entry>& entries() const { return entries_; }

  /// Units of `base` that working buys may still bring, over all pairs of that base.
  core::Quantity BuyQuantity(const core::Universe& universe, core::CurrencyId base,
                             uint32_t joining = 0) const;
  /// Base units that the strategy's working sells of the pair may deliver.
  core::Quantity SellQuantity(core::StrategyId strategy, core::InstrumentId instrument,
                              uint32_t joining = 0) const;
  /// Units of `base` that working sells of all strategies and pairs may deliver.
  core::Quantity SellQuantity(const core::Universe& universe, core::CurrencyId base,
                              uint32_t joining = 0) const;
  /// Base units that the pair's working orders of both sides may still move.
  core::Quantity OpenQuantity(core::InstrumentId instrument, uint32_t joining = 0) const;
  /// Quote currency that working buys may still cost.
  core::Decimal ReservedQuote(const core::Universe& universe, core::CurrencyId quote,
                              uint32_t joining = 0) const;
  /// The same for every buy of the account, as `value_of(entry)`; the largest of a group.
  template <typename ValueOf>
  core::Decimal SumOfBuys(uint32_t joining, ValueOf value_of) const {
    return Sum(
        core::Side::kBuy, joining, [](const Entry&) { return true; }, value_of);
  }
  /// Whether the entry (one of entries()) is what counts of its group (always where it has none).
  template <typename ValueOf>
  bool IsLargestOfGroup(const Entry& entry, ValueOf value_of) const {
    const auto i = static_cast<size_t>(&entry - entries_.data());
    return entry.oco_group == 0 || !HasLargerSibling(
                                       i, [](const Entry&) { return true; }, value_of);
  }
  /// As SumOfBuys, for every sell.
  template <typename ValueOf>
  core::Decimal SumOfSells(uint32_t joining, ValueOf value_of) const {
    return Sum(
        core::Side::kSell, joining, [](const Entry&) { return true; }, value_of);
  }

 private:
  Entry* Find(core::OrderId id) {
    const auto at =
        std::find_if(entries_.begin(), entries_.end(), [id](const Entry& e) { return e.id == id; });
    return at == entries_.end() ? nullptr : &*at;
  }

  /// Sum of `value_of` over the entries of the side that `belongs` picks.
  template <typename Belongs, typename ValueOf>
  core::Decimal Sum(core::Side side, uint32_t joining, Belongs belongs, ValueOf value_of) const {
    core::Decimal sum;
    for (size_t i = 0; i < entries_.size(); ++i) {
      const Entry& e = entries_[i];
      if (e.side != side || !belongs(e)) continue;
      if (e.oco_group == 0) {
        sum += value_of(e);
      } else if (e.oco_group != joining && !HasLargerSibling(i, belongs, value_of)) {
        sum += value_of(e);
      }
    }
    return sum;
  }

  // Of equal siblings the first counts.
  template <typename Belongs, typename ValueOf>
  bool HasLargerSibling(size_t i, Belongs belongs, ValueOf value_of) const {
    const Entry& e = entries_[i];
    const core::Decimal own = value_of(e);
    for (size_t j = 0; j < entries_.size(); ++j) {
      const Entry& other = entries_[j];
      if (j == i || other.oco_group != e.oco_group || other.side != e.side || !belongs(other)) {
        continue;
      }
      const core::Decimal theirs = value_of(other);
      if (j < i ? theirs >= own : theirs > own) return true;
    }
    return false;
  }

  std::vector<Entry> entries_;  // few: a linear scan beats any index
  std::vector<int> counts_;
};

}  // namespace keel::portfolio
