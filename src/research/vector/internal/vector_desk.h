// SPDX-License-Identifier: MIT
// The account of one parameter set: cash, lots held, and the fills of orders that are decided at a
// close. What gate, order factory and simulated venue do to an order where neither cost nor limit
// nor latency comes in, in their order and with their roundings, so that the engine agrees.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "research/vector/internal/prepared_bars.h"
#include "research/vector/vector_sweep.h"

namespace keel::research::internal {

/// Lots that a quantity comes to, as risk::WholeLots counts them.
class LotCounter {
 public:
  explicit LotCounter(core::Quantity lot) : lot_(lot), size_(lot.ToDouble()) {}
  int64_t Count(double quantity) const {
    constexpr double kMagic = 0x1.8p52;  // adding and removing it rounds half to even
    const double scaled = quantity / size_;
    if (!(scaled < 0x1p50 && scaled > 0)) [[unlikely]]
      return CountAny(quantity);
    double count = (scaled + kMagic) - kMagic;
    if (std::fabs(scaled - count) > scaled * 0x1p-51) count = std::trunc(scaled);
    return static_cast<int64_t>(count);
  }

 private:
  int64_t CountAny(double quantity) const;

  core::Quantity lot_;
  double size_;
};

class VectorDesk {
 public:
  /// `days` has a place for each UTC day of the bars, or is empty: they are not told.
  VectorDesk(const PreparedBars& bars, std::span<double> days, bool keep_fills)
      : bars_(bars),
        lots_of_(bars.filters.lot),
        days_(days),
        keep_fills_(keep_fills),
        cash_(bars.cash),
        cash_when_flat_(bars.cash) {}

  int64_t lots() const { return lots_; }
  core::Quantity held() const { return bars_.filters.lot * lots_; }
  core::Decimal EquityAt(size_t bar) const {
    return lots_ == 0 ? cash_ : cash_ + Value(bars_.terms[bar].mark, lots_);
  }
  /// Whole lots of `quantity`, rounded down.
  int64_t LotsOf(double quantity) const { return lots_of_.Count(quantity); }
  /// Whether `lots` (of either sign) are worth less at the close than an order must be.
  bool IsDust(size_t bar, int64_t lots) const {
    if (lots == 0) return true;
    const core::Quantity size = bars_.filters.lot * std::abs(lots);
    return size.ToDouble() * bars_.terms[bar].close < bars_.least_value;
  }

  /// What gate and factory pass of a purchase that is decided at the close of `bar`; 0: nothing.
  int64_t Approve(size_t bar, int64_t lots) const;
  /// Fills it at the next open, as far as cash and protection let it.
  void Buy(size_t bar, int64_t approved);
  /// Whether gate and factory pass a sale that is decided at the close of `bar`.
  bool MaySell(size_t bar, int64_t lots) const { return !IsBelowMinimum(bar, lots); }
  /// A sale at market, decided at the close of `bar`; nothing where it may not be.
  void Sell(size_t bar, int64_t lots);
  /// All that is held, by a stop inside `bar` that was reached at `price`.
  void SellAtStop(size_t bar, base::UnixNanos time, double price);

  /// Tells what remains of the days and completes the outcome.
  VectorOutcome Finish();

 private:
  /// price x quantity, exact to 1e-12.
  core::Decimal Value(int64_t ticks, int64_t lots) const {
    int64_t count = 0;
    if (bars_.unit != 0 && !__builtin_mul_overflow(ticks, lots, &count)) [[likely]]
      return core::Decimal::FromRaw(core::Int128{count} * bars_.unit);
    return core::Notional(bars_.filters.tick * ticks, bars_.filters.lot * lots);
  }
  bool IsBelowMinimum(size_t bar, int64_t lots) const {
    return Value(bars_.terms[bar].mark, lots) < bars_.filters.min_notional;
  }
  bool Affords(int64_t lots, core::Decimal unit) const;
  int64_t Affordable(core::Decimal unit) const;
  core::Decimal FeeOf(core::Decimal value) const {
    return bars_.fee_rate.is_zero() ? core::Decimal()
                                    : core::Mul(value, bars_.fee_rate, core::Rounding::kCeiling);
  }
  /// The days whose last bar is this one or one before it, with what is held now.
  void TellDays(size_t bar) {
    if (!days_.empty() && day_ < bars_.terms[bar].days) TellDaysUpTo(bars_.terms[bar].days);
  }
  void TellDaysUpTo(size_t end);
  void BookSale(base::UnixNanos time, int64_t ticks, int64_t lots);
  void EndRoundTrip();
  void Keep(base::UnixNanos time, core::Side side, int64_t ticks, int64_t lots, core::Decimal fee);
  base::UnixNanos TimeOfFill(size_t bar) const;

  const PreparedBars& bars_;
  LotCounter lots_of_;
  std::span<double> days_;
  bool keep_fills_;
  core::Decimal cash_;
  core::Decimal cash_when_flat_;
  int64_t lots_ = 0;
  size_t day_ = 0;
  VectorOutcome outcome_;
};

}  // namespace keel::research::internal
