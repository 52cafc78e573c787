// SPDX-License-Identifier: MIT
#include "server/risk/stress_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "engine/venue_plan.h"
#include "market/liquidity.h"
#include "risk/stress.h"
#include "server/risk/correlations.h"

namespace keel::server {
namespace {

constexpr double kSecondsPerHour = 3600;

/// What is held, as a stress test takes it.
struct Subject {
  risk::StressMarket market;
  std::vector<risk::StressHolding> holdings;
  double cash = 0;
  std::vector<std::string> silent, still;  // pairs without volumes, without bars
};

risk::StressMarket::Asset AssetOf(const RiskInputs& inputs, const RiskCoin& coin) {
  const auto symbol = core::ParseSymbol(coin.pair);
  const engine::PairCosts costs =
      symbol ? engine::CostsOf(inputs.impact, *symbol) : engine::PairCosts{};
  risk::StressMarket::Asset asset{.pair = coin.pair,
                                  .half_spread = costs.half_spread,
                                  .impact_k = costs.impact_k,
                                  .log_returns = {},
                                  .hours_per_return = inputs.period.seconds() / kSecondsPerHour};
  for (size_t t = 1; t < coin.bars.size(); ++t) {
    asset.log_returns.push_back(std::log(coin.bars[t].close / coin.bars[t - 1].close));
  }
  return asset;
}

risk::StressHolding HoldingOf(const RiskInputs& inputs, const RiskCoin& coin) {
  const auto declared = inputs.impact.declared_adv.find(coin.pair);
  market::Liquidity liquidity(inputs.period, declared == inputs.impact.declared_adv.end()
                                                 ? std::nullopt
                                                 : std::optional(declared->second));
  liquidity.Advance(coin.bars);
  double rate = coin.bars.empty() ? 0 : coin.bars.back().close;
  for (auto quote = coin.quote; quote; quote = inputs.coins[*quote].quote) {
    const std::vector<core::Bar>& bars = inputs.coins[*quote].bars;
    rate *= bars.empty() ? 0 : bars.back().close;
  }
  return {.value = coin.value,
          .daily_volatility = liquidity.daily_volatility(),
          .daily_turnover = liquidity.average_daily_volume() * rate};
}

Subject SubjectOf(const RiskInputs& inputs) {
  Subject subject;
  subject.cash = inputs.equity;
  std::vector<size_t> held;
  for (size_t i = 0; i < inputs.coins.size(); ++i) {
    const RiskCoin& coin = inputs.coins[i];
    if (!(coin.value > 0)) continue;
    held.push_back(i);
    subject.market.assets.push_back(AssetOf(inputs, coin));
    subject.holdings.push_back(HoldingOf(inputs, coin));
    subject.cash -= coin.value;
    if (!(subject.holdings.back().daily_turnover > 0)) subject.silent.push_back(coin.pair);
    if (!(subject.holdings.back().daily_volatility > 0)) subject.still.push_back(coin.pair);
  }
  subject.market.correlation = JoinedCorrelation(inputs, held);
  return subject;
}

std::vector<std::string> NotesOf(const Subject& subject) {
  std::vector<std::string> notes;
  if (!subject.silent.empty()) {
    notes.push_back(
        fmt::format("no volumes are known of {}: leaving is told from the spread alone, "
                    "too cheap",
                    base::Join(subject.silent, ", ")));
  }
  if (!subject.still.empty()) {
    notes.push_back(
        fmt::format("too few bars are known of {} to tell how it moves: a bad day in it "
                    "is told too small",
                    base::Join(subject.still, ", ")));
  }
  return notes;
}

StressRowView RowOf(const risk::StressScenario& scenario, const risk::StressResult& result) {
  return {.name = scenario.name,
          .description = scenario.description,
          .profit = 0 - result.loss,  // never -0
          .share = 0 - result.loss_share,
          .prices = result.price_loss,
          .cash = result.quote_loss,
          .stuck = result.held_loss,
          .leaving = result.exit_added};
}

}  // namespace

StressTableView StressTableOf(const RiskInputs& inputs) {
  StressTableView view;
  view.account = inputs.account;
  view.time = inputs.time;
  view.equity = inputs.equity;
  if (!(inputs.equity > 0)) {
    view.why = "the account is worth nothing";
    return view;
  }
  const Subject subject = SubjectOf(inputs);
  view.cash = subject.cash;
  view.confidence = subject.market.confidence;
  view.notes = NotesOf(subject);
  for (const risk::StressScenario& scenario : risk::BuiltInScenarios()) {
    const auto test = risk::StressTest::Make(subject.market, scenario);
    if (!test) {
      view.notes.push_back(scenario.name + ": " + test.error().message);
      continue;
    }
    view.scenarios.push_back(RowOf(scenario, test->Apply(subject.holdings, subject.cash)));
  }
  std::stable_sort(view.scenarios.begin(), view.scenarios.end(),
                   [](const auto& a, const auto& b) { return a.profit < b.profit; });
  return view;
}

}  // namespace keel::server
