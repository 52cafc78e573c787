// SPDX-License-Identifier: MIT
// A recorded book and its trades, played again with orders of ours among them. The record does not
// answer us, so what we get is a matter of assumptions, and each is a model that can be exchanged:
// where we stand in a queue, and how long our messages take.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "core/bar.h"
#include "core/book_delta.h"
#include "core/order.h"
#include "sim/matching/book_scale.h"
#include "sim/models/order_latency.h"
#include "sim/models/queue_model.h"
#include "sim/replay_side.h"

namespace keel::sim {

/// An order for the replayed book.
struct ReplayOrder {
  uint64_t id = 0;  ///< not that of another open order
  core::Side side = core::Side::kBuy;
  core::TimeInForce tif = core::TimeInForce::kGtc;  ///< kGtd is refused
  bool post_only = false;
  core::Quantity quantity;
  std::optional<core::Price> limit;  ///< none: a market order, whose rest ends at once
};

/// kReduced with a reason: it was not, and the order is what it was.
enum class ReplayReportKind : uint8_t { kAccepted, kFilled, kCanceled, kRejected, kReduced };

/// What the venue says of an order, at `received_time`.
struct ReplayReport {
  ReplayReportKind kind = ReplayReportKind::kAccepted;
  matching::Reason reason = matching::Reason::kNone;
  uint64_t order = 0;
  core::Price price;        ///< kFilled
  core::Quantity quantity;  ///< kFilled: of this fill; kCanceled: what was open; kReduced: by it
  core::Quantity open;      ///< left after it
  core::Liquidity liquidity = core::Liquidity::kTaker;
  base::UnixNanos venue_time;
  base::UnixNanos received_time;
};

/// One event of an order-by-order feed.
struct FeedOrder {
  base::UnixNanos time;
  uint64_t id = 0;
  core::Side side = core::Side::kBuy;
  core::Price price;
  core::Quantity quantity;
};

/// The venue's side of a replay, told of everything in the order of the venue's time; a time that
/// runs backward counts as the one before. Of one instant the market's events come first.
///
/// - A resting order fills when its queue model says that a trade reached it, when a trade or the
///   other side of the book goes beyond its price; never more than was traded or shown there.
/// - A taking order fills from the levels shown, less what earlier orders of ours took from them.
/// - Messages of a session do not overtake each other, neither out nor back.
/// Reports are kept until they are taken.
class BookReplay {
 public:
  static constexpr size_t kMostOrders = 1'000;           ///< of ours, open at once
  static constexpr size_t kMostFeedOrders = 10'000'000;  ///< of an order-by-order feed

  /// Borrows both models. Delays are drawn from streams of (seed, order).
  BookReplay(const matching::BookScale& scale, const models::QueueModel& queue,
             const models::OrderLatency& latency, uint64_t seed);

  void OnBook(const core::BookUpdate& update);
  void OnTrade(const core::TradeTick& trade);
  /// An order-by-order feed instead of the two above: an order of another joins its queue...
  void OnOrderAdded(const FeedOrder& order);
  /// ...and `quantity` of it leaves, by a trade or canceled. Only id, time and quantity count.
  void OnOrderLess(const FeedOrder& order, bool traded);
  /// Lets messages that are on their way arrive, up to and with `now`.
  void AdvanceTo(base::UnixNanos now);

  /// Sends an order or a cancel at `now`; it arrives after the entry latency.
  void Submit(const ReplayOrder& order, base::UnixNanos now);
  void Cancel(uint64_t id, base::UnixNanos now);
  /// Takes `less` off what is open, at the same place in the queue; refused where no more is open.
  void Reduce(uint64_t id, core::Quantity less, base::UnixNanos now);
  /// When a message that leaves here at `now` is at the venue, and one that leaves there at `then`
  /// is here: for orders that wait at the venue for a price, which this class does not have.
  base::UnixNanos ArrivalOf(base::UnixNanos now, base::RandomStream& stream);
  base::UnixNanos ReceiptOf(base::UnixNanos then, base::RandomStream& stream);
  /// The same for what is at the venue already (a stop that was triggered, a rule of the venue): it
  /// happens at `now`.
  void EnterAtVenue(const ReplayOrder& order, base::UnixNanos now);
  void CancelAtVenue(uint64_t id, base::UnixNanos now);
  void ReduceAtVenue(uint64_t id, core::Quantity less, base::UnixNanos now);
  /// When the next message of ours arrives, at the venue or here; kEndOfTime: none is on its way.
  base::UnixNanos next_time() const {
    const auto arrival = requests_.empty() ? base::kEndOfTime : requests_.front().arrival;
    const auto received = reports_.empty() ? base::kEndOfTime : reports_.front().received_time;
    return std::min(arrival, received);
  }
  /// An order that rested at the venue before the record began joins the end of its queue at once,
  /// unreported. Where the book is beyond its price already it fills there, at its own price.
  /// Requires a limit within the book's range and an id that is not open.
  void Adopt(const ReplayOrder& order);
  /// The next report that is received by `now`, once.
  std::optional<ReplayReport> TakeReport(base::UnixNanos now);

