// SPDX-License-Identifier: MIT
#include "engine/benchmark_curve.h"

namespace keel::engine {
namespace {

/// The last close of a series that is visible at a time that only moves forward.
class LastClose {
 public:
  explicit LastClose(const LoadedSeries* series) : series_(series) {}
  /// Bars visible at `t`.
  size_t AdvanceTo(base::UnixNanos t) {
    const auto& bars = series_->bars;
    while (next_ < bars.size() && series_->timeframe.CloseOf(bars[next_].open_time) <= t) ++next_;
    return next_;
  }
  double close() const { return next_ == 0 ? 0 : series_->bars[next_ - 1].close; }
  bool ended() const { return next_ == series_->bars.size(); }

 private:
  const LoadedSeries* series_;
  size_t next_ = 0;
};

/// One pair of the benchmark: waits for the pair's second bar, buys at its open, holds.
class Leg {
 public:
  Leg(const BenchmarkLeg& leg, double cash, double haircut)
      : leg_(leg), cash_(cash), haircut_(haircut), price_(leg.series), quote_(leg.quote_series) {}

  double ValueAt(base::UnixNanos t) {
    const size_t visible = price_.AdvanceTo(t);
    double rate = 1;
    if (leg_.quote_series != nullptr) {
      quote_.AdvanceTo(t);
      rate = quote_.close();
    }
    if (!bought_ && !sold_ && visible >= 2 && rate > 0) {
      quantity_ = cash_ / (leg_.series->bars[1].open * (1 + leg_.cost_fraction) * rate);
      cash_ = 0;
      bought_ = true;
    }
    if (bought_ && leg_.series->delisted_at_end && price_.ended()) {
      cash_ = quantity_ * price_.close() * (1 - haircut_) * rate;
      quantity_ = 0;
      bought_ = false;
      sold_ = true;
    }
    invested_ = quantity_ * price_.close() * rate;
    return cash_ + invested_;
  }
  double invested() const { return invested_; }

 private:
  BenchmarkLeg leg_;
  double cash_;
  double haircut_;
  LastClose price_;
  LastClose quote_;
  double quantity_ = 0;
  double invested_ = 0;
  bool bought_ = false;
  bool sold_ = false;
};

}  // namespace

EquityCurve BuyAndHoldCurve(std::span<const BenchmarkLeg> legs, double cash,
                            double delisting_haircut, std::span<const EquitySample> strategy) {
  std::vector<Leg> holdings;
  for (const BenchmarkLeg& leg : legs) {
    holdings.emplace_back(leg, cash / static_cast<double>(legs.size()), delisting_haircut);
  }
  EquityCurve curve;
  curve.reserve(strategy.size());
  for (const EquitySample& sample : strategy) {
    double equity = 0;
    double invested = 0;
    for (Leg& leg : holdings) {
      equity += leg.ValueAt(sample.time);
      invested += leg.invested();
    }
    curve.push_back({sample.time, equity, equity > 0 ? invested / equity : 0});
  }
  return curve;
}

}  // namespace keel::engine
