// SPDX-License-Identifier: MIT
// What is promised but not yet filled: working orders count as if filled when risk is measured, and
// what they may cost is not free any more. Orders of one OCO group count once.
#pragma once

#include <algorithm>
#include <vector>

#include "core/instrument.h"
#include "core/order.h"

namespace keel::portfolio {

/// The working orders of one account, with the sums that checks ask for.
class WorkingOrders {
 public:
  struct Entry {
    core::OrderId id;
    core::StrategyId strategy;
    core::InstrumentId instrument;
    core::Side side;
    core::Quantity open;              ///< not yet filled
    core::Decimal reserved_per_unit;  ///< quote currency a buy may cost per unit, fee included
    uint32_t oco_group;
  };

  explicit WorkingOrders(size_t instruments) : counts_(instruments, 0) {}

  void Add(const Entry& entry) {
    entries_.push_back(entry);
    ++counts_[entry.instrument.index];
  }
  void Reduce(core::OrderId id, core::Quantity filled) {
    if (Entry* entry = Find(id)) entry->open -= filled;
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

  /// Base units of working buys of the pair.
  core::Quantity BuyQuantity(core::InstrumentId instrument) const {
    core::Quantity sum;
    for (const Entry& e : entries_) {
      if (e.instrument == instrument && e.side == core::Side::kBuy) sum += e.open;
    }
    return sum;
  }
  /// Base units that the strategy's working sells of the pair may deliver; of an OCO group only the
  /// largest. `joining` is the group of an order about to be added: its siblings do not count.
  core::Quantity SellQuantity(core::StrategyId strategy, core::InstrumentId instrument,
                              uint32_t joining = 0) const;
  /// Quote currency that working buys may still cost.
  core::Decimal ReservedQuote(const core::Universe& universe, core::CurrencyId quote) const;

 private:
  Entry* Find(core::OrderId id) {
    const auto at =
        std::find_if(entries_.begin(), entries_.end(), [id](const Entry& e) { return e.id == id; });
    return at == entries_.end() ? nullptr : &*at;
  }

  std::vector<Entry> entries_;  // few: a linear scan beats any index
  std::vector<int> counts_;
};

}  // namespace keel::portfolio
