// SPDX-License-Identifier: MIT
#include "tests/scenarios/story.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>

namespace keel::tests {
namespace {

/// Does what the story says, when it says it.
class Script final : public strategy::Strategy {
 public:
  Script(const Story& story, bool is_other)
      : story_(story), is_other_(is_other), done_(story.acts.size(), false) {}

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    Perform(market, event.instrument, [&](const Act& act) { return act.at == event.time; });
  }
  void OnTrade(strategy::Context& market, const core::TradePrinted& event) override {
    Perform(market, event.instrument, [&](const Act& act) { return act.at == event.trade.time; });
  }
  void OnFill(strategy::Context& market, const core::Fill& fill) override {
    Perform(market, fill.instrument, [&](const Act& act) { return act.after == fill.reason; });
  }

 private:
  template <typename Due>
  void Perform(strategy::Context& market, core::InstrumentId pair, Due due) {
    for (size_t i = 0; i < done_.size(); ++i) {
      const Act& act = story_.acts[i];
      if (done_[i] || act.by_other != is_other_ || !due(act)) continue;
      done_[i] = true;
      core::OrderTerms terms = act.terms;
      terms.instrument = pair;
      if (act.kind == Act::Kind::kHold) {
        market.TargetShare(pair, act.share, act.name);
      } else if (act.kind == Act::Kind::kCancel) {
        market.Cancel(sent_[act.name]);
      } else if (act.exits) {
        SubmitBracket(market, terms, act);
      } else if (act.kind == Act::Kind::kAmend) {
        core::OrderChange change{act.terms.quantity};
        if (act.terms.limit_price.is_positive()) change.limit_price = act.terms.limit_price;
        market.Amend(sent_[act.name], change);
      } else if (const auto id = market.Submit(terms, act.name)) {
        sent_[act.name] = *id;
      }
    }
  }
  void SubmitBracket(strategy::Context& market, const core::OrderTerms& terms, const Act& act) {
    const auto sent = market.SubmitBracket(terms, *act.exits, act.name);
    if (!sent) return;
    sent_[act.name] = sent->entry;
    if (sent->stop) sent_["stop"] = *sent->stop;
    if (sent->target) sent_["target"] = *sent->target;
  }

