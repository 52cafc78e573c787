// SPDX-License-Identifier: MIT
// The account: exact balances by currency, positions by strategy in first-in first-out lots, and
// equity at mark. Invariant: equity = sum over currencies of balance x rate, to the last unit.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/instrument.h"
#include "core/order.h"

namespace keel::portfolio {

/// A part of a position bought by one fill.
struct Lot {
  core::Quantity quantity;  ///< less a fee that was taken in the base currency
  core::Decimal cost;       ///< quote currency, without fee
  core::Decimal fee;        ///< quote currency
  core::Price price;
  base::UnixNanos time;
  double slippage = 0;
  std::string_view reason;
};

/// A lot, or part of one, closed by a sale. Amounts are booked sums: the last partial close of a
/// lot and the last lot of a sale take the remainder of the division, so that nothing is lost.
struct ClosedLot {
  core::StrategyId strategy;
  core::InstrumentId instrument;
  Lot entry;
  core::Price exit_price;
  core::Decimal proceeds;  ///< quote currency, without fee
  core::Decimal exit_fee;
  base::UnixNanos exit_time;
  double exit_slippage = 0;
  std::string_view exit_reason;
};

/// What one execution does to its strategy's position, and what its fee is worth. A fee in the
/// quote currency is booked as it is. One in the base currency is borne by the position at the
/// price of the fill (half to even): a purchase brings less for the same money, so that amount +
/// fee is what was paid; a sale takes more for the same money, so that amount - fee is what was
/// received; both to the last unit. Where the position cannot bear it (it is not smaller than the
/// purchase, or the sale left less), it is, like one in a third coin, taken from the account's
/// other coins, and amount is the value.
struct Settlement {
  core::Decimal value;      ///< price x quantity of the fill, quote currency, half to even
  core::Quantity quantity;  ///< that the position gains or gives
  core::Decimal amount;     ///< its cost or proceeds in quote currency, without fee
  /// Quote currency. A fee in a third coin counts at the ledger's rates, half to even: zero where
  /// they are not known.
  core::Decimal fee;
};

/// A fee as it can be told from the fill alone: one in the base currency in quote currency at the
/// price of the fill, half to even; any other as it is.
core::Money FeeAtPrice(const core::Fill& fill, const core::Instrument& pair);

/// A long position of one strategy in one pair.
class Position {
 public:
  core::Quantity quantity() const { return quantity_; }
  core::Decimal cost() const { return cost_; }
  bool is_open() const { return quantity_.is_positive(); }
  /// Open lots, oldest first.
  std::span<const Lot> lots() const { return std::span(lots_).subspan(first_); }

 private:
  friend class Ledger;
  core::Quantity quantity_;
  core::Decimal cost_;
  std::vector<Lot> lots_;
  size_t first_ = 0;
  core::Quantity paid_in_coins_;  // that fees of sales took: orders may still sell as much more
};

/// The books of one spot account.
class Ledger {
 public:
  /// kUsage where a currency of the universe has no chain of pairs to the account currency: a coin
  /// that pays fees belongs into the universe beforehand, with a pair that prices it. The universe
  /// must outlive the ledger. Currencies may be added to it later: they have no price.
  static base::Result<Ledger> Open(const core::Universe& universe, core::CurrencyId account,
                                   size_t strategies);

