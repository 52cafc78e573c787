// SPDX-License-Identifier: MIT
// The account of one parameter set: cash, lots held, and the fills of orders that are decided at a
// close. What gate, order factory and simulated venue do to an order where neither cost nor limit
// nor latency comes in, in their order and with their roundings, so that the engine agrees.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

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
        cash_(bars.cash),
        cash_when_flat_(bars.cash),
        days_(days),
        keep_fills_(keep_fills) {}

  int64_t lots() const { return lots_; }
  core::Quantity held() const { return bars_.filters.lot * lots_; }
  core::Decimal EquityAt(size_t bar) const {
    return lots_ == 0 ? cash_ : cash_ + Value(bars_.terms[bar].mark, lots_);
  }
  /// Whole lots of `quantity`, rounded down.
  int64_t LotsOf(double quantity) const { return lots_of_.Count(quantity); }
  /// Whether `lots` (of either sign) are worth less at the close than an order must be.
  bool IsDust(size_t bar, int64_t lots) const {
    const double about = std::abs(static_cast<double>(lots)) * bars_.lot_size;
    if (about * bars_.terms[bar].close > bars_.least_value * 1.000001 && lots != 0) [[likely]]
      return false;
    return IsDustExactly(bar, lots);
  }

  /// What gate and factory pass of a purchase that is decided at the close of `bar`; 0: nothing.
  int64_t Approve(size_t bar, int64_t lots) const {
    const BarTerms& at = bars_.terms[bar];
    if (lots <= 0 || !bars_.may_buy) return 0;
    if (!Affords(lots, at.worst)) {  // shrunk to what its worst price leaves
      lots = Affordable(at.worst);
      if (IsDust(bar, lots)) return 0;
    }
    return IsBelowMinimum(bar, lots) ? 0 : lots;
  }
  /// Fills it at the next open, as far as cash and protection let it.
  void Buy(size_t bar, int64_t approved) {
    const BarTerms& at = bars_.terms[bar];
    if (at.buy == 0) return;
    const int64_t lots = Affords(approved, at.buy_unit) ? approved : Affordable(at.buy_unit);
    if (lots == 0) return;
    TellDays(bar);
    const core::Decimal value = Value(at.buy, lots);
    const core::Decimal fee = FeeOf(value);
    cash_ -= value + fee;
    lots_ += lots;
    if (keep_fills_) [[unlikely]]
      Keep(TimeOfFill(bar), core::Side::kBuy, at.buy, lots, fee);
  }
  /// Whether gate and factory pass a sale that is decided at the close of `bar`.
  bool MaySell(size_t bar, int64_t lots) const { return !IsBelowMinimum(bar, lots); }
  /// A sale at market, decided at the close of `bar`; nothing where it may not be.
  void Sell(size_t bar, int64_t lots) {
    const BarTerms& at = bars_.terms[bar];
    if (at.sell == 0 || !MaySell(bar, lots)) return;
    TellDays(bar);
    BookSale(keep_fills_ ? TimeOfFill(bar) : base::UnixNanos(), at.sell, lots);
  }
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
  bool IsDustExactly(size_t bar, int64_t lots) const;
  /// Whether lots x unit, rounded up, is no more than the cash.
  bool Affords(int64_t lots, core::Decimal unit) const {
    const auto unit_raw = static_cast<int64_t>(unit.raw());
    const auto cash = static_cast<int64_t>(cash_.raw());
    int64_t quantity = 0;
    const bool is_narrow = core::Int128{unit_raw} == unit.raw() &&
                           core::Int128{cash} == cash_.raw() &&
                           !__builtin_mul_overflow(lots, bars_.lot, &quantity);
    if (is_narrow && bars_.lot != 0) [[likely]]
      return core::Int128{quantity} * unit_raw <= core::Int128{cash} * core::Decimal::kOne;
    return core::Mul((bars_.filters.lot * lots).value(), unit, core::Rounding::kUp) <= cash_;
  }
  /// The most lots that the cash pays.
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
  void BookSale(base::UnixNanos time, int64_t ticks, int64_t lots) {
    const core::Decimal value = Value(ticks, lots);
    const core::Decimal fee = FeeOf(value);
    cash_ += value - fee;
    lots_ -= lots;
    if (keep_fills_) [[unlikely]]
      Keep(time, core::Side::kSell, ticks, lots, fee);
    if (lots_ == 0) EndRoundTrip();
  }
  void EndRoundTrip() {
    const core::Decimal profit = cash_ - cash_when_flat_;
    cash_when_flat_ = cash_;
    const bool wins = profit.is_positive();
    ++trades_;
    winners_ += wins ? 1 : 0;
    (wins ? won_ : lost_) += wins ? profit : -profit;
  }
  void Keep(base::UnixNanos time, core::Side side, int64_t ticks, int64_t lots, core::Decimal fee);
  base::UnixNanos TimeOfFill(size_t bar) const;

  const PreparedBars& bars_;
  LotCounter lots_of_;
  core::Decimal cash_;
  core::Decimal cash_when_flat_;
  int64_t lots_ = 0;
  int64_t trades_ = 0, winners_ = 0;
  core::Decimal won_, lost_;
  std::span<double> days_;
  size_t day_ = 0;
  bool keep_fills_;
  std::vector<VectorFill> fills_;
};

}  // namespace keel::research::internal
