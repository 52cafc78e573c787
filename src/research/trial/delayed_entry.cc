// SPDX-License-Identifier: MIT
#include "research/trial/delayed_entry.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/check.h"
#include "research/trial/forwarding_context.h"

namespace keel::research {
namespace {

using core::InstrumentId;
using core::OrderId;
using strategy::Context;

constexpr uint64_t kFirstOwnOrder = uint64_t{1} << 63;  // far above those of a run

/// What was wished of one pair, as long as it matters, and the purchases that wait.
struct PairWishes {
  struct Wish {
    int64_t bar = 0;  ///< in which it was uttered
    double share = 0;
    std::string_view reason;
  };
  struct Purchase {
    int64_t due = 0;  ///< the bar at which it goes out
    strategy::BracketOrders orders;
    core::OrderTerms terms;
    std::optional<strategy::BracketExits> exits;
    std::string_view reason;
  };

  int64_t bar = 0;  ///< how many have closed
  std::vector<Wish> wishes = {Wish{}};
  double passed_on = 0;
  std::vector<Purchase> purchases;

  /// The least of the wishes that stood within the last `delay` bars; of equal ones the latest.
  const Wish& Least(int64_t delay) {
    while (wishes.size() > 1 && wishes[1].bar + delay <= bar) wishes.erase(wishes.begin());
    return *std::min_element(wishes.rbegin(), wishes.rend(),
                             [](const Wish& a, const Wish& b) { return a.share < b.share; });
  }
};

/// An order that ended without having been sent.
struct Ended {
  OrderId order;
  core::OrderEnd why;
};

/// All that waits, and the numbers under which it is known.
class Waiting {
 public:
  explicit Waiting(int64_t delay) : delay_(delay) {}

  PairWishes& of(InstrumentId id) { return pairs_[id]; }
  int64_t delay() const { return delay_; }

  OrderId NewOrder() { return {next_order_++}; }
  void Sent(OrderId own, OrderId real) {
    real_of_[own] = real;
    own_of_[real] = own;
  }
  /// The number at the desk; its own where it knows no other.
  OrderId RealOf(OrderId order) const { return Find(real_of_, order); }
  OrderId OwnOf(OrderId order) const { return Find(own_of_, order); }

  bool Holds(OrderId order) const {
    return std::any_of(pairs_.begin(), pairs_.end(), [&](const auto& pair) {
      return std::any_of(pair.second.purchases.begin(), pair.second.purchases.end(),
                         [&](const auto& purchase) { return IsOf(purchase, order); });
    });
  }
  /// False where it does not wait.
  bool Drop(OrderId order, core::OrderEnd why) {
    for (auto& [id, pair] : pairs_) {
      const auto found = std::find_if(pair.purchases.begin(), pair.purchases.end(),
                                      [&](const auto& purchase) { return IsOf(purchase, order); });
      if (found == pair.purchases.end()) continue;
      TellEnd(*found, why);
      pair.purchases.erase(found);
      return true;
    }
    return false;
  }
  void TellEnd(const PairWishes::Purchase& purchase, core::OrderEnd why) {
    ended_.push_back({purchase.orders.entry, why});
    if (purchase.orders.stop) ended_.push_back({*purchase.orders.stop, why});
    if (purchase.orders.target) ended_.push_back({*purchase.orders.target, why});
  }
  /// What the strategy has not heard yet.
  std::vector<Ended> TakeEnded() { return std::exchange(ended_, {}); }

 private:
  static bool IsOf(const PairWishes::Purchase& purchase, OrderId order) {
    return purchase.orders.entry == order || purchase.orders.stop == order ||
           purchase.orders.target == order;
  }
  static OrderId Find(const std::map<OrderId, OrderId>& numbers, OrderId order) {
    const auto found = numbers.find(order);
    return found == numbers.end() ? order : found->second;
  }

  const int64_t delay_;
  std::map<InstrumentId, PairWishes> pairs_;
  std::map<OrderId, OrderId> real_of_, own_of_;
  std::vector<Ended> ended_;
  uint64_t next_order_ = kFirstOwnOrder;
};

/// Keeps purchases back.
class SlowContext final : public ForwardingContext {
 public:
  SlowContext(Context& next, Waiting& waiting) : ForwardingContext(next), waiting_(waiting) {}

