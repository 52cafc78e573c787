// SPDX-License-Identifier: MIT
#include "exchange/filters.h"

#include <array>

namespace keel::exchange {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::TimeInForce;

using Found = std::optional<Refusal>;

bool HasLimit(const OrderRequest& request) { return !IsMarketKind(request.type); }

Found CheckTerms(const OrderRequest& request) {
  if (!HasLimit(request) && request.price.is_positive()) return UnwantedParameter("price");
  if (IsTriggered(request.type) != request.stop_price.is_positive()) {
    return IsTriggered(request.type) ? MissingParameter("stopPrice")
                                     : UnwantedParameter("stopPrice");
  }
  if (request.iceberg.is_positive() && (!HasLimit(request) || request.tif != TimeInForce::kGtc)) {
    return UnwantedParameter("icebergQty");
  }
  return std::nullopt;
}

bool IsOnGrid(Price price, const Listing& listing) {
  return price >= listing.min_price && price <= listing.max_price &&
         IsMultipleOf(price.value(), listing.tick.value());
}

Found CheckPrice(const Market& market, const OrderRequest& request) {
  const Listing& listing = market.listing;
  if (HasLimit(request) && !IsOnGrid(request.price, listing)) return FilterFailure("PRICE_FILTER");
  if (IsTriggered(request.type) && !IsOnGrid(request.stop_price, listing)) {
    return FilterFailure("PRICE_FILTER");
  }
  const Decimal average = market.candles.Average(listing.average_minutes);
  if (!HasLimit(request) || average.is_zero()) return std::nullopt;
  const Decimal up = Mul(average, listing.percent_up, core::Rounding::kHalfEven);
  const Decimal down = Mul(average, listing.percent_down, core::Rounding::kHalfEven);
  const bool inside = request.price.value() <= up && request.price.value() >= down;
  return inside ? std::nullopt : Found(FilterFailure("PERCENT_PRICE_BY_SIDE"));
}

Found CheckQuantity(const Market& market, const OrderRequest& request) {
  const Listing& listing = market.listing;
  const auto in_lots = [&](Quantity q) { return IsMultipleOf(q.value(), listing.lot.value()); };
  if (request.quantity < listing.min_quantity || request.quantity > listing.max_quantity ||
      !in_lots(request.quantity)) {
    return FilterFailure("LOT_SIZE");
  }
  if (request.type == OrderType::kMarket && request.quantity > listing.market_max_quantity) {
    return FilterFailure("MARKET_LOT_SIZE");
  }
  if (request.iceberg.is_zero()) return std::nullopt;
  if (request.iceberg < listing.min_quantity || request.iceberg > request.quantity ||
      !in_lots(request.iceberg)) {
    return FilterFailure("LOT_SIZE");
  }
  const Decimal parts = Div(request.quantity.value(), request.iceberg.value(), core::Rounding::kUp);
  return parts > Decimal::FromInt(listing.iceberg_parts) ? Found(FilterFailure("ICEBERG_PARTS"))
                                                         : std::nullopt;
}

Found CheckNotional(const Market& market, const OrderRequest& request) {
  const Decimal price = HasLimit(request) ? request.price.value()
                                          : market.candles.Average(market.listing.average_minutes);
  if (price.is_zero()) return std::nullopt;
  const Decimal value = Mul(price, request.quantity.value(), core::Rounding::kHalfEven);
  // The most counts for limit orders alone (applyMaxToMarket is false).
  const bool inside = value >= market.listing.min_notional &&
                      (!HasLimit(request) || value <= market.listing.max_notional);
  return inside ? std::nullopt : Found(FilterFailure("NOTIONAL"));
}

Found CheckCounts(const Market& market, const OrderRequest& request, const OpenCounts& counts) {
  const bool rests = request.type != OrderType::kMarket && request.tif == TimeInForce::kGtc;
  if (rests && counts.all >= market.listing.max_orders) return FilterFailure("MAX_NUM_ORDERS");
  if (IsTriggered(request.type) && counts.waiting >= market.listing.max_algo_orders) {
    return FilterFailure("MAX_NUM_ALGO_ORDERS");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> CheckOrder(const Market& market, const OrderRequest& request,
                                  const OpenCounts& counts) {
  if (!market.listing.Takes(request.type)) return Refusal{-1116, "Invalid orderType."};
  if (Found found = CheckTerms(request)) return found;
  if (Found found = CheckPrice(market, request)) return found;
  if (Found found = CheckQuantity(market, request)) return found;
  if (Found found = CheckNotional(market, request)) return found;
  return CheckCounts(market, request, counts);
}

}  // namespace keel::exchange
