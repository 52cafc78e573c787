// SPDX-License-Identifier: MIT
// A session that trades: the engine of the backtest, told of the world by a driver that owns the
// clock and the sockets. Every input is written before it acts, and nothing leaves before the
// journal holds it, so a restart knows its orders and its money, and a replay does the same again.
//
// The driver, for everything it hears:  session.On...(now);  TRY(session.Commit());  then it sends
// session.TakeRequests(). When Commit fails, the process must end: what the disk holds is unknown.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/balance_check.h"
#include "engine/live_series.h"
#include "engine/manual_book.h"
#include "engine/rehearsal.h"
#include "engine/session_log.h"
#include "engine/session_past.h"
#include "engine/trading_core.h"
#include "execution/venue_link.h"

namespace keel::engine {

/// How a session answers what it is told; a replay does as the journal's start says. 0: before
/// there were revisions. 1: a sale of Flatten that sold nothing is made again after a second;
/// balances that differ are compared until a person resumes, and once more then; to resume ends
/// orders that the venue no longer knows; the names of orders have the mark of their start. 2: what
/// an algorithm works goes on under the filters of the latest start. 3: whoever cancels an order
/// takes back what would follow it; a restart knows of an order with a cancel under way whether the
/// venue had accepted it; algorithms know the best prices and what traded before they began, one
/// that posts waits longer after each refusal, and none enters while it is not known how the
/// account stands; of a coin that somebody took out strategies hold no more than what is left. 4:
/// an order that ended before a restart, and of which the venue tells as working, is looked at
/// again before that is in dispute, and while it works its cancel is sent again; of a purchase that
/// others had sold before it was booked a strategy keeps what is left.
constexpr uint32_t kSessionRevision = 4;

struct LiveOptions {
  BacktestSettings settings;  ///< account.balances: what the venue says at the very first start
  execution::VenueLinkOptions link;
  std::string configuration;  ///< the settings as JSON, for the journal
  std::string code_version;
  bool keeps_decisions = true;  ///< false: a replay of a journal that has none
  uint32_t revision = kSessionRevision;
  /// How long bars of one close wait for those of other pairs, so that strategies see all at once.
  base::Duration bar_patience = base::Seconds(3);
  /// Hears what the journal is told of refusals, limits and trading states, also while the past is
  /// gone through; must outlive the session.
  AuditSink* audience = nullptr;
  ExitKeeperOptions exits = {};
};

/// Who had all that is held sold, and why.
struct SaleOfAll {
  std::string by, reason;
  base::UnixNanos time;
};

/// A venue's rules of a pair.
struct PairRules {
  core::InstrumentId instrument;
  core::InstrumentFilters filters;
  core::Quantity largest_sale;  ///< that one order at the market may be; zero: any
  execution::StopRules stops = {};
};

class LiveSession {
 public:
  /// Begins a session where the journal is empty, or goes on with the one that it holds: its
  /// orders, its money, its controls. Strategies have gone through the past bars of `series` and of
  /// the journal when it returns. Of `series`, bars that the journal has are left out. What
  /// `memory` points to and `registry` must outlive the session. kUsage and kNotFound for settings,
  /// kCorrupt for a journal that does not fit them, kRefused for
  /// one that was written later than `now`.
  static base::Result<std::unique_ptr<LiveSession>> Open(LiveOptions options,
                                                         const Registry& registry,
                                                         std::vector<LiveSeries> series,
                                                         const SessionMemory& memory,
                                                         base::UnixNanos now);

