// SPDX-License-Identifier: MIT
#include <cmath>

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
  const Limits& limits = in.limits.soft;
  const std::optional<double> band = major ? limits.collar_major : limits.collar_other;
  // A stop-limit is compared with its trigger: that is where the market will be.
  const double reference = terms.type == core::OrderType::kStopLimit
                               ? terms.stop_price.ToDouble()
                               : in.market.last_price->ToDouble();
  const double offset = terms.limit_price.ToDouble() / reference - 1;
  if (band && std::abs(offset) > *band) {
    return core::Refusal{"price_collar", std::abs(offset), *band, {}};
  }
  const double through = core::Sign(terms.side) * offset;
  if (limits.through_best && through > *limits.through_best) {
    return core::Refusal{"price_collar", through, *limits.through_best, {}};
  }
  return std::nullopt;
}

}  // namespace keel::risk