  /// Adds outside money (may be negative); not a profit.
  void Deposit(core::Money money);
  /// Adds outside money that is held off the exchange: part of balance, equity and exposure, never
  /// of what can be spent or sold. Not negative.
  void DepositCold(core::Money money);
  /// Books an execution, whatever currency its fee is in: the fee leaves the balance of its own
  /// currency, which falls below zero where the venue took more than is known to be there. A sale
  /// of more than the strategy holds is a CHECK: gate and venue refuse it long before. Where the
  /// account owes the coin, since others had sold what is bought before that was heard of, the
  /// strategy keeps the rest. Closed lots are appended to `closed`.
  void Book(const core::Fill& fill, std::vector<ClosedLot>* closed);
  /// Whether Book may be called: the strategy holds what the fill sells.
  bool Covers(const core::Fill& fill) const {
    if (fill.side == core::Side::kBuy) return true;
    const Position& held = position(fill.strategy, fill.instrument);
    return fill.quantity <= held.quantity_ || fill.quantity <= held.quantity_ + held.paid_in_coins_;
  }
  /// Takes out money that somebody moved away; not a loss. Of a coin strategies hold no more than
  /// what is left, in their order: their lots are closed at the last mark.
  void Withdraw(core::Money money, base::UnixNanos now, std::vector<ClosedLot>* closed);
  /// Books an execution on the account that no order of a strategy explains. What is bought belongs
  /// to no strategy; what is sold is first what belongs to none, then what the strategies hold, in
  /// their order: their lots are closed at the price of the fill.
  void BookForeign(const core::Fill& fill, std::vector<ClosedLot>* closed);
  /// From now on as sessions booked before revision 4: what is owed stays owed.
  void BookAsBefore() { settles_debts_ = false; }
  /// What Book would make of a fill now.
  Settlement Settle(const core::Fill& fill) const {
    const core::Decimal value = core::Notional(fill.price, fill.quantity);
    Settlement settlement{value, fill.quantity, value, fill.fee.amount};
    if (fill.fee.currency != quote_of_[fill.instrument.index]) [[unlikely]]
      SettleOtherFee(fill, settlement);
    if (fill.side == core::Side::kSell) {
      const core::Quantity held = position(fill.strategy, fill.instrument).quantity();
      if (settlement.quantity > held) [[unlikely]]
        Cover(held, fill.price, settlement);
    }
    return settlement;
  }
  /// The pair's last price, from which equity is told.
  void Mark(core::InstrumentId instrument, core::Price price) {
    marks_[instrument.index] = price;
    const size_t index = base_of_[instrument.index];
    CurrencyState& base = currencies_[index];
    if (base.via != static_cast<int32_t>(instrument.index)) return;
    if (base.is_leaf) {
      base.rate = price.value();
      Revalue(base);
    } else {
      Reprice(index);
    }
  }
  /// Whether a mark of this pair changes equity or exposure now: it values something that is held.
  bool NeedsMark(core::InstrumentId instrument) const {
    if (!held_[instrument.index].is_zero()) return true;
    const CurrencyState& base = currencies_[base_of_[instrument.index]];
    return base.via == static_cast<int32_t>(instrument.index) &&
           (!base.balance.is_zero() || base.has_dependents);
  }

  core::Decimal equity() const { return equity_; }
  core::Decimal balance(core::CurrencyId id) const { return state(id).balance; }
  /// The balance of the account currency, asked for at every bar.
  core::Decimal cash() const { return currencies_[account_.index].balance; }
  /// The part of the balance that is held off the exchange.
  core::Decimal cold(core::CurrencyId id) const {
    core::Decimal sum;
    for (const core::Money& money : cold_storage_) {
      if (money.currency == id) sum += money.amount;
    }
    return sum;
  }
  /// The part of the balance that the venue can deliver.
  core::Decimal spendable(core::CurrencyId id) const { return balance(id) - cold(id); }
  /// All that is held off the exchange, as it was deposited.
  std::span<const core::Money> cold_storage() const { return cold_storage_; }
  /// Its value in account currency at the marks.
  core::Decimal ColdValue() const;
  /// Value of one unit in the account currency, at the last marks. Zero before the first mark, and
  /// of a currency that no pair prices.
  core::Decimal rate(core::CurrencyId id) const { return state(id).rate; }
  /// Whether a chain of pairs leads to the account currency. False only of a currency that was
  /// added to the universe after Open: its balance is kept, and counts as nothing in equity.
  bool is_priced(core::CurrencyId id) const { return id == account_ || state(id).via >= 0; }
  const Position& position(core::StrategyId strategy, core::InstrumentId instrument) const {
    return positions_[strategy.index * instruments_ + instrument.index];
  }
  /// All strategies together.
  core::Quantity position(core::InstrumentId instrument) const { return held_[instrument.index]; }
  /// The part of a position that no order can sell: what is beyond whole lots, or all of it where
  /// the whole lots are worth less at the mark than the smallest order.
  core::Quantity Dust(core::StrategyId strategy, core::InstrumentId instrument) const {
    return DustOf(position(strategy, instrument).quantity(), instrument);
  }
  /// The same of what all strategies hold together.
  core::Quantity Dust(core::InstrumentId instrument) const {
    return DustOf(position(instrument), instrument);
  }
  core::Price mark(core::InstrumentId instrument) const { return marks_[instrument.index]; }
  /// Value of the position in account currency at the mark.
  core::Decimal PositionValue(core::InstrumentId instrument) const;
  /// Sum of PositionValue over all pairs, and what is held off the exchange in other currencies
  /// than the account's.
  core::Decimal GrossExposure() const;
  core::CurrencyId account_currency() const { return account_; }
  /// The pair whose mark tells the currency's rate; absent for the account currency, and for one
  /// that is not priced.
  std::optional<core::InstrumentId> pricing_pair(core::CurrencyId id) const {
    const int32_t via = state(id).via;
    if (via < 0) return std::nullopt;
    return core::InstrumentId{static_cast<uint32_t>(via)};
  }
  const core::Universe& universe() const { return *universe_; }

