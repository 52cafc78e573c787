// SPDX-License-Identifier: MIT
// The life of an order, in one place: intent -> gate -> children -> order factory -> gate ->
// journal
// -> venue -> report -> order state machine -> ledger -> audit stream.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/event.h"
#include "engine/account.h"
#include "engine/audit.h"
#include "engine/exit_keeper.h"
#include "engine/manual_book.h"
#include "engine/parent_book.h"
#include "engine/risk_watch.h"
#include "execution/order_factory.h"
#include "execution/venue_client.h"
#include "market/board.h"
#include "risk/gate.h"
#include "risk/kept_texts.h"
#include "risk/limit_use.h"
#include "strategy/decision.h"
#include "strategy/strategy.h"

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
  ExecutionSettings execution = {};              ///< checked: see CheckExecution
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

/// What became of the wish to change a working order.
struct AmendVerdict {
  bool sent = false;                    ///< asked of the venue; what comes of it is a report
  std::vector<core::Refusal> refusals;  ///< or why not; empty besides: the order had ended
};

/// What an intent is to its strategy.
enum class Manner : uint8_t {
  kSingle,     ///< an order of its own, sent now or not at all
  kPursuit,    ///< the first toward a target: may wait for the message throttle
  kContinued,  ///< a further part of the same entry: the same, and counted as no entry of its own
  /// An order of its own too, a sale that the volume of the market does not cut. Of what is beyond
  /// the venue's maximum the caller sends the rest.
  kWayOut,
};
constexpr bool Pursues(Manner manner) {
  return manner == Manner::kPursuit || manner == Manner::kContinued;
}

class OrderDesk {
 public:
  /// All references must outlive the desk. `board` is brought up to date on demand.
  OrderDesk(Account& account, market::Board& board, execution::VenueClient& venue, AuditSink& audit,
            OrderDeskOptions options);

  /// Sends what the gate lets pass; an entry larger than one order may be goes out in slices, the
  /// first now. Where the gate refuses, that is an audit event.
  Submission Submit(const core::Intent& intent, base::UnixNanos now,
                    Manner manner = Manner::kSingle);
  /// One order that a person places: no slices, which a restart would forget, no algorithm, and no
  /// waiting for the throttle. Of a sale beyond the venue's maximum that much goes out.
  Submission SubmitAlone(const core::Intent& intent, base::UnixNanos now);
  /// What SubmitAlone would make of it, and what that may cost. Nothing follows from having asked.
  OrderForecast Forecast(const core::Intent& intent, base::UnixNanos now);
  /// Sends the entry `intent` with its exits, or none of them: where the gate refuses one, that is
  /// an audit event. See strategy::Context.
  std::optional<strategy::BracketOrders> SubmitBracket(const core::Intent& intent,
                                                       const strategy::BracketExits& exits,
                                                       base::UnixNanos now);
  /// Asks the venue to end a working order; ended and unknown ones are ignored. With the last exit
  /// of a bracket its entry ends too.
  void Cancel(core::OrderId id, core::OrderEnd why, base::UnixNanos now);
  /// A person takes an order back, working or ended: it is cancelled, and of what it is a part of,
  /// an entry in slices or what an algorithm works, nothing follows.
  void Withdraw(core::OrderId id, base::UnixNanos now);
  /// All that works, and all that would follow.
  void WithdrawAll(core::OrderEnd why, base::UnixNanos now);
  /// Whether it works, or did, for the share of the account that its strategy wants to hold.
  bool IsOfTarget(core::OrderId id) const;
  /// How many entries in slices, algorithms and changed orders have something to send yet, in all
  /// and behind one order.
  size_t followers() const { return slices_.size() + parents_.running() + replacing_.size(); }
  bool IsFollowed(core::OrderId id) const;
  /// Changes a working order, which the gate has to let pass as it would a new one. Less of the
  /// same keeps its place in the queue; with another limit price or for more the order is replaced:
  /// cancelled, and when that is confirmed, what is left of it is sent anew, by another number.
  /// Refused, as an audit event like every other: "amend_state" (it is not known to rest at the
  /// venue, or changes already), "amend_kind" (nothing rests, or an exit or an algorithm owns it),
  /// "amend_change" (no more than has filled, or nothing that would change).
  AmendVerdict Amend(core::OrderId id, const core::OrderChange& change, base::UnixNanos now);
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
  /// Drops the slices that one strategy still has to send in one pair, and stops what an algorithm
  /// works for it there.
  void DropSlices(core::StrategyId strategy, core::InstrumentId instrument, base::UnixNanos now);
  bool HasSlices(core::StrategyId strategy, core::InstrumentId instrument) const;

