// SPDX-License-Identifier: MIT
// A run for the tests of the reports: a moving-average strategy on a random walk, with a plain loop
// as its engine, so that its money adds up exactly and nothing depends on the real one.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "core/bar.h"
#include "engine/run_record.h"

namespace keel::research::testing {

struct SampleOptions {
  size_t bars = 3 * 8760;  ///< of one hour
  bool synthetic = true;
  std::string pair = "BTC/USDT";
  std::string strategy = "ema_cross";
  std::string file;  ///< of the catalog, where there is one
  uint64_t seed = 7;
  int fast = 48;
};

struct Sample {
  std::vector<core::Bar> bars;
  engine::RunRecord run;
};

inline core::Decimal Dec(const char* text) { return core::Decimal::Parse(text).value(); }

inline std::vector<core::Bar> SampleBars(const SampleOptions& options) {
  base::RandomStream random(options.seed, "test.sample_bars");
  std::vector<core::Bar> bars;
  double price = 9000;
  double deviation = 0.006;
  const base::UnixNanos start = base::ParseTime("2019-03-10").value();
  for (size_t i = 0; i < options.bars; ++i) {
    const double regime = std::sin(static_cast<double>(i) / 2600.0);
    deviation = 0.0045 + 0.9 * (deviation - 0.0045) + 0.0006 * std::abs(random.NextNormal());
    core::Bar bar;
    bar.open_time = start + base::Hours(static_cast<int64_t>(i));
    bar.open = price;
    price = std::max(1.0, price * std::exp(0.0003 * regime + deviation * random.NextNormal()));
    price = std::round(price * 100) / 100;
    bar.close = price;
    const double wick = price * deviation * 0.6;
    bar.high = std::max(bar.open, bar.close) + wick * random.NextUniform();
    bar.low = std::min(bar.open, bar.close) - wick * random.NextUniform();
    bar.volume = 100 + 900 * random.NextUniform();
    bars.push_back(bar);
  }
  return bars;
}

/// The loop: buys 60 % of the cash when the fast mean rises above the slow one, sells all after.
class SampleEngine {
 public:
  SampleEngine(Sample& sample, const SampleOptions& options) : sample_(sample), run_(sample.run) {
    fast_ = 2.0 / (options.fast + 1);
  }

  void Run() {
    const std::vector<core::Bar>& bars = sample_.bars;
    double fast = bars.front().close;
    double slow = fast;
    bool wanted = false;
    const double first = bars.front().close;
    for (size_t i = 0; i < bars.size(); ++i) {
      const core::Bar& bar = bars[i];
      if (wanted != holding_ && i > 0) holding_ ? Sell(bar, false) : Buy(bar);
      if (holding_) Excursion(bar);
      fast += fast_ * (bar.close - fast);
      slow += 2.0 / 241 * (bar.close - slow);
      wanted = fast > slow;
      const double value = quantity_.ToDouble() * bar.close;
      const double equity = cash_.ToDouble() + value;
      const base::UnixNanos close = bar.open_time + base::Hours(1);
      run_.equity.push_back({close, equity, value / equity});
      run_.benchmark.push_back({close, 10000 * bar.close / first * 0.999, 1});
    }
    if (holding_) Sell(bars.back(), true);
    run_.final_equity = cash_;
    run_.equity.back().equity = cash_.ToDouble();
    run_.equity.back().exposure = 0;
  }

 private:
  static constexpr core::InstrumentId kPair{0};

  core::Order MakeOrder(const core::Bar& bar, core::Side side, core::Quantity quantity) {
    core::Order order;
    order.id = {++last_order_};
    order.terms.instrument = kPair;
    order.terms.side = side;
    order.terms.quantity = quantity;
    order.reason = side == core::Side::kBuy ? "cross up" : "cross down";
    order.created_at = bar.open_time;
    order.reference_price = bar.open;
    return order;
  }

  void Record(const core::Order& order, core::Price price, core::Decimal fee) {
    const core::Decimal value = core::Notional(price, order.terms.quantity);
    core::Fill fill;
    fill.order = order.id;
    fill.side = order.terms.side;
    fill.price = price;
    fill.quantity = order.terms.quantity;
    fill.fee = {fee, run_.universe.at(kPair).quote};
    fill.time =
        order.created_at + base::Milliseconds(250 + static_cast<int64_t>(last_order_ % 200));
    fill.cost = {value.ToDouble() * 5e-5, value.ToDouble() * 3e-5, value.ToDouble() * 2e-5};
    fill.reason = order.reason;
    run_.fills.push_back(fill);
    run_.orders.push_back(
        {order, "FILLED", std::nullopt, order.terms.quantity, price.ToDouble(), fill.time});
    run_.costs.fees += fee.ToDouble();
    run_.costs.spread += fill.cost.spread;
    run_.costs.impact += fill.cost.impact;
    run_.costs.latency += fill.cost.latency;
    run_.costs.turnover += value.ToDouble();
  }

