// SPDX-License-Identifier: MIT
#include "engine/order_desk.h"
#include "risk/account_sums.h"

namespace keel::engine {

std::vector<risk::LimitUse> OrderDesk::LimitUses(base::UnixNanos now) const {
  const RiskWatch::Copies copies = watch_.CopyAt(now);
  const risk::AccountView account = watch_.View(now, options_.worst_fee_rate, copies);
  std::vector<core::Decimal> units;
  for (const core::Instrument& pair : account_.ledger.universe().instruments()) {
    std::optional<core::Price> last;
    if (board_.has_price(pair.id)) last = LastPrice(pair.id);
    units.push_back(risk::UnitValue(account_.ledger, pair.id, last));
  }
  return risk::UsesOf(options_.gate.limits(), account, account_.breaker, units);
}

}  // namespace keel::engine