  /// Books what the venue said. A fee in a third coin whose value is not known is an alert
  /// "unpriced_fee" with its amount: it is booked, and counts as nothing until it has a price.
  void Book(const core::Report& report);
  /// After a restart, in the order of the journal and with its reports between: an order that was
  /// sent, a cancel that was asked for. Nothing goes out and no event is told.
  void Recall(const core::SubmitOrder& sent);
  void RecallKept(const core::SubmitOrder& kept);
  void Recall(const core::CancelOrder& asked);
  void Recall(const core::AmendOrder& asked);
  void Recall(const core::OrderReplaced& replaced);
  // ---- Orders that take the place of others.
  bool has_replacements() const { return !replacing_.empty() || !replaced_.empty(); }
  /// Sends what is to go on in place of orders that have ended.
  void AdvanceReplacements(base::UnixNanos now);
  /// What came of them since the last call.
  std::vector<core::OrderReplaced> TakeReplaced() { return std::exchange(replaced_, {}); }
  // ---- Large orders that an algorithm works.
  bool has_parents() const { return !parents_.empty(); }
  bool hears_volumes() const { return parents_.hears_volumes(); }
  bool works_by_algorithm() const { return parents_.enabled(); }
  std::vector<RunningParent> running_parents() const { return parents_.List(); }
  /// From now on as sessions worked them before revision 3.
  void WorkParentsAsBefore() { parents_.WorkAsBefore(); }
  /// See ParentBook.
  bool IsQuoteNews(core::InstrumentId instrument, const BestQuote& quote) const {
    return parents_.IsQuoteNews(instrument, quote);
  }
  bool LacksQuote(core::InstrumentId instrument) const { return parents_.LacksQuote(instrument); }
  void OnQuote(core::InstrumentId instrument, const BestQuote& quote) {
    parents_.OnQuote(instrument, quote);
  }
  void ForgetQuotes(base::UnixNanos now) { parents_.ForgetQuotes(now); }
  /// A bar closed: what the market traded.
  void OnMarketBar(core::InstrumentId instrument, const core::Bar& bar, base::UnixNanos now);
  /// A report that was booked, by Book alone or by a recall.
  void TellParents(const core::Report& report, base::UnixNanos now);
  /// Sends and cancels what they need now.
  void AdvanceParents(base::UnixNanos now);
  base::UnixNanos next_parent_time() const { return parents_.next_time(); }
  void StopAllParents(base::UnixNanos now);
  void RecallParent(const ParentStarted& start) { parents_.Begin(start); }
  void RecallStop(uint64_t parent, base::UnixNanos now) { parents_.Stop(parent, now); }
  void RecallEnd(uint64_t parent) { parents_.RecallEnd(parent); }
  /// After its order was recalled. kCorrupt for a parent that did not begin.
  base::Status RecallChild(const ParentChild& child);

  // ---- Rules of the venue.
  /// It told the rules of a pair, which the universe has already. `are_new`: they were others.
  void OnRules(core::InstrumentId instrument, const ExitRules& rules, bool are_new,
               base::UnixNanos now);
  /// What algorithms work goes on under the filters that the universe has.
  void RefilterParents(core::InstrumentId instrument, base::UnixNanos now);

  // ---- Exits that are kept here: for a venue that cancels no sibling and trails no stop. Without
  // a call of KeepExits they are the venue's, as all other orders are.
  void KeepExits(ExitKeeperOptions options) { exits_.emplace(account_, options); }
  bool keeps_exits() const { return exits_.has_value(); }
  /// After the recalls: what was kept is kept on.
  void RestoreExits(base::UnixNanos now);
  /// Whether the order works for an exit that is kept: strategies know the exit and not the order.
  bool IsLeg(core::OrderId id) const { return exits_ && exits_->IsLeg(id); }
  /// Whether an exit that is kept waits for such a price.
  bool IsExitNews(core::InstrumentId instrument, core::Price price) const {
    return exits_ && exits_->IsNews(instrument, price);
  }
  /// A price at which one could sell now.
  void OnExitPrice(core::InstrumentId instrument, core::Price price, base::UnixNanos now);
  /// A report that was booked.
  void OnExitReport(const core::Report& report, base::UnixNanos now) {
    if (exits_) exits_->OnReport(report, now);
  }
  /// Sends and cancels what the exits need now.
  void AdvanceExits(base::UnixNanos now);
  /// What became of the exits themselves: for the engine to book and to tell.
  std::vector<core::Report> TakeExitReports() {
    return exits_ ? exits_->TakeReports() : std::vector<core::Report>();
  }
  base::UnixNanos next_exit_time() const { return exits_ ? exits_->next_time() : base::kEndOfTime; }
  /// See ExitKeeper.
  base::Duration unprotected() const { return exits_ ? exits_->unprotected() : base::Duration{}; }
  std::vector<core::TradingScope> WithoutStop() const {
    return exits_ ? exits_->WithoutStop() : std::vector<core::TradingScope>();
  }

  /// Books a fill that no order asked for: the sale of a delisting, half of a crossing.
  void BookForced(const core::Fill& fill);

