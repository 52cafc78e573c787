// SPDX-License-Identifier: MIT
// The books of a paper account: balances, orders and trades, a function of the facts that it was
// told. What is locked follows from the orders, as at a spot venue.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/symbol.h"
#include "sim/paper_facts.h"

namespace keel::sim {

/// An order of the account, while it works and for some time after.
struct PaperOrder {
  uint64_t number = 0;
  std::string client_id;
  core::OrderTerms terms;
  core::Price limit;
  execution::VenueStatus status = execution::VenueStatus::kWorking;
  core::Quantity executed;
  bool waiting = false;    ///< for its trigger
  core::Decimal reserved;  ///< of what it gives, see PaperAccount::NeedOf

  core::Quantity open() const { return terms.quantity - executed; }
  bool works() const { return status == execution::VenueStatus::kWorking; }
  bool buys() const { return terms.side == core::Side::kBuy; }
};

struct PaperBalance {
  core::Decimal free, locked;
};

class PaperAccount {
 public:
  static constexpr size_t kMostEnded = 10'000;   ///< ended orders that are remembered
  static constexpr size_t kMostTrades = 50'000;  ///< trades of a pair that are remembered

  /// `pairs` by instrument.
  explicit PaperAccount(std::vector<core::Symbol> pairs);

  /// A new fact, or one of before a restart. Of an order that is not known nothing changes.
  void Apply(const PaperFact& fact);

  /// The latest order of that name; null where there was none, or long ago.
  const PaperOrder* Find(core::InstrumentId pair, const std::string& client_id) const;
  const PaperOrder* Find(uint64_t number) const;
  /// All that work, by number.
  std::vector<const PaperOrder*> Working() const;
  /// Trades of a pair with numbers above `after`, in order, at most `limit`.
  std::vector<execution::VenueTrade> Trades(core::InstrumentId pair, uint64_t after,
                                            size_t limit) const;
  const std::map<std::string, PaperBalance>& balances() const { return balances_; }
  core::Decimal Free(const std::string& coin) const;
  uint64_t last_trade(core::InstrumentId pair) const { return last_trade_[pair.index]; }
  uint64_t last_number() const { return last_number_; }

  /// What an order gives and what it receives.
  const std::string& CoinGiven(const core::OrderTerms& terms) const;
  const std::string& CoinReceived(const core::OrderTerms& terms) const;
  /// What an order has locked while `open` of it is open.
  static core::Decimal NeedOf(core::Side side, core::Price limit, core::Quantity open);
  /// An execution as the account's owner is told of it; the fee's currency is left to the caller.
  static execution::VenueTrade TradeOf(const PaperOrder& order, const PaperTraded& fact);

 private:
  void On(const PaperDeposited& fact);
  void On(const PaperPlaced& fact);
  void On(const PaperTriggered& fact);
  void On(const PaperTraded& fact);
  void On(const PaperEnded& fact);
  void On(const PaperAmended& fact);
  void Reserve(PaperOrder& order, core::Decimal amount);
  void End(PaperOrder& order, execution::VenueStatus status);

  using Name = std::pair<core::InstrumentId, std::string>;
  std::vector<core::Symbol> pairs_;
  std::map<std::string, PaperBalance> balances_;
  std::map<uint64_t, PaperOrder> orders_;
  std::map<Name, uint64_t> by_name_;
  std::deque<uint64_t> ended_;  // the oldest first
  std::vector<std::deque<execution::VenueTrade>> trades_;
  std::vector<uint64_t> last_trade_;
  uint64_t last_number_ = 0;
};

}  // namespace keel::sim
