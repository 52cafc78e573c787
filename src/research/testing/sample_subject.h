// SPDX-License-Identifier: MIT
// A small subject for the tests of trials: a crossing of two averages on the random walk of
// sample_run.h, through the real engine.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/strategy_plan.h"
#include "indicators/ema.h"
#include "research/testing/sample_run.h"
#include "research/trial/subject.h"
#include "strategy/strategy.h"

namespace keel::research::testing {

/// Holds the pair while its fast average is above its slow one. Asks for nothing in the first
/// `silent` hours, if that is given: the plain twin of a warm-up.
class Cross final : public strategy::Strategy {
 public:
  Cross(int fast, int slow, int silent) : fast_(fast), slow_(slow), silent_(silent) {}

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const auto fast = fast_.Update(event.bar.close);
    const auto slow = slow_.Update(event.bar.close);
    if (++bars_ < silent_ || !fast || !slow) return;
    market.TargetShare(event.instrument, *fast > *slow ? 1 : 0, "crossed");
  }

 private:
  indicators::Ema fast_;
  indicators::Ema slow_;
  int silent_;
  int bars_ = 0;
};

inline strategy::StrategySpec CrossSpec(std::string name) {
  strategy::StrategySpec spec;
  spec.name = std::move(name);
  spec.params = {{"fast", 10, 2, 100, true, "bars of the fast average"},
                 {"slow", 50, 3, 500, true, "bars of the slow average"},
                 {"silent", 0, 0, 10'000, true, "hours without a wish"},
                 {"dial", 0.5, 0, 1, false, "changes nothing"}};
  spec.make =
      [](const strategy::Params& params) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    if (params.GetInt("fast") >= params.GetInt("slow")) {
      return base::Fail(base::ErrorCode::kUsage, "cross: fast must be below slow");
    }
    return std::make_unique<Cross>(params.GetInt("fast"), params.GetInt("slow"),
                                   params.GetInt("silent"));
  };
  return spec;
}

inline std::span<const strategy::StrategySpec> CrossSpecs() {
  static const std::array specs = {CrossSpec("cross"), CrossSpec("other")};
  return specs;
}

inline engine::LoadedSeries SampleSeries(const SampleOptions& options) {
  engine::LoadedSeries series;
  series.symbol = core::ParseSymbol(options.pair).value();
  series.filters = {core::Price(Dec("0.01")), core::Quantity(Dec("0.00001")), Dec("10")};
  series.timeframe = core::Timeframe::Parse("1h").value();
  series.owned = std::make_unique<std::vector<core::Bar>>(SampleBars(options));
  series.bars = *series.owned;
  engine::SeriesRecord& record = series.record;
  record.timeframe = record.detail_timeframe = "1h";
  record.bars = static_cast<int64_t>(series.bars.size());
  record.from = series.bars.front().open_time;
  record.to = series.timeframe.CloseOf(series.bars.back().open_time);
  record.hash = engine::HashBars(series.bars);
  return series;
}

/// The strategies of `names` (of CrossSpecs) on `bars` hours of each pair.
inline Subject SampleSubject(size_t bars = 2000, std::vector<std::string> names = {"cross"},
                             std::vector<std::string> pairs = {"BTC/USDT"}) {
  Subject subject;
  subject.settings.pairs = pairs;
  for (std::string& name : names) subject.settings.strategies.push_back({.name = std::move(name)});
  subject.settings.risk = *risk::LimitsOf("research");
  subject.settings_hash = "5e77139500000000000000000000000a";
  subject.registry = {CrossSpecs()};
  uint64_t seed = 7;
  for (const std::string& pair : pairs) {
    subject.series.push_back(SampleSeries({.bars = bars, .pair = pair, .seed = seed++}));
  }
  return subject;
}

}  // namespace keel::research::testing
