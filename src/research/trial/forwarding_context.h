// SPDX-License-Identifier: MIT
// A context that passes everything on, for those that change one thing of it.
#pragma once

#include "strategy/strategy.h"

namespace keel::research {

/// Borrows the context that it stands before.
class ForwardingContext : public strategy::Context {
 public:
  explicit ForwardingContext(strategy::Context& next) : next_(next) {}

  base::UnixNanos now() const override { return next_.now(); }
  std::span<const core::InstrumentId> instruments() const override { return next_.instruments(); }
  const core::Instrument& instrument(core::InstrumentId id) const override {
    return next_.instrument(id);
  }
  std::span<const core::Bar> History(core::InstrumentId id) const override {
    return next_.History(id);
  }
  std::optional<double> feature(core::InstrumentId id, size_t index) const override {
    return next_.feature(id, index);
  }
  core::Quantity position(core::InstrumentId id) const override { return next_.position(id); }
  double held_share(core::InstrumentId id) const override { return next_.held_share(id); }
  std::optional<double> entry_price(core::InstrumentId id) const override {
    return next_.entry_price(id);
  }
  double equity() const override { return next_.equity(); }
  int working_orders(core::InstrumentId id) const override { return next_.working_orders(id); }
  bool works(core::OrderId order) const override { return next_.works(order); }
  std::vector<strategy::OpenOrder> open_orders(core::InstrumentId id) const override {
    return next_.open_orders(id);
  }
  core::Quantity head_room(core::InstrumentId id) const override { return next_.head_room(id); }
  double one_way_cost(core::InstrumentId id, double value) const override {
    return next_.one_way_cost(id, value);
  }
  bool warming() const override { return next_.warming(); }
  uint64_t seed() const override { return next_.seed(); }
  void TargetShare(core::InstrumentId id, double share, std::string_view reason) override {
    next_.TargetShare(id, share, reason);
  }
  std::optional<core::OrderId> Submit(const core::OrderTerms& terms,
                                      std::string_view reason) override {
    return next_.Submit(terms, reason);
  }
  std::optional<strategy::BracketOrders> SubmitBracket(const core::OrderTerms& entry,
                                                       const strategy::BracketExits& exits,
                                                       std::string_view reason) override {
    return next_.SubmitBracket(entry, exits, reason);
  }
  void Cancel(core::OrderId order) override { next_.Cancel(order); }
  bool Amend(core::OrderId order, const core::OrderChange& change) override {
    return next_.Amend(order, change);
  }
  uint32_t NewOcoGroup() override { return next_.NewOcoGroup(); }
  void Explain(const strategy::Decision& decision) override { next_.Explain(decision); }

 private:
  strategy::Context& next_;
};

}  // namespace keel::research
