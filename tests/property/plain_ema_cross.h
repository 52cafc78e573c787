// SPDX-License-Identifier: MIT
// What a backtest of ema_cross means, as one plain loop that a quant can check by reading: one
// pair, one order at a time, everything recomputed from the bars whenever it is needed. It shares
// no code with the engine but the exact numbers, and the engine must agree with it to the unit.
#pragma once

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/bar.h"

namespace keel::tests {

using base::UnixNanos;
using core::Decimal;
using core::Rounding;

class PlainEmaCross {
 public:
  struct Assumptions {
    size_t fast = 20, slow = 100;
    Decimal cash;
    Decimal tick, lot, min_notional;
    Decimal fee_rate;          // taker
    double half_spread = 0;    // fraction
    double impact_k = 0;       // row E4
    double max_bar_share = 0;  // of a bar's volume
    base::Duration latency, period;
  };
  struct Fill {
    UnixNanos time;
    bool buys;
    Decimal price, quantity, fee;
  };
  struct Trade {
    Decimal quantity, cost, entry_fee, proceeds, exit_fee;
    UnixNanos entry_time, exit_time;
  };

  explicit PlainEmaCross(Assumptions a) : a_(a), cash_(a.cash) {}

  void Run(std::span<const core::Bar> bars) {
    for (size_t k = 0; k < bars.size(); ++k) {
      left_on_offer_ =
          Decimal::FromDouble(bars[k].volume * a_.max_bar_share, a_.lot, Rounding::kDown);
      if (order_) MeetMarket(bars, k);
      equity.push_back(EquityAt(bars[k].close));
      Decide(bars.first(k + 1));
    }
  }

  std::vector<Fill> fills;
  std::vector<Trade> trades;
  std::vector<Decimal> equity;  // at the close of every bar

 private:
  struct Order {
    bool buys;
    Decimal open;        // quantity
    Decimal protection;  // a buy never pays more
    UnixNanos arrival;
    std::optional<UnixNanos> cancel_at;  // when the venue hears that it is not wanted any more
  };
  struct Lot {
    Decimal quantity, cost, fee;
    UnixNanos time;
  };
  struct Market {
    double daily_volume, daily_volatility, five_minute_volume;
  };

  // ---- the signal ----

  // y = y' + 2 / (n + 1) (x - y'), started from the mean of the first n values.
  static std::optional<double> Ema(std::span<const core::Bar> seen, size_t n,
                                   std::optional<double> before) {
    if (seen.size() < n) return std::nullopt;
    if (before) return *before + 2.0 / static_cast<double>(n + 1) * (seen.back().close - *before);
    double sum = 0;
    for (const core::Bar& bar : seen) sum += bar.close;
    return sum / static_cast<double>(n);
  }

  void Decide(std::span<const core::Bar> seen) {
    fast_ = Ema(seen, a_.fast, fast_);
    slow_ = Ema(seen, a_.slow, slow_);
    if (!fast_ || !slow_) return;
    const bool wants = *fast_ > *slow_;
    if (wants != wants_) {
      wants_ = wants;
      goal_ = wants ? FullPosition(seen.back().close) : Decimal();
      pursued_ = true;
      pause_ = wait_ = 0;
      if (order_) order_->cancel_at = CloseOf(seen.back()) + a_.latency;
      if (!order_) Pursue(seen, CloseOf(seen.back()));
    }
    if (pursued_ && wait_ > 0) {
      --wait_;
    } else if (pursued_ && !order_) {
      Continue(seen);
    }
  }

  // What all equity can pay for at the worst price that a protected order may get, fee included.
  Decimal FullPosition(double close) const {
    const double money = EquityAt(close).ToDouble();
    const double quantity = std::min(money / close, money / WorstUnitCost(close).ToDouble());
    return Decimal::FromDouble(quantity, a_.lot, Rounding::kDown);
  }

  // The rest of an entry is sized anew at each try, but what was bought is not sold for it.
  void Continue(std::span<const core::Bar> seen) {
    const double close = seen.back().close;
    const bool reached = IsDust(goal_ - coins_, close);
    if (!reached && wants_) goal_ = std::max(coins_, FullPosition(close));
    if (reached) pursued_ = false;
    if (pursued_) Pursue(seen, CloseOf(seen.back()));
  }