  // ---- What the driver tells. Times never go back.
  /// A closed bar. One that is older than the newest is left out; kUsage for one that cannot be.
  base::Status OnBar(core::InstrumentId instrument, const core::Bar& bar, base::UnixNanos now);
  /// Bars that closed while the program was away, all but the newest, those of one close together
  /// and in order of time: learnt from, not acted on.
  base::Status OnPastBars(const std::vector<BarRecord>& bars, base::UnixNanos now);
  void OnVenueEvent(const execution::VenueEvent& event, base::UnixNanos now);
  /// The best price at which one could sell now, as often as the venue tells it. Only what an exit
  /// waits for that is kept here is written and acted on, and then it returns true; all else costs
  /// a comparison.
  bool OnBestBid(core::InstrumentId instrument, core::Price bid, base::UnixNanos now);
  /// Both sides, as often as the venue tells them; a side that is not there is not above 0. As
  /// OnBestBid, and kept for what algorithms work: what they need of it is written just before the
  /// input that they act on (a bar, a word of the venue, a timer), at most once a pace.
  bool OnBestPrices(core::InstrumentId instrument, core::Price bid, core::Price ask,
                    base::UnixNanos now);
  /// The venue's prices are not heard any more: what was heard last is told to nobody.
  void ForgetBestPrices() { best_.clear(); }
  /// The venue's rules of these pairs as they are now. Returns the pairs whose rules are new: all
  /// that is sent for them from then on is rounded by them. kUsage for filters that are none, and
  /// nothing has changed then.
  base::Result<std::vector<core::InstrumentId>> OnRules(const std::vector<PairRules>& rules,
                                                        base::UnixNanos now);
  /// Whether the venue refused orders by filters since their rules were told: to be asked for soon.
  bool wants_rules() const { return !doubted_rules_.empty(); }
  base::UnixNanos next_timer() const;
  void OnTimer(base::UnixNanos now);

  // ---- What a person asks for.
  base::Status Kill(const core::TradingScope& scope, std::string_view by, std::string_view reason,
                    base::UnixNanos now);
  base::Status Release(const core::TradingScope& scope, bool confirmed, std::string_view by,
                       std::string_view reason, base::UnixNanos now);
  /// A strategy that was disabled for what it did may enter again. kUsage without a reason.
  base::Status Enable(core::StrategyId strategy, std::string_view by, std::string_view reason,
                      base::UnixNanos now);
  /// What did not agree with the venue has been looked at, and keeps entries off no longer.
  base::Status SettleDisputes(std::string_view by, std::string_view reason, base::UnixNanos now);
  base::Status ChangeLimits(const risk::Limits& limits, std::string_view by,
                            std::string_view reason, base::UnixNanos now);
  /// Gives parameters of a strategy other values; those that are not named stay. It is made anew,
  /// goes through the bars known so far and decides by them from its next bar on; its position, its
  /// orders and its share of the account stay. It outlives restarts, until they are set again.
  /// kUsage for values that it does not take and without a reason, kNotFound for a strategy without
  /// parameters, kUnsupported where it would need order books then: nothing has changed.
  base::Status SetParams(core::StrategyId strategy, std::vector<ParamRecord> params,
                         std::string_view by, std::string_view reason, base::UnixNanos now);
  /// Takes an order back, and what would follow it: see OrderDesk::Withdraw. kNotFound where
  /// neither it works nor anything follows it.
  base::Status Cancel(core::OrderId order, std::string_view by, base::UnixNanos now);
  /// Takes back all that works and all that would follow.
  base::Status CancelAll(std::string_view by, base::UnixNanos now);
  /// Takes back all orders because the program ends; what strategies want they still want when it
  /// begins again.
  base::Status EndOrders(std::string_view by, base::UnixNanos now);
  /// Changes a working order: see OrderDesk. kNotFound for an order that does not work, kRefused
  /// with the rules that stand against the change.
  base::Status Amend(core::OrderId order, const core::OrderChange& change, std::string_view by,
                     base::UnixNanos now);
  /// Places one order in the book of those by hand, whole or as much as the gate lets pass, which
  /// it has to pass as all others do; a sale only of what this book holds. The key of a person
  /// places one order, over restarts too: asked again, what it placed is told and nothing done.
  /// kUsage for terms that are no order, and where the key placed another; kRefused with the rules.
  base::Result<ManualPlacement> Place(const ManualOrder& order, base::UnixNanos now);
  /// What would become of it now. Nothing follows from having asked. kUsage as above.
  base::Result<OrderForecast> Forecast(const ManualOrder& order, base::UnixNanos now);
  /// The number of that book among the strategies, of which it is the last.
  core::StrategyId manual_book() const {
    return {static_cast<uint16_t>(record_.strategies.size() - 1)};
  }
  /// Stops entries, cancels all orders and sells everything at the market. It stays so, over
  /// restarts too, until that is released.
  base::Status Flatten(std::string_view by, std::string_view reason, base::UnixNanos now);
  /// The same of one strategy: its entries, its orders, what it holds.
  base::Status Flatten(core::StrategyId strategy, std::string_view by, std::string_view reason,
                       base::UnixNanos now);