  const Story& story_;
  bool is_other_;
  std::vector<bool> done_;
  std::map<std::string, core::OrderId> sent_;
};

engine::LoadedSeries SeriesOf(const Story& story) {
  engine::LoadedSeries series;
  series.symbol = *core::ParseSymbol("BTC/USDT");
  series.filters = story.filters;
  series.timeframe = story.timeframe;
  series.bars = story.bars;
  series.trades = story.trades;
  series.delisted_at_end = story.delisted;
  series.record.from = story.bars.front().open_time;
  series.record.to = story.timeframe.CloseOf(story.bars.back().open_time);
  series.record.hash = engine::HashBars(story.bars);
  return series;
}

engine::RunRecord Play(const Story& story) {
  const auto make_spec = [&](const char* name, bool is_other) {
    strategy::StrategySpec spec;
    spec.name = name;
    spec.make = [&story, is_other](
                    const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Script>(story, is_other);
    };
    return spec;
  };
  engine::BacktestSettings settings = story.settings;
  settings.strategies = {{.name = "script"}};
  const bool has_other = std::any_of(story.acts.begin(), story.acts.end(),
                                     [](const Act& act) { return act.by_other; });
  if (has_other) settings.strategies.push_back({.name = "other"});
  const bool is_trades = story.timeframe.period().ns == 0;
  if (settings.timeframe.empty()) settings.timeframe = is_trades ? "1h" : story.timeframe.name();
  engine::RunHooks hooks;
  hooks.benchmark = false;
  std::vector<engine::LoadedSeries> series;
  series.push_back(SeriesOf(story));
  const std::vector<strategy::StrategySpec> specs = {make_spec("script", false),
                                                     make_spec("other", true)};
  auto run = engine::RunOnSeries(settings, {specs}, std::move(series), hooks);
  EXPECT_TRUE(run.has_value()) << story.place << ": " << run.error().message;
  return run ? *std::move(run) : engine::RunRecord{};
}

/// "09:30", "09:30:00.250", counted from the first day's midnight.
std::string Clock(base::UnixNanos t) {
  const int64_t ms = (t.ns - 1'609'459'200'000'000'000) / 1'000'000;
  std::string text = fmt::format("{:02}:{:02}", ms / 3'600'000, ms / 60'000 % 60);
  if (ms % 60'000 != 0) text += fmt::format(":{:02}", ms / 1000 % 60);
  if (ms % 1000 != 0) text += fmt::format(".{:03}", ms % 1000);
  return text;
}

std::string FillText(const core::Fill& fill) {
  std::string text =
      fmt::format("{} {} {} at {}", fill.reason, fill.side == core::Side::kBuy ? "buys" : "sells",
                  fill.quantity.ToString(), fill.price.ToString());
  if (!fill.fee.amount.is_zero()) text += " fee " + fill.fee.amount.ToString();
  if (fill.liquidity == core::Liquidity::kMaker) text += " as maker";
  if (fill.liquidity == core::Liquidity::kInternal) text += " inside";
  return text;
}

std::string RefusalText(const core::IntentRefused& refused) {
  std::string text = fmt::format("{} refused:", refused.intent.reason);
  for (const core::Refusal& refusal : refused.refusals) text += fmt::format(" {}", refusal.rule);
  return text;
}

}  // namespace

std::vector<std::string> Tell(const Story& story, engine::RunRecord* record) {
  const engine::RunRecord& run = *record = Play(story);
  std::vector<std::pair<base::UnixNanos, std::string>> events;
  for (const core::Fill& fill : run.fills) events.emplace_back(fill.time, FillText(fill));
  for (const engine::OrderRecord& order : run.orders) {
    if (!order.end) continue;
    const bool works = *order.end == core::OrderEnd::kEndOfRun;
    const base::UnixNanos time = works ? base::kEndOfTime : order.ended_at;
    events.emplace_back(
        time, works ? fmt::format("{} still works", order.order.reason)
                    : fmt::format("{} ends: {}", order.order.reason, core::ToString(*order.end)));
  }
  for (const core::IntentRefused& refused : run.refusals) {
    events.emplace_back(refused.time, RefusalText(refused));
  }
  for (const core::TradingStateChanged& change : run.state_changes) {
    events.emplace_back(change.time,
                        fmt::format("trading is {} by {}", core::ToString(change.to), change.rule));
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> told;
  for (const auto& [time, text] : events) {
    told.push_back(time == base::kEndOfTime ? text : Clock(time) + " " + text);
  }
  return told;
}

void ExpectStory(const Story& story) {
  engine::RunRecord run;
  const std::vector<std::string> told = Tell(story, &run);
  bool same = told.size() == story.expected.size();
  for (size_t i = 0; same && i < told.size(); ++i) {
    const std::string& line = story.expected[i];
    const bool timed = line.size() > 2 && line.find(':') == line.find_first_not_of("0123456789");
    const std::string_view event = told[i];
    same = line == (timed ? event : event.substr(event.find(' ') + 1)) || line == event;
  }
  EXPECT_TRUE(same) << story.place << ": " << story.name << "\n  what happened\n    "
                    << fmt::format("{}", fmt::join(told, "\n    ")) << "\n  what was expected\n    "
                    << fmt::format("{}", fmt::join(story.expected, "\n    "));
  if (story.final_cash) {
    EXPECT_EQ(run.final_equity.ToString(), story.final_cash->ToString()) << story.place;
  }
  if (story.first_profit) {
    ASSERT_EQ(run.sleeves.size(), 2u) << story.place;
    EXPECT_EQ(run.sleeves[0].profit.ToString(), story.first_profit->ToString()) << story.place;
    EXPECT_EQ(run.sleeves[1].profit.ToString(), story.other_profit->ToString()) << story.place;
  }
  EXPECT_TRUE(run.attribution.residual.is_zero()) << story.place;
}

}  // namespace keel::tests
