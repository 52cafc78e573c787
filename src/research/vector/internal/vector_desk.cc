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

int64_t VectorDesk::Affordable(Decimal unit) const {
  const double about = cash_.ToDoubleNear() / (unit.ToDoubleNear() * bars_.lot_size);
  if (!(about < 0x1p50)) {
    const Decimal quantity = core::Div(cash_, unit, core::Rounding::kDown);
    return static_cast<int64_t>(quantity.raw() / bars_.filters.lot.value().raw());
  }
  auto lots = static_cast<int64_t>(std::max(0.0, about));
  while (lots > 0 && !Affords(lots, unit)) --lots;
  while (Affords(lots + 1, unit)) ++lots;
  return lots;
}

bool VectorDesk::IsDustExactly(size_t bar, int64_t lots) const {
  if (lots == 0) return true;
  const core::Quantity size = bars_.filters.lot * std::abs(lots);
  return size.ToDouble() * bars_.terms[bar].close < bars_.least_value;
}

base::UnixNanos VectorDesk::TimeOfFill(size_t bar) const {
  return std::max(bars_.timeframe.CloseOf(bars_.bars[bar].open_time),
                  bars_.bars[bar + 1].open_time);
}

void VectorDesk::SellAtStop(size_t bar, base::UnixNanos time, double price) {
  if (bar > 0) TellDays(bar - 1);
  const core::Price tick = bars_.filters.tick;
  const core::Price fill =
      sim::RoundAgainst(price * (1 - bars_.half_spread), tick, core::Side::kSell);
  BookSale(time, static_cast<int64_t>(fill.value().raw() / tick.value().raw()), lots_);
}

void VectorDesk::Keep(base::UnixNanos time, core::Side side, int64_t ticks, int64_t lots,
                      Decimal fee) {
  fills_.push_back({time, side, bars_.filters.tick * ticks, bars_.filters.lot * lots, fee});
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
  VectorOutcome outcome;
  outcome.final_equity = EquityAt(last);
  outcome.total_return = outcome.final_equity.ToDouble() / bars_.cash.ToDouble() - 1;
  outcome.trades = trades_;
  outcome.winners = winners_;
  outcome.won = won_.ToDouble();
  outcome.lost = lost_.ToDouble();
  outcome.fills = std::move(fills_);
  return outcome;
}

}  // namespace keel::research::internal
