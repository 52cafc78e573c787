// SPDX-License-Identifier: MIT
// The engine: a single-threaded, deterministic machine that turns an ordered stream of events into
// commands. Drivers decide where events come from and who advances the clock; a backtest, a paper
// session and a live one run this same code.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/event.h"
#include "engine/audit.h"
#include "engine/crossing.h"
#include "engine/equity_recorder.h"
#include "engine/order_desk.h"
#include "engine/sleeve_book.h"
#include "engine/strategy_context.h"
#include "market/aggregator.h"
#include "market/board.h"
#include "market/feature_store.h"
#include "strategy/strategy.h"

namespace keel::engine {

/// One strategy at work on its pairs.
struct InstanceSpec {
  core::StrategyId strategy;
  std::unique_ptr<strategy::Strategy> object;
  double allocation = 1;  ///< share of the account's equity
  std::vector<core::InstrumentId> instruments;
  core::Timeframe timeframe;
  std::span<const market::FeatureSpec> features{};  ///< that it reads, in its own order
  uint64_t seed = 1;
  bool sees_instants = false;  ///< wants OnInstant
  bool hears_books = false;    ///< wants OnBook
};

/// A bar of the series that prices a pair, or a single trade as a bar without length.
struct PricingBar {
  core::InstrumentId instrument;
  const core::Bar* bar;
  const core::TradeTick* trade = nullptr;
};

class Engine {
 public:
  /// `pricing` is the timeframe of each pair's pricing series, by instrument. All references must
  /// outlive the engine; `curve` receives one sample for every instant at which bars closed.
  Engine(OrderDesk& desk, AuditSink& audit, std::vector<core::Timeframe> pricing,
         EquityCurve& curve);

  /// Before instances are added: who closes the sleeves' days and changes their shares, and where
  /// their opposite wishes meet (null: nowhere). Both must outlive the engine.
  void ShareAccount(SleeveBook& sleeves, Crossing* crossing) {
    sleeves_ = &sleeves;
    crossing_ = crossing;
    has_ends_of_instants_ = crossing != nullptr;
  }
  void AddInstance(InstanceSpec spec);
  void Start(base::UnixNanos now);

  /// All pricing bars that close at `now`: every one is visible before any strategy acts.
  void DispatchBars(base::UnixNanos now, std::span<const PricingBar> bars);
  /// The same for bars of the past, before the session and after Start: strategies, features and
  /// what the controls measure learn of them, and nothing is sent, booked or sampled.
  void Warm(base::UnixNanos now, std::span<const PricingBar> bars);
  /// The pair's order book changed.
  void DispatchBook(base::UnixNanos now, const market::OrderBook& book);
  /// A venue's word, heard at `now`.
  void Dispatch(base::UnixNanos now, const core::Report& report);
  /// Trading ended: what is held of the pair is sold at `event.last_price`. Every report about the
  /// pair must have been dispatched.
  void Dispatch(base::UnixNanos now, const core::InstrumentDelisted& event);
  /// What all strategies together hold of the pair and can deliver: coins that pay for other pairs
  /// may be spent.
  core::Quantity Deliverable(core::InstrumentId id) const {
    return std::min(account_.ledger.position(id), BalanceOfBase(id));
  }
  /// The last price less the haircut, rounded down to the tick.
  core::Price DelistingPrice(core::InstrumentId id, double haircut) const;
  /// Holds the run to other limits from `now` on, what it has already done included: see OrderDesk.
  base::Status ChangeLimits(base::UnixNanos now, const risk::Limits& limits, std::string_view by,
                            std::string_view reason);
  /// When the engine wants to be called (kEndOfTime: never), and the call.
  base::UnixNanos next_timer() const {
    const base::UnixNanos next = std::min(desk_.next_slice_time(), desk_.next_exit_time());
    return desk_.has_parents() ? std::min(next, desk_.next_parent_time()) : next;
  }
  void OnTimer(base::UnixNanos now);
  /// The best price at which one could sell now, between bars: for exits that are kept here.
  void OnBestBid(base::UnixNanos now, core::InstrumentId instrument, core::Price bid);
  /// The best prices of a pair: for what algorithms work.
  void OnQuote(core::InstrumentId instrument, const BestQuote& quote);
  /// Sends and cancels what algorithms want, what follows orders that are replaced, and what exits
  /// need that are kept here, and tells
  /// strategies what became of them. Whoever submits or cancels from outside calls it after that.
  void KeepExits(base::UnixNanos now);
  /// A person takes an order back, or all of them: see OrderDesk. What strategies want to hold by
  /// them is given up, half-way as it may be, until they want another share.
  void Withdraw(base::UnixNanos now, core::OrderId order);
  void WithdrawAll(base::UnixNanos now);
  /// Equity at the first sample: deposits at the first marks.
  core::Decimal starting_equity() const { return starting_equity_.value_or(core::Decimal()); }
  /// A strategy goes on with the objects of the only one of `rehearsed`, which have gone through
  /// the same bars. What it holds and wants to hold, and its orders, stay; only where it neither
  /// holds nor wants anything, and the other would have entered, it enters from its next bar on.
  void Renew(core::StrategyId strategy, Engine& rehearsed);
  /// What the instances of a strategy tell of the run.
  std::vector<strategy::ReportTable> TablesOf(core::StrategyId strategy) const;
  /// Nothing trades any more: what algorithms work is stopped.
  void StopParents() {
    desk_.StopAllParents(now_);
    desk_.AdvanceParents(now_);
  }
  /// The end of the run. Replaces the last equity sample: reports may arrive after the last bar.
  void CloseBooks();

