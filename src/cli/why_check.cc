// SPDX-License-Identifier: MIT
#include "cli/why_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "market/aggregator.h"
#include "strategies/recompute.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

/// Bars of longer timeframes, where strategies saw others than the run read.
using LongerBars = std::vector<std::vector<core::Bar>>;

std::string TextAt(const base::JsonValue& object, std::string_view key) {
  const base::JsonValue* value = object.Find(key);
  return value != nullptr ? value->text : "";
}

base::Result<engine::BacktestSettings> SettingsOf(const research::KeptRun& run) {
  engine::BacktestSettings settings;
  const base::JsonValue* data = run.json.Find("data");
  const base::JsonValue* series = data != nullptr ? data->Find("series") : nullptr;
  if (series == nullptr || series->items.empty()) {
    return Fail(ErrorCode::kCorrupt, run.place.directory + "/run.json names no series");
  }
  settings.venue = TextAt(series->items[0], "venue");
  settings.timeframe = TextAt(series->items[0], "timeframe");
  for (const base::JsonValue& one : series->items) {
    settings.pairs.push_back(TextAt(one, "pair"));
    if (const std::string declared = TextAt(one, "declared_adv"); !declared.empty()) {
      std::from_chars(declared.data(), declared.data() + declared.size(),
                      settings.sim.impact.declared_adv[settings.pairs.back()]);
    }
    const std::string detail = TextAt(one, "detail_timeframe");
    if (detail != settings.timeframe) settings.timeframe_detail = detail;
  }
  TRY(settings.range.from, base::ParseTime(run.Text("from")));
  TRY(settings.range.to, base::ParseTime(run.Text("to")));
  return settings;
}

base::Result<std::vector<engine::LoadedSeries>> LoadSame(const research::KeptRun& run,
                                                         const storage::Catalog& catalog) {
  TRY(const engine::BacktestSettings settings, SettingsOf(run));
  TRY(std::vector<engine::LoadedSeries> series, engine::LoadSeries(settings, catalog));
  const base::JsonValue& kept = *run.json.Find("data")->Find("series");
  for (size_t i = 0; i < series.size(); ++i) {
    if (series[i].record.hash == TextAt(kept.items[i], "hash")) continue;
    return Fail(
        ErrorCode::kCorrupt,
        fmt::format("the bars of {} are not those that the run read: their hash was {} and "
                    "is {}; import the same data again",
                    settings.pairs[i], TextAt(kept.items[i], "hash"), series[i].record.hash));
  }
  return series;
}

base::Result<strategy::Params> ParamsOf(const strategy::StrategySpec& spec,
                                        const base::JsonValue& kept) {
  std::vector<std::pair<std::string, double>> values;
  if (const base::JsonValue* params = kept.Find("params")) {
    for (const base::JsonMember& member : params->members) {
      double value = 0;
      const std::string& text = member.value.text;
      std::from_chars(text.data(), text.data() + text.size(), value);
      values.emplace_back(member.key, value);
    }
  }
  return strategy::Params::Make(spec.params, values);
}

/// One strategy's computation; its bars lie in the source or in `longer`.
base::Result<strategies::Recomputation> MakeAgain(const DecisionSource& source,
                                                  const DecisionSource::Strategy& plan,
                                                  LongerBars& longer) {
  strategies::RecomputeRun recompute{plan.name, plan.params, plan.timeframe, source.seed, {}, {}};
  longer.reserve(source.series.size());
  for (const std::string& pair : plan.pairs) {
    const auto at = std::find_if(source.series.begin(), source.series.end(),
                                 [&](const auto& s) { return s.symbol.ToString() == pair; });
    if (at == source.series.end()) return Fail(ErrorCode::kCorrupt, "there are no bars of " + pair);
    recompute.instruments.push_back({static_cast<uint32_t>(at - source.series.begin())});
    if (at->timeframe == plan.timeframe) {
      recompute.series.push_back(at->bars);
      continue;
    }
    longer.push_back(market::Aggregate(at->bars, at->timeframe, plan.timeframe));
    recompute.series.push_back(longer.back());
  }
  return strategies::Recomputation::Make(std::move(recompute));
}

