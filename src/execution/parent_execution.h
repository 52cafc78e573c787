// SPDX-License-Identifier: MIT
// Works one parent: asks its algorithm what it wants, holds that to the limits, and remembers what
// became of every child. All that may never happen (too much sent, too fast, too large a share of
// the volume, beyond a price) is prevented here, once, and not in each algorithm.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "execution/algorithms/algorithm.h"
#include "execution/saved_parent.h"
#include "execution/volume_window.h"

namespace keel::execution {

/// Invariants, for any order of inputs:
/// 1. Filled and working together never exceed the parent, unless the venue fills what it had
///    ended; then nothing more is sent (remaining = target - confirmed, an unknown child works).
/// 2. Two children are `pace` apart, and no child crosses the worst price.
/// 3. When a child is sent, own fills of the window and all that works are at most
///    max_participation of the market's volume in it; a hurried parent that reduces risk excepted.
/// 4. A child is whole lots of at least the minimum value.
/// 5. After Stop() or the end, no child is sent.
class ParentExecution {
 public:
  static constexpr size_t kMostWorking = 64;

  /// kUsage where the parent makes no sense or the settings are none of the algorithm's, kNotFound
  /// where there is no such algorithm. `settings` is a JSON object.
  static base::Result<ParentExecution> Start(const ParentOrder& parent, std::string_view algorithm,
                                             std::string_view settings = "{}");
  /// Goes on from what Save gave; kCorrupt or kUsage says what contradicts itself.
  static base::Result<ParentExecution> Restore(const SavedParent& saved);
  SavedParent Save() const;

  /// What to do now. To be called at the time that the last step named, and after every input
  /// below; a time before the last one counts as the last one. What it returns is a promise: the
  /// child counts as sent, so the step is written down before it is carried out.
  ParentStep Advance(base::UnixNanos now);

  /// The market traded `quantity` (base units, own trades included); what is not positive is
  /// ignored. `time` is when it was known here.
  void OnMarketVolume(core::Quantity quantity, base::UnixNanos time);
  /// The account traded that much beside the parent: it is a part of what the window allows.
  void OnOwnVolume(core::Quantity quantity, base::UnixNanos time) {
    window_.AddOwn(quantity, time);
  }
  /// OnMarketVolume for one trade of the tape, with its price.
  void OnTrade(core::Price price, core::Quantity quantity, base::UnixNanos time);
  /// The best prices; a side that is absent is not positive. Ignored where they cross;
  /// a price above 1e15 is none.
  void OnQuote(core::Price bid, core::Price ask);
  /// Part of a child was filled, each fill told once. Counted whatever state the child is in, since
  /// it happened. kCorrupt for a child that never was or a quantity that is not above 0 and
  /// at most 1e20.
  base::Status OnChildFilled(uint32_t child, core::Quantity quantity, base::UnixNanos time);
  /// The venue says that a child is over (filled, cancelled, expired, refused), or proved that it
  /// never came to be. Never for an answer that is missing. kCorrupt for a child that never was.
  base::Status OnChildEnded(uint32_t child);

  /// The venue's filters from now on; kUsage where Start would say so: nothing has changed then.
  base::Status SetFilters(const core::InstrumentFilters& filters);
  /// Emergency: all that is left crosses as fast as pace and limits allow.
  void Hurry() { hurried_ = true; }
  /// Emergency: cancels what works and sends nothing any more.
  void Stop() { stopped_ = true; }

  ParentReport report() const;
  const ParentOrder& parent() const { return parent_; }

 private:
  struct Style {
    bool posts = false;
    core::OrderType type = core::OrderType::kMarket;
    core::Price price;
  };

  ParentExecution(const ParentOrder& parent, std::unique_ptr<Algorithm> algorithm);

  core::Quantity Working() const;
  /// Neither filled nor working; never negative.
  core::Quantity Open() const;
  bool IsOver(base::UnixNanos now) const { return stopped_ || now >= parent_.end; }
  bool IsLastPatience(base::UnixNanos now) const;
  Plan PlanNow() const;
  std::optional<Style> StyleOf(const Plan& plan) const;
  core::Price ReferencePrice() const;
  bool CanBeOrder(core::Quantity quantity, core::Price price) const;
  core::Quantity VolumeRoom() const;
  std::optional<ChildWish> NextChild(const Plan& plan);
  core::Quantity SizeOf(const Plan& plan, core::Price price);
  void TakeBack(bool all, std::vector<uint32_t>* cancels);
  base::UnixNanos NextTime(const Plan& plan) const;

  ParentOrder parent_;
  std::string algorithm_name_, settings_;
  std::unique_ptr<Algorithm> algorithm_;
  VolumeWindow window_;
  core::Quantity confirmed_, market_volume_;
  std::vector<SavedChild> working_;  // by number
  uint32_t children_ = 0;
  std::optional<base::UnixNanos> last_sent_;
  base::UnixNanos now_ = base::kBeginningOfTime;
  core::Price bid_, ask_, last_;
  bool hurried_ = false, stopped_ = false;
  WaitsFor waits_for_ = WaitsFor::kStart;
};

}  // namespace keel::execution
