// SPDX-License-Identifier: MIT
// Making a market with one order a side: who waits at the touch is paid half the spread by those in
// a hurry, and pays when the price moves through the order [Glosten, Milgrom 1985]. A book that
// leans to one side moves that way more often than not [Cont, Kukanov, Stoikov 2014], so the order
// on the side that is about to be run over is taken away.
#include <array>
#include <optional>

#include "strategies/describe.h"

namespace keel::strategies {
namespace {

using core::OrderId;
using core::Price;
using core::Side;

/// Rests a buy at the best bid while less than its share is held, and a sell of what is held at the
/// best ask; both follow the touch.
class TouchMaker final : public strategy::Strategy {
 public:
  TouchMaker(double share, double clip, double lean) : share_(share), clip_(clip), lean_(lean) {}

  void OnBook(strategy::Context& market, const market::OrderBook& book) override {
    const auto bid = book.best_bid(), ask = book.best_ask();
    if (!bid || !ask || market.equity() <= 0) return;
    const core::InstrumentId pair = book.instrument();
    const double bids = bid->quantity.ToDouble(), asks = ask->quantity.ToDouble();
    const double lean = (bids - asks) / (bids + asks);  // -1: all that waits wants to sell
    const bool room = market.held_share(pair) < share_;
    Keep(market, pair, Side::kBuy, room && lean > -lean_ ? bid->price : Price(),
         core::Quantity::FromDouble(market.equity() * clip_ / bid->price.ToDouble(),
                                    market.instrument(pair).lot, core::Rounding::kFloor));
    Keep(market, pair, Side::kSell, lean < lean_ ? ask->price : Price(), market.position(pair));
  }

  void OnOrderEnded(strategy::Context&, OrderId order, core::OrderEnd) override { Forget(order); }
  void OnFill(strategy::Context& market, const core::Fill& fill) override {
    if (!market.works(fill.order)) Forget(fill.order);
  }

 private:
  struct Quote {
    std::optional<OrderId> order;
    Price price;
    bool leaving = false;  ///< its cancel is on the way
  };

  void Forget(OrderId order) {
    for (Quote& quote : quotes_) {
      if (quote.order == order) quote = {};
    }
  }
  /// One order of a side at `price`, none where that is zero; one that stands elsewhere goes first.
  void Keep(strategy::Context& market, core::InstrumentId pair, Side side, Price price,
            core::Quantity quantity) {
    Quote& quote = quotes_[side == Side::kBuy ? 0 : 1];
    if (quote.order) {
      if (quote.price == price || quote.leaving) return;
      quote.leaving = true;
      return market.Cancel(*quote.order);
    }
    if (price.is_zero()) return;
    const core::Instrument& instrument = market.instrument(pair);
    const bool worth = core::Notional(price, quantity) >= instrument.min_notional;
    if (quantity < instrument.lot || !worth) return;
    core::OrderTerms terms;
    terms.instrument = pair;
    terms.side = side;
    terms.type = core::OrderType::kLimit;
    terms.post_only = true;
    terms.quantity = quantity;
    terms.limit_price = price;
    const auto order = market.Submit(terms, side == Side::kBuy ? "at the bid" : "at the ask");
    if (order) quote = {*order, price, false};
  }

  double share_, clip_, lean_;
  std::array<Quote, 2> quotes_;
};

}  // namespace

strategy::StrategySpec DescribeTouchMaker() {
  return {.name = "touch_maker",
          .summary = "Waits at the best bid and ask of a recorded book: those in a hurry pay",
          .params = {Real("share", 0.5, 0.01, 1, "most of the allotted equity to hold"),
                     Real("clip", 0.05, 0.001, 1, "share of equity that one buy is for"),
                     Real("lean", 0.6, 0, 1,
                          "imbalance of the touch against a side at which it is left")},
          .make = [](const Params& params) -> Made {
            return std::make_unique<TouchMaker>(params.Get("share"), params.Get("clip"),
                                                params.Get("lean"));
          },
          .hears_books = true,
          .needs_books = true};
}

}  // namespace keel::strategies