  /// A record of a journal that tells something (bars, the venue, a timer, an act of a person), as
  /// if it happened again; others are left out. kCorrupt.
  base::Status Feed(const storage::Record& record);

  // ---- After each of them.
  /// Makes durable what was told and done. Only then are there requests to take: an order that the
  /// journal does not hold cannot be sent.
  base::Status Commit();
  std::vector<execution::Request> TakeRequests() { return std::exchange(durable_, {}); }
  /// Sentences for a person since the last call.
  std::vector<std::string> TakeNotes() { return std::exchange(notes_, {}); }

  const Account& account() const { return core_->account(); }
  const execution::VenueLink& link() const { return *link_; }
  /// Something did not agree with the venue, or others traded on the account, and nobody has
  /// looked: nothing is entered until SettleDisputes.
  bool in_dispute() const { return reducing_ || link_->disputes() > 0; }
  /// Who had all of the account sold, or what a strategy holds: until that is released.
  const std::map<std::optional<core::StrategyId>, SaleOfAll>& flattened() const {
    return flattened_;
  }
  const core::Universe& universe() const { return record_.universe; }
  /// The number of a coin, made where it is new: fees come in any.
  core::CurrencyId AddCurrency(std::string_view code);
  const std::vector<LiveSeries>& series() const { return series_; }
  /// The book of orders by hand behind them.
  const std::vector<StrategyRecord>& strategies() const { return record_.strategies; }
  /// Without that book, with the parameters in force.
  const std::vector<PlannedStrategy>& planned() const { return plan_->strategies; }
  OrderDesk& desk() { return core_->desk(); }
  /// Time since this start at which something was held whose stop was not at the venue.
  base::Duration unprotected() const { return core_->desk().unprotected(); }
  /// Who holds something now whose stop is not at the venue, though it belongs there.
  std::vector<core::TradingScope> WithoutStop() const { return core_->desk().WithoutStop(); }
  /// Of every order sent, cancel asked for and report booked since the journal began: the same for
  /// a replay.
  std::string Hash() { return log_.Hash(); }
  /// Of a replay: see SessionLog.
  std::vector<std::string> TakeDone() { return log_.TakeDone(); }

 private:
  LiveSession(LiveOptions options, std::vector<LiveSeries> series, storage::Journal* journal);