  int working_orders(InstrumentId id) const override {
    int waiting = 0;
    for (const auto& purchase : waiting_.of(id).purchases) {
      waiting += 1 + (purchase.orders.stop ? 1 : 0) + (purchase.orders.target ? 1 : 0);
    }
    return ForwardingContext::working_orders(id) + waiting;
  }
  bool works(OrderId order) const override {
    return waiting_.Holds(order) || ForwardingContext::works(waiting_.RealOf(order));
  }
  std::vector<strategy::OpenOrder> open_orders(InstrumentId id) const override {
    std::vector<strategy::OpenOrder> open = ForwardingContext::open_orders(id);
    for (strategy::OpenOrder& order : open) order.id = waiting_.OwnOf(order.id);
    for (const auto& purchase : waiting_.of(id).purchases) {
      open.push_back({purchase.orders.entry, purchase.terms});
    }
    return open;
  }
  void TargetShare(InstrumentId id, double share, std::string_view reason) override {
    PairWishes& pair = waiting_.of(id);
    if (share != pair.wishes.back().share) pair.wishes.push_back({pair.bar, share, reason});
    const PairWishes::Wish& least = pair.Least(waiting_.delay());
    pair.passed_on = least.share;
    ForwardingContext::TargetShare(id, least.share, least.share == share ? reason : least.reason);
  }
  std::optional<OrderId> Submit(const core::OrderTerms& terms, std::string_view reason) override {
    if (terms.side == core::Side::kSell) return ForwardingContext::Submit(terms, reason);
    const OrderId order = waiting_.NewOrder();
    Keep({.orders = {.entry = order}, .terms = terms, .reason = reason});
    return order;
  }
  std::optional<strategy::BracketOrders> SubmitBracket(const core::OrderTerms& entry,
                                                       const strategy::BracketExits& exits,
                                                       std::string_view reason) override {
    strategy::BracketOrders orders{.entry = waiting_.NewOrder()};
    if (!exits.stop.is_zero() || exits.trail_fraction > 0) orders.stop = waiting_.NewOrder();
    if (!exits.target.is_zero()) orders.target = waiting_.NewOrder();
    Keep({.orders = orders, .terms = entry, .exits = exits, .reason = reason});
    return orders;
  }
  void Cancel(OrderId order) override {
    if (waiting_.Drop(order, core::OrderEnd::kCanceledByUser)) return;
    ForwardingContext::Cancel(waiting_.RealOf(order));
  }
  bool Amend(OrderId order, const core::OrderChange& change) override {
    return !waiting_.Holds(order) && ForwardingContext::Amend(waiting_.RealOf(order), change);
  }

  /// Sends what has waited long enough.
  void Release(InstrumentId id) {
    PairWishes& pair = waiting_.of(id);
    const PairWishes::Wish least = pair.Least(waiting_.delay());
    if (least.share != pair.passed_on) {
      pair.passed_on = least.share;
      ForwardingContext::TargetShare(id, least.share, least.reason);
    }
    const auto waits = [&](const auto& purchase) { return purchase.due > pair.bar; };
    const auto first_due =
        std::stable_partition(pair.purchases.begin(), pair.purchases.end(), waits);
    const std::vector<PairWishes::Purchase> due(first_due, pair.purchases.end());
    pair.purchases.erase(first_due, pair.purchases.end());
    for (const PairWishes::Purchase& purchase : due) {
      if (!Send(purchase)) waiting_.TellEnd(purchase, core::OrderEnd::kNotSent);
    }
  }

