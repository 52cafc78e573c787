// SPDX-License-Identifier: MIT
#include "exchange/listing.h"

#include <fmt/format.h>

namespace keel::exchange {

using core::Decimal;
using core::Price;
using core::Quantity;

base::Result<Listing> MakeListing(const core::Symbol& pair, int price_decimals,
                                  int quantity_decimals) {
  const bool fits =
      price_decimals >= 0 && quantity_decimals >= 0 && price_decimals + quantity_decimals <= 8;
  if (!fits || pair.is_perpetual()) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{} with {} decimals of price and {} of quantity cannot be "
                                  "listed: it has to be a spot pair, and both together at most 8",
                                  pair.ToString(), price_decimals, quantity_decimals));
  }
  Listing listing;
  listing.symbol = pair.base + pair.quote;
  listing.base = pair.base;
  listing.quote = pair.quote;
  listing.tick = listing.min_price = Price(Decimal::PowerOfTen(-price_decimals));
  listing.max_price = Price(Decimal::FromInt(1'000'000));
  listing.lot = listing.min_quantity = Quantity(Decimal::PowerOfTen(-quantity_decimals));
  listing.max_quantity = Quantity(Decimal::FromInt(100'000'000));
  listing.market_max_quantity = Quantity(Decimal::FromInt(10'000'000));
  listing.min_notional = Decimal::FromInt(5);
  listing.max_notional = Decimal::FromInt(9'000'000);
  return listing;
}

}  // namespace keel::exchange
