// SPDX-License-Identifier: MIT
// The names of the limits, for whoever goes through them: configuration, and what a change changes.
#pragma once

#include <boost/describe.hpp>

#include "risk/limits.h"

namespace keel::risk {
BOOST_DESCRIBE_STRUCT(Limits, (),
                      (profile, position_share, gross_exposure, gross_value_max, order_value_share,
                       order_value_max, order_value_alert, order_value_floor, order_volume_share,
                       collar_major, collar_other, through_best, market_slippage, entry_interval_s,
                       open_orders_per_symbol, open_orders, daily_alert, daily_reducing, daily_halt,
                       weekly_halt, total_halt, cluster_exposure, cluster_correlation, var_daily,
                       cvar_daily, participation, jump_5m, jump_60s, jump_pause_s, duplicate_s,
                       orders_per_second, orders_per_10s, entries_per_hour, entries_per_day,
                       losing_streak, self_trade_distance, loss_per_trade, strategy_day_loss,
                       turnover_per_day, fees_alert, stale_bars, depeg_price, depeg_s, venue_share))
}  // namespace keel::risk
