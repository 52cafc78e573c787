// SPDX-License-Identifier: MIT
// The one line for each record of settings: parser, JSON Schema, show-config and new-config come
// from these. Included by one .cc only, because Boost.Describe is heavy.
#pragma once

#include <boost/describe.hpp>

#include "engine/settings.h"
#include "risk/limits_describe.h"

namespace keel::sim {
BOOST_DESCRIBE_STRUCT(LatencySettings, (),
                      (model, fixed_ms, min_ms, max_ms, median_ms, sigma, file))
BOOST_DESCRIBE_STRUCT(FeeTier, (), (volume_30d, maker_bps, taker_bps))
BOOST_DESCRIBE_STRUCT(FeeSettings, (), (tiers))
BOOST_DESCRIBE_STRUCT(ImpactSettings, (),
                      (spread_bps, spread_bps_by_pair, k, k_default, declared_adv))
BOOST_DESCRIBE_STRUCT(FillSettings, (), (path, max_bar_share, delisting_haircut))
BOOST_DESCRIBE_STRUCT(BookSettings, (),
                      (queue, queue_power, latency, load_doubling, impact, latency_file))
BOOST_DESCRIBE_STRUCT(VenueSettings, (), (latency, response, fees, impact, fill, book))
}  // namespace keel::sim

namespace keel::engine {
BOOST_DESCRIBE_STRUCT(AccountSettings, (), (currency, balances, cold_storage))
BOOST_DESCRIBE_STRUCT(InstrumentSettings, (), (tick, lot, min_notional))
BOOST_DESCRIBE_STRUCT(StrategySettings, (), (name, params, allocation, pairs, timeframe))
BOOST_DESCRIBE_STRUCT(AllocationSettings, (),
                      (method, rebalance_days, lookback_days, least_days, band, cost_bps, share_max,
                       risk_aversion, netting))
BOOST_DESCRIBE_STRUCT(ExecutionSettings, (),
                      (algorithm, min_value, horizon_minutes, pace_seconds, max_participation,
                       slices, rate, visible, risk_aversion))
BOOST_DESCRIBE_STRUCT(BacktestSettings, (),
                      (venue, pairs, timeframe, timeframe_detail, range, seed, jobs, min_notional,
                       account, allocation, execution, sim, risk, instruments, strategies))
}  // namespace keel::engine
