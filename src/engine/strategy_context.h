// SPDX-License-Identifier: MIT
// What one strategy instance sees and may ask for; its targets are pursued here until reached.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "engine/crossing.h"
#include "engine/order_desk.h"
#include "market/feature_store.h"
#include "market/history.h"
#include "strategy/decision.h"
#include "strategy/strategy.h"

namespace keel::engine {

struct StrategyContextOptions {
  core::StrategyId strategy;
  double allocation = 1;  ///< share of the account's equity that is this instance's
  std::vector<core::InstrumentId> instruments;
  std::vector<const market::History*>
      histories;  ///< of the strategy's timeframe, by instrument above
  std::vector<market::FeatureView> features{};  ///< by instrument above; empty where it wants none
  uint64_t seed = 1;
  /// Where targets wait for the end of the instant for an opposite wish; null: they do not.
  Crossing* crossing = nullptr;
};

class StrategyContext final : public strategy::Context, public CrossingParty {
 public:
  StrategyContext(OrderDesk& desk, const base::UnixNanos& now, StrategyContextOptions options);

  base::UnixNanos now() const override { return now_; }
  std::span<const core::InstrumentId> instruments() const override { return options_.instruments; }
  const core::Instrument& instrument(core::InstrumentId id) const override;
  std::span<const core::Bar> History(core::InstrumentId id) const override;
  std::optional<double> feature(core::InstrumentId id, size_t index) const override;
  core::Quantity position(core::InstrumentId id) const override;
  double held_share(core::InstrumentId id) const override;
  std::optional<double> entry_price(core::InstrumentId id) const override;
  double equity() const override;
  int working_orders(core::InstrumentId id) const override;
  bool works(core::OrderId order) const override;
  std::vector<strategy::OpenOrder> open_orders(core::InstrumentId id) const override;
  core::Quantity head_room(core::InstrumentId id) const override;
  double one_way_cost(core::InstrumentId id, double value) const override;
  bool warming() const override { return desk_.warming(); }
  uint64_t seed() const override { return options_.seed; }
  void TargetShare(core::InstrumentId id, double share, std::string_view reason) override {
    // Most strategies have one pair and repeat themselves at most bars.
    if (id == options_.instruments[0] && share == targets_[0].asked) return;
    ChangeShare(id, share, reason);
  }
  std::optional<core::OrderId> Submit(const core::OrderTerms& terms,
                                      std::string_view reason) override;
  std::optional<strategy::BracketOrders> SubmitBracket(const core::OrderTerms& entry,
                                                       const strategy::BracketExits& exits,
                                                       std::string_view reason) override;
  void Cancel(core::OrderId order) override;
  bool Amend(core::OrderId order, const core::OrderChange& change) override;
  uint32_t NewOcoGroup() override { return desk_.NewOcoGroup(); }
  void Explain(const strategy::Decision& decision) override;

  /// Goes on with the pair's target where it is not reached yet; called after each of its bars.
  void Continue(core::InstrumentId id) {
    if (pursued_ > 0) ContinuePursuit(id);
  }
  /// Nothing more is bought or sold for the pair's target until the strategy wants another share.
  void GiveUp(core::InstrumentId id);
  /// Changes the share of the account's equity. At the next bar of each pair what is held for its
  /// target grows or shrinks in the same proportion; what the strategy's own orders have sold is
  /// not bought back, and what they have bought without a target stays.
  void Allot(double allocation);

  /// What `rehearsed`, with the same pairs, came to want is wanted from the next bar on, where
  /// nothing is held or wanted. Elsewhere what is held was decided with all that had come of it.
  void TakeUp(const StrategyContext& rehearsed);

  core::StrategyId strategy() const override { return options_.strategy; }
  std::string_view ReasonFor(core::InstrumentId id) const override {
    return targets_[SlotOf(id)].reason;
  }
  core::Decimal Missing(core::InstrumentId id) const override;
  void GoOn(core::InstrumentId id) override;
  /// An order of this instance ended: a sale that waited for it need not wait for the next bar.
  void OnOrderEnded(core::InstrumentId id, core::OrderEnd why);

 private:
  struct Target {
    double asked = 0;  ///< as the strategy said it
    double share = 0;  ///< between 0 and 1
    core::Quantity goal;
    bool goal_stands = false;  ///< not told anew from equity and price while it is pursued
    /// The allotted share has changed in this proportion, and what is held has not yet.
    std::optional<double> resize;
    bool unfinished = false;  ///< when it did, the target had not been reached
    bool starved = false;     ///< wanted by the strategy, and there was too little equity for it
    bool pursued = false;
    bool has_begun = false;  ///< an intent for it went out
    core::OrderId order{};   ///< the one at work for this target
    int wait = 0;            ///< bars until the next try after a refusal
    int backoff = 0;
    std::string_view reason;
    uint64_t decision = 0;  ///< the kept one behind it
  };

  size_t SlotOf(core::InstrumentId id) const {
    if (options_.instruments.front() == id) [[likely]]
      return 0;
    return SlotOfOther(id);
  }
  size_t SlotOfOther(core::InstrumentId id) const;
  void ChangeShare(core::InstrumentId id, double share, std::string_view reason);
  void BeginTarget(core::InstrumentId id, Target& target, std::string_view reason);
  core::Quantity GoalOf(core::InstrumentId id, double share);
  void ContinuePursuit(core::InstrumentId id);
  bool IsAtWork(core::InstrumentId id, const Target& target) const;
  bool HasSliceOnItsWay(core::InstrumentId id, const Target& target) const;
  bool IsDust(core::InstrumentId id, core::Quantity difference) const;
  /// Holds nothing that could be sold: fees in coins leave less than a lot behind.
  bool IsFlat(core::InstrumentId id) const { return position(id) < instrument(id).lot; }
  void Pursue(core::InstrumentId id, Target& target);
  void Resize(core::InstrumentId id, Target& target);
  void Send(core::InstrumentId id, Target& target, core::Quantity difference);
  bool CancelOwnSells(core::InstrumentId id);
  void SetPursued(Target& target, bool pursued);
  core::Intent MakeIntent(core::InstrumentId id, core::Side side, core::Quantity quantity,
                          std::string_view reason) const;

  OrderDesk& desk_;
  const base::UnixNanos& now_;
  StrategyContextOptions options_;
  std::vector<Target> targets_;
  int pursued_ = 0;
};

}  // namespace keel::engine
