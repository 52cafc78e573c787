// SPDX-License-Identifier: MIT
// A venue made of recorded books: the engine's orders among the recorded ones. What a recording
// does not answer is a model's: the place in a queue and the delay of messages, see BookReplay.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/event.h"
#include "core/instrument.h"
#include "execution/fee_schedule.h"
#include "execution/venue_client.h"
#include "market/board.h"
#include "market/book_recording.h"
#include "sim/book_replay.h"
#include "sim/own_impact.h"
#include "sim/report_queue.h"

namespace keel::sim {

/// How own fills move the recorded market, which does not know of them: the permanent part of the
/// square-root impact; the temporary part is what the levels of the book cost.
struct ReplayImpact {
  market::Board* board = nullptr;  ///< tells volume and volatility; null: nothing is moved
  std::vector<double> k = {};      ///< coefficients, by instrument
};

/// Stops wait at the venue and are triggered by trades; orders of one OCO group cancel each other
/// there at a fill. Fees are taken in the quote currency.
class ReplayVenue final : public execution::VenueClient {
 public:
  /// Borrows universe and models. kUsage where a pair's steps do not fit a book.
  static base::Result<std::unique_ptr<ReplayVenue>> Make(const core::Universe& universe,
                                                         const models::QueueModel& queue,
                                                         const models::OrderLatency& latency,
                                                         execution::FeeSchedule fees,
                                                         uint64_t seed);
  /// Own fills move the market from now on. Requires a coefficient for every pair.
  void SetImpact(ReplayImpact impact);

  // ---- The engine's side.
  void Submit(const risk::ApprovedOrder& order, base::UnixNanos now) override;
  void SubmitBracket(const risk::ApprovedOrder& entry, std::span<const risk::ApprovedOrder> exits,
                     base::UnixNanos now) override;
  void Cancel(core::OrderId order, core::OrderEnd why, base::UnixNanos now) override;
  void Amend(const risk::ApprovedAmend& amend, base::UnixNanos now) override;

  // ---- The recording's side, in the order of the venue's time.
  void OnBook(core::InstrumentId pair, const core::BookUpdate& update);
  void OnTrade(core::InstrumentId pair, const core::TradeTick& trade);
  /// Of a recording that names every order, instead of the two above.
  void OnOrderFlow(core::InstrumentId pair, const market::OrderFlow& flow, base::UnixNanos time);
  /// Lets orders and cancels arrive, up to and with `now`.
  void AdvanceTo(base::UnixNanos now);
  /// When an order or a cancel arrives next; kEndOfTime: none is on its way.
  base::UnixNanos next_arrival() const;
  /// What the engine is to hear, and when.
  ReportQueue& reports() { return reports_; }

 private:
  /// A stop at the venue.
  struct Waiting {
    core::Order order;
    base::UnixNanos arrival;
    bool accepted = false;
    core::Price best = {};  ///< of trades since it came, for one that trails
    /// An exit of a bracket: the entry that it waits for, and what that has bought.
    core::OrderId entry = {};
    core::Quantity bought = {};

    bool can_trigger() const { return accepted && (entry.value == 0 || bought.is_positive()); }
  };
  struct StopCancel {
    core::OrderId order;
    base::UnixNanos arrival;
    core::Quantity less = {};  ///< positive: it is amended and not cancelled
  };
  struct Pair {
    std::unique_ptr<BookReplay> book;
    OwnImpact moved = {};
    std::vector<Waiting> waiting = {};
    std::vector<StopCancel> stop_cancels = {};
  };
  struct Known {
    core::Order order;
    core::OrderEnd cancel_why = core::OrderEnd::kCanceledByUser;
    core::Quantity filled = {};
    base::UnixNanos not_before = {};  ///< of an exit: when its entry's last fill is heard
  };

  ReplayVenue(const core::Universe& universe, execution::FeeSchedule fees, uint64_t seed)
      : universe_(universe), fees_(std::move(fees)), seed_(seed) {}

  Pair& PairOf(const core::Order& order) { return pairs_[order.terms.instrument.index]; }
  void ArriveCancel(Pair& pair, const StopCancel& cancel);
  void ArriveAmend(Pair& pair, const StopCancel& amend);
  void HearAmend(core::Order& order, const ReplayReport& report);
  void Collect(Pair& pair);
  void Hear(Pair& pair, const ReplayReport& report);
  void HearFill(Pair& pair, const ReplayReport& report, Known* known);
  void Fill(Pair& pair, const core::Order& order, const ReplayReport& report,
            base::UnixNanos heard);
  core::Price Moved(Pair& pair, const core::Order& order, const ReplayReport& report);
  void CancelSiblings(Pair& pair, const core::Order& filled, base::UnixNanos now);
  bool Bring(Pair& pair, core::OrderId entry, const ReplayReport& report);
  void EndUnboughtExits(Pair& pair, core::OrderId entry, base::UnixNanos now);
  void AfterTrade(Pair& pair, const core::TradeTick& trade);
  void Trigger(Pair& pair, const core::TradeTick& trade);
  void Say(Pair& pair, core::OrderId order, base::UnixNanos now, core::Report report);

  const core::Universe& universe_;
  execution::FeeSchedule fees_;
  uint64_t seed_;
  ReplayImpact impact_;
  std::vector<Pair> pairs_;                     // by instrument
  std::unordered_map<uint64_t, Known> orders_;  // that have not ended
  ReportQueue reports_;
};

}  // namespace keel::sim