  /// Books money that came to the account from outside, or left it (below zero): see
  /// Ledger::Withdraw.
  void BookTransfer(core::Money money, base::UnixNanos now);
  /// Books a fill of the account that no order of a strategy explains; see Ledger::BookForeign.
  void BookForeign(const core::Fill& fill);

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
  /// How much of each limit is used, by the sums of the gate; changes nothing.
  std::vector<risk::LimitUse> LimitUses(base::UnixNanos now) const;
  /// What the checks look at besides the account; OnPrices is for the engine to call.
  RiskWatch& risk_watch() { return watch_; }

 private:
  base::UnixNanos EarliestSlice() const;

  /// The first child of an entry, of a further part of one, a later child, what works for an exit
  /// or for a group of entries, and the first that works for such a group.
  enum class Part : uint8_t { kEntry, kContinued, kLater, kLeg, kEntryLeg };
  /// What the gate lets pass of an intent; zero: nothing.
  struct Admission {
    core::Quantity approved;
    bool is_capped = false;
  };
  /// The orders of a bracket, made and not sent.
  struct Bracket {
    core::Order entry;
    std::vector<core::Order> exits;
  };
  struct Slice {
    core::Intent intent;
    core::Quantity rest;
    base::UnixNanos at;
    Part part = Part::kLater;
    std::vector<core::OrderId> sent = {};  ///< and what went on in their place
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
  core::Quantity LargestAlone(const core::Intent& intent, core::Quantity approved) const;
  void PriceForecast(const core::Order& order, const risk::MarketView& market,
                     OrderForecast* forecast) const;
  core::Quantity LargestSale(const core::OrderTerms& terms, core::Quantity quantity) const;
  Admission Admit(const core::Intent& intent, base::UnixNanos now,
                  risk::Leaving leaving = risk::Leaving::kInParts);
  core::Decimal Reserve(const core::OrderTerms& terms);
  std::optional<Bracket> MakeBracket(const core::Intent& intent,
                                     std::span<const core::OrderTerms> exits,
                                     core::Quantity quantity, base::UnixNanos now);
  bool SendBracket(const Bracket& bracket, const core::Intent& intent, base::UnixNanos now);
  void EnterExit(const core::SubmitOrder& exit, bool is_kept);
  void CancelEntryOf(core::OrderId exit, core::OrderEnd why, base::UnixNanos now);
  void Enter(const core::SubmitOrder& sent);
  bool BeginParent(const core::Intent& intent, core::Quantity quantity, Manner manner,
                   base::UnixNanos now);
  void SendParentChild(const ParentWish& wish, base::UnixNanos now);
  void StopParent(uint64_t id, base::UnixNanos now);
  template <typename Which>
  void StopParents(Which which, base::UnixNanos now);
  void StopEntriesOf(const core::TradingScope& scope, base::UnixNanos now);
  void StopParentsOf(core::StrategyId strategy, core::InstrumentId instrument, base::UnixNanos now);
  Child KeepExit(const core::Intent& intent, const core::Order& order, base::UnixNanos now);
  static core::Refusal RefusalOfStopEntry(const core::OrderTerms& terms);
  void SendLeg(const ExitStep& step, base::UnixNanos now);
  void AskToCancel(core::OrderId id, core::OrderEnd why, base::UnixNanos now);
  void FollowGroup(const core::Order& order, const core::Fill& fill);
  void Refuse(const core::Intent& intent, std::vector<core::Refusal> refusals, base::UnixNanos now);
  core::Intent IntentOf(const core::Order& working, base::UnixNanos now) const;
  AmendVerdict RefuseAmend(const core::Intent& intent, std::vector<core::Refusal> refusals,
                           base::UnixNanos now);
  AmendVerdict Reduce(const core::Intent& intent, core::Quantity quantity, core::OrderId id,
                      base::UnixNanos now);
  AmendVerdict Replace(const core::Intent& intent, const core::Order& wanted, base::UnixNanos now);
  void EnterAmend(const core::AmendOrder& asked);
  void BookAmend(const core::OrderAmended& amended);
  std::optional<core::OrderId> SendReplacement(core::OrderId id, base::UnixNanos now);
  void EndReplacement(const core::OrderReplaced& replaced);
  void DropReplacement(core::OrderId id, base::UnixNanos now);
  void FollowReplacement(const core::OrderReplaced& replaced);
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
  std::optional<ExitKeeper> exits_;
  std::set<uint32_t> brackets_;     // groups of an entry and its exits
  std::set<uint32_t> kept_groups_;  // recalled: the others
  ParentBook parents_;
  std::vector<core::OrderId> replacing_;  // to be, or ended and what follows waits
  std::vector<core::OrderReplaced> replaced_;
  std::vector<portfolio::ClosedLot> closed_;  // reused
  uint32_t last_oco_group_ = 0;
  uint64_t last_intent_ = 0;
  uint64_t last_decision_ = 0;
  bool warming_ = false;
  RiskWatch watch_;
  risk::KeptTexts texts_;  // of the people who changed a limit
};

}  // namespace keel::engine
