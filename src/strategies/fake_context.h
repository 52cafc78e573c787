// SPDX-License-Identifier: MIT
// For tests of strategies: a Context that records what was asked for and lets the test decide what
// became of it. No venue, no risk, no latency.
#pragma once

#include <string>
#include <vector>

#include "base/check.h"
#include "strategy/decision.h"
#include "strategy/strategy.h"

namespace keel::strategies {

/// One pair, TEST/USDT, tick 0.01, lot 0.001, minimum 10; equity as the test says.
class FakeContext final : public strategy::Context {
 public:
  struct Target {
    double share;
    std::string reason;
  };
  struct Sent {
    core::OrderId id;
    core::OrderTerms terms;
    std::string reason;
    bool working = true;
    bool cancel_asked = false;
  };

  FakeContext() {
    instrument_.venue = "test";
    instrument_.symbol = {.base = "TEST", .quote = "USDT", .settle = ""};
    instrument_.tick = core::Price(core::Decimal::PowerOfTen(-2));
    instrument_.lot = core::Quantity(core::Decimal::PowerOfTen(-3));
    instrument_.min_notional = core::Decimal::FromInt(10);
  }

  base::UnixNanos now() const override { return now_; }
  std::span<const core::InstrumentId> instruments() const override { return {&id_, 1}; }
  const core::Instrument& instrument(core::InstrumentId) const override { return instrument_; }
  std::span<const core::Bar> History(core::InstrumentId) const override { return history_; }
  std::optional<double> feature(core::InstrumentId, size_t index) const override {
    return index < features.size() ? features[index] : std::nullopt;
  }
  core::Quantity position(core::InstrumentId) const override { return position_; }
  std::optional<double> entry_price(core::InstrumentId) const override {
    return position_.is_zero() ? std::nullopt : std::optional(entry_price_);
  }
  double equity() const override { return equity_; }
  double held_share(core::InstrumentId) const override {
    return history_.empty() ? 0 : position_.ToDouble() * history_.back().close / equity_;
  }
  int working_orders(core::InstrumentId) const override {
    int working = 0;
    for (const Sent& order : orders) working += order.working ? 1 : 0;
    return working;
  }
  bool works(core::OrderId id) const override {
    return id.value >= 1 && id.value <= orders.size() && orders[id.value - 1].working;
  }
  std::vector<strategy::OpenOrder> open_orders(core::InstrumentId) const override {
    std::vector<strategy::OpenOrder> open;
    for (const Sent& order : orders) {
      if (order.working) open.push_back({order.id, order.terms, order.cancel_asked});
    }
    return open;
  }
  bool warming() const override { return is_warming; }
  core::Quantity head_room(core::InstrumentId) const override {
    return core::Quantity(core::Decimal::FromInt(1'000'000));
  }
  void TargetShare(core::InstrumentId, double share, std::string_view reason) override {
    targets.push_back({share, std::string(reason)});
  }
  std::optional<core::OrderId> Submit(const core::OrderTerms& terms,
                                      std::string_view reason) override {
    if (refuse || is_warming) return std::nullopt;
    const core::OrderId id{orders.size() + 1};
    orders.push_back({id, terms, std::string(reason)});
    return id;
  }
  /// Its exits stand among the orders as sent, for all of the entry.
  std::optional<strategy::BracketOrders> SubmitBracket(const core::OrderTerms& entry,
                                                       const strategy::BracketExits& exits,
                                                       std::string_view reason) override {
    const auto sent = Submit(entry, reason);
    if (!sent) return std::nullopt;
    strategy::BracketOrders bracket{*sent, std::nullopt, std::nullopt};
    core::OrderTerms exit{.instrument = entry.instrument,
                          .side = core::Side::kSell,
                          .type = core::OrderType::kStop,
                          .quantity = entry.quantity,
                          .stop_price = exits.stop,
                          .trail_fraction = exits.trail_fraction,
                          .oco_group = NewOcoGroup()};
    if (exits.trail_fraction != 0) exit.type = core::OrderType::kTrailingStop;
    if (!exits.stop.is_zero() || exits.trail_fraction != 0) bracket.stop = Submit(exit, "stop");
    exit.type = core::OrderType::kTakeProfit;
    exit.stop_price = exits.target;
    exit.trail_fraction = 0;
    if (!exits.target.is_zero()) bracket.target = Submit(exit, "target");
    return bracket;
  }
  void Cancel(core::OrderId order) override { at(order).cancel_asked = true; }
  uint32_t NewOcoGroup() override { return ++groups_; }
  double one_way_cost(core::InstrumentId, double) const override { return 0.001; }
  uint64_t seed() const override { return 1; }
  void Explain(const strategy::Decision& decision) override { decisions.push_back(decision); }

  /// Closes the next bar at `close` (hourly; high and low `range` around it) and tells `strategy`.
  void Close(strategy::Strategy& strategy, double close, double range = 0) {
    const double open = history_.empty() ? close : history_.back().close;
    history_.push_back({.open_time = now_,
                        .open = open,
                        .high = std::max(open, close) + range,
                        .low = std::min(open, close) - range,
                        .close = close,
                        .volume = 1});
    now_ = now_ + base::Hours(1);
    strategy.OnBar(*this, {.series = {},
                           .instrument = id_,
                           .timeframe = core::Timeframe::Of(base::Hours(1)),
                           .bar = history_.back(),
                           .time = now_});
  }

  /// Fills all of an order, or ends it, and tells `strategy`.
  void Fill(strategy::Strategy& strategy, core::OrderId order, double price) {
    Sent& sent = at(order);
    sent.working = false;
    const core::OrderTerms terms = sent.terms;
    const bool buy = terms.side == core::Side::kBuy;
    position_ += buy ? terms.quantity : -terms.quantity;
    if (buy) entry_price_ = price;
    core::Fill fill;
    fill.order = order;
    fill.side = terms.side;
    fill.price = core::Price::FromDouble(price, instrument_.tick);
    fill.quantity = terms.quantity;
    fill.time = now_;
    strategy.OnFill(*this, fill);
  }
  void End(strategy::Strategy& strategy, core::OrderId order, core::OrderEnd why) {
    at(order).working = false;
    strategy.OnOrderEnded(*this, order, why);
  }

  std::vector<std::optional<double>> features;  ///< what feature() gives, by index
  std::vector<Target> targets;
  std::vector<strategy::Decision> decisions;
  std::vector<Sent> orders;
  bool refuse = false;
  bool is_warming = false;

 private:
  Sent& at(core::OrderId order) {
    CHECK(order.value >= 1 && order.value <= orders.size(), "an order that was never sent");
    return orders[order.value - 1];
  }

  core::InstrumentId id_;
  core::Instrument instrument_;
  base::UnixNanos now_{};
  std::vector<core::Bar> history_;
  core::Quantity position_;
  double entry_price_ = 0;
  double equity_ = 10'000;
  uint32_t groups_ = 0;
};

}  // namespace keel::strategies
