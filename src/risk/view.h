// SPDX-License-Identifier: MIT
// What the checks look at: the account, the market of one pair and the clock, all as of now.
#pragma once

#include <cmath>
#include <optional>

#include "base/time.h"
#include "core/event.h"
#include "market/liquidity.h"
#include "portfolio/ledger.h"
#include "portfolio/working_orders.h"
#include "risk/activity.h"
#include "risk/kill_switch.h"
#include "risk/portfolio_risk.h"

namespace keel::risk {

/// One pair as it stands now.
struct MarketView {
  std::optional<core::Price> last_price;         ///< absent before the first bar
  bool trading = true;                           ///< false once delisted
  const market::Liquidity* liquidity = nullptr;  ///< advanced to now
  double half_spread = 0;                        ///< fraction of price
  double impact_k = 0;                           ///< square-root impact coefficient
  /// What follows is told where a limit asks for it.
  std::optional<base::Duration> price_age;    ///< since the bar of the last price closed
  base::Duration bar_period;                  ///< of the series that prices the pair; 0: trades
  std::optional<base::UnixNanos> last_jump;   ///< of the price, by more than a limit
  std::optional<base::Duration> off_peg_for;  ///< how long the quote coin has been off its peg
  double hour_volume = 0;                     ///< of the venue, base units, up to the last bar

  /// Expected loss of a market order against the last price, as a fraction of price.
  double ExpectedSlippage(double quantity) const {
    const double adv = liquidity->average_daily_volume();
    if (adv <= 0) return half_spread;
    return half_spread + ImpactScale() * std::sqrt(quantity / adv);
  }
  /// The quantity whose expected slippage is `fraction`; 0 where the spread alone is more.
  double QuantityWithSlippage(double fraction) const {
    if (fraction <= half_spread || ImpactScale() <= 0) return 0;
    const double root = (fraction - half_spread) / ImpactScale();
    return root * root * liquidity->average_daily_volume();
  }

 private:
  // permanent and temporary together: k s sqrt(p) + 2 k s sqrt(p)
  double ImpactScale() const { return 3 * impact_k * liquidity->daily_volatility(); }
};

/// The account and the clock.
struct AccountView {
  const portfolio::Ledger* ledger = nullptr;
  const portfolio::WorkingOrders* working = nullptr;
  core::Decimal worst_fee_rate;
  core::TradingState state = core::TradingState::kActive;
  base::UnixNanos now;
  const Activity* activity = nullptr;        ///< needed where Activity::IsNeeded
  const PortfolioRisk* portfolio = nullptr;  ///< needed where PortfolioRisk::IsNeeded
  const KillSwitch* kill_switch = nullptr;   ///< absent: there is none
  /// Orders and executions at the venue are known, and what it says of them is heard.
  bool venue_is_known = true;
};

}  // namespace keel::risk
