// SPDX-License-Identifier: MIT
// The simulated exchange on bars and trades. Orders arrive after a latency, meet the imagined path
// of the current bar, pay spread, impact and fees, and fill no more than a share of its volume.
// Pairs' bars overlap in time, so the driver asks for the next occurrence and lets it happen.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "core/instrument.h"
#include "execution/fee_schedule.h"
#include "execution/venue_client.h"
#include "market/board.h"
#include "sim/bar_path.h"
#include "sim/known_rest.h"
#include "sim/latency_model.h"
#include "sim/own_impact.h"
#include "sim/report_queue.h"

namespace keel::sim {

/// How one pair trades here.
struct PairSettings {
  double half_spread = 0;     ///< fraction of price
  double impact_k = 0;        ///< square-root impact coefficient
  double volume_per_bar = 0;  ///< stands in for the volume of bars that have none; base units
};

struct SimVenueOptions {
  uint64_t seed = 1;
  PathRule path = PathRule::kPessimistic;
  double max_bar_share = 0.1;
  LatencyModel latency;   ///< of orders
  LatencyModel response;  ///< of reports
  execution::FeeSchedule fees;
  /// Orders of which something is known take nothing: they rest, and fill as they did, of no
  /// matter what volume, in proportion to their size. Empty: nothing is known.
  KnownRests rests = nullptr;
};

class SimVenue final : public execution::VenueClient {
 public:
  /// `universe` and `board` (whose visible bars tell the liquidity) must outlive the venue.
  SimVenue(const core::Universe& universe, market::Board& board, std::vector<PairSettings> pairs,
           SimVenueOptions options);

  // The engine's side.
  void Submit(const risk::ApprovedOrder& order, base::UnixNanos now) override;
  void SubmitBracket(const risk::ApprovedOrder& entry, std::span<const risk::ApprovedOrder> exits,
                     base::UnixNanos now) override;
  void Cancel(core::OrderId order, core::OrderEnd why, base::UnixNanos now) override;
  void Amend(const risk::ApprovedAmend& amend, base::UnixNanos now) override;

  // The driver's side.
  void Deposit(core::Money money) { balances_[money.currency.index] += money.amount; }
  /// The bar that the pair goes through next; `bar` must stay until the next call.
  void BeginBar(core::InstrumentId pair, const core::Bar& bar, base::UnixNanos close_time) {
    PairState& state = pairs_[pair.index];
    state.bar = &bar;
    state.close_time = close_time;
    state.prepared = false;
    if (!state.orders.empty()) Reschedule(state);
  }
  /// The pair has no further bar: nothing fills any more.
  void EndBars(core::InstrumentId pair);
  /// Trading of the pair is over: its orders end. Returns the time by which the account has heard
  /// all about the pair, fills that were on their way included; only then does it know what to
  /// sell.
  base::UnixNanos Delist(core::InstrumentId pair, base::UnixNanos now);
  /// Exchanges what the account holds of a delisted pair for `price`, without a fee.
  void Settle(core::InstrumentId pair, core::Quantity quantity, core::Price price);
  /// When something happens next (kEndOfTime: nothing), and the happening itself.
  base::UnixNanos next_time() const { return next_time_; }
  void Step();
  ReportQueue& reports() { return reports_; }
  const ReportQueue& reports() const { return reports_; }
  core::Decimal balance(core::CurrencyId id) const { return balances_[id.index]; }
  execution::FeeSchedule& fees() { return fees_; }
  /// Tells the value of one unit of a quote currency in the account's, for the fee tiers; without
  /// it every quote currency counts as the account's.
  void SetRates(std::function<double(core::CurrencyId quote)> rates) { rates_ = std::move(rates); }

