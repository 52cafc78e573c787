// SPDX-License-Identifier: MIT
#include "research/compare.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "metrics/summary_rows.h"

namespace keel::research {
namespace {

std::string JoinedTexts(const base::JsonValue* array) {
  std::string text;
  if (array == nullptr) return text;
  for (const base::JsonValue& item : array->items) text += (text.empty() ? "" : ", ") + item.text;
  return text;
}

/// "fast=5", ...; with the strategy's name before it where there are several.
std::vector<std::string> ParamsOf(const KeptRun& run) {
  std::vector<std::string> texts;
  const base::JsonValue* strategies = run.json.Find("strategies");
  if (strategies == nullptr) return texts;
  for (const base::JsonValue& strategy : strategies->items) {
    const base::JsonValue* params = strategy.Find("params");
    const base::JsonValue* owner = strategy.Find("name");
    if (params == nullptr) continue;
    const bool several = strategies->items.size() > 1 && owner != nullptr;
    for (const auto& [name, value] : params->members) {
      texts.push_back((several ? owner->text + "." : "") + name + "=" + value.text);
    }
  }
  return texts;
}

/// Those of `own` that the other run has otherwise: an ensemble has dozens.
std::string OwnOf(const std::vector<std::string>& own, const std::vector<std::string>& other) {
  std::string text;
  for (const std::string& param : own) {
    if (std::find(other.begin(), other.end(), param) != other.end()) continue;
    text += (text.empty() ? "" : " ") + param;
  }
  return text;
}

std::string NumberText(const KeptRun& run, std::string_view key) {
  const base::JsonValue* value = run.json.Find(key);
  return value == nullptr ? "" : value->text;
}

std::vector<ComparedSetting> SettingsOf(const KeptRun& a, const KeptRun& b) {
  std::vector<ComparedSetting> settings;
  for (const auto& [name, path] : {std::pair{"strategy", "strategy"},
                                   {"timeframe", "timeframe"},
                                   {"from", "from"},
                                   {"to", "to"},
                                   {"risk profile", "risk_profile"},
                                   {"data hash", "data.hash"},
                                   {"config hash", "config_hash"},
                                   {"code", "code_version"},
                                   {"journal hash", "journal_hash"}}) {
    settings.push_back({name, a.Text(path), b.Text(path)});
  }
  const auto at = settings.begin() + 1;
  const std::vector<std::string> first = ParamsOf(a), second = ParamsOf(b);
  settings.insert(at,
                  {{"parameters", OwnOf(first, second), OwnOf(second, first)},
                   {"pairs", JoinedTexts(a.json.Find("pairs")), JoinedTexts(b.json.Find("pairs"))},
                   {"seed", NumberText(a, "seed"), NumberText(b, "seed")}});
  return settings;
}

/// In the order of the console summary, then of the tear sheet, each statistic once.
std::vector<ComparedMetric> MetricsOf(const KeptRun& a, const KeptRun& b) {
  std::vector<ComparedMetric> rows;
  for (const auto& list : {metrics::ConsoleRows(), metrics::TearSheetRows()}) {
    for (const metrics::SummaryRow& row : list) {
      for (const std::string_view key : row.keys) {
        const metrics::Metric* metric = metrics::FindMetric(key);
        const bool known = std::any_of(rows.begin(), rows.end(), [&](const ComparedMetric& other) {
          return other.metric == metric;
        });
        if (metric == nullptr || known) continue;
        const std::string path = "metrics." + std::string(key);
        rows.push_back({metric, a.Number(path), b.Number(path)});
      }
    }
  }
  return rows;
}

using TradeKey = std::tuple<base::UnixNanos, std::string, size_t>;

std::map<TradeKey, const StoredTrade*> ByEntry(const std::vector<StoredTrade>& trades) {
  std::map<std::pair<base::UnixNanos, std::string>, size_t> seen;
  std::map<TradeKey, const StoredTrade*> by_entry;
  for (const StoredTrade& trade : trades) {
    const size_t occurrence = seen[{trade.entry_time, trade.pair}]++;
    by_entry[{trade.entry_time, trade.pair, occurrence}] = &trade;
  }
  return by_entry;
}

}  // namespace

std::optional<double> ComparedMetric::difference() const {
  if (!first || !second) return std::nullopt;
  return *second - *first;
}

ComparedTrades CompareTrades(const std::vector<StoredTrade>& first,
                             const std::vector<StoredTrade>& second) {
  const auto here = ByEntry(first);
  const auto there = ByEntry(second);
  ComparedTrades result;
  std::optional<TradeKey> parting;
  const auto part = [&](const TradeKey& key, const StoredTrade* a, const StoredTrade* b) {
    if (parting && *parting <= key) return;
    parting = key;
    result.first_here = a ? std::optional(*a) : std::nullopt;
    result.first_there = b ? std::optional(*b) : std::nullopt;
  };
  for (const auto& [key, trade] : here) {
    const auto other = there.find(key);
    if (other == there.end()) {
      result.only_first.push_back(*trade);
      part(key, trade, nullptr);
    } else if (*other->second == *trade) {
      ++result.equal;
    } else {
      ++result.differing;
      part(key, trade, other->second);
    }
  }
  for (const auto& [key, trade] : there) {
    if (here.contains(key)) continue;
    result.only_second.push_back(*trade);
    part(key, nullptr, trade);
  }
  return result;
}

base::Result<Comparison> CompareRuns(KeptRun first, KeptRun second) {
  Comparison comparison;
  comparison.settings = SettingsOf(first, second);
  comparison.metrics = MetricsOf(first, second);
  const std::string journal = first.Text("journal_hash");
  comparison.same_journal = !journal.empty() && journal == second.Text("journal_hash");
  TRY(const std::vector<StoredTrade> first_trades, ReadTrades(first.place.directory));
  TRY(const std::vector<StoredTrade> second_trades, ReadTrades(second.place.directory));
  comparison.trades = CompareTrades(first_trades, second_trades);
  TRY(comparison.first_equity, ReadEquity(first.place.directory));
  TRY(comparison.second_equity, ReadEquity(second.place.directory));
  comparison.first = std::move(first);
  comparison.second = std::move(second);
  return comparison;
}

}  // namespace keel::research
