// SPDX-License-Identifier: MIT
// The sleeves of a run, day by day: what each strategy has made of the equity that was allotted to
// it, and how much it is allotted next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/order_desk.h"
#include "engine/run_record.h"
#include "engine/settings.h"
#include "engine/sleeve_flows.h"
#include "strategy/allocation.h"

namespace keel::engine {

struct SleeveBookOptions {
  AllocationSettings settings;
  strategy::AllocationMethod method = strategy::AllocationMethod::kFixed;
  double cost_rate = 0;            ///< of moving, a fraction of what is traded
  uint64_t seed = 1;               ///< of the regimes' fit
  std::vector<double> configured;  ///< shares, by strategy
};

/// Knows closed days only: every number of a decision was there to see when it was made.
class SleeveBook {
 public:
  /// References must outlive this; days and decisions are added to `record`, whose fills are read.
  SleeveBook(OrderDesk& desk, RunRecord& record, SleeveBookOptions options);

  /// The start of the run: the first shares.
  void Open(base::UnixNanos now);
  /// When the day that is running ends: the next call of CloseDay.
  base::UnixNanos day_end() const { return day_end_; }
  /// A day is over, and the marks of `now` are known: books it and decides where that is due.
  /// `starting` is the account's equity at the first marks.
  void CloseDay(base::UnixNanos now, core::Decimal starting);
  /// The end of the run: books what has been of the last day.
  void Close(base::UnixNanos now, core::Decimal starting);
  /// By strategy, in force now.
  const std::vector<double>& shares() const { return shares_; }
  const SleeveFlows& flows() const { return flows_; }

 private:
  void BookDay(base::UnixNanos now, core::Decimal starting);
  void Decide(base::UnixNanos now);
  base::Result<strategy::AllocationDecision> AskMethod();
  base::Status RefitRegimes();
  void Record(base::UnixNanos now, strategy::AllocationWhy why, std::string note);
  std::vector<double> Invested() const;
  double MarketReturn();
  std::string NamesOf(const std::vector<size_t>& sleeves) const;

  OrderDesk& desk_;
  RunRecord& record_;
  SleeveBookOptions options_;
  SleeveFlows flows_;
  std::vector<double> shares_;
  base::UnixNanos day_end_ = base::kEndOfTime;
  std::optional<double> equity_;     // at the start of the running day; absent on the first
  std::vector<double> profit_;       // at the start of the running day
  std::vector<double> last_closes_;  // by pair; 0: none yet
  std::vector<double> market_;       // returns of closed days
  std::vector<double> returns_;      // of closed days x strategies
  int days_ = 0;
  std::optional<models::GaussianHmm> regimes_;
  int regimes_fitted_ = 0;  // on which day
};

}  // namespace keel::engine