  bool IsDust(Decimal missing, double close) const {
    const Decimal size = missing.abs();
    return size < a_.lot || size.ToDouble() * close < a_.min_notional.ToDouble();
  }

  void Pursue(std::span<const core::Bar> seen, UnixNanos now) {
    const double close = seen.back().close;
    const Decimal missing = goal_ - coins_;
    if (IsDust(missing, close)) {
      pursued_ = false;
      return;
    }
    const bool buys = missing.is_positive();
    const Decimal allowed = Allowed(buys, missing.abs(), seen);
    if (allowed.is_zero() || core::Mul(Mark(close), allowed, Rounding::kDown) < a_.min_notional) {
      if (buys) wait_ = pause_ = std::clamp(2 * pause_, 1, 64);  // refused: bars until a new try
      return;
    }
    pause_ = wait_ = 0;
    order_ = Order{buys,
                   allowed,
                   Decimal::FromDouble(close * (1 + kProtection), a_.tick, Rounding::kFloor),
                   now + a_.latency,
                   {}};
  }

  UnixNanos CloseOf(const core::Bar& bar) const { return bar.open_time + a_.period; }

  // ---- the limits of the research profile ----

  Decimal Allowed(bool buys, Decimal size, std::span<const core::Bar> seen) const {
    const double close = seen.back().close;
    const Market market = MarketOf(seen);
    Decimal allowed = size;
    const auto at_most = [&](Decimal limit) { allowed = std::min(allowed, limit); };
    // An order takes at most 5 % of the usual volume of five minutes.
    at_most(Decimal::FromDouble(kVolumeShare * market.five_minute_volume, a_.lot, Rounding::kDown));
    if (buys) {
      const Decimal price = Mark(close);
      at_most(core::Div(cash_, WorstUnitCost(close), Rounding::kDown));
      // All of equity may be in the coin, not more.
      const Decimal room = EquityAt(close) - core::Mul(coins_, price, Rounding::kUp);
      at_most(room.is_positive() ? core::Div(room, price, Rounding::kDown) : Decimal());
      // The slippage to expect stays within the protection.
      const double scale = 3 * a_.impact_k * market.daily_volatility;
      if (scale > 0) {
        const double root = std::max(0.0, kProtection - a_.half_spread) / scale;
        at_most(Decimal::FromDouble(std::min(1e9, root * root * market.daily_volume), a_.lot,
                                    Rounding::kDown));
      }
    }
    return core::RoundTo(allowed, a_.lot, Rounding::kDown);
  }

  Decimal WorstUnitCost(double close) const {
    const Decimal worst =
        core::Mul(Mark(close), Decimal::FromDouble(1 + kProtection, kFine), Rounding::kUp);
    return core::Mul(worst, Decimal::FromInt(1) + a_.fee_rate, Rounding::kUp);
  }

  // ---- the venue ----

  // The order meets bar k: at its arrival, or at the bar's open where there was no bar then. A sale
  // that finds too little on offer waits for the next bar, unless its cancel comes before.
  void MeetMarket(std::span<const core::Bar> bars, size_t k) {
    const UnixNanos now = std::max(order_->arrival, bars[k].open_time);
    const auto canceled = order_->cancel_at;
    if (!canceled || now < *canceled) Take(bars, k, now);
    if (!order_ || !canceled) return;
    order_.reset();
    Pursue(bars.first(k), *canceled + a_.latency);
    if (order_) MeetMarket(bars, k);
  }

