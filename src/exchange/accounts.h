// SPDX-License-Identifier: MIT
// Who owns what at the exchange, to the unit: what is free, what is locked by open orders, and what
// was taken as fees. Nothing is made or lost here but by
// Deposit and Withdraw.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.h"

namespace keel::exchange {

using AssetId = uint16_t;
using AccountId = uint32_t;

struct Balance {
  core::Decimal free;
  core::Decimal locked;
  friend bool operator==(const Balance&, const Balance&) = default;
};

class Accounts {
 public:
  /// The asset's index, made when it is new.
  AssetId AddAsset(std::string_view code);
  const std::vector<std::string>& assets() const { return assets_; }

  AccountId Open();
  size_t size() const { return balances_.size(); }
  const Balance& at(AccountId account, AssetId asset) const { return balances_[account][asset]; }
  /// What all accounts together have paid in fees.
  core::Decimal fees(AssetId asset) const { return fees_[asset]; }

  /// Requires amount >= 0.
  void Deposit(AccountId account, AssetId asset, core::Decimal amount);
  /// Requires free >= amount >= 0.
  void Withdraw(AccountId account, AssetId asset, core::Decimal amount);
  /// Requires free >= amount.
  void Lock(AccountId account, AssetId asset, core::Decimal amount);
  /// Requires locked >= amount.
  void Unlock(AccountId account, AssetId asset, core::Decimal amount);
  /// Takes a fee out of what is free. Requires free >= amount >= 0.
  void PayFee(AccountId account, AssetId asset, core::Decimal amount);
  /// Moves `amount` out of what `from` has locked; `fee` of it goes to the house, the rest becomes
  /// free to `to`. Requires locked >= amount >= fee >= 0.
  struct Payment {
    AccountId from = 0;
    AccountId to = 0;
    AssetId asset = 0;
    core::Decimal amount;
    core::Decimal fee;
  };
  void Pay(const Payment& payment);

 private:
  std::vector<std::string> assets_;
  std::vector<std::vector<Balance>> balances_;  // by account, by asset
  std::vector<core::Decimal> fees_;
};

}  // namespace keel::exchange
