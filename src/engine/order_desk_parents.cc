// SPDX-License-Identifier: MIT
// The desk and the large orders that an algorithm works: each child goes the way of every order.
#include <algorithm>

#include "engine/order_desk.h"

namespace keel::engine {

using core::OrderId;
using core::Quantity;

namespace {

/// Where a post-only order was refused since it would have taken, its price.
std::optional<core::Price> RefusedAt(const core::Report& report, const core::OrderTerms& terms) {
  const auto why = [](const auto& e) -> std::optional<core::OrderEnd> {
    if constexpr (requires { e.why; }) return e.why;
    return std::nullopt;
  };
  if (std::visit(why, report) != core::OrderEnd::kWouldTake) return std::nullopt;
  return terms.limit_price;
}

}  // namespace

/// Whether it is worked by an algorithm from here on; where not, it goes out as it is.
bool OrderDesk::BeginParent(const core::Intent& intent, Quantity quantity, Manner manner,
                            base::UnixNanos now) {
  if (!parents_.enabled() || !Pursues(manner)) return false;
  const core::Instrument& pair = account_.ledger.universe().at(intent.terms.instrument);
  const double rate = account_.ledger.rate(pair.quote).ToDouble();
  const double value = quantity.ToDouble() * board_.last_close(pair.id) * rate;
  if (value < parents_.min_value()) return false;
  const PairCosts& costs = options_.costs[pair.id.index];
  std::string why_flat;
  auto start = parents_.Plan(
      intent, quantity, {pair, board_, costs.half_spread, costs.impact_k, rate}, now, &why_flat);
  if (!start) {
    audit_.OnAlert({"execution_algorithm", value, parents_.min_value(), now});
    return false;
  }
  if (!why_flat.empty()) audit_.OnAlert({"execution_profile", value, parents_.min_value(), now});
  start->continues = manner == Manner::kContinued;
  parents_.Begin(*start);
  audit_.OnParentStarted(*start);
  AdvanceParents(now);
  return true;
}

void OrderDesk::OnMarketBar(core::InstrumentId instrument, const core::Bar& bar,
                            base::UnixNanos now) {
  const Quantity lot = account_.ledger.universe().at(instrument).lot;
  parents_.OnBar({instrument, bar, board_.period(instrument), lot}, now);
}

void OrderDesk::TellParents(const core::Report& report, base::UnixNanos now) {
  if (!parents_.enabled()) return;
  const auto* filled = std::get_if<core::OrderFilled>(&report);
  if (filled != nullptr) {
    const core::Fill& fill = filled->fill;
    const core::Instrument& pair = account_.ledger.universe().at(fill.instrument);
    const core::Decimal fee =
        fill.fee.currency == pair.quote ? fill.fee.amount : account_.ledger.Settle(fill).fee;
    parents_.OnFill({fill, fee, account_.orders.at(fill.order).order.reference_price,
                     options_.costs[pair.id.index].half_spread, board_.period(pair.id)},
                    now);
  }
  const OrderId id = std::visit(
      [](const auto& e) {
        if constexpr (requires { e.fill; }) {
          return e.fill.order;
        } else {
          return e.order;
        }
      },
      report);
  const execution::OrderEntry& entry = account_.orders.at(id);
  if (entry.is_terminal()) parents_.OnEnd(id, RefusedAt(report, entry.order.terms), now);
}

void OrderDesk::AdvanceParents(base::UnixNanos now) {
  if (warming_ || parents_.empty()) return;
  std::vector<OrderId> cancels;
  for (const ParentWish& wish : parents_.Advance(now, &cancels)) SendParentChild(wish, now);
  for (const OrderId id : cancels) AskToCancel(id, core::OrderEnd::kCanceledByUser, now);
  for (const ParentEnded& ended : parents_.TakeEnded(board_, account_.ledger.universe(), now)) {
    audit_.OnParentEnded(ended);
    if (!ended.in_vain) continue;
    const double wanted = ended.costs.quantity.ToDouble();
    audit_.OnAlert({"execution_in_vain", wanted * board_.last_close(ended.instrument), 0, now});
  }
}

void OrderDesk::SendParentChild(const ParentWish& wish, base::UnixNanos now) {
  const ParentBook::Parent& parent = parents_.at(wish.parent);
  // As after a restart, or where the connection is lost: that passes, and a refusal would end it.
  const bool enters = parent.start.intent.terms.side == core::Side::kBuy;
  if (enters && !watch_.venue_is_known() && !parents_.works_as_before()) {
    return parents_.Unsent(wish);
  }
  core::Intent intent = parent.start.intent;
  intent.terms.type = wish.child.type;
  intent.terms.limit_price = wish.child.limit_price;
  intent.terms.tif = wish.child.tif;
  intent.terms.post_only = wish.child.post_only;
  intent.terms.quantity = wish.child.quantity;
  intent.reference_price = board_.last_close(intent.terms.instrument);
  const bool begins = parent.sent == 0 && !parent.start.continues;
  const Part part = parent.sent > 0 ? Part::kLater : begins ? Part::kEntry : Part::kContinued;
  const Child sent =
      SendChild(intent, LargestChild(intent, wish.child.quantity), part, now, /*may_wait=*/true);
  if (sent.order) {
    parents_.Sent(wish, *sent.order);
    audit_.OnParentChild({wish.parent, wish.child.number, *sent.order, now});
    return;
  }
  parents_.Unsent(wish);
  if (!sent.must_wait)
    StopParent(wish.parent, now);  // as the slices of a refused entry are dropped
}

void OrderDesk::StopParent(uint64_t id, base::UnixNanos now) {
  parents_.Stop(id, now);
  audit_.OnParentStopped(id, now);
}

template <typename Which>
void OrderDesk::StopParents(Which which, base::UnixNanos now) {
  if (warming_) return;  // it is in the journal
  for (const uint64_t id : parents_.IdsOf(which)) StopParent(id, now);
}

void OrderDesk::StopEntriesOf(const core::TradingScope& scope, base::UnixNanos now) {
  StopParents(
      [&](const core::Intent& intent) {
        const core::Instrument& pair = account_.ledger.universe().at(intent.terms.instrument);
        return intent.terms.side == core::Side::kBuy &&
               risk::KillSwitch::Covers(scope, intent.strategy, pair);
      },
      now);
}

void OrderDesk::StopParentsOf(core::StrategyId strategy, core::InstrumentId instrument,
                              base::UnixNanos now) {
  StopParents(
      [&](const core::Intent& intent) {
        return intent.strategy == strategy && intent.terms.instrument == instrument;
      },
      now);
  AdvanceParents(now);  // one without children is over
}

void OrderDesk::StopAllParents(base::UnixNanos now) {
  StopParents([](const core::Intent&) { return true; }, now);
}

base::Status OrderDesk::RecallChild(const ParentChild& child) {
  const core::OrderTerms& terms = account_.orders.at(child.order).order.terms;
  return parents_.Recall(child, terms.quantity, terms.post_only);
}

}  // namespace keel::engine
