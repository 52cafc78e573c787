// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// A limit price lies within a band around the last price (narrower for BTC and ETH), and never
/// goes through it by more than a little: the defence against a fat finger. Exits may rest
/// anywhere.
std::optional<core::Refusal> CheckPriceCollar(const CheckInput& in);

std::optional<core::Refusal> CheckPriceCollar(const CheckInput& in) {
  const core::OrderTerms& terms = in.terms;
  const bool has_limit =
      terms.type == core::OrderType::kLimit || terms.type == core::OrderType::kStopLimit;
  if (in.reduces_risk || !has_limit || !in.market.last_price) return std::nullopt;
  const core::Instrument& pair = in.account.ledger->universe().at(terms.instrument);
  const bool major = pair.symbol.base == "BTC" || pair.symbol.base == "ETH";
  const std::optional<core::Decimal> band = major ? in.limits.collar_major : in.limits.collar_other;
  // A stop-limit is compared with its trigger: that is where the market will be.
  const core::Decimal reference = terms.type == core::OrderType::kStopLimit
                                      ? terms.stop_price.value()
                                      : in.market.last_price->value();
  const core::Decimal offset = terms.limit_price.value() - reference;
  const auto refuse = [&](core::Decimal distance, core::Decimal limit) {
    return core::Refusal{
        "price_collar", distance.ToDouble() / reference.ToDouble(), limit.ToDouble(), {}};
  };
  // Compared in money and not as fractions: a price exactly on the band is inside it.
  const auto beyond = [&](core::Decimal distance, std::optional<core::Decimal> limit) {
    return limit && distance > core::Mul(reference, *limit, core::Rounding::kDown);
  };
  if (beyond(offset.abs(), band)) return refuse(offset.abs(), *band);
  const core::Decimal through = offset * core::Sign(terms.side);
  if (beyond(through, in.limits.through_best)) return refuse(through, *in.limits.through_best);
  return std::nullopt;
}

}  // namespace keel::risk