  /// Equity computed from scratch: the oracle of the incremental one.
  core::Decimal RecomputeEquity() const;

 private:
  struct CurrencyState {
    core::Decimal balance;
    core::Decimal rate;   ///< account currency per unit
    core::Decimal value;  ///< balance x rate, half-even
    int32_t via = -1;     ///< the pair that prices it; -1 for the account currency
    bool has_dependents = false;
    bool is_leaf = false;  ///< priced in the account currency itself, and prices no other
  };

  Ledger(const core::Universe& universe, core::CurrencyId account, size_t strategies);
  base::Status ChoosePricingPairs();
  const CurrencyState& state(core::CurrencyId id) const {
    return id.index < currencies_.size() ? currencies_[id.index] : kUnknown;
  }
  void Change(core::CurrencyId id, core::Decimal delta);
  void Revalue(CurrencyState& currency) {
    const core::Decimal value =
        core::Mul(currency.balance, currency.rate, core::Rounding::kHalfEven);
    equity_ += value - currency.value;
    currency.value = value;
  }
  void Reprice(size_t currency_index);
  core::Decimal ValueOf(const core::Money& money) const;
  core::Quantity DustOf(core::Quantity held, core::InstrumentId instrument) const;
  void SettleOtherFee(const core::Fill& fill, Settlement& settlement) const;
  static void Cover(core::Quantity held, core::Price price, Settlement& settlement);
  void MakeRoomFor(core::CurrencyId id);
  void CloseLots(const core::Fill& fill, const Settlement& sale, std::vector<ClosedLot>* closed);
  core::Quantity Owed(core::CurrencyId coin) const;
  void SettleDebt(const core::Fill& purchase, core::Quantity owed, std::vector<ClosedLot>* closed);
  void TakeFromStrategies(const core::Fill& fill, std::vector<ClosedLot>* closed);
  core::Quantity TakeFromPair(const core::Fill& sale, std::vector<ClosedLot>* closed);

  static const CurrencyState kUnknown;  // of a currency that no money has moved in
  const core::Universe* universe_;
  core::CurrencyId account_;
  size_t instruments_;
  core::Decimal equity_;
  std::vector<CurrencyState> currencies_;
  bool settles_debts_ = true;
  std::vector<core::Money> cold_storage_;  // few or none
  std::vector<size_t> base_of_;
  std::vector<core::CurrencyId> quote_of_;  // dense: exposure reads all of them
  std::vector<core::Price> marks_;
  std::vector<core::Quantity> held_;
  std::vector<Position> positions_;
};

}  // namespace keel::portfolio