  static base::Result<StartedRecord> FirstStart(const LiveOptions& options, SessionPast& past);
  base::Status LookAhead(SessionPast& past, const Registry& registry);
  void AdoptParams(const BacktestSettings& as_set, const Registry& registry);
  base::Status Build(const Registry& registry, const StartedRecord& start);
  base::Status CheckIdentity(const StartedRecord& start) const;
  std::string Identity() const;
  base::Status RecallAll(SessionPast& past);
  void RefilterParents(base::UnixNanos now);
  base::Status CheckClock(base::UnixNanos now) const;
  base::Status Recall(const storage::Record& record);
  base::Status RecallBars(const BarsRecord& record, base::UnixNanos now);
  base::Status RecallReport(const ReportedRecord& record, base::UnixNanos now);
  base::Status RecallParent(const storage::Record& record);
  base::Result<QuoteRecord> ReadQuote(const storage::Record& record) const;
  base::Status RecallState(const storage::Record& record);
  base::Status RecallAmend(const AmendRecord& record, base::UnixNanos now);
  base::Status RecallAct(const OperatorRecord& record, base::UnixNanos now);
  base::Result<std::vector<PricingBar>> AppendBars(const std::vector<BarRecord>& bars);
  void CloseBars(base::UnixNanos now);
  void Dispatch(const std::vector<PricingBar>& bars, base::UnixNanos now);
  void Wake(base::UnixNanos now);
  void TellQuotes(base::UnixNanos now);
  void TellQuotesAtClose(const std::vector<PricingBar>& bars, base::UnixNanos now);
  void TellQuote(core::InstrumentId instrument, BestQuote quote, base::UnixNanos now);
  void Settle(base::UnixNanos now);
  base::Status Act(const OperatorRecord& record, base::UnixNanos now);
  base::Status CheckWorks(core::OrderId order) const;
  base::Status CheckTerms(const core::OrderTerms& terms) const;
  core::Intent IntentOf(const core::OrderTerms& terms, std::string_view reason,
                        base::UnixNanos now) const;
  base::Status PlaceByHand(const OperatorRecord& record, base::UnixNanos now);
  base::Result<BacktestSettings> WithParams(const OperatorRecord& record) const;
  base::Status TakeParams(const OperatorRecord& record, base::UnixNanos now);
  void EndSale(const core::TradingScope& scope);
  bool IsFlattened(core::StrategyId strategy) const;
  void StopSoldParents(base::UnixNanos now);
  void SellEverything(base::UnixNanos now);
  void SellFree(core::StrategyId strategy, const core::Instrument& pair, base::UnixNanos now);
  void PaceSales(const core::Report& report, base::UnixNanos now);
  void PauseSales(core::StrategyId strategy, core::InstrumentId pair, base::UnixNanos now);
  void DoubtRules(const core::Report& report);
  bool AreNew(const PairRules& rules) const;
  // ---- Other hands on the account.
  void Hear(const core::Report& report, base::UnixNanos now);
  void Reduce(std::string_view rule, base::UnixNanos now);
  void CompareBalances(const execution::ToldBalances& told, base::UnixNanos now);
  void EndReducing(const OperatorRecord& record, base::UnixNanos now);
  void AdoptBalances(base::UnixNanos now);
  void RecallDeposit(const DepositRecord& record, base::UnixNanos now);

  LiveOptions options_;
  Registry registry_;
  std::vector<LiveSeries> series_;
  std::vector<LoadedSeries> loaded_;
  RunRecord record_;
  SessionLog log_;
  AuditFan audit_{{&log_}};
  std::optional<TradingPlan> plan_;
  std::optional<market::Board> board_;
  std::optional<execution::VenueLink> link_;
  std::unique_ptr<TradingCore> core_;
  std::vector<core::Fill> recalled_fills_;
  std::map<core::InstrumentId, BestQuote> best_;  // heard, and told where it matters
  std::vector<PricingBar> closing_;               // that wait for other pairs
  base::UnixNanos close_at_ = base::kEndOfTime;
  std::map<std::optional<core::StrategyId>, SaleOfAll> flattened_;      // nobody: everything
  std::map<std::pair<std::string, std::string>, PlacedRecord> placed_;  // by person and key
  std::optional<core::OrderId> by_hand_;                                // what the last act placed
  /// No sale of Flatten before.
  std::map<std::pair<core::StrategyId, core::InstrumentId>, base::UnixNanos> sell_at_;
  std::set<core::InstrumentId> doubted_rules_;
  bool reducing_ = false;  // others have traded on the account; until a person releases
  BalanceCheck balance_check_;
  std::vector<execution::Request> durable_;  // of the link, and in the journal
  std::vector<std::string> notes_;
  risk::KeptTexts texts_;
};

}  // namespace keel::engine
