// SPDX-License-Identifier: MIT
// The money of a session as rows: what came and went by other hands, what closed trades brought,
// and the sums that the two make with what is held.
#include <fmt/format.h>

#include "engine/session_describe.h"
#include "engine/session_tables.h"

namespace keel::engine {

using core::Decimal;
using core::Rounding;

/// Money that a person has taken over from what the venue says.
base::Status SessionTables::Transfer(const storage::Record& record, Rows* rows) {
  TRY(const auto told, SessionSchemas().Read<DepositRecord>(record));
  const core::Money money{told.amount, universe_.AddCurrency(told.currency)};
  std::vector<portfolio::ClosedLot> closed;
  if (told.amount.is_negative()) {
    ledger_->Withdraw({-money.amount, money.currency}, now_, &closed);
  } else {
    ledger_->Deposit(money);
  }
  TellTransfer("adopted", told, rows);
  TellClosed(closed, rows);
  rows->push_back(storage::AlertRow{
      static_cast<int64_t>(record.head.sequence), now_, "note", "reconciliation",
      fmt::format("{} {} {} the account by other hands, and a person has taken that over",
                  told.amount.abs().ToString(), told.currency,
                  told.amount.is_negative() ? "left" : "came to")});
  return {};
}

void SessionTables::TellTransfer(std::string_view kind, const DepositRecord& told, Rows* rows) {
  storage::TransferRow row;
  row.transfer = ++transfers_;
  row.time = now_;
  row.account = kAccount;
  row.kind = kind;
  row.currency = told.currency;
  row.amount = told.amount;
  row.value_currency = settings_.account.currency;
  unvalued_.push_back(row);
  ValueTransfers(rows);
  const bool is_valued = unvalued_.empty() || unvalued_.back().transfer != row.transfer;
  if (!is_valued) rows->push_back(std::move(row));
}

/// Tells those whose coin has a price now.
void SessionTables::ValueTransfers(Rows* rows) {
  std::erase_if(unvalued_, [&](storage::TransferRow& row) {
    const Decimal rate = ledger_->rate(universe_.AddCurrency(row.currency));
    if (!rate.is_positive()) return false;
    row.value = core::Mul(row.amount, rate, Rounding::kHalfEven);
    deposits_ += *row.value;
    rows->push_back(row);
    return true;
  });
}

/// What lots that were closed brought, and what is held since.
void SessionTables::TellClosed(const std::vector<portfolio::ClosedLot>& closed, Rows* rows) {
  std::set<std::pair<core::StrategyId, core::InstrumentId>> changed;
  for (const portfolio::ClosedLot& lot : closed) {
    storage::ClosedTradeRow row = RowOf(lot);
    row.trade = ++closed_trades_;
    realized_[{lot.strategy, lot.instrument}] += row.pnl;
    gross_[lot.instrument.index] += row.proceeds - row.cost;
    changed.emplace(lot.strategy, lot.instrument);
    rows->push_back(std::move(row));
  }
  for (const auto& [strategy, pair] : changed) rows->push_back(RowOf(strategy, pair));
}

storage::ClosedTradeRow SessionTables::RowOf(const portfolio::ClosedLot& lot) const {
  storage::ClosedTradeRow row;
  row.venue = settings_.venue;
  row.account = kAccount;
  row.strategy = Strategy(lot.strategy.index);
  row.pair = Pair(lot.instrument.index);
  row.quantity = lot.entry.quantity;
  row.entry_time = lot.entry.time;
  row.exit_time = lot.exit_time;
  row.entry_price = lot.entry.price;
  row.exit_price = lot.exit_price;
  row.cost = lot.entry.cost;
  row.proceeds = lot.proceeds;
  row.entry_fee = lot.entry.fee;
  row.exit_fee = lot.exit_fee;
  row.pnl = lot.proceeds - lot.entry.cost - lot.entry.fee - lot.exit_fee;
  row.currency = universe_.code(universe_.at(lot.instrument).quote);
  row.duration_s = static_cast<double>((lot.exit_time - lot.entry.time).ns) / 1e9;
  row.entry_reason = lot.entry.reason;
  row.exit_reason = lot.exit_reason;
  return row;
}

/// Lots keep the reason of their fill for longer than its record lives.
std::string_view SessionTables::Kept(std::string_view reason) {
  const auto at = reasons_.find(reason);
  return at != reasons_.end() ? *at : *reasons_.emplace(reason).first;
}

Decimal SessionTables::InAccount(Decimal amount, core::InstrumentId pair) const {
  const core::CurrencyId quote = universe_.at(pair).quote;
  if (quote == ledger_->account_currency()) return amount;
  return core::Mul(amount, ledger_->rate(quote), Rounding::kHalfEven);
}

Decimal SessionTables::UnrealizedOf(core::StrategyId strategy, core::InstrumentId pair) const {
  const portfolio::Position& position = ledger_->position(strategy, pair);
  return core::Notional(ledger_->mark(pair), position.quantity()) - position.cost();
}

std::optional<AccountSums> SessionTables::Sums() const {
  if (!ledger_) return std::nullopt;
  AccountSums sums;
  sums.time = now_;
  sums.currency = settings_.account.currency;
  sums.equity = ledger_->equity();
  sums.deposits = deposits_;
  for (const core::Instrument& pair : universe_.instruments()) {
    sums.realized_pnl += InAccount(gross_[pair.id.index], pair.id);
    sums.fees += InAccount(fees_[pair.id.index], pair.id);
    for (uint16_t s = 0; s < books(); ++s) {
      sums.unrealized_pnl += InAccount(UnrealizedOf({s}, pair.id), pair.id);
    }
  }
  sums.other = sums.equity - sums.deposits - sums.realized_pnl - sums.unrealized_pnl + sums.fees;
  return sums;
}

}  // namespace keel::engine
