// SPDX-License-Identifier: MIT
// The life of an order, in one place: intent -> gate -> children -> order factory -> gate ->
// journal
// -> venue -> report -> order state machine -> ledger -> audit stream.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/event.h"
#include "engine/account.h"
#include "engine/audit.h"
#include "engine/risk_watch.h"
#include "execution/order_factory.h"
#include "execution/venue_client.h"
#include "market/board.h"
#include "risk/gate.h"
#include "risk/kept_texts.h"
#include "strategy/decision.h"

namespace keel::engine {

/// What a pair costs to trade, as far as it is known beforehand.
struct PairCosts {
  double half_spread = 0;
  double impact_k = 0;
};

struct OrderDeskOptions {
  risk::Gate gate;
  std::vector<PairCosts> costs;  ///< by instrument
  core::Decimal worst_fee_rate;
  base::Duration slice_pace = base::Seconds(1);  ///< between the children of one entry
};

/// What one order is expected to cost at the venue, as fractions of its value.
struct VenueCost {
  double fee_rate = 0;  ///< the dearest of the schedule
  double half_spread = 0;
  double impact = 0;
};

/// What became of an intent.
struct Submission {
  std::optional<core::OrderId> order;  ///< the first; absent where the gate refused
  core::Quantity approved;             ///< what goes out, slices included
  /// A standing limit let no more pass: asking again changes nothing until something is sold.
  bool is_capped = false;
  /// Nothing went out yet, since the venue takes no more orders at this moment: it will.
  bool waits = false;
};

/// What an intent is to its strategy.
enum class Manner : uint8_t {
  kSingle,     ///< an order of its own, sent now or not at all
  kPursuit,    ///< the first toward a target: may wait for the message throttle
  kContinued,  ///< a further part of the same entry: the same, and counted as no entry of its own
};

class OrderDesk {
 public:
  /// All references must outlive the desk. `board` is brought up to date on demand.
  OrderDesk(Account& account, market::Board& board, execution::VenueClient& venue, AuditSink& audit,
            OrderDeskOptions options);

  /// Sends what the gate lets pass; an entry larger than one order may be goes out in slices, the
  /// first now. Where the gate refuses, that is an audit event.
  Submission Submit(const core::Intent& intent, base::UnixNanos now,
                    Manner manner = Manner::kSingle);
  /// Asks the venue to end a working order; ended and unknown ones are ignored.
  void Cancel(core::OrderId id, core::OrderEnd why, base::UnixNanos now);
  /// Cancels every working entry of the scope and drops waiting slices: what HALTED means.
  void CancelEntries(base::UnixNanos now, const core::TradingScope& scope = {});
  /// Throws the kill switch: entries of the scope are cancelled and refused until it is released.
  base::Status Kill(const core::TradingScope& scope, std::string_view by, std::string_view reason,
                    base::UnixNanos now);
  /// Holds everything from now on to other limits, working orders excepted; each change is an audit
  /// event. kUsage where a limit is no limit, or one is loosened by nobody or for no reason:
  /// nothing has changed then. For the engine to call.
  base::Status ChangeLimits(const risk::Limits& limits, std::string_view by,
                            std::string_view reason, base::UnixNanos now);
  /// Drops the slices that one strategy still has to send in one pair.
  void DropSlices(core::StrategyId strategy, core::InstrumentId instrument);
  bool HasSlices(core::StrategyId strategy, core::InstrumentId instrument) const;

  /// Books what the venue said. A fee in a third coin whose value is not known is an alert
  /// "unpriced_fee" with its amount: it is booked, and counts as nothing until it has a price.
  void Book(const core::Report& report);
  /// After a restart, in the order of the journal and with its reports between: an order that was
  /// sent, a cancel that was asked for. Nothing goes out and no event is told.
  void Recall(const core::SubmitOrder& sent);
  void Recall(const core::CancelOrder& asked);
  /// Books a fill that no order asked for: the sale of a delisting, half of a crossing.
  void BookForced(const core::Fill& fill);

  /// When the next slice is due (kEndOfTime: none), and sending what is due.
  base::UnixNanos next_slice_time() const {
    return slices_.empty() ? base::kEndOfTime : EarliestSlice();
  }
  void SendDueSlices(base::UnixNanos now);