 private:
  /// What happens to an order next.
  enum class Kind : uint8_t {
    kArrive,
    kCancel,
    kAmend,
    kExpire,
    kMeet,
    kTrigger,
    kTake,
    kRestingFill
  };
  struct Occurrence {
    base::UnixNanos time = base::kEndOfTime;
    Kind kind = Kind::kArrive;
    double price = 0;
  };
  struct SimOrder {
    core::Order order;
    base::RandomStream latency;
    base::UnixNanos arrival;
    base::UnixNanos last_report{};
    base::UnixNanos active_from{};
    core::Quantity open;
    bool accepted = false;
    bool met = false;        // a market or limit order has met its first price
    bool taking = false;     // takes liquidity now: market, triggered stop, marketable limit
    bool triggered = false;  // a stop whose price was reached
    bool crossed = false;    // a limit that only its own impact kept from taking
    std::optional<double> trigger_price;  // for the fill at that very instant
    double best = 0;                      // trailing stop: best price up to the current bar
    double best_after_bar = 0;
    base::UnixNanos cancel_at = base::kEndOfTime;
    core::OrderEnd cancel_why = core::OrderEnd::kCanceledByUser;
    core::OrderId entry{};      // of an exit that waits for what this order buys
    core::Quantity unbought{};  // of such an exit: what it is for and is not bought yet
    base::UnixNanos amend_at = base::kEndOfTime;
    core::Quantity amend_to;  // of the whole order
    const KnownRest* rest = nullptr;
    size_t next_fill = 0;  // of `rest`
  };
  struct PairState {
    PairSettings settings;
    const core::Bar* bar = nullptr;
    base::UnixNanos close_time{};
    bool prepared = false;  // path and capacity belong to the current bar
    bool ended = false;
    BarPath path;
    bool holds = false;  // what the path was drawn for
    base::UnixNanos last_report{};
    std::string latency_name;
    std::vector<uint64_t> orders_of;  // by strategy
    core::Quantity capacity;
    OwnImpact moved;
    std::vector<SimOrder> orders;
    size_t next_order = 0;
    Occurrence next;
  };
  /// The price of an execution with what it is made of.
  struct Execution {
    core::Price price;
    core::ExecutionCost cost;
    double permanent = 0;
    core::Liquidity liquidity = core::Liquidity::kTaker;
  };

  base::RandomStream LatencyOf(PairState& pair, core::StrategyId strategy);
  void Prepare(PairState& pair);
  bool Holds(const PairState& pair, const core::Instrument& instrument) const;
  void TurnPath(PairState& pair, base::UnixNanos now);
  void Reschedule(PairState& pair);
  void FindNextPair();
  Occurrence NextOf(SimOrder& order, PairState& pair);
  Occurrence NextPriceOccurrence(SimOrder& order, PairState& pair);
  Occurrence NextRestingFill(const SimOrder& order, const PairState& pair,
                             base::UnixNanos from) const;
  core::Quantity KnownQuantity(SimOrder& order) const;
  void Happen(PairState& pair, size_t index);
  void Lessen(SimOrder& order, base::UnixNanos now);
  void Trigger(PairState& pair, SimOrder& order, const Occurrence& what);
  /// Each returns whether the order ended (and why); the caller removes it.
  std::optional<core::OrderEnd> Meet(PairState& pair, SimOrder& order, base::UnixNanos now);
  std::optional<core::OrderEnd> Take(PairState& pair, SimOrder& order, double price,
                                     base::UnixNanos now);
  void FillResting(PairState& pair, SimOrder& order, base::UnixNanos now);
  /// Of `wanted`.
  core::Quantity Affordable(const SimOrder& order, core::Quantity wanted, core::Price price) const;
  Execution PriceOf(const PairState& pair, const SimOrder& order, core::Quantity quantity,
                    double price, base::UnixNanos now) const;
  /// Books a fill; true when the order is complete. Invalidates references to orders of the pair.
  bool Book(PairState& pair, SimOrder& order, core::Quantity quantity, const Execution& execution,
            base::UnixNanos now);
  void CancelSiblings(PairState& pair, core::OrderId id, uint32_t group, base::UnixNanos now);
  static bool HasExits(const PairState& pair, core::OrderId entry);
  static void Bring(PairState& pair, const SimOrder& entry, core::Quantity bought,
                    base::UnixNanos now);
  void End(PairState& pair, core::OrderId id, core::OrderEnd why, base::UnixNanos now);
  void Say(SimOrder& order, base::UnixNanos now, core::Report report);

  const core::Universe* universe_;
  market::Board* board_;
  SimVenueOptions options_;
  execution::FeeSchedule fees_;
  std::vector<PairState> pairs_;
  std::vector<core::Decimal> balances_;
  std::function<double(core::CurrencyId)> rates_;
  ReportQueue reports_;
  base::UnixNanos next_time_ = base::kEndOfTime;
  size_t next_pair_ = 0;
};

}  // namespace keel::sim
