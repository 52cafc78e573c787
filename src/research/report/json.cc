// SPDX-License-Identifier: MIT
#include "research/report/json.h"

#include "base/describe_json.h"
#include "base/json.h"
#include "research/report/breakdown.h"
#include "research/report/integrity.h"
#include "research/report/sleeves.h"

namespace keel::research {
namespace {

using base::JsonWriter;

void Optional(JsonWriter& json, std::string_view key, std::optional<double> value) {
  json.Key(key);
  value ? json.Number(*value) : json.Null();
}

void Text(JsonWriter& json, std::string_view key, std::string_view value) {
  json.Key(key).String(value);
}

void Count(JsonWriter& json, std::string_view key, size_t value) {
  json.Key(key).Number(static_cast<int64_t>(value));
}

void Texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& values) {
  json.Key(key).BeginArray();
  for (const std::string& value : values) json.String(value);
  json.EndArray();
}

void Counts(JsonWriter& json, std::string_view key, const std::map<std::string, int64_t>& counts) {
  json.Key(key).BeginObject();
  for (const auto& [name, count] : counts) json.Key(name).Number(count);
  json.EndObject();
}

int64_t Sum(const std::map<std::string, int64_t>& counts) {
  int64_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

void WriteProvenance(JsonWriter& json, const Provenance& provenance) {
  if (!provenance.run_id.empty()) Text(json, "run_id", provenance.run_id);
  if (provenance.created_at) Text(json, "created_at", base::FormatIso(*provenance.created_at));
  if (!provenance.code_version.empty()) Text(json, "code_version", provenance.code_version);
  if (!provenance.command.empty()) Text(json, "command", provenance.command);
}

void WriteSeries(JsonWriter& json, const engine::RunRecord& run) {
  json.Key("data").BeginObject();
  Text(json, "hash", run.data_hash);
  json.Key("synthetic").Bool(IsSynthetic(run)).Key("series").BeginArray();
  for (const engine::SeriesRecord& series : run.series) {
    const core::Instrument& instrument = run.universe.at(series.instrument);
    json.BeginObject();
    Text(json, "venue", instrument.venue);
    Text(json, "pair", instrument.symbol.ToString());
    Text(json, "timeframe", series.timeframe);
    Text(json, "detail_timeframe", series.detail_timeframe);
    Text(json, "hash", series.hash);
    json.Key("bars").Number(series.bars);
    Text(json, "from", base::FormatIso(series.from));
    Text(json, "to", base::FormatIso(series.to));
    json.Key("gaps").Number(series.gaps).Key("synthetic").Bool(series.synthetic);
    json.Key("close_only").Bool(series.close_only);
    Optional(json, "declared_adv", series.declared_adv);
    json.Key("delisted_at");
    series.delisted_at ? json.String(base::FormatIso(*series.delisted_at)) : json.Null();
    json.EndObject();
  }
  json.EndArray().EndObject();
}

void WriteTables(JsonWriter& json, const std::vector<strategy::ReportTable>& tables) {
  json.Key("tables").BeginArray();
  for (const strategy::ReportTable& table : tables) {
    json.BeginObject();
    Text(json, "title", table.title);
    Texts(json, "columns", table.columns);
    json.Key("rows").BeginArray();
    for (const std::vector<std::string>& row : table.rows) {
      json.BeginArray();
      for (const std::string& cell : row) json.String(cell);
      json.EndArray();
    }
    json.EndArray();
    Text(json, "note", table.note);
    json.EndObject();
  }
  json.EndArray();
}

void WriteStrategies(JsonWriter& json, const engine::RunRecord& run) {
  const auto params = [&](const engine::StrategyRecord& strategy) {
    json.Key("params").BeginObject();
    for (const auto& [name, value] : strategy.params) json.Key(name).Number(value);
    json.EndObject();
  };
  std::string names;
  for (const engine::StrategyRecord& s : run.strategies)
    names += (names.empty() ? "" : "+") + s.name;
  Text(json, "strategy", names);
  if (run.strategies.empty()) {
    json.Key("params").BeginObject().EndObject();
  } else {
    params(run.strategies.front());
  }
  json.Key("strategies").BeginArray();
  for (const engine::StrategyRecord& strategy : run.strategies) {
    json.BeginObject();
    Text(json, "name", strategy.name);
    params(strategy);
    Text(json, "timeframe", strategy.timeframe);
    json.Key("allocation").Number(strategy.allocation).Key("pairs").BeginArray();
    for (const core::InstrumentId id : strategy.instruments) {
      json.String(run.universe.at(id).symbol.ToString());
    }
    json.EndArray();
    WriteTables(json, strategy.tables);
    json.EndObject();
  }
  json.EndArray();
}

/// Nothing where no algorithm worked anything.
void WriteParents(JsonWriter& json, const engine::RunRecord& run) {
  if (run.parents.empty()) return;
  json.Key("parents").BeginArray();
  for (const engine::ParentRun& parent : run.parents) {
    json.BeginObject().Key("parent").Number(parent.id);
    Text(json, "strategy", run.strategies[parent.strategy.index].name);
    Text(json, "pair", run.universe.at(parent.instrument).symbol.ToString());
    Text(json, "algorithm", parent.algorithm);
    Text(json, "start", base::FormatIso(parent.start));
    Text(json, "end", base::FormatIso(parent.end));
    json.Key("children").Number(static_cast<int64_t>(parent.children));
    Text(json, "left", parent.left.ToString());
    Text(json, "prices", parent.prices);
    json.Key("costs");
    base::WriteJson(json, parent.costs);
    json.EndObject();
  }
  json.EndArray();
}

void WriteFeatures(JsonWriter& json, const engine::RunRecord& run) {
  json.Key("features").BeginArray();
  for (const engine::FeatureRecord& feature : run.features) {
    json.BeginObject();
    Text(json, "name", feature.name);
    json.Key("version").Number(feature.version);
    Text(json, "timeframe", feature.timeframe);
    Text(json, "definition_hash", feature.definition_hash);
    json.EndObject();
  }
  json.EndArray();
}

void WriteResult(JsonWriter& json, const MeasuredRun& measured) {
  const engine::RunRecord& run = measured.run();
  json.Key("bars").Number(run.bars);
  Count(json, "trades", run.trades.size());
  Count(json, "orders", run.orders.size());
  Count(json, "decisions", run.decisions.size());
  Count(json, "fills", run.fills.size());
  Text(json, "account_currency", run.account_currency);
  json.Key("starting_equity").Number(run.starting_equity.ToDouble());
  Text(json, "starting_equity_exact", run.starting_equity.ToString());
  json.Key("final_equity").Number(run.final_equity.ToDouble());
  Text(json, "final_equity_exact", run.final_equity.ToString());
  for (const char* key :
       {"total_return", "cagr", "max_drawdown", "volatility", "sharpe", "sharpe_standard_error",
        "sortino", "calmar", "win_rate", "profit_factor", "avg_trade_duration_s"}) {
    Optional(json, key, measured.Of(key));
  }
  json.Key("fees").Number(run.costs.fees).Key("slippage").Number(run.costs.slippage());
  json.Key("costs").BeginObject().Key("fees").Number(run.costs.fees);
  json.Key("spread").Number(run.costs.spread).Key("impact").Number(run.costs.impact);
  json.Key("latency").Number(run.costs.latency).Key("turnover").Number(run.costs.turnover);
  json.EndObject();
}

void WriteRisk(JsonWriter& json, const engine::RunRecord& run) {
  json.Key("refusals").Number(Sum(run.refusals_by_rule));
  Counts(json, "refusals_by_rule", run.refusals_by_rule);
  json.Key("shrinks").Number(Sum(run.shrinks_by_rule));
  Counts(json, "shrinks_by_rule", run.shrinks_by_rule);
  Text(json, "risk_profile", run.risk_profile);
  json.Key("state_changes").BeginArray();
  for (const core::TradingStateChanged& change : run.state_changes) {
    json.BeginObject();
    Text(json, "time", base::FormatIso(change.time));
    Text(json, "from", core::ToString(change.from));
    Text(json, "to", core::ToString(change.to));
    Text(json, "rule", change.rule);
    Text(json, "by", change.by);
    Text(json, "scope", ScopeText(run, change.scope));
    json.Key("value").Number(change.value).Key("limit").Number(change.limit).EndObject();
  }
  json.EndArray();
  Counts(json, "operator_releases_by_rule", run.operator_releases_by_rule);
  json.Key("alerts").Number(Sum(run.alerts_by_rule));
  Counts(json, "alerts_by_rule", run.alerts_by_rule);
}

void WriteBenchmark(JsonWriter& json, const MeasuredRun& measured) {
  json.Key("benchmark");
  if (!measured.benchmark()) {
    json.Null();
    return;
  }
  json.BeginObject();
  Text(json, "name", "buy and hold");
  for (const char* key : {"final_equity", "total_return", "cagr", "max_drawdown", "volatility",
                          "sharpe", "sortino", "calmar"}) {
    Optional(json, key, measured.OfBenchmark(key));
  }
  json.EndObject();
}

void WriteIntegrity(JsonWriter& json, const MeasuredRun& measured) {
  const Integrity integrity = JudgeIntegrity(measured);
  json.Key("integrity").BeginObject();
  Text(json, "belief", BeliefName(integrity.worst));
  Text(json, "verdict", integrity.verdict);
  json.Key("checks").BeginArray();
  for (const IntegrityCheck& check : integrity.checks) {
    json.BeginObject();
    Text(json, "name", check.name);
    Text(json, "belief", BeliefName(check.belief));
    Text(json, "finding", check.finding);
    json.EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace

std::string RunJson(const MeasuredRun& measured, const Provenance& provenance,
                    const FailureCaseResults& cases) {
  const engine::RunRecord& run = measured.run();
  JsonWriter json(2);
  json.BeginObject();
  WriteProvenance(json, provenance);
  json.Key("synthetic").Bool(IsSynthetic(run));
  WriteStrategies(json, run);
  WriteFeatures(json, run);
  json.Key("pairs").BeginArray();
  for (const core::Instrument& pair : run.universe.instruments())
    json.String(pair.symbol.ToString());
  json.EndArray();
  Text(json, "timeframe", run.timeframe);
  Text(json, "from", base::FormatIso(run.from));
  Text(json, "to", base::FormatIso(run.to));
  json.Key("seed").Number(run.seed);
  Text(json, "journal_hash", run.journal_hash);
  Text(json, "config_hash", run.config_hash);
  WriteSeries(json, run);
  WriteResult(json, measured);
  json.Key("cold_storage").BeginObject();
  for (const core::Money& money : run.cold_storage) {
    Text(json, run.universe.code(money.currency), money.amount.ToString());
  }
  json.EndObject();
  WriteParents(json, run);
  WriteSleeves(run, json);
  WriteBenchmark(json, measured);
  WriteRisk(json, run);
  WriteIntegrity(json, measured);
  if (provenance.badge) base::WriteJson(json.Key("integrity_badge"), *provenance.badge);
  if (!cases.empty()) {
    json.Key("failure_cases");
    base::WriteJson(json, cases);
  }
  Texts(json, "assumptions", run.assumptions);
  Texts(json, "warnings", run.warnings);
  json.Key("interrupted").Bool(run.interrupted).Key("metrics").BeginObject();
  for (const metrics::MetricValue& value : measured.values()) {
    Optional(json, value.metric->key, value.value);
  }
  json.EndObject().EndObject();
  return json.Take();
}

std::string RunJson(const engine::RunRecord& run, const Provenance& provenance) {
  return RunJson(MeasuredRun(run), provenance);
}

}  // namespace keel::research
