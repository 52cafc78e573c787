// SPDX-License-Identifier: MIT
#include "execution/router.h"

#include <algorithm>

#include "base/check.h"
#include "execution/internal/bounds.h"

namespace keel::execution {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::Rounding;
using core::Side;

Quantity Lots(Quantity quantity, Quantity lot) {
  return Quantity(core::RoundTo(quantity.value(), lot.value(), Rounding::kDown));
}

/// One level of one venue's book.
struct Level {
  Decimal cost;  ///< all-in, per unit; negative for a sale, so that less is better
  size_t offer = 0;
  PriceLevel at;
};

/// What a sweep takes from one venue.
struct Part {
  Quantity seen, taken;
  Price limit;
};

void CheckRequest(const RouteRequest& request, std::span<const VenueOffer> offers) {
  CHECK(request.quantity.is_positive() && IsUsable(request.quantity), "a route for nothing");
  for (const VenueOffer& offer : offers) CHECK(offer.lot.is_positive(), "a venue without a lot");
}

/// All levels that may be taken, cheapest first.
std::vector<Level> Sorted(const RouteRequest& request, std::span<const VenueOffer> offers,
                          Decimal drift_per_second) {
  const bool buys = request.side == Side::kBuy;
  const auto beyond = [&](Price price) {
    if (!request.worst_price) return false;
    return buys ? price > *request.worst_price : price < *request.worst_price;
  };
  std::vector<Level> levels;
  for (size_t i = 0; i < offers.size(); ++i) {
    const VenueOffer& offer = offers[i];
    if (!offer.is_healthy) continue;
    const Decimal seconds = core::Div(Decimal::FromInt(offer.latency.ns),
                                      Decimal::FromInt(base::Seconds(1).ns), Rounding::kUp);
    const Decimal extra = offer.taker_fee + core::Mul(drift_per_second, seconds, Rounding::kUp);
    const Decimal one = Decimal::FromInt(1);
    const Decimal factor = buys ? one + extra : extra - one;
    for (const PriceLevel& level : offer.levels) {
      if (!IsUsable(level.price) || !level.quantity.is_positive() || beyond(level.price)) break;
      levels.push_back({core::Mul(level.price.value(), factor, Rounding::kCeiling), i, level});
    }
  }
  std::stable_sort(levels.begin(), levels.end(),
                   [](const Level& a, const Level& b) { return a.cost < b.cost; });
  return levels;
}

std::vector<Part> Sweep(Quantity request_quantity, std::span<const Level> levels,
                        std::span<const VenueOffer> offers, const std::vector<bool>& left_out) {
  std::vector<Part> parts(offers.size());
  Quantity wanted = request_quantity;
  for (const Level& level : levels) {
    if (left_out[level.offer]) continue;
    Part& part = parts[level.offer];
    const Quantity lot = offers[level.offer].lot;
    part.seen += std::min(level.at.quantity, request_quantity);
    // Whole lots of all that the venue has shown up to here.
    const Quantity more = std::min(Lots(part.seen, lot) - part.taken, Lots(wanted, lot));
    if (!more.is_positive()) continue;
    part.taken += more;
    part.limit = level.at.price;
    wanted = wanted - more;
  }
  return parts;
}

/// The smallest part that is below its venue's minimum value.
std::optional<size_t> TooSmall(std::span<const Part> parts, std::span<const VenueOffer> offers) {
  std::optional<size_t> smallest;
  Decimal least;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].taken.is_zero()) continue;
    const Decimal value = core::Notional(parts[i].limit, parts[i].taken, Rounding::kDown);
    if (value >= offers[i].min_notional || (smallest && value >= least)) continue;
    smallest = i;
    least = value;
  }
  return smallest;
}

}  // namespace

Route DirectRouter::RouteOf(const RouteRequest& request, std::span<const VenueOffer> offers) const {
  CheckRequest(request, offers);
  Route route{{}, request.quantity};
  const auto it = std::ranges::find(offers, venue_, &VenueOffer::venue);
  if (it == offers.end() || !it->is_healthy) return route;
  const Quantity quantity = Lots(request.quantity, it->lot);
  std::optional<Price> price = request.worst_price;
  if (!price && !it->levels.empty()) price = it->levels.front().price;
  const bool too_small =
      price && core::Notional(*price, quantity, Rounding::kDown) < it->min_notional;
  if (quantity.is_zero() || too_small) return route;
  route.children.push_back({venue_, quantity, request.worst_price});
  route.unrouted = request.quantity - quantity;
  return route;
}

Route SplitRouter::RouteOf(const RouteRequest& request, std::span<const VenueOffer> offers) const {
  CheckRequest(request, offers);
  const std::vector<Level> levels = Sorted(request, offers, drift_per_second_);
  std::vector<bool> left_out(offers.size(), false);
  std::vector<Part> parts = Sweep(request.quantity, levels, offers, left_out);
  while (const std::optional<size_t> small = TooSmall(parts, offers)) {
    left_out[*small] = true;
    parts = Sweep(request.quantity, levels, offers, left_out);
  }
  Route route{{}, request.quantity};
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].taken.is_zero()) continue;
    route.children.push_back({offers[i].venue, parts[i].taken, parts[i].limit});
    route.unrouted = route.unrouted - parts[i].taken;
  }
  return route;
}

}  // namespace keel::execution