  core::Quantity HeadRoom(core::StrategyId strategy, core::InstrumentId instrument,
                          base::UnixNanos now);
  /// The most that `equity` (account currency) buys of the pair at its worst price, fee included.
  double AffordableQuantity(core::InstrumentId instrument, double equity);
  VenueCost VenueCostOf(core::InstrumentId instrument, core::Quantity quantity);
  /// The exact price that a close stands for.
  core::Price PriceOf(core::InstrumentId instrument, double close) const {
    return core::Price(ticks_[instrument.index].Nearest(close));
  }
  core::Price LastPrice(core::InstrumentId instrument) const {
    return PriceOf(instrument, board_.last_close(instrument));
  }
  /// Fee, half the spread and impact of a market order of this value (account currency), as a
  /// fraction of it.
  double ExpectedCost(core::InstrumentId instrument, double value);
  /// Whether the strategy may enter the pair at all now, by the rules that forbid an entry of any
  /// size: kill switch, trading state, prices that cannot be trusted, a strategy that is disabled.
  bool MayEnter(core::StrategyId strategy, core::InstrumentId instrument, base::UnixNanos now);
  /// Numbers a decision, from 1, and passes it on to the audit stream.
  uint64_t Keep(core::StrategyId strategy, const strategy::Decision& decision);
  /// After a restart: the next decision follows on this number.
  void RecallDecision(uint64_t number) { last_decision_ = number; }
  /// While the past is gone through nothing is sent, refused or kept.
  void SetWarming(bool warming) { warming_ = warming; }
  bool warming() const { return warming_; }
  Account& account() { return account_; }
  market::Board& board() { return board_; }
  uint32_t NewOcoGroup() { return ++last_oco_group_; }
  uint64_t NewIntentId() { return ++last_intent_; }
  /// The limits in force.
  const risk::Limits& limits() const { return options_.gate.limits().soft; }
  /// What the checks look at besides the account; OnPrices is for the engine to call.
  RiskWatch& risk_watch() { return watch_; }

 private:
  base::UnixNanos EarliestSlice() const;

  /// The first child of an entry, of a further part of one, or a later child.
  enum class Part : uint8_t { kEntry, kContinued, kLater };
  struct Slice {
    core::Intent intent;
    core::Quantity rest;
    base::UnixNanos at;
    Part part = Part::kLater;
  };
  struct Child {
    std::optional<core::OrderId> order;
    bool must_wait = false;  ///< for the message throttle alone
  };

  risk::MarketView MarketOf(core::InstrumentId instrument);
  /// With what the limits ask of recent prices besides.
  risk::MarketView MarketNow(core::InstrumentId instrument, base::UnixNanos now);
  risk::AccountView AccountNow(base::UnixNanos now) {
    return watch_.View(now, options_.worst_fee_rate);
  }
  /// Sends a child or says why not; one that may wait for the throttle is not refused by it.
  Child SendChild(const core::Intent& intent, core::Quantity quantity, Part part,
                  base::UnixNanos now, bool may_wait);
  core::Quantity LargestChild(const core::Intent& intent, core::Quantity quantity);
  void Enter(const core::SubmitOrder& sent);
  void Refuse(const core::Intent& intent, std::vector<core::Refusal> refusals, base::UnixNanos now);
  void BookFill(const core::Fill& fill);
  bool PaysInThirdCoin(const core::Fill& fill) const;
  void PriceThirdCoin(core::CurrencyId id);
  void TellThirdCoin(const core::Fill& fill);
  void End(core::OrderId id, execution::OrderSignal signal, core::OrderEnd why,
           base::UnixNanos time);

  Account& account_;
  market::Board& board_;
  execution::VenueClient& venue_;
  AuditSink& audit_;
  OrderDeskOptions options_;
  execution::OrderFactory factory_;
  std::vector<core::Grid> ticks_;  // by instrument
  std::vector<Slice> slices_;
  std::vector<portfolio::ClosedLot> closed_;  // reused
  uint32_t last_oco_group_ = 0;
  uint64_t last_intent_ = 0;
  uint64_t last_decision_ = 0;
  bool warming_ = false;
  RiskWatch watch_;
  risk::KeptTexts texts_;  // of the people who changed a limit
};

}  // namespace keel::engine