  void Take(std::span<const core::Bar> bars, size_t k, UnixNanos now) {
    const bool buys = order_->buys;
    const Market market = MarketOf(bars.first(k));
    const double price = PriceAt(bars[k], now);
    Decimal quantity = std::min(order_->open, left_on_offer_);
    if (buys && quantity.is_positive()) {
      const Decimal first = ExecutionPrice(price, quantity, market, now);
      const Decimal unit = core::Mul(first, Decimal::FromInt(1) + a_.fee_rate, Rounding::kUp);
      const Decimal payable = core::Div(cash_, unit, Rounding::kDown);
      quantity = std::min(quantity, core::RoundTo(payable, a_.lot, Rounding::kDown));
      if (first > order_->protection) quantity = {};
    }
    if (quantity.is_positive()) {
      Book(now, ExecutionPrice(price, quantity, market, now), quantity);
      const double permanent = Permanent(quantity, market);
      shift_ = ShiftAt(now) + (buys ? permanent : -permanent);
      shifted_at_ = now;
      left_on_offer_ -= quantity;
      order_->open -= quantity;
      order_->arrival = now;
    }
    if (buys || order_->open.is_zero()) order_.reset();  // a buy fills at once or not at all
  }

  // Pessimistic: from the open toward the high for who holds nothing, toward the low for a holder,
  // reached after a third of the bar; and the way since the open never helps.
  double PriceAt(const core::Bar& bar, UnixNanos now) const {
    const bool holds =
        coins_.is_positive() && coins_.ToDouble() * bar.open >= a_.min_notional.ToDouble();
    const double extreme = holds ? bar.low : bar.high;
    const double share =
        static_cast<double>((now - bar.open_time).ns) / static_cast<double>(a_.period.ns / 3);
    const double price = bar.open + share * (extreme - bar.open);
    return order_->buys ? std::max(price, bar.open) : std::min(price, bar.open);
  }

  // Half the spread, permanent impact k s sqrt(p), temporary twice that, and what is left of the
  // permanent impact of earlier fills where it is against us; rounded against us to the tick.
  Decimal ExecutionPrice(double price, Decimal quantity, const Market& market,
                         UnixNanos now) const {
    const double sign = order_->buys ? 1 : -1;
    const double impact = 3 * Permanent(quantity, market) + std::max(0.0, sign * ShiftAt(now));
    const double exact = price * (1 + sign * (a_.half_spread + impact));
    const double forgiven = a_.tick.ToDouble() * 1e-6;  // the last bits of a price on the grid
    return order_->buys ? Decimal::FromDouble(exact - forgiven, a_.tick, Rounding::kCeiling)
                        : Decimal::FromDouble(exact + forgiven, a_.tick, Rounding::kFloor);
  }

  double Permanent(Decimal quantity, const Market& market) const {
    return a_.impact_k * market.daily_volatility *
           std::sqrt(quantity.ToDouble() / market.daily_volume);
  }

  double ShiftAt(UnixNanos now) const {  // halves every day
    return shift_ * std::exp2(-(now - shifted_at_).seconds() / 86400.0);
  }

  // ---- the books ----

  void Book(UnixNanos now, Decimal price, Decimal quantity) {
    const Decimal value = core::Mul(price, quantity, Rounding::kHalfEven);
    const Decimal fee = core::Mul(value, a_.fee_rate, Rounding::kCeiling);
    fills.push_back({now, order_->buys, price, quantity, fee});
    if (order_->buys) {
      cash_ -= value + fee;
      coins_ += quantity;
      lots_.push_back({quantity, value, fee, now});
    } else {
      cash_ += value - fee;
      coins_ -= quantity;
      CloseLots(now, quantity, value, fee);
    }
  }

  // First in, first out; the last part of a lot or of a sale takes what rounding left over.
  void CloseLots(UnixNanos now, Decimal quantity, Decimal value, Decimal fee) {
    const auto part_of = [](Decimal whole, Decimal part, Decimal of) {
      return part == of ? whole : core::MulDiv(whole, part, of, Rounding::kHalfEven);
    };
    const Decimal sold = quantity, proceeds = value, exit_fee = fee;
    while (quantity.is_positive()) {
      Lot& lot = lots_.front();
      const Decimal part = std::min(quantity, lot.quantity);
      const bool last = part == quantity;
      const Trade trade{part,
                        part_of(lot.cost, part, lot.quantity),
                        part_of(lot.fee, part, lot.quantity),
                        last ? value : part_of(proceeds, part, sold),
                        last ? fee : part_of(exit_fee, part, sold),
                        lot.time,
                        now};
      trades.push_back(trade);
      lot.quantity -= part;
      lot.cost -= trade.cost;
      lot.fee -= trade.entry_fee;
      quantity -= part;
      value -= trade.proceeds;
      fee -= trade.exit_fee;
      if (lot.quantity.is_zero()) lots_.pop_front();
    }
  }

