// SPDX-License-Identifier: MIT
#include "exchange/accounts.h"

#include <algorithm>

#include "base/check.h"

namespace keel::exchange {

AssetId Accounts::AddAsset(std::string_view code) {
  const auto known = std::ranges::find(assets_, code);
  if (known != assets_.end()) return static_cast<AssetId>(known - assets_.begin());
  assets_.emplace_back(code);
  fees_.emplace_back();
  for (auto& row : balances_) row.emplace_back();
  return static_cast<AssetId>(assets_.size() - 1);
}

AccountId Accounts::Open() {
  balances_.emplace_back(assets_.size());
  return static_cast<AccountId>(balances_.size() - 1);
}

void Accounts::Deposit(AccountId account, AssetId asset, core::Decimal amount) {
  CHECK(!amount.is_negative(), "a deposit is not negative");
  balances_[account][asset].free += amount;
}

void Accounts::Withdraw(AccountId account, AssetId asset, core::Decimal amount) {
  Balance& balance = balances_[account][asset];
  CHECK(!amount.is_negative() && amount <= balance.free, "more is withdrawn than is free");
  balance.free = balance.free - amount;
}

void Accounts::PayFee(AccountId account, AssetId asset, core::Decimal amount) {
  Withdraw(account, asset, amount);
  fees_[asset] += amount;
}

void Accounts::Lock(AccountId account, AssetId asset, core::Decimal amount) {
  Balance& balance = balances_[account][asset];
  CHECK(!amount.is_negative() && amount <= balance.free, "more is locked than is free");
  balance.free = balance.free - amount;
  balance.locked += amount;
}

void Accounts::Unlock(AccountId account, AssetId asset, core::Decimal amount) {
  Balance& balance = balances_[account][asset];
  CHECK(!amount.is_negative() && amount <= balance.locked, "more is unlocked than is locked");
  balance.locked = balance.locked - amount;
  balance.free += amount;
}

void Accounts::Pay(const Payment& payment) {
  Balance& from = balances_[payment.from][payment.asset];
  CHECK(!payment.amount.is_negative() && payment.amount <= from.locked,
        "more is paid than is locked");
  CHECK(!payment.fee.is_negative() && payment.fee <= payment.amount, "a fee is part of a payment");
  from.locked = from.locked - payment.amount;
  balances_[payment.to][payment.asset].free += payment.amount - payment.fee;
  fees_[payment.asset] += payment.fee;
}

}  // namespace keel::exchange