 private:
  struct Instance {
    core::StrategyId id;
    std::unique_ptr<strategy::Strategy> object;
    std::unique_ptr<StrategyContext> context;
    std::vector<core::InstrumentId> instruments;
    bool has_news = false;  ///< a bar was delivered at this instant
  };
  /// Bars of one pair and timeframe with those who want them.
  struct Feed {
    core::BarClosed event;
    // Neither: the pricing series itself.
    std::optional<market::BarAggregator> aggregator;
    std::optional<market::TradeAggregator> trade_aggregator;
    bool is_aggregated = false;
    market::History history;                         // of an aggregated feed
    std::unique_ptr<market::FeatureStore> features;  // where a listener wants some
    market::CompletedBars completed;                 // of an aggregated feed, at this instant
    std::vector<Instance*> listeners;
  };

  Feed& FeedOf(core::InstrumentId id, core::Timeframe timeframe);
  const market::History* HistoryOf(core::InstrumentId id, const Feed& feed) const;
  market::FeatureView ViewOf(Feed& feed, std::span<const market::FeatureSpec> wanted);
  void See(const PricingBar& bar);
  [[gnu::noinline]] void ComputeFeatures(const PricingBar& bar);
  void Assess();
  void AllotShares();
  [[gnu::noinline]] void CloseDay();
  [[gnu::noinline]] void EndInstant();
  /// The end of an instant: whoever could make a wish has been called.
  void SettleWishes() {
    if (crossing_ != nullptr && crossing_->has_wishes()) [[unlikely]]
      Cross();
    if (desk_.keeps_exits() || desk_.has_parents() || desk_.has_replacements()) [[unlikely]]
      KeepExits(now_);
  }
  [[gnu::noinline]] void Cross();
  void TellVolumes(std::span<const PricingBar> bars);
  void WatchExits();
  void WatchEquity();
  [[gnu::always_inline]] void SampleEquity() {
    curve_.Sample(now_, account_.ledger.equity(), account_.ledger.cash());
  }
  void Act(const PricingBar& bar);
  [[gnu::noinline]] void Aggregate(Feed& feed, const PricingBar& pricing);
  static void Complete(Feed& feed, const PricingBar& pricing);
  void DeliverAggregated(Feed& feed, const core::Bar& bar);
  [[gnu::noinline]] void DeliverTrade(const Feed& feed, const core::TradePrinted& trade);
  void Deliver(Feed& feed, const core::Bar& bar);
  core::Quantity BalanceOfBase(core::InstrumentId id) const {
    const portfolio::Ledger& ledger = account_.ledger;
    return core::Quantity(ledger.spendable(ledger.universe().at(id).base));
  }
  Instance* Owner(core::StrategyId strategy, core::InstrumentId instrument);
  void Tell(const core::Report& report);
  void TellOrderEnded(core::OrderId id, core::OrderEnd why);
  void TellFill(const core::Fill& fill);
  void TellAmended(const core::OrderAmended& amended);
  void TellReplaced();

  OrderDesk& desk_;
  Account& account_;
  market::Board& board_;
  AuditSink& audit_;
  SleeveBook* sleeves_ = nullptr;
  Crossing* crossing_ = nullptr;
  base::UnixNanos day_end_ = base::kEndOfTime;  // of the sleeves
  EquityRecorder curve_;
  bool watches_;  // prices and equity, at every instant
  base::UnixNanos now_{};
  std::optional<core::Decimal> starting_equity_;
  std::vector<core::Timeframe> pricing_;
  std::vector<std::vector<std::unique_ptr<Feed>>> feeds_;  // by instrument
  std::deque<Instance> instances_;
  std::vector<Instance*> owners_;  // strategy x instrument
  std::vector<Instance*> instant_listeners_;
  std::vector<std::vector<Instance*>> book_listeners_;  // by instrument
  bool has_ends_of_instants_ = false;  // somebody acts when all bars of an instant have been told
  std::vector<risk::BreakerEvent> breaker_events_;
  uint32_t series_count_ = 0;
  bool computes_features_ = false;
};

}  // namespace keel::engine
