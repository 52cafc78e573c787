// SPDX-License-Identifier: MIT
#include "engine/parent_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/day_profile.h"
#include "engine/shortfall_schedule.h"
#include "execution/algorithms/registry.h"
#include "execution/parent_execution.h"

namespace keel::engine {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::Rounding;

constexpr std::string_view kShortfall = "implementation_shortfall";

base::Duration SpanOf(double seconds) {
  return base::Nanoseconds(static_cast<int64_t>(std::llround(seconds * 1e9)));
}

ShortfallInputs InputsOf(const ExecutionSettings& settings, Quantity quantity,
                         const ParentMarket& market) {
  const market::Liquidity& liquidity = market.board.liquidity(market.pair.id);
  return {.quantity = quantity.ToDouble(),
          .price = market.board.last_close(market.pair.id),
          .daily_volatility = liquidity.daily_volatility(),
          .average_daily_volume = liquidity.average_daily_volume(),
          .impact_k = market.impact_k,
          .half_spread = market.half_spread,
          .horizon_days = settings.horizon_minutes / (24 * 60),
          .slices = static_cast<size_t>(settings.slices),
          // E + lambda V in one currency is rate E + (lambda rate) rate V in another.
          .risk_aversion = settings.risk_aversion * market.quote_rate};
}

/// The day of the pair, as its bars tell it.
DayProfile DayOf(const ParentMarket& market, const execution::ParentOrder& order, bool as_before) {
  const auto bars = market.board.history(market.pair.id).visible();
  const base::Duration period = market.board.period(market.pair.id);
  if (as_before) return {LearnDayAsBefore(bars, period), ""};
  return LearnDay(bars, period, {order.start, order.end});
}

/// The algorithm's own settings, as it reads them.
std::string SettingsOf(const ExecutionSettings& settings, Quantity quantity, Quantity lot,
                       const std::vector<double>& shares) {
  if (settings.algorithm == kShortfall) {
    return fmt::format(R"({{"fractions": [{}]}})", fmt::join(shares, ", "));
  }
  if (settings.algorithm == "twap") return fmt::format(R"({{"slices": {}}})", settings.slices);
  if (settings.algorithm == "vwap") {
    return fmt::format(R"({{"slices": {}, "profile": [{}]}})", settings.slices,
                       fmt::join(shares, ", "));
  }
  if (settings.algorithm == "pov") return fmt::format(R"({{"rate": "{}"}})", settings.rate);
  const Quantity visible = std::max(
      lot, Quantity::FromDouble(settings.visible * quantity.ToDouble(), lot, Rounding::kDown));
  return fmt::format(R"({{"visible": "{}"}})", visible.ToString());
}

execution::ParentOrder OrderOf(const ExecutionSettings& settings, base::Duration period,
                               base::UnixNanos now) {
  execution::ParentOrder order;
  order.start = now;
  order.end = now + SpanOf(60 * settings.horizon_minutes);
  order.limits.pace = SpanOf(settings.pace_seconds);
  if (settings.max_participation) {
    order.limits.max_participation =
        Decimal::FromDouble(*settings.max_participation, Decimal::PowerOfTen(-9), Rounding::kDown);
  }
  order.limits.participation_window = ParticipationWindow(period);
  return order;
}

}  // namespace

base::Status CheckExecution(const ExecutionSettings& settings) {
  if (settings.algorithm.empty()) return {};
  execution::ParentOrder order = OrderOf(settings, {}, base::UnixNanos{} + base::Days(20'000));
  order.quantity = Quantity(Decimal::FromInt(1'000'000));
  order.arrival_price = Price(Decimal::FromInt(1));
  order.filters = {Price(Decimal::FromInt(1)), Quantity(Decimal::FromInt(1)), Decimal()};
  const auto parts = static_cast<size_t>(settings.algorithm == kShortfall ? settings.slices : 2);
  const std::vector<double> equal(parts, 1 / static_cast<double>(parts));
  const std::string own = SettingsOf(settings, order.quantity, order.filters.lot, equal);
  auto started = execution::ParentExecution::Start(order, settings.algorithm, own);
  if (started) return {};
  return base::Wrap(std::move(started).error(), "execution");
}

base::Status CheckExecution(const ExecutionSettings& settings, base::Duration period) {
  if (settings.algorithm == "vwap") TRY(DayBuckets(period));
  if (settings.algorithm != "pov" || period < SpanOf(60 * settings.horizon_minutes)) return {};
  return base::Fail(
      base::ErrorCode::kUsage,
      fmt::format("execution.horizon_minutes: pov takes a share of what trades, which is known "
                  "when a bar closes, and within {:g} minutes no bar of {} does: take a longer "
                  "horizon, a shorter timeframe, or twap with max_participation",
                  settings.horizon_minutes, base::FormatDuration(period)));
}

base::Result<PlannedParent> PlanParent(const ExecutionSettings& settings,
                                       const core::Intent& intent, Quantity quantity,
                                       const ParentMarket& market,
                                       const ParentPlanOptions& options) {
  const core::Instrument& pair = market.pair;
  execution::ParentOrder order = OrderOf(settings, market.board.period(pair.id), options.now);
  order.instrument = pair.id;
  order.side = intent.terms.side;
  order.quantity = quantity;
  order.arrival_price = Price::FromDouble(market.board.last_close(pair.id), pair.tick);
  order.filters = {pair.tick, pair.lot, pair.min_notional};
  order.reduces_risk = intent.terms.side == core::Side::kSell;
  order.posts = settings.algorithm == "iceberg";
  if (order.posts) order.patience = SpanOf(6 * settings.horizon_minutes);  // a tenth
  order.seed = options.number;
  DayProfile day;
  if (settings.algorithm == "vwap") day = DayOf(market, order, options.as_before);
  if (settings.algorithm == kShortfall) {
    TRY(day.shares, ShortfallFractions(InputsOf(settings, quantity, market)));
  }
  const std::string own = SettingsOf(settings, quantity, pair.lot, day.shares);
  TRY(const auto work, execution::ParentExecution::Start(order, settings.algorithm, own));
  return PlannedParent{work.Save(), std::move(day.why_flat)};
}

}  // namespace keel::engine
