// SPDX-License-Identifier: MIT
// A recorded session in the place of the invented population: its levels rest as orders of one
// account, its trades come as orders of another, and the orders of clients stand among them in
// their queues. What clients take or add is there until the recording next tells of that level.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "exchange/simulated_exchange.h"
#include "market/book_recording.h"

namespace keel::exchange {

/// The listing of a recorded pair, in the recording's steps. kUsage where a book cannot keep them.
base::Result<Listing> ListingOf(const market::BookRecording& recording);

class RecordedMarket {
 public:
  /// The recording begins at `now`; its messages come as they were received. Requires a change in
  /// it. `exchange` has its listing as `market` and outlives it.
  RecordedMarket(SimulatedExchange& exchange, MarketId market, market::BookRecording recording,
                 bool loops, base::UnixNanos now);

  /// Lets happen what was recorded until `now`, each at its own time.
  void Step(base::UnixNanos now);
  /// Everything was told; the book stays as it was last.
  bool ended() const { return next_ == recording_.changes.size(); }
  /// Levels and trades that the book could not take: outside of its range.
  uint64_t left_out() const { return left_out_; }

 private:
  using Levels = std::map<core::Price, std::vector<uint64_t>>;  // orders, in their order of time
  base::UnixNanos TimeOf(const market::RecordedChange& change) const;
  void Tell(const core::BookUpdate& update, base::UnixNanos now);
  void Tell(const core::TradeTick& trade, base::UnixNanos now);
  void Clear(base::UnixNanos now);
  void SetLevels(core::Side side, const std::vector<core::BookLevel>& levels, bool gone,
                 base::UnixNanos now);
  void SetLevel(core::Side side, const core::BookLevel& level, base::UnixNanos now);
  core::Quantity Standing(std::vector<uint64_t>* orders) const;
  void Shrink(std::vector<uint64_t>* orders, core::Quantity by, base::UnixNanos now);
  uint64_t Place(AccountId account, OrderRequest request, base::UnixNanos now);

  SimulatedExchange& exchange_;
  MarketId market_;
  market::BookRecording recording_;
  bool loops_;
  base::UnixNanos start_;
  size_t next_ = 0;
  AccountId maker_ = 0, taker_ = 0;
  std::array<Levels, 2> levels_;  // by side
  uint64_t left_out_ = 0;
};

}  // namespace keel::exchange