  Decimal Mark(double close) const { return Decimal::FromDouble(close, a_.tick); }
  Decimal EquityAt(double close) const {
    return cash_ + core::Mul(coins_, Mark(close), Rounding::kHalfEven);
  }

  // ---- what can be told of the market from the bars seen so far ----

  Market MarketOf(std::span<const core::Bar> seen) const {
    // Only the last 31 full days count, so 40 days of bars tell all (and the test stays quick).
    seen = seen.last(std::min(seen.size(), static_cast<size_t>(base::Days(40) / a_.period)));
    struct Day {
      double volume = 0, close = 0;
    };
    std::map<int64_t, Day> days;
    double volume = 0, squares = 0;
    for (size_t i = 0; i < seen.size(); ++i) {
      Day& day = days[base::DayNumber(seen[i].open_time)];
      day.volume += seen[i].volume;
      day.close = seen[i].close;
      volume += seen[i].volume;
      const double r = i == 0 ? 0 : std::log(seen[i].close / seen[i - 1].close);
      squares += r * r;
    }
    std::vector<Day> full;  // the last day is not over, the first may have begun before its bars
    for (const auto& [number, day] : days) full.push_back(day);
    full.pop_back();
    const UnixNanos first = seen.front().open_time;
    if (!full.empty() && first != base::StartOfDay(first)) full.erase(full.begin());

    const UnixNanos end = seen.back().open_time + a_.period;
    const double elapsed = (end - seen.front().open_time).seconds() / 86400.0;
    Market market{volume / elapsed, std::sqrt(squares / elapsed), 0};
    if (!full.empty()) {
      const size_t n = std::min<size_t>(full.size(), 30);
      double sum = 0;
      for (size_t i = full.size() - n; i < full.size(); ++i) sum += full[i].volume;
      market.daily_volume = sum / static_cast<double>(n);
    }
    if (full.size() >= 6) {  // five returns and more
      std::vector<double> returns;
      for (size_t i = full.size() - std::min<size_t>(full.size(), 31) + 1; i < full.size(); ++i) {
        returns.push_back(std::log(full[i].close / full[i - 1].close));
      }
      market.daily_volatility = StandardDeviation(returns);
    }
    market.five_minute_volume = MedianOfADay(seen) / (a_.period.seconds() / 300.0);
    return market;
  }

  static double StandardDeviation(const std::vector<double>& x) {
    double mean = 0;
    for (const double v : x) mean += v / static_cast<double>(x.size());
    double squares = 0;
    for (const double v : x) squares += (v - mean) * (v - mean);
    return std::sqrt(squares / static_cast<double>(x.size() - 1));
  }

  double MedianOfADay(std::span<const core::Bar> seen) const {
    const auto a_day = static_cast<size_t>(base::Days(1) / a_.period);
    std::vector<double> volumes;
    for (const core::Bar& bar : seen.last(std::min(seen.size(), a_day))) {
      volumes.push_back(bar.volume);
    }
    std::sort(volumes.begin(), volumes.end());
    const size_t n = volumes.size();
    return n % 2 == 1 ? volumes[n / 2] : (volumes[n / 2 - 1] + volumes[n / 2]) / 2;
  }

  static constexpr double kProtection = 0.005;
  static constexpr double kVolumeShare = 0.05;
  static constexpr Decimal kFine = Decimal::PowerOfTen(-9);

  Assumptions a_;
  std::optional<double> fast_, slow_;
  bool wants_ = false;
  bool pursued_ = false;
  Decimal goal_;
  int wait_ = 0;
  int pause_ = 0;
  std::optional<Order> order_;
  Decimal left_on_offer_;
  Decimal cash_;
  Decimal coins_;
  std::deque<Lot> lots_;
  double shift_ = 0;
  UnixNanos shifted_at_{};
};

}  // namespace keel::tests
