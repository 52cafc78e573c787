// SPDX-License-Identifier: MIT
#include "engine/balance_check.h"

#include <utility>

namespace keel::engine {
namespace {

using core::Decimal;

/// Below it, venues round.
const Decimal kRounding = Decimal::PowerOfTen(-6);

std::vector<BalanceCheck::Difference> Differences(const execution::ToldBalances& told,
                                                  const portfolio::Ledger& ledger) {
  std::vector<BalanceCheck::Difference> found;
  const size_t currencies = ledger.universe().currencies().size();
  for (uint16_t i = 0; i < currencies; ++i) {
    const core::CurrencyId coin{i};
    if (!ledger.is_priced(coin)) continue;
    Decimal amount = -ledger.spendable(coin);
    for (const execution::Balance& balance : told.balances) {
      if (balance.currency == coin) amount += balance.free + balance.locked;
    }
    if (amount > kRounding || -amount > kRounding) found.push_back({coin, amount});
  }
  return found;
}

}  // namespace

BalanceCheck::Finding BalanceCheck::Compare(const execution::ToldBalances& told,
                                            const portfolio::Ledger& ledger) {
  auto found = Differences(told, ledger);
  if (found.empty()) {
    suspected_.clear();
    standing_.clear();
    return {};
  }
  if (found == standing_) {
    suspected_.clear();
    return {};
  }
  if (last_fill_ != base::kBeginningOfTime && told.asked_at < last_fill_ + margin_) {
    suspected_.clear();
    return {{}, true};
  }
  if (found != suspected_ || told.asked_at < suspected_at_ + margin_) {
    if (found != suspected_) suspected_at_ = told.asked_at;
    suspected_ = std::move(found);
    return {{}, true};
  }
  standing_ = found;
  return {std::move(found), false};
}

std::vector<BalanceCheck::Difference> BalanceCheck::TakeStanding() {
  suspected_.clear();
  return std::exchange(standing_, {});
}

}  // namespace keel::engine