  void Buy(const core::Bar& bar) {
    const core::Price price = core::Price::FromDouble(bar.open * 1.0001, core::Price(Dec("0.01")));
    quantity_ = core::Quantity::FromDouble(cash_.ToDouble() * 0.6 / price.ToDouble(),
                                           core::Quantity(Dec("0.00001")), core::Rounding::kDown);
    trade_ = {};
    trade_.quantity = quantity_;
    trade_.entry_price = price;
    trade_.cost = core::Notional(price, quantity_);
    trade_.entry_fee = core::Mul(trade_.cost, Dec("0.001"), core::Rounding::kUp);
    trade_.entry_reason = "cross up";
    cash_ = cash_ - trade_.cost - trade_.entry_fee;
    Record(MakeOrder(bar, core::Side::kBuy, quantity_), price, trade_.entry_fee);
    trade_.entry_time = run_.fills.back().time;
    holding_ = true;
  }

  void Sell(const core::Bar& bar, bool at_end) {
    const double open = at_end ? bar.close : bar.open * 0.9999;
    const core::Price price = core::Price::FromDouble(open, core::Price(Dec("0.01")));
    trade_.exit_price = price;
    trade_.proceeds = core::Notional(price, quantity_);
    trade_.exit_fee =
        at_end ? core::Decimal() : core::Mul(trade_.proceeds, Dec("0.001"), core::Rounding::kUp);
    trade_.exit_reason = at_end ? "end of run" : stop_ ? "stop loss" : "cross down";
    trade_.open_at_end = at_end;
    trade_.slippage = (trade_.cost + trade_.proceeds).ToDouble() * 1e-4;
    cash_ = cash_ + trade_.proceeds - trade_.exit_fee;
    if (!at_end) Record(MakeOrder(bar, core::Side::kSell, quantity_), price, trade_.exit_fee);
    trade_.exit_time = at_end ? bar.open_time + base::Hours(1) : run_.fills.back().time;
    run_.trades.push_back(trade_);
    quantity_ = {};
    holding_ = false;
    stop_ = run_.trades.size() % 5 == 0;
  }

  void Excursion(const core::Bar& bar) {
    const double entry = trade_.entry_price.ToDouble();
    trade_.mae = std::min(trade_.mae, bar.low / entry - 1);
    trade_.mfe = std::max(trade_.mfe, bar.high / entry - 1);
  }

  Sample& sample_;
  engine::RunRecord& run_;
  double fast_;
  core::Decimal cash_ = core::Decimal::FromInt(10000);
  core::Quantity quantity_;
  engine::TradeRecord trade_;
  bool holding_ = false;
  bool stop_ = false;
  uint64_t last_order_ = 0;
};

inline void DescribeSample(Sample& sample, const SampleOptions& options) {
  engine::RunRecord& run = sample.run;
  const auto n = static_cast<int64_t>(options.bars);
  run.account_currency = "USDT";
  run.starting_equity = core::Decimal::FromInt(10000);
  run.from = sample.bars.front().open_time;
  run.to = sample.bars.back().open_time + base::Hours(1);
  run.timeframe = "1h";
  run.seed = 42;
  run.risk_profile = "research";
  run.strategies.push_back({options.strategy,
                            {{"fast", static_cast<double>(options.fast)}, {"slow", 240}},
                            1.0,
                            {core::InstrumentId{0}}});
  engine::SeriesRecord series;
  series.timeframe = series.detail_timeframe = "1h";
  series.file = options.file;
  series.hash = "0123456789abcdef0123456789abcdef";
  series.bars = n;
  series.from = run.from;
  series.to = run.to;
  series.gaps = 12;
  series.synthetic = options.synthetic;
  run.series.push_back(series);
  run.bars = n;
  run.data_hash = "0123456789abcdef0123456789abcdef";
  run.journal_hash = "fedcba9876543210fedcba9876543210";
  run.config_hash = "00112233445566778899aabbccddeeff";
  run.refusals_by_rule = {{"entry_interval", 14}, {"order_volume_share", 3}};
  run.shrinks_by_rule = {{"position_share", 21}};
  run.assumptions = {"Latency uniform 100 to 500 ms, drawn per order.",
                     "Pessimistic path inside a bar: the stop before the target."};
  run.warnings = {"12 bars are missing inside the range of BTC/USDT 1h."};
}

inline void AddRiskEvents(engine::RunRecord& run) {
  core::IntentRefused refused;
  refused.intent.terms.quantity = core::Quantity(Dec("0.25"));
  refused.intent.reason = "cross up";
  refused.time = run.from + base::Days(40);
  refused.refusals.push_back({"entry_interval", 12, 30, {}});
  run.refusals.push_back(refused);
  run.state_changes.push_back({core::TradingState::kActive, core::TradingState::kHalted,
                               "daily_halt", "breaker", 0.061, 0.05, run.from + base::Days(100)});
  run.state_changes.push_back({core::TradingState::kHalted, core::TradingState::kActive,
                               "daily_halt", "simulated operator", 0, 0.05,
                               run.from + base::Days(101)});
}

inline Sample MakeSample(const SampleOptions& options = {}) {
  Sample sample;
  sample.bars = SampleBars(options);
  const auto symbol = core::ParseSymbol(options.pair).value();
  sample.run.universe
      .Add("binance", symbol, {core::Price(Dec("0.01")), core::Quantity(Dec("0.00001")), Dec("10")})
      .value();
  SampleEngine(sample, options).Run();
  DescribeSample(sample, options);
  AddRiskEvents(sample.run);
  return sample;
}

}  // namespace keel::research::testing
