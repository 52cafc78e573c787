// SPDX-License-Identifier: MIT
#include "research/metrics_of_run.h"

#include <algorithm>

#include "core/timeframe.h"
#include "research/report/format.h"

namespace keel::research {

core::Decimal NetProfit(const engine::TradeRecord& trade) {
  return trade.proceeds - trade.cost - trade.entry_fee - trade.exit_fee;
}

double ReturnOf(const engine::TradeRecord& trade) {
  const double cost = trade.cost.ToDouble();
  return cost > 0 ? NetProfit(trade).ToDouble() / cost : 0.0;
}

MeasuredRun::Arrays MeasuredRun::FromStart(const engine::RunRecord& run,
                                           const engine::EquityCurve& curve) {
  Arrays arrays;
  arrays.times.reserve(curve.size() + 1);
  arrays.equity.reserve(curve.size() + 1);
  arrays.exposure.reserve(curve.size() + 1);
  const auto add = [&](const engine::EquitySample& sample) {
    arrays.times.push_back(sample.time);
    arrays.equity.push_back(sample.equity);
    arrays.exposure.push_back(sample.exposure);
  };
  if (curve.empty() || run.from < curve.front().time) {
    add({run.from, run.starting_equity.ToDouble(), 0});
  }
  for (const engine::EquitySample& sample : curve) add(sample);
  return arrays;
}

std::vector<metrics::ClosedTrade> ClosedTradesOf(const engine::RunRecord& run) {
  std::vector<metrics::ClosedTrade> trades;
  trades.reserve(run.trades.size());
  for (const engine::TradeRecord& t : run.trades) {
    trades.push_back({.entry_time = t.entry_time,
                      .exit_time = t.exit_time,
                      .quantity = t.quantity.ToDouble(),
                      .entry_price = t.entry_price.ToDouble(),
                      .exit_price = t.exit_price.ToDouble(),
                      .gross_pnl = (t.proceeds - t.cost).ToDouble(),
                      .fees = (t.entry_fee + t.exit_fee).ToDouble(),
                      .cost = t.cost.ToDouble(),
                      .mae = t.mae,
                      .mfe = t.mfe});
  }
  std::stable_sort(trades.begin(), trades.end(),
                   [](const auto& a, const auto& b) { return a.exit_time < b.exit_time; });
  return trades;
}

metrics::EquitySeries MeasuredRun::SeriesOf(const Arrays& arrays) const {
  const auto timeframe = core::Timeframe::Parse(run_->timeframe);
  return {.times = arrays.times,
          .equity = arrays.equity,
          .exposure = arrays.exposure,
          .periods_per_year = timeframe ? timeframe->periods_per_year() : metrics::kDaysPerYear};
}

MeasuredRun::MeasuredRun(const engine::RunRecord& run)
    : run_(&run),
      strategy_arrays_(FromStart(run, run.equity)),
      benchmark_arrays_(FromStart(run, run.benchmark)),
      trades_(ClosedTradesOf(run)) {
  metrics::Inputs inputs{
      .strategy = SeriesOf(strategy_arrays_), .benchmark = std::nullopt, .trades = trades_};
  if (!run.benchmark.empty()) {
    inputs.benchmark = SeriesOf(benchmark_arrays_);
    benchmark_ =
        metrics::Prepare({.strategy = *inputs.benchmark, .benchmark = std::nullopt, .trades = {}});
  }
  strategy_ = metrics::Prepare(inputs);
  values_ = metrics::ComputeAll(strategy_);
}

std::optional<double> MeasuredRun::Of(std::string_view key) const {
  const metrics::Metric* metric = metrics::FindMetric(key);
  CHECK(metric != nullptr, "a report asks for a statistic that the registry has");
  return values_[static_cast<size_t>(metric - metrics::AllMetrics().data())].value;
}

std::optional<double> MeasuredRun::OfBenchmark(std::string_view key) const {
  return benchmark_ ? metrics::Compute(key, *benchmark_) : std::nullopt;
}

std::vector<double> MeasuredRun::BenchmarkAtPoints() const {
  std::vector<double> values;
  if (!benchmark_) return values;
  values.reserve(strategy_arrays_.times.size());
  size_t next = 0;
  double last = run_->starting_equity.ToDouble();
  for (const base::UnixNanos t : strategy_arrays_.times) {
    while (next < benchmark_arrays_.times.size() && benchmark_arrays_.times[next] <= t) {
      last = benchmark_arrays_.equity[next++];
    }
    values.push_back(last);
  }
  return values;
}

int MeasuredRun::money_decimals() const {
  const double start = run_->starting_equity.ToDouble();
  return start >= 100 ? 2 : start >= 1 ? 4 : 8;
}

std::string MeasuredRun::Money(double amount) const {
  return Grouped(amount, money_decimals()) + " " + run_->account_currency;
}

}  // namespace keel::research