 private:
  void Keep(PairWishes::Purchase purchase) {
    PairWishes& pair = waiting_.of(purchase.terms.instrument);
    purchase.due = pair.bar + waiting_.delay();
    pair.purchases.push_back(std::move(purchase));
  }
  bool Send(const PairWishes::Purchase& purchase) {
    if (!purchase.exits) {
      const auto order = ForwardingContext::Submit(purchase.terms, purchase.reason);
      if (order) waiting_.Sent(purchase.orders.entry, *order);
      return order.has_value();
    }
    const auto sent =
        ForwardingContext::SubmitBracket(purchase.terms, *purchase.exits, purchase.reason);
    if (!sent) return false;
    waiting_.Sent(purchase.orders.entry, sent->entry);
    if (purchase.orders.stop && sent->stop) waiting_.Sent(*purchase.orders.stop, *sent->stop);
    if (purchase.orders.target && sent->target) {
      waiting_.Sent(*purchase.orders.target, *sent->target);
    }
    return true;
  }

  Waiting& waiting_;
};

class LateEntries final : public strategy::Strategy {
 public:
  LateEntries(std::unique_ptr<strategy::Strategy> inner, int64_t delay, strategy::Scope scope)
      : inner_(std::move(inner)), scope_(scope), waiting_(delay) {}

  void OnStart(Context& market) override {
    Slowly(market, [&](Context& c) { inner_->OnStart(c); });
  }
  // What is due goes out after the strategy has had its say on the bar, which may take it back: a
  // strategy of all pairs says it in OnInstant.
  void OnBar(Context& market, const core::BarClosed& event) override {
    ++waiting_.of(event.instrument).bar;
    Slowly(market, [&](SlowContext& c) {
      inner_->OnBar(c, event);
      if (scope_ == strategy::Scope::kPerInstrument) c.Release(event.instrument);
    });
  }
  void OnInstant(Context& market) override {
    Slowly(market, [&](SlowContext& c) {
      inner_->OnInstant(c);
      for (const InstrumentId id : c.instruments()) c.Release(id);
    });
  }
  void OnTrade(Context& market, const core::TradePrinted& event) override {
    Slowly(market, [&](Context& c) { inner_->OnTrade(c, event); });
  }
  void OnBook(Context& market, const market::OrderBook& book) override {
    Slowly(market, [&](Context& c) { inner_->OnBook(c, book); });
  }
  void OnFill(Context& market, const core::Fill& fill) override {
    core::Fill own = fill;
    own.order = waiting_.OwnOf(fill.order);
    Slowly(market, [&](Context& c) { inner_->OnFill(c, own); });
  }
  void OnOrderEnded(Context& market, OrderId order, core::OrderEnd end) override {
    Slowly(market, [&](Context& c) { inner_->OnOrderEnded(c, waiting_.OwnOf(order), end); });
  }
  void OnOrderAmended(Context& market, OrderId order, core::Quantity quantity,
                      bool refused) override {
    Slowly(market, [&](Context& c) {
      inner_->OnOrderAmended(c, waiting_.OwnOf(order), quantity, refused);
    });
  }
  void OnOrderReplaced(Context& market, OrderId order, OrderId by) override {
    Slowly(market, [&](Context& c) { inner_->OnOrderReplaced(c, waiting_.OwnOf(order), by); });
  }
  std::vector<strategy::ReportTable> Tables(const Context& market) const override {
    return inner_->Tables(market);
  }

 private:
  template <typename Call>
  void Slowly(Context& market, const Call& call) {
    SlowContext slow(market, waiting_);
    call(slow);
    for (std::vector<Ended> ended = waiting_.TakeEnded(); !ended.empty();
         ended = waiting_.TakeEnded()) {
      for (const Ended& end : ended) inner_->OnOrderEnded(slow, end.order, end.why);
    }
  }

  const std::unique_ptr<strategy::Strategy> inner_;
  const strategy::Scope scope_;
  Waiting waiting_;
};

}  // namespace

strategy::StrategySpec WithLateEntries(const strategy::StrategySpec& spec, int64_t bars) {
  CHECK(bars >= 0, "an entry before its decision");
  strategy::StrategySpec late = spec;
  late.make =
      [make = spec.make, bars, scope = spec.scope](
          const strategy::Params& params) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    TRY(std::unique_ptr<strategy::Strategy> inner, make(params));
    return std::make_unique<LateEntries>(std::move(inner), bars, scope);
  };
  return late;
}

}  // namespace keel::research
