// SPDX-License-Identifier: MIT
#include "engine/risk_watch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace keel::engine {
namespace {

/// Coins that promise to be worth a dollar.
constexpr std::array<std::string_view, 14> kStablecoins = {"USDT",  "USDC", "BUSD", "DAI",  "TUSD",
                                                           "FDUSD", "USDP", "PAX",  "GUSD", "UST",
                                                           "PYUSD", "USDE", "USDS", "SUSD"};

bool IsStablecoin(std::string_view code) {
  return std::find(kStablecoins.begin(), kStablecoins.end(), code) != kStablecoins.end();
}

base::Duration SecondsOf(double seconds) {
  return base::Nanoseconds(static_cast<int64_t>(std::llround(seconds * 1e9)));
}

}  // namespace

RiskWatch::RiskWatch(const risk::Gate& gate, Account& account, market::Board& board,
                     AuditSink& audit)
    : account_(account),
      board_(board),
      audit_(audit),
      activity_(gate.limits().soft, account.ledger.universe(), gate.strategies()),
      portfolio_(account.ledger.universe(), account.ledger.account_currency()),
      comovement_(account.ledger.universe(), account.ledger.account_currency(),
                  gate.limits().soft.cluster_correlation) {
  TakeLimits(gate.limits().soft);
  for (const core::Instrument& pair : account.ledger.universe().instruments()) {
    pegs_.push_back(PegOf(pair.id));
  }
}

void RiskWatch::TakeLimits(const risk::Limits& limits) {
  limits_ = limits;
  keeps_activity_ = risk::Activity::IsNeeded(limits);
  measures_portfolio_ = risk::PortfolioRisk::IsNeeded(limits);
  looks_at_prices_ = limits.stale_bars || limits.jump_5m || limits.jump_60s || limits.depeg_price ||
                     limits.participation;
  jumps_.clear();
  for (const core::Instrument& pair : account_.ledger.universe().instruments()) {
    jumps_.emplace_back(board_.period(pair.id), limits.jump_5m, limits.jump_60s,
                        SecondsOf(limits.jump_pause_s));
  }
}

void RiskWatch::ChangeLimits(const risk::Limits& limits, base::UnixNanos now) {
  TakeLimits(limits);
  activity_.ChangeLimits(limits, account_.ledger, now);
  comovement_.ChangeClusterCorrelation(limits.cluster_correlation);
  if (measures_portfolio_) comovement_.Advance(now, board_);
  is_stale_ = true;
  TellEvents();
}

std::optional<core::InstrumentId> RiskWatch::PegOf(core::InstrumentId id) const {
  const core::Universe& universe = account_.ledger.universe();
  const core::CurrencyId coin = universe.at(id).quote;
  if (!IsStablecoin(universe.code(coin))) return std::nullopt;
  for (const core::Instrument& pair : universe.instruments()) {
    const std::string& against = pair.symbol.quote;
    if (pair.base == coin && (against == "USD" || IsStablecoin(against))) return pair.id;
  }
  return std::nullopt;
}

void RiskWatch::OnPrices(base::UnixNanos now) {
  is_stale_ = true;
  if (measures_portfolio_) comovement_.Advance(now, board_);
  if (!keeps_activity_) return;
  activity_.OnPrices(now, account_.ledger);
  if (activity_.has_events()) TellEvents();
}

void RiskWatch::AfterFill(const core::Fill& fill, std::span<const portfolio::ClosedLot> closed) {
  is_stale_ = true;
  if (!keeps_activity_) return;
  activity_.AfterFill(fill, closed, account_.ledger);
  if (activity_.has_events()) TellEvents();
}

void RiskWatch::TellEvents() {
  for (const auto& event : activity_.TakeEvents()) audit_.OnTradingState(event);
  for (const auto& event : kill_switch_.TakeEvents()) audit_.OnTradingState(event);
}

risk::AccountView RiskWatch::View(base::UnixNanos now, core::Decimal worst_fee_rate) {
  if (keeps_activity_) {
    activity_.OnTime(now, account_.ledger);
    if (activity_.has_events()) TellEvents();
  }
  if (measures_portfolio_ && is_stale_) {
    portfolio_.Refresh(comovement_, account_.ledger, account_.working);
    is_stale_ = false;
  }
  return {&account_.ledger, &account_.working, worst_fee_rate, account_.breaker.state(), now,
          &activity_,       &portfolio_,       &kill_switch_,  venue_is_known_};
}

RiskWatch::Controls RiskWatch::Copy(base::UnixNanos now) const {
  Controls controls{activity_, portfolio_};
  if (keeps_activity_) controls.activity.OnTime(now, account_.ledger);
  if (measures_portfolio_ && is_stale_) {
    controls.portfolio.Refresh(comovement_, account_.ledger, account_.working);
  }
  return controls;
}

void RiskWatch::Complete(core::InstrumentId id, base::UnixNanos now, risk::MarketView& view) {
  if (!looks_at_prices_ || !board_.has_price(id)) return;
  const std::span<const core::Bar> bars = board_.history(id).visible();
  const base::Duration period = board_.period(id);
  view.bar_period = period;
  view.price_age = now - (bars.back().open_time + period);
  view.last_jump = jumps_[id.index].LastJump(bars, now);
  if (limits_.participation) {
    const auto declared = board_.declared_adv(id);
    view.hour_volume = declared ? *declared / 24 : market::HourVolume(bars, period);
  }
  const auto peg = pegs_[id.index];
  if (!limits_.depeg_price || !peg) return;
  view.off_peg_for = market::BelowFor(board_.history(*peg).visible(), board_.period(*peg),
                                      *limits_.depeg_price, now, SecondsOf(limits_.depeg_s));
}

}  // namespace keel::engine
