// SPDX-License-Identifier: MIT
#include "research/report/sleeves.h"

#include <fmt/format.h>

#include "research/report/format.h"

namespace keel::research {
namespace {

using base::JsonWriter;

void Exact(JsonWriter& json, std::string_view key, core::Decimal value) {
  json.Key(key).String(value.ToString());
}

void Optional(JsonWriter& json, std::optional<double> value) {
  value ? json.Number(*value) : json.Null();
}

void WriteSleeve(const engine::RunRecord& run, size_t s, JsonWriter& json) {
  const engine::SleeveRecord& sleeve = run.sleeves[s];
  json.BeginObject();
  json.Key("strategy").Number(static_cast<int64_t>(s + 1));
  json.Key("name").String(run.strategies[s].name);
  Exact(json, "profit", sleeve.profit);
  Exact(json, "realised", sleeve.realised);
  Exact(json, "unrealised", sleeve.unrealised);
  Exact(json, "fees", sleeve.fees);
  json.Key("slippage").Number(sleeve.costs.slippage());
  json.Key("turnover").Number(sleeve.costs.turnover);
  json.Key("trades").Number(sleeve.trades);
  json.Key("crossings").Number(sleeve.crossings).Key("crossed").Number(sleeve.crossed);
  json.Key("max_drawdown").Number(sleeve.max_drawdown);
  json.Key("sharpe");
  Optional(json, sleeve.sharpe);
  json.Key("mean_share").Number(sleeve.mean_share).EndObject();
}

void WriteAttribution(const engine::RunRecord& run, JsonWriter& json) {
  const engine::Attribution& sum = run.attribution;
  json.Key("attribution").BeginObject();
  json.Key("sleeves").BeginArray();
  for (const engine::SleeveRecord& sleeve : run.sleeves) json.String(sleeve.profit.ToString());
  json.EndArray();
  Exact(json, "cash_and_deposits", sum.cash);
  Exact(json, "total", sum.total);
  Exact(json, "residual", sum.residual);
  json.Key("correlations").BeginArray();
  const size_t count = run.sleeves.size();
  for (size_t i = 0; i * count < sum.correlations.size(); ++i) {
    json.BeginArray();
    for (size_t j = 0; j < count; ++j) Optional(json, sum.correlations[i * count + j]);
    json.EndArray();
  }
  json.EndArray().EndObject();
}

void WriteAllocations(const engine::RunRecord& run, JsonWriter& json) {
  json.Key("allocations").BeginArray();
  for (const engine::AllocationRecord& decision : run.allocations) {
    json.BeginObject().Key("time").String(base::FormatIso(decision.time));
    json.Key("method").String(decision.method).Key("why").String(decision.why);
    json.Key("shares").BeginArray();
    for (const double share : decision.shares) json.Number(share);
    json.EndArray();
    if (!decision.note.empty()) json.Key("note").String(decision.note);
    json.EndObject();
  }
  json.EndArray();
}

std::map<std::string_view, int> CountDecisions(const engine::RunRecord& run) {
  std::map<std::string_view, int> counts;
  for (const engine::AllocationRecord& decision : run.allocations) ++counts[decision.why];
  return counts;
}

}  // namespace

std::string SleeveName(const engine::RunRecord& run, size_t strategy) {
  return strategy < run.strategies.size()
             ? fmt::format("{} #{}", run.strategies[strategy].name, strategy + 1)
             : fmt::format("#{}", strategy + 1);
}

CrossingSum SumCrossings(const engine::RunRecord& run) {
  CrossingSum sum;
  for (const engine::SleeveRecord& sleeve : run.sleeves) sum.value += sleeve.crossed / 2;
  for (const engine::CrossingRecord& crossing : run.crossings) {
    sum.saved_fees += crossing.saved_fees;
    sum.saved_spread += crossing.saved_spread;
    sum.saved_impact += crossing.saved_impact;
  }
  return sum;
}

std::string DecisionSentence(const engine::RunRecord& run) {
  const auto counts = CountDecisions(run);
  int decisions = 0;
  std::string rest;
  const auto of = [&](std::string_view why) {
    const auto at = counts.find(why);
    return at == counts.end() ? 0 : at->second;
  };
  for (const auto& [why, count] : counts) decisions += why == "start" ? 0 : count;
  if (decisions == 0) return "";
  const auto add = [&](std::string_view why, std::string_view words) {
    if (of(why) > 0) rest += fmt::format("{}{} {}", rest.empty() ? "" : ", ", of(why), words);
  };
  add("band", "within their bands");
  add("cost", "not worth the cost");
  add("too little history", "too early");
  add("no estimate", "without an estimate");
  return fmt::format("{}: {} decisions, {} changed shares{}", run.allocations.front().method,
                     decisions, of("due"), rest.empty() ? "" : " (" + rest + ")");
}

std::string CrossingSentence(const engine::RunRecord& run, int decimals) {
  if (run.crossings.empty()) return "";
  const CrossingSum sum = SumCrossings(run);
  const std::string& coin = run.account_currency;
  return fmt::format(
      "{} opposite wishes worth {} {} crossed inside the account: an estimated {} {} saved (fees "
      "{}, "
      "spread {}, impact {})",
      run.crossings.size(), Grouped(sum.value, decimals), coin, Grouped(sum.saved(), decimals),
      coin, Grouped(sum.saved_fees, decimals), Grouped(sum.saved_spread, decimals),
      Grouped(sum.saved_impact, decimals));
}

void WriteSleeves(const engine::RunRecord& run, JsonWriter& json) {
  json.Key("sleeves").BeginArray();
  for (size_t s = 0; s < run.sleeves.size(); ++s) WriteSleeve(run, s, json);
  json.EndArray();
  WriteAttribution(run, json);
  WriteAllocations(run, json);
  const CrossingSum sum = SumCrossings(run);
  json.Key("crossings").BeginObject();
  json.Key("count").Number(static_cast<int64_t>(run.crossings.size()));
  json.Key("value").Number(sum.value).Key("saved_estimate").Number(sum.saved());
  json.Key("saved_fees").Number(sum.saved_fees).Key("saved_spread").Number(sum.saved_spread);
  json.Key("saved_impact").Number(sum.saved_impact).EndObject();
}

}  // namespace keel::research
