// SPDX-License-Identifier: MIT
#include "research/run_comparison.h"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/summary_rows.h"
#include "research/stored_series.h"

namespace keel::research {
namespace {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

void AddStrategies(const KeptRun& run, NamedTexts* settings) {
  const base::JsonValue* const strategies = run.json.Find("strategies");
  if (strategies == nullptr) return;
  for (const base::JsonValue& strategy : strategies->items) {
    const base::JsonValue* const params = strategy.Find("params");
    const base::JsonValue* const owner = strategy.Find("name");
    if (params == nullptr) continue;
    const bool several = strategies->items.size() > 1 && owner != nullptr;
    for (const auto& [name, value] : params->members) {
      settings->emplace_back((several ? owner->text + "." : "") + name, value.text);
    }
  }
}

std::string PairsText(const KeptRun& run) {
  const base::JsonValue* const pairs = run.json.Find("pairs");
  std::string text;
  if (pairs == nullptr) return text;
  for (const base::JsonValue& pair : pairs->items) text += (text.empty() ? "" : ", ") + pair.text;
  return text;
}

base::Result<StoredEquity> EquityOfRun(const KeptRun& run, double* start) {
  TRY(StoredEquity equity, ReadEquity(run.place.directory));
  *start = run.Number("starting_equity").value_or(0);
  if (*start <= 0 || equity.times.empty()) {
    return base::Fail(base::ErrorCode::kCorrupt,
                      fmt::format("{}/run.json tells no starting equity, or there is no curve",
                                  run.place.directory));
  }
  return equity;
}

std::vector<std::optional<double>> ValuesAt(const std::vector<base::UnixNanos>& times,
                                            const StoredEquity& equity, double start) {
  std::vector<std::optional<double>> values;
  for (const base::UnixNanos time : times) {
    const auto after = std::ranges::upper_bound(equity.times, time);
    const bool is_outside = after == equity.times.begin() || time > equity.times.back();
    const auto at = static_cast<size_t>(after - equity.times.begin());
    values.push_back(is_outside ? std::nullopt : std::optional(equity.equity[at - 1] / start));
  }
  return values;
}

}  // namespace

NamedTexts SettingsOfRun(const KeptRun& run) {
  NamedTexts settings = {{"strategy", run.Text("strategy")}};
  AddStrategies(run, &settings);
  const base::JsonValue* const seed = run.json.Find("seed");
  settings.emplace_back("pairs", PairsText(run));
  settings.emplace_back("seed", seed == nullptr ? "" : seed->text);
  for (const auto& [name, path] : {std::pair{"timeframe", "timeframe"},
                                   {"from", "from"},
                                   {"to", "to"},
                                   {"risk profile", "risk_profile"},
                                   {"data hash", "data.hash"},
                                   {"config hash", "config_hash"},
                                   {"code", "code_version"},
                                   {"journal hash", "journal_hash"}}) {
    settings.emplace_back(name, run.Text(path));
  }
  return settings;
}

std::vector<metrics::MetricValue> FiguresOfRun(const KeptRun& run) {
  std::vector<metrics::MetricValue> figures;
  for (const auto& list : {metrics::ConsoleRows(), metrics::TearSheetRows()}) {
    for (const metrics::SummaryRow& row : list) {
      for (const std::string_view key : row.keys) {
        const metrics::Metric* const metric = metrics::FindMetric(key);
        const bool is_known = std::ranges::any_of(
            figures, [&](const metrics::MetricValue& other) { return other.metric == metric; });
        if (metric == nullptr || is_known) continue;
        figures.push_back({metric, run.Number("metrics." + std::string(key))});
      }
    }
  }
  return figures;
}

bool SettingOfRuns::same() const {
  return std::ranges::all_of(values, [this](const std::string& v) { return v == values.front(); });
}

std::vector<SettingOfRuns> SettingsOfRuns(const std::vector<KeptRun>& runs) {
  std::vector<SettingOfRuns> all;
  for (size_t i = 0; i < runs.size(); ++i) {
    for (const auto& named : SettingsOfRun(runs[i])) {
      auto at = std::ranges::find(all, named.first, &SettingOfRuns::name);
      if (at == all.end()) {
        all.push_back({named.first, std::vector<std::string>(runs.size())});
        at = std::prev(all.end());
      }
      at->values[i] = named.second;
    }
  }
  return all;
}

base::Result<CurvesOfRuns> CurvesOfRunsAt(const std::vector<KeptRun>& runs, int64_t points) {
  std::vector<StoredEquity> equities;
  std::vector<double> starts(runs.size());
  base::UnixNanos first = base::kEndOfTime, last = base::kBeginningOfTime;
  for (size_t i = 0; i < runs.size(); ++i) {
    TRY(StoredEquity equity, EquityOfRun(runs[i], &starts[i]));
    first = std::min(first, equity.times.front());
    last = std::max(last, equity.times.back());
    equities.push_back(std::move(equity));
  }
  CurvesOfRuns curves;
  const base::Duration step{(last - first).ns / (points - 1)};
  for (int64_t i = 0; i < points - 1; ++i) curves.times.push_back(first + step * i);
  curves.times.push_back(last);
  for (size_t i = 0; i < runs.size(); ++i) {
    curves.values.push_back(ValuesAt(curves.times, equities[i], starts[i]));
  }
  return curves;
}

}  // namespace keel::research
