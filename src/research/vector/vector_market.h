// SPDX-License-Identifier: MIT
// One pair's bars made ready for sweeps, and the terms that its orders are filled on there. They
// are the engine's own, but for what needs a book: no latency, no impact, no limits but the one
// below.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "base/result.h"
#include "core/bar.h"
#include "core/instrument.h"
#include "core/timeframe.h"
#include "engine/series_loader.h"
#include "engine/settings.h"
#include "sim/bar_path.h"

namespace keel::research {

namespace internal {
struct PreparedBars;
}

/// Each means what the engine's setting of that name means, to the last digit: an order that is
/// decided at a close fills at the next open, half the spread off it and rounded to the tick
/// against the trader, whatever its size, and pays the fee of a taker.
struct VectorTerms {
  core::InstrumentFilters filters;
  core::Decimal cash = core::Decimal::FromInt(10'000);  ///< at the start, quote currency
  core::Decimal fee_rate;                               ///< fraction of the value of each fill
  double half_spread = 0;                               ///< fraction of the price
  /// risk::Limits::market_slippage: what a purchase leaves unspent in case, and how far above the
  /// close that decided it it may still fill.
  std::optional<double> market_slippage;
  sim::PathRule path = sim::PathRule::kPessimistic;  ///< FillSettings::path, for stops
};

/// The terms of a backtest: filters as loaded; cash, spread, slippage limit, path and the fee of
/// the first tier as configured. kUnsupported, with the reason, for a run that the vector tier has
/// no word for: several pairs or strategies, another timeframe than that of the bars, single
/// trades, a series that ends in a delisting, an account in another currency than the pair's quote
/// or with other balances.
base::Result<VectorTerms> VectorTermsOf(const engine::BacktestSettings& settings,
                                        std::span<const engine::LoadedSeries> series);

/// Movable; any number of threads may read it.
class VectorMarket {
 public:
  /// Borrows the bars, which must be in the order of their times. kUsage where there is none, for a
  /// price that is not positive and finite, for terms that mean nothing; kUnsupported for a price
  /// of 2^50 ticks or more.
  static base::Result<VectorMarket> Make(std::span<const core::Bar> bars, core::Timeframe timeframe,
                                         const VectorTerms& terms);
  VectorMarket(VectorMarket&&) noexcept;
  VectorMarket& operator=(VectorMarket&&) noexcept;
  ~VectorMarket();

  const internal::PreparedBars& prepared() const { return *prepared_; }

 private:
  explicit VectorMarket(std::unique_ptr<const internal::PreparedBars> prepared);

  std::unique_ptr<const internal::PreparedBars> prepared_;
};

}  // namespace keel::research
