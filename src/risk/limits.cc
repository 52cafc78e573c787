// SPDX-License-Identifier: MIT
#include "risk/limits.h"

#include <fmt/format.h>

#include "base/text.h"

namespace keel::risk {

const std::vector<std::string>& ProfileNames() {
  static const std::vector<std::string> kNames = {"fund", "research", "live"};
  return kNames;
}

namespace {

Limits LiveLimits() {
  Limits limits;
  limits.profile = "live";
  limits.position_share = 0.05;
  limits.gross_exposure = 0.20;
  limits.gross_value_max = 500;
  limits.order_value_max = 100;
  limits.open_orders_per_symbol = 3;
  limits.open_orders = 10;
  limits.daily_alert = 0.01;
  limits.daily_reducing = 0.015;
  limits.daily_halt = 0.02;
  limits.weekly_halt = 0.04;
  limits.total_halt = 0.06;
  limits.entries_per_hour = 6;
  limits.entries_per_day = 20;
  limits.turnover_per_day = 0.5;
  return limits;
}

}  // namespace

base::Result<Limits> LimitsOf(std::string_view profile) {
  if (profile == "fund") return Limits{};
  if (profile == "research") {
    Limits limits;
    limits.profile = "research";
    limits.position_share = 1.00;
    limits.gross_value_max = std::nullopt;
    limits.order_value_share = std::nullopt;
    limits.order_value_max = std::nullopt;
    limits.order_value_alert = std::nullopt;
    limits.order_value_floor = std::nullopt;
    limits.entry_interval_s = std::nullopt;
    limits.open_orders_per_symbol = std::nullopt;
    limits.open_orders = std::nullopt;
    limits.daily_alert = std::nullopt;
    limits.daily_reducing = std::nullopt;
    limits.daily_halt = std::nullopt;
    limits.weekly_halt = std::nullopt;
    limits.total_halt = std::nullopt;
    limits.cluster_exposure = std::nullopt;
    limits.var_daily = std::nullopt;
    limits.cvar_daily = std::nullopt;
    limits.participation = std::nullopt;
    limits.jump_5m = std::nullopt;
    limits.jump_60s = std::nullopt;
    limits.duplicate_s = std::nullopt;
    limits.orders_per_second = std::nullopt;
    limits.orders_per_10s = std::nullopt;
    limits.entries_per_hour = std::nullopt;
    limits.entries_per_day = std::nullopt;
    limits.losing_streak = std::nullopt;
    limits.self_trade_distance = std::nullopt;
    limits.loss_per_trade = std::nullopt;
    limits.strategy_day_loss = std::nullopt;
    limits.turnover_per_day = std::nullopt;
    limits.fees_alert = std::nullopt;
    limits.stale_bars = std::nullopt;
    limits.depeg_price = std::nullopt;
    limits.venue_share = std::nullopt;
    return limits;
  }
  if (profile == "live") return LiveLimits();
  return base::Fail(
      base::ErrorCode::kUsage,
      fmt::format("unknown risk profile \"{}\"{}; profiles: {}", profile,
                  base::DidYouMean(profile, ProfileNames()), base::Join(ProfileNames(), ", ")));
}

}  // namespace keel::risk