/// As the strategy decided then.
base::Result<const DecisionSource::Strategy*> PlanThen(const DecisionSource& source,
                                                       const research::StoredDecision& decision) {
  const auto at = std::find_if(
      source.strategies.rbegin(), source.strategies.rend(),
      [&](const auto& s) { return s.name == decision.strategy && s.from < decision.time; });
  if (at != source.strategies.rend()) return &*at;
  return Fail(ErrorCode::kCorrupt, "nothing is known of the strategy " + decision.strategy);
}

CheckedDecision DecideAgain(strategies::Recomputation& recomputation,
                            const std::vector<engine::LoadedSeries>& series,
                            const research::StoredDecision& kept) {
  CheckedDecision checked{kept.decision, {}, {}};
  const auto at = std::find_if(series.begin(), series.end(),
                               [&](const auto& s) { return s.symbol.ToString() == kept.pair; });
  strategy::Decision decision;
  decision.time = kept.time;
  decision.instrument = {static_cast<uint32_t>(at - series.begin())};
  decision.inputs = kept.inputs;
  auto again = recomputation.Again(decision, &checked.differences);
  if (!again) {
    checked.differences.push_back(again.error().message);
    return checked;
  }
  const std::string difference = research::FirstDifference(kept.outcome, *again);
  if (!difference.empty()) checked.differences.push_back("the decision's " + difference);
  checked.again = *std::move(again);
  return checked;
}

}  // namespace

base::Result<DecisionSource> SourceOf(const research::KeptRun& run,
                                      const storage::Catalog& catalog) {
  DecisionSource source;
  TRY(source.series, LoadSame(run, catalog));
  const base::JsonValue* kept = run.json.Find("strategies");
  if (kept == nullptr) return Fail(ErrorCode::kCorrupt, "run.json names no strategies");
  for (const base::JsonValue& one : kept->items) {
    DecisionSource::Strategy plan;
    plan.name = TextAt(one, "name");
    TRY(const strategy::StrategySpec* spec, strategies::Find(plan.name));
    TRY(plan.params, ParamsOf(*spec, one));
    TRY(plan.timeframe, core::Timeframe::Parse(TextAt(one, "timeframe")));
    for (const base::JsonValue& pair : one.Find("pairs")->items) plan.pairs.push_back(pair.text);
    source.strategies.push_back(std::move(plan));
  }
  const std::string seed = run.Text("seed");
  std::from_chars(seed.data(), seed.data() + seed.size(), source.seed);
  return source;
}

base::Result<std::vector<CheckedDecision>> CheckDecisions(
    const DecisionSource& source, const std::vector<const research::StoredDecision*>& decisions,
    const std::function<void(int64_t done)>& done) {
  DecisionChecker checker(source);
  std::vector<CheckedDecision> checked;
  for (const research::StoredDecision* decision : decisions) {
    TRY(checked.emplace_back(), checker.Check(*decision));
    done(static_cast<int64_t>(checked.size()));
  }
  return checked;
}

/// One strategy, ready to decide again.
struct DecisionChecker::Bench {
  LongerBars longer;
  std::optional<strategies::Recomputation> again;
};

DecisionChecker::DecisionChecker(const DecisionSource& source) : source_(source) {}
DecisionChecker::~DecisionChecker() = default;

base::Result<CheckedDecision> DecisionChecker::Check(const research::StoredDecision& kept) {
  TRY(const DecisionSource::Strategy* plan, PlanThen(source_, kept));
  std::unique_ptr<Bench>& bench = benches_[plan];
  if (!bench) {
    auto made = std::make_unique<Bench>();
    TRY(strategies::Recomputation again, MakeAgain(source_, *plan, made->longer));
    made->again.emplace(std::move(again));
    bench = std::move(made);
  }
  return DecideAgain(*bench->again, source_.series, kept);
}

}  // namespace keel::cli
