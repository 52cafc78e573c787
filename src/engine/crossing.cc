// SPDX-License-Identifier: MIT
#include "engine/crossing.h"

#include <algorithm>

namespace keel::engine {

using core::Decimal;
using core::Quantity;

bool Crossing::Defer(CrossingParty& party, core::InstrumentId id) {
  if (settling_) return false;
  const bool known = std::any_of(wishes_.begin(), wishes_.end(), [&](const Wish& wish) {
    return wish.party == &party && wish.instrument == id;
  });
  if (!known) wishes_.push_back({&party, id});
  return true;
}

bool Crossing::MayCross(core::InstrumentId id) const {
  return desk_.board().has_price(id) && desk_.board().trading(id) &&
         desk_.LastPrice(id).is_positive();
}

void Crossing::Settle(base::UnixNanos now, const std::function<void(const core::Fill&)>& on_fill) {
  settling_ = true;
  const std::vector<Wish> wishes = std::move(wishes_);
  wishes_.clear();
  std::vector<core::InstrumentId> pairs;
  for (const Wish& wish : wishes) {
    if (std::find(pairs.begin(), pairs.end(), wish.instrument) == pairs.end()) {
      pairs.push_back(wish.instrument);
    }
  }
  fills_.clear();
  for (const core::InstrumentId id : pairs) {
    if (MayCross(id)) CrossPair(id, wishes, now);
  }
  for (const core::Fill& fill : fills_) on_fill(fill);
  for (const Wish& wish : wishes) wish.party->GoOn(wish.instrument);
  settling_ = false;
}

void Crossing::CrossPair(core::InstrumentId id, const std::vector<Wish>& wishes,
                         base::UnixNanos now) {
  struct Open {
    const Wish* wish;
    Decimal rest;
  };
  std::vector<Open> sales, purchases;
  for (const Wish& wish : wishes) {
    if (wish.instrument != id) continue;
    const Decimal missing = wish.party->Missing(id);
    if (missing.is_negative()) sales.push_back({&wish, -missing});
    if (missing.is_positive()) purchases.push_back({&wish, missing});
  }
  if (sales.empty()) return;
  // Who may not enter may not buy from a neighbour either.
  std::erase_if(purchases, [&](const Open& purchase) {
    return !desk_.MayEnter(purchase.wish->party->strategy(), id, now);
  });
  const core::Instrument& pair = desk_.account().ledger.universe().at(id);
  // Coins that paid for other pairs are not there any more, and what is held off the exchange never
  // was.
  Decimal there = desk_.account().ledger.spendable(pair.base);
  for (size_t s = 0, p = 0; s < sales.size() && p < purchases.size();) {
    const Decimal most = std::min(std::min(sales[s].rest, purchases[p].rest), there);
    const Decimal lots = core::RoundTo(most, pair.lot.value(), core::Rounding::kDown);
    if (lots.is_positive()) {
      Exchange(*sales[s].wish, *purchases[p].wish, Quantity(lots), now);
      sales[s].rest -= lots;
      purchases[p].rest -= lots;
      there -= lots;
    }
    const bool sold = sales[s].rest < pair.lot.value();
    const bool bought = purchases[p].rest < pair.lot.value();
    if (!sold && !bought) return;  // nothing is left that could be delivered
    s += sold ? 1 : 0;
    p += bought ? 1 : 0;
  }
}

void Crossing::Exchange(const Wish& sale, const Wish& purchase, Quantity quantity,
                        base::UnixNanos now) {
  const core::InstrumentId id = sale.instrument;
  Book(sale, core::Side::kSell, quantity, now);
  Book(purchase, core::Side::kBuy, quantity, now);
  CrossingRecord crossing;
  crossing.time = now;
  crossing.instrument = id;
  crossing.seller = sale.party->strategy();
  crossing.buyer = purchase.party->strategy();
  crossing.quantity = quantity;
  crossing.price = desk_.LastPrice(id);
  const core::CurrencyId quote = desk_.account().ledger.universe().at(id).quote;
  const double value = crossing.price.ToDouble() * quantity.ToDouble() *
                       desk_.account().ledger.rate(quote).ToDouble();
  const VenueCost cost = desk_.VenueCostOf(id, quantity);
  crossing.saved_fees = 2 * value * cost.fee_rate;
  crossing.saved_spread = 2 * value * cost.half_spread;
  crossing.saved_impact = 2 * value * cost.impact;
  record_.crossings.push_back(crossing);
}

void Crossing::Book(const Wish& wish, core::Side side, Quantity quantity, base::UnixNanos now) {
  const core::InstrumentId id = wish.instrument;
  core::Fill fill;
  fill.strategy = wish.party->strategy();
  fill.instrument = id;
  fill.side = side;
  fill.liquidity = core::Liquidity::kInternal;
  fill.price = desk_.LastPrice(id);
  fill.quantity = quantity;
  fill.fee = core::Money{Decimal(), desk_.account().ledger.universe().at(id).quote};
  fill.time = now;
  fill.reason = wish.party->ReasonFor(id);
  audit_.OnReport(core::OrderFilled{fill});
  desk_.BookForced(fill);
  fills_.push_back(fill);
}

}  // namespace keel::engine
