// SPDX-License-Identifier: MIT
// To which venue a child goes, or in which parts to which venues. A router sees books, fees, delays
// and health as plain numbers, and answers with plain numbers: it sends nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/time.h"
#include "core/order.h"

namespace keel::execution {

struct PriceLevel {
  core::Price price;
  core::Quantity quantity;
};

/// One venue, as far as it matters for one pair and one side.
struct VenueOffer {
  uint32_t venue = 0;
  bool is_healthy = true;          ///< connected, not halted, its book not stale
  std::vector<PriceLevel> levels;  ///< what the child could take, best first
  core::Decimal taker_fee;         ///< fraction of value
  base::Duration latency;          ///< until an order sent now is at the venue
  core::Quantity lot;
  core::Decimal min_notional;
};

struct RouteRequest {
  core::Side side = core::Side::kBuy;
  core::Quantity quantity;
  std::optional<core::Price> worst_price;  ///< of the trade itself, fees apart
};

/// What one venue gets.
struct VenueChild {
  uint32_t venue = 0;
  core::Quantity quantity;                 ///< whole lots of the venue
  std::optional<core::Price> limit_price;  ///< absent: a market order
};

struct Route {
  std::vector<VenueChild> children;  ///< in the order of the offers
  core::Quantity unrouted;           ///< no venue takes it within the worst price, lot and minimum
};

class Router {
 public:
  virtual ~Router() = default;
  /// The same for the same offers, always. Requires 0 < quantity <= 1e20, lots > 0. A level whose
  /// price is not above 0 to 1e15, or that has no quantity, ends its book.
  virtual Route RouteOf(const RouteRequest& request, std::span<const VenueOffer> offers) const = 0;
};

/// All of it to one venue, which must be among the offers and healthy.
class DirectRouter final : public Router {
 public:
  explicit DirectRouter(uint32_t venue) : venue_(venue) {}
  Route RouteOf(const RouteRequest& request, std::span<const VenueOffer> offers) const override;

 private:
  uint32_t venue_;
};

/// Sweeps the books of all healthy venues level by level, cheapest first. What a unit costs is its
/// price, the venue's fee, and what the price is expected to run away until the order is there:
/// price x (1 + fee + drift_per_second x latency) for a purchase, with minus for a sale. Levels of
/// equal cost go to the earlier offer. A venue whose part is below its minimum value is left out
/// and the sweep begins again, smallest part first. Without minimum values and with one lot no
/// split is cheaper; each part is a limit at the worst level that it takes.
class SplitRouter final : public Router {
 public:
  /// `drift_per_second`: fraction of price, >= 0.
  explicit SplitRouter(core::Decimal drift_per_second) : drift_per_second_(drift_per_second) {}
  Route RouteOf(const RouteRequest& request, std::span<const VenueOffer> offers) const override;

 private:
  core::Decimal drift_per_second_;
};

}  // namespace keel::execution
