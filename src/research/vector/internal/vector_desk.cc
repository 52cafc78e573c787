// SPDX-License-Identifier: MIT
#include "research/vector/internal/vector_desk.h"

#include "base/check.h"
#include "risk/check.h"
#include "sim/round_against.h"

namespace keel::research::internal {

using core::Decimal;
using core::Int128;

int64_t LotCounter::CountAny(double quantity) const {
  const Int128 count = risk::WholeLots(quantity, lot_).value().raw() / lot_.value().raw();
  CHECK(count < (Int128{1} << 62), "a position beyond any market");
  return static_cast<int64_t>(count);
}

/// Whether lots x unit, rounded up, is no more than the cash.
bool VectorDesk::Affords(int64_t lots, Decimal unit) const {
  const Decimal quantity = (bars_.filters.lot * lots).value();
  const auto q = static_cast<int64_t>(quantity.raw());
  const auto u = static_cast<int64_t>(unit.raw());
  Int128 most = 0;
  const bool is_narrow = Int128{q} == quantity.raw() && Int128{u} == unit.raw() &&
                         !__builtin_mul_overflow(cash_.raw(), Int128{Decimal::kOne}, &most);
  if (is_narrow) [[likely]]
    return Int128{q} * u <= most;
  return core::Mul(quantity, unit, core::Rounding::kUp) <= cash_;
}

/// The most lots that the cash pays.
int64_t VectorDesk::Affordable(Decimal unit) const {
  const Decimal quantity = core::Div(cash_, unit, core::Rounding::kDown);
  return static_cast<int64_t>(quantity.raw() / bars_.filters.lot.value().raw());
}

base::UnixNanos VectorDesk::TimeOfFill(size_t bar) const {
  return std::max(bars_.timeframe.CloseOf(bars_.bars[bar].open_time),
                  bars_.bars[bar + 1].open_time);
}

int64_t VectorDesk::Approve(size_t bar, int64_t lots) const {
  const BarTerms& at = bars_.terms[bar];
  if (lots <= 0) return 0;
  if (!Affords(lots, at.worst)) {  // shrunk to what its worst price leaves
    lots = Affordable(at.worst);
    if (IsDust(bar, lots)) return 0;
  }
  return IsBelowMinimum(bar, lots) ? 0 : lots;
}

void VectorDesk::Buy(size_t bar, int64_t approved) {
  const BarTerms& at = bars_.terms[bar];
  if (at.buy == 0) return;
  const int64_t lots = Affords(approved, at.buy_unit) ? approved : Affordable(at.buy_unit);
  if (lots == 0) return;
  TellDays(bar);
  const Decimal value = Value(at.buy, lots);
  const Decimal fee = FeeOf(value);
  cash_ -= value + fee;
  lots_ += lots;
  if (keep_fills_) Keep(TimeOfFill(bar), core::Side::kBuy, at.buy, lots, fee);
}

void VectorDesk::Sell(size_t bar, int64_t lots) {
  const BarTerms& at = bars_.terms[bar];
  if (at.sell == 0 || !MaySell(bar, lots)) return;
  TellDays(bar);
  BookSale(keep_fills_ ? TimeOfFill(bar) : base::UnixNanos(), at.sell, lots);
}

void VectorDesk::SellAtStop(size_t bar, base::UnixNanos time, double price) {
  if (bar > 0) TellDays(bar - 1);
  const core::Price tick = bars_.filters.tick;
  const core::Price fill =
      sim::RoundAgainst(price * (1 - bars_.half_spread), tick, core::Side::kSell);
  BookSale(time, static_cast<int64_t>(fill.value().raw() / tick.value().raw()), lots_);
}

void VectorDesk::BookSale(base::UnixNanos time, int64_t ticks, int64_t lots) {
  const Decimal value = Value(ticks, lots);
  const Decimal fee = FeeOf(value);
  cash_ += value - fee;
  lots_ -= lots;
  if (keep_fills_) Keep(time, core::Side::kSell, ticks, lots, fee);
  if (lots_ == 0) EndRoundTrip();
}

void VectorDesk::EndRoundTrip() {
  const double profit = (cash_ - cash_when_flat_).ToDoubleNear();
  cash_when_flat_ = cash_;
  ++outcome_.trades;
  if (profit > 0) {
    ++outcome_.winners;
    outcome_.won += profit;
  } else {
    outcome_.lost -= profit;
  }
}

void VectorDesk::Keep(base::UnixNanos time, core::Side side, int64_t ticks, int64_t lots,
                      Decimal fee) {
  outcome_.fills.push_back({time, side, bars_.filters.tick * ticks, bars_.filters.lot * lots, fee});
}

void VectorDesk::TellDaysUpTo(size_t end) {
  const auto cash = static_cast<int64_t>(cash_.raw());
  int64_t lots_unit = 0, most = 0;
  const bool is_narrow = bars_.unit != 0 && Int128{cash} == cash_.raw() &&
                         !__builtin_mul_overflow(lots_, bars_.unit, &lots_unit) &&
                         !__builtin_mul_overflow(lots_unit, bars_.highest_mark, &most) &&
                         !__builtin_add_overflow(most, cash, &most);
  if (is_narrow) [[likely]] {
    const int64_t* marks = bars_.day_marks.data();
    double* days = days_.data();
    for (size_t i = day_; i < end; ++i) {
      days[i] = static_cast<double>(cash + marks[i] * lots_unit) / 1e12;
    }
  } else {
    for (size_t i = day_; i < end; ++i) {
      const Decimal value = lots_ == 0 ? Decimal() : Value(bars_.day_marks[i], lots_);
      days_[i] = (cash_ + value).ToDoubleNear();
    }
  }
  day_ = end;
}

VectorOutcome VectorDesk::Finish() {
  const size_t last = bars_.size() - 1;
  TellDays(last);
  outcome_.final_equity = EquityAt(last);
  outcome_.total_return = outcome_.final_equity.ToDouble() / bars_.cash.ToDouble() - 1;
  return std::move(outcome_);
}

}  // namespace keel::research::internal