  std::optional<core::BookLevel> BestBid() const { return Best(core::Side::kBuy); }
  std::optional<core::BookLevel> BestAsk() const { return Best(core::Side::kSell); }
  /// Lots of others before a resting order, by its queue model.
  std::optional<core::Quantity> QueueAhead(uint64_t id) const;
  /// Events a second in the last whole tenth of a second, which latency models may ask for.
  double load() const { return load_; }
  size_t open_orders() const { return own_[0].size() + own_[1].size(); }
  /// Levels, trades and feed orders off the tick or the lot, out of range, or of an unknown or a
  /// repeated id: they were left out.
  uint64_t refused() const { return refused_; }

 private:
  struct Own {
    uint64_t id = 0;
    int64_t key = 0;
    int64_t open = 0;
    models::QueuePosition position;
    base::RandomStream stream;
  };
  struct Other {
    core::Side side = core::Side::kBuy;
    int64_t key = 0;
    int64_t open = 0;
    uint64_t arrival = 0;
  };
  enum class Deed : uint8_t { kEnter, kCancel, kReduce };
  struct Request {
    base::UnixNanos arrival;
    Deed deed = Deed::kEnter;
    ReplayOrder order;  // of a cancel only the id; of a reduction the id, and by how much
    base::RandomStream stream;
  };

  void MoveTo(base::UnixNanos time, bool inclusive);
  void CountLoad(int64_t events);
  void Arrive(Request& request);
  void ArriveOrder(Request& request);
  void ArriveCancel(Request& request);
  void ArriveReduction(Request& request);
  void Send(Deed deed, const ReplayOrder& order, std::string_view stream, base::UnixNanos now);
  Own* Find(uint64_t id);
  matching::Reason Enter(const ReplayOrder& order, Own& own) const;
  bool CanTake(core::Side side, int64_t floor, int64_t lots) const;
  void Take(core::Side side, int64_t floor, Own& own);
  void Rest(core::Side side, const Own& own);
  void SetLevels(core::Side side, const std::vector<core::BookLevel>& levels);
  void Replace(core::Side side, const std::vector<core::BookLevel>& levels);
  void TradeAgainst(core::Side passive, int64_t key, int64_t lots);
  void MoveQueues(core::Side side, int64_t key, int64_t before, int64_t after);
  void FillCrossed(core::Side side);
  void Fill(core::Side side, Own& own, int64_t key, int64_t lots);
  void DropFilled(core::Side side);
  void Report(ReplayReport report, base::RandomStream& stream);
  std::optional<core::BookLevel> Best(core::Side side) const;
  int64_t LotsOf(const core::BookLevel& level);

  ReplaySide& side(core::Side s) { return sides_[static_cast<size_t>(s)]; }
  const ReplaySide& side(core::Side s) const { return sides_[static_cast<size_t>(s)]; }
  std::vector<Own>& own(core::Side s) { return own_[static_cast<size_t>(s)]; }

  matching::BookScale scale_;
  const models::QueueModel& queue_;
  const models::OrderLatency& latency_;
  uint64_t seed_;
  base::UnixNanos time_ = base::kBeginningOfTime;
  std::array<ReplaySide, 2> sides_;      // bids, asks
  std::array<std::vector<Own>, 2> own_;  // likewise; best price first, then by arrival
  std::deque<Request> requests_;
  std::deque<ReplayReport> reports_;
  base::UnixNanos last_arrival_ = base::kBeginningOfTime;
  base::UnixNanos last_received_ = base::kBeginningOfTime;
  int64_t load_window_ = INT64_MIN;  // tenths of a second since the epoch
  int64_t window_end_ns_ = INT64_MIN;
  int64_t window_events_ = 0;
  double load_ = 0;                             // events a second in the window before
  uint64_t arrivals_ = 0;                       // of ours and of the feed
  std::unordered_map<uint64_t, Other> others_;  // of the feed, by id
  uint64_t refused_ = 0;
};

}  // namespace keel::sim
