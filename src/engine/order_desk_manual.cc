// SPDX-License-Identifier: MIT
// Orders that a person places: each goes the way of every order, alone; and what one would become.
#include <algorithm>

#include "engine/order_desk.h"

namespace keel::engine {

using core::Decimal;
using core::Quantity;
using core::Rounding;

Quantity OrderDesk::LargestAlone(const core::Intent& intent, Quantity approved) const {
  return risk::Gate::ReducesRisk(intent.terms) ? LargestSale(intent.terms, approved) : approved;
}

Submission OrderDesk::SubmitAlone(const core::Intent& intent, base::UnixNanos now) {
  if (warming_) return {};
  const auto [approved, is_capped] = Admit(intent, now, risk::Leaving::kAtOnce);
  if (approved.is_zero()) return {.is_capped = is_capped};
  const Quantity quantity = LargestAlone(intent, approved);
  const Child sent = SendChild(intent, quantity, Part::kEntry, now, /*may_wait=*/false);
  if (sent.order) watch_.OnPassed(intent, now);
  return {sent.order, quantity, is_capped};
}

OrderForecast OrderDesk::Forecast(const core::Intent& intent, base::UnixNanos now) {
  const core::InstrumentId id = intent.terms.instrument;
  const RiskWatch::Copies copies = watch_.CopyAt(now);
  const risk::AccountView account = watch_.View(now, options_.worst_fee_rate, copies);
  risk::MarketView market = MarketOf(id);
  watch_.LookInto(id, now, market);
  OrderForecast forecast;
  forecast.terms = intent.terms;
  if (risk::Gate::ReducesRisk(intent.terms)) {
    forecast.head_room =
        std::max(Quantity(), account_.ledger.position(intent.strategy, id).quantity() -
                                 account_.working.SellQuantity(intent.strategy, id));
  } else {
    forecast.head_room = options_.gate.HeadRoom(intent.strategy, id, market, account);
  }
  risk::Verdict verdict =
      options_.gate.CheckIntent(intent, market, account, risk::Leaving::kAtOnce);
  forecast.refusals = std::move(verdict.refusals);
  forecast.terms.quantity = {};
  if (!verdict.approved.is_positive()) return forecast;
  core::Refusal refusal;
  const auto order = factory_.Make(intent, LargestAlone(intent, verdict.approved),
                                   account_.orders.next_id(), now, &refusal);
  if (!order) {
    forecast.refusals.push_back(refusal);
    return forecast;
  }
  const auto against = options_.gate.CheckReplacement(*order, market, account);
  if (!against.empty()) {
    forecast.refusals.insert(forecast.refusals.end(), against.begin(), against.end());
    return forecast;
  }
  forecast.terms = order->terms;
  PriceForecast(*order, market, &forecast);
  return forecast;
}

void OrderDesk::PriceForecast(const core::Order& order, const risk::MarketView& market,
                              OrderForecast* forecast) const {
  const core::OrderTerms& terms = order.terms;
  const core::Price last = market.last_price.value_or(core::Price());
  if (terms.type == core::OrderType::kLimit) {
    forecast->price = terms.limit_price.value();
  } else if (terms.side == core::Side::kBuy) {
    forecast->price = options_.gate.WorstPrice(terms, last);
  } else {
    const double lost = std::min(1.0, market.ExpectedSlippage(terms.quantity.ToDouble()));
    forecast->price =
        Decimal::FromDouble(last.ToDouble() * (1 - lost), Decimal::PowerOfTen(-9), Rounding::kDown);
  }
  forecast->value = core::Mul(terms.quantity.value(), forecast->price, Rounding::kUp);
  forecast->fee = core::Mul(forecast->value, options_.worst_fee_rate, Rounding::kUp);
}

}  // namespace keel::engine
