// SPDX-License-Identifier: MIT
#include "engine/rehearsal.h"

#include <algorithm>

namespace keel::engine {

void WarmUp(Engine& engine, const std::vector<LiveSeries>& series,
            const std::vector<size_t>& bars) {
  std::vector<size_t> next(series.size(), 0);
  const auto close_of_next = [&](size_t i) {
    return series[i].timeframe().CloseOf(series[i].bars()[next[i]].open_time);
  };
  while (true) {
    base::UnixNanos close = base::kEndOfTime;
    for (size_t i = 0; i < series.size(); ++i) {
      if (next[i] < bars[i]) close = std::min(close, close_of_next(i));
    }
    if (close == base::kEndOfTime) return;
    std::vector<PricingBar> closing;
    for (uint32_t i = 0; i < series.size(); ++i) {
      if (next[i] == bars[i] || close_of_next(i) != close) continue;
      closing.push_back({core::InstrumentId{i}, &series[i].bars()[next[i]++]});
    }
    engine.Warm(close, closing);
  }
}

base::Result<std::unique_ptr<Rehearsal>> Rehearsal::Run(BacktestSettings settings,
                                                        const Registry& registry,
                                                        const std::vector<LiveSeries>& series,
                                                        const std::vector<size_t>& bars,
                                                        base::UnixNanos now) {
  std::unique_ptr<Rehearsal> own(new Rehearsal(std::move(settings)));
  for (const LiveSeries& one : series) own->loaded_.push_back(one.Loaded());
  TRY(TradingPlan plan, PlanTrading(own->settings_, registry, own->loaded_, own->record_));
  own->plan_.emplace(std::move(plan));
  own->board_.emplace(MakeBoard(own->loaded_));
  TRY(own->core_, TradingCore::Open({own->settings_, *own->plan_, own->loaded_, *own->board_,
                                     own->nowhere_, own->nobody_, own->record_}));
  own->core_->desk().SetWarming(true);
  own->engine().Start(now);
  WarmUp(own->engine(), series, bars);
  return own;
}

}  // namespace keel::engine
