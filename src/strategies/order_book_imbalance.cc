// SPDX-License-Identifier: MIT
// Pressure in the order book. Where more is bid than offered near the price, the next trades move
// it up, for minutes [Cont, Kukanov, Stoikov 2014, The Price Impact of Order Book Events; Stoikov
// 2018, The micro-price]. Several levels are read, the nearer ones counting more, because the best
// alone is easily spoofed. On bars there is no book, and it says nothing.
#include <algorithm>
#include <cmath>

#include "strategies/describe.h"
#include "strategies/drivers.h"

namespace keel::strategies {
namespace {

constexpr size_t kLevels = 10;
constexpr double kNearness = 0.7;  // weight of a level over that of the one before it

/// Weighted quantity near the price.
double Depth(const std::vector<core::BookLevel>& side) {
  double depth = 0, weight = 1;
  for (size_t i = 0; i < std::min(kLevels, side.size()); ++i) {
    depth += weight * side[i].quantity.ToDouble();
    weight *= kNearness;
  }
  return depth;
}

class OrderBookImbalance final : public strategy::Driver {
 public:
  std::optional<core::Signal> Evaluate(const strategy::DriverScene& scene, size_t i) override {
    const market::BookLevels* book = scene.instruments[i].book;
    if (book == nullptr || book->bids.empty() || book->asks.empty()) return std::nullopt;
    const double bids = Depth(book->bids), asks = Depth(book->asks);
    const core::BookLevel &bid = book->bids[0], &ask = book->asks[0];
    if (!(bids > 0 && asks > 0 && ask.price > bid.price)) return std::nullopt;
    const double imbalance = (bids - asks) / (bids + asks);
    // The micro-price: mid moved toward the side with less at its best, in half spreads.
    const double micro = core::RatioNear((bid.quantity - ask.quantity).value(),
                                         (bid.quantity + ask.quantity).value());
    return core::Signal{.value = std::clamp(0.5 * imbalance + 0.5 * micro, -1.0, 1.0),
                        .confidence = imbalance * micro > 0 ? std::fabs(imbalance) : 0,
                        .half_life = base::Minutes(20)};
  }
};

}  // namespace

strategy::DriverSpec DescribeOrderBookImbalance() {
  return {.name = "order_book_imbalance",
          .summary = "Follows the pressure of several levels of the order book; silent on bars",
          .reference = "Cont, Kukanov, Stoikov 2014; Stoikov 2018",
          .category = strategy::Category::kTechnical,
          .risk_budget = 0.15,
          .half_life = base::Minutes(20),
          .needs_book = true,
          .make = [] { return std::make_unique<OrderBookImbalance>(); }};
}

}  // namespace keel::strategies
