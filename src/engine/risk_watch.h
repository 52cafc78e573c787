// SPDX-License-Identifier: MIT
// Keeps what the gate's checks look at up to date while orders live and prices move: recent
// activity, portfolio risk, the kill switch. Costs nothing where no limit asks for it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/account.h"
#include "engine/audit.h"
#include "market/board.h"
#include "market/comovement.h"
#include "market/price_watch.h"
#include "risk/gate.h"

namespace keel::engine {

class RiskWatch {
 public:
  /// All references must outlive the watch.
  RiskWatch(const risk::Gate& gate, Account& account, market::Board& board, AuditSink& audit);

  /// Looks at what other limits ask for, from now on.
  void ChangeLimits(const risk::Limits& limits, base::UnixNanos now);

  /// Whether OnPrices must be called whenever prices moved.
  bool needs_prices() const { return keeps_activity_ || measures_portfolio_; }
  void OnPrices(base::UnixNanos now);
  /// Prices from before the session: how assets move together is learnt from them.
  void OnPastPrices(base::UnixNanos now) {
    if (measures_portfolio_) comovement_.Advance(now, board_);
  }
  void OnAsked(const core::Intent& intent) {
    if (keeps_activity_) activity_.OnAsked(intent);
  }
  void OnPassed(const core::Intent& intent, base::UnixNanos now) {
    if (keeps_activity_) activity_.OnIntent(intent, now);
  }
  void OnOrder(const core::Order& order, bool begins_entry, base::UnixNanos now) {
    if (keeps_activity_) activity_.OnOrder(order, begins_entry, now);
    OnOrderChanged();
  }
  /// A working order ended or shrank.
  void OnOrderChanged() { is_stale_ = true; }
  void BeforeFill(const core::Fill& fill) {
    if (keeps_activity_) activity_.BeforeFill(fill, account_.ledger);
  }
  void AfterFill(const core::Fill& fill, std::span<const portfolio::ClosedLot> closed);

  /// When one more order may go to the pair's venue.
  base::UnixNanos NextRoom(core::InstrumentId instrument, base::UnixNanos now) const {
    return activity_.NextRoom(instrument, now);
  }
  /// Whether orders and executions at the venue are known; while they are not, nothing is entered.
  void SetVenueKnown(bool known) { venue_is_known_ = known; }
  bool venue_is_known() const { return venue_is_known_; }
  risk::Activity& activity() { return activity_; }
  risk::KillSwitch& kill_switch() { return kill_switch_; }

  /// The account as the checks see it.
  risk::AccountView View(base::UnixNanos now, core::Decimal worst_fee_rate);
  /// What a check would find at `now`, apart: to look at it changes nothing here, and so nothing of
  /// what a replay does again. Requires all that the watch refers to.
  struct Controls {
    risk::Activity activity;
    risk::PortfolioRisk portfolio;
  };
  Controls Copy(base::UnixNanos now) const;
  /// Fills in what the limits ask of the pair's market.
  void Complete(core::InstrumentId id, base::UnixNanos now, risk::MarketView& view);
  /// Tells the audit stream what tripped and what was released.
  void TellEvents();

 private:
  void TakeLimits(const risk::Limits& limits);
  /// The pair that prices a stablecoin against another one or the dollar; absent: none does.
  std::optional<core::InstrumentId> PegOf(core::InstrumentId id) const;

  Account& account_;
  market::Board& board_;
  AuditSink& audit_;
  risk::Limits limits_;
  bool keeps_activity_ = false;
  bool measures_portfolio_ = false;
  bool looks_at_prices_ = false;  // stale, jumped, off its peg, or how much trades
  risk::Activity activity_;
  risk::PortfolioRisk portfolio_;
  risk::KillSwitch kill_switch_;
  market::Comovement comovement_;
  std::vector<market::JumpWatch> jumps_;                 // by instrument
  std::vector<std::optional<core::InstrumentId>> pegs_;  // by instrument
  bool is_stale_ = true;
  bool venue_is_known_ = true;
};

}  // namespace keel::engine
