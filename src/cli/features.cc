// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "base/os/file.h"
#include "cli/series_text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "market/feature_table.h"
#include "strategies/feature_registry.h"

namespace keel::cli {
namespace {

using market::FeatureTable;
using storage::FeatureColumn;

/// The features of one pair as they were kept.
struct Computed {
  storage::SeriesKey key;
  std::string path;
  storage::FeatureNote note;
  bool synthetic = false, close_only = false;
  FeatureTable table;
};

double CoverageOf(const Computed& one, size_t column) {
  return static_cast<double>(one.table.CountPresent(column)) / static_cast<double>(one.note.rows);
}

/// The close of the first bar that has a value.
std::optional<base::UnixNanos> FirstOf(const Computed& one, size_t column) {
  for (size_t row = 0; row < one.table.rows(); ++row) {
    if (one.table.at(row, column)) return one.table.ts_knowable(row);
  }
  return std::nullopt;
}

class Features final : public Verb {
 public:
  std::string_view name() const override { return "features"; }
  std::string_view summary() const override {
    return "computes the features of stored series and keeps them beside the bars";
  }
  std::string_view group() const override { return "data"; }
  void Declare(Options& options) override {
    options.Text("--venue", &venue_, "venue of the series (default binance)");
    options.List("-p,--pairs", &pairs_, "the pairs");
    options.Text("-t,--timeframe", &timeframe_, "length of the bars");
    options.List("--only", &only_, "only these features, in this order (default all)");
  }

  base::Status Run(Session& session) override {
    TRY(const auto symbols, ParsePairs(pairs_));
    if (symbols.empty() || timeframe_.empty()) {
      return base::Fail(base::ErrorCode::kUsage, "no series: name stored bars with -p and -t");
    }
    if (session.out && symbols.size() > 1) {
      return base::Fail(base::ErrorCode::kUsage, "--out is one file: name one pair with -p");
    }
    TRY(const core::Timeframe timeframe, core::Timeframe::Parse(timeframe_));
    TRY(const auto set, market::FeatureSet::Choose(strategies::AllFeatures(), only_));
    const storage::Catalog catalog(session.data_dir);
    std::vector<Computed> computed;
    for (size_t i = 0; i < symbols.size(); ++i) {
      session.progress->Update("features", static_cast<int64_t>(i),
                               static_cast<int64_t>(symbols.size()));
      TRY(Computed one, Compute(catalog, {venue_, symbols[i], timeframe}, set));
      computed.push_back(std::move(one));
    }
    session.progress->Finish();
    if (session.out) TRY(WriteCsv(PathFrom(session, *session.out), computed[0].table));
    session.print(session.json ? AsJson(computed, set) : AsText(computed, session));
    if (session.out) session.note("written to " + PathFrom(session, *session.out));
    return {};
  }

 private:
  static base::Result<Computed> Compute(const storage::Catalog& catalog,
                                        const storage::SeriesKey& key,
                                        const market::FeatureSet& set) {
    TRY(const auto series, catalog.Open(key));
    TRY(series->Verify());
    FeatureTable table = market::ComputeFeatures(set, series->bars(), key.timeframe);
    TRY(storage::FeatureNote note, catalog.WriteFeatures(key, table, series->note().hash));
    return Computed{.key = key,
                    .path = catalog.PathOfFeatures(key),
                    .note = std::move(note),
                    .synthetic = series->note().synthetic,
                    .close_only = series->note().close_only,
                    .table = std::move(table)};
  }

  /// A row a bar; an absent value is an empty cell.
  static base::Status WriteCsv(const std::string& path, const FeatureTable& table) {
    std::string csv = "ts_event,ts_knowable";
    for (const FeatureColumn& column : table.columns()) csv += "," + column.name;
    csv += "\n";
    for (size_t row = 0; row < table.rows(); ++row) {
      csv += fmt::format("{},{}", base::FormatIso(table.ts_event(row)),
                         base::FormatIso(table.ts_knowable(row)));
      for (size_t i = 0; i < table.columns().size(); ++i) {
        const auto value = table.at(row, i);
        csv += value ? fmt::format(",{}", *value) : ",";
      }
      csv += "\n";
    }
    return base::os::WriteFileAtomic(path, csv);
  }

  static std::string AsText(const std::vector<Computed>& computed, const Session& session) {
    std::string text;
    for (const Computed& one : computed) {
      text += fmt::format("{}{} {} at {}{}: {} of {}, kept in {}\n", text.empty() ? "" : "\n",
                          one.key.symbol.ToString(), one.key.timeframe.name(), one.key.venue,
                          one.synthetic ? " (SYNTHETIC)" : "",
                          Counted(static_cast<int64_t>(one.note.columns.size()), "feature"),
                          Counted(one.note.rows, "bar"), one.path);
      if (one.close_only) text += "The series has closes only: nothing that needs volumes.\n";
      Table table({{"feature"}, {"version", true}, {"known from"}, {"coverage", true}});
      for (size_t i = 0; i < one.note.columns.size(); ++i) {
        const auto first = FirstOf(one, i);
        table.AddRow({one.note.columns[i].name, fmt::format("{}", one.note.columns[i].version),
                      first ? base::FormatMinute(*first) : "never",
                      PercentText(CoverageOf(one, i))});
      }
      text += table.Text(session.colour, session.width);
    }
    return text;
  }

  static void WriteColumn(base::JsonWriter& json, const Computed& one, size_t column,
                          const market::FeatureSpec& spec) {
    json.BeginObject().Key("name").String(spec.name).Key("version").Number(spec.version);
    json.Key("definition_hash").String(one.note.columns[column].definition_hash);
    json.Key("lookback").Number(spec.lookback(one.key.timeframe));
    json.Key("values").Number(one.table.CountPresent(column));
    json.Key("coverage").Number(CoverageOf(one, column)).Key("known_from");
    const auto first = FirstOf(one, column);
    first ? json.String(base::FormatIso(*first)) : json.Null();
    json.EndObject();
  }

  static std::string AsJson(const std::vector<Computed>& computed, const market::FeatureSet& set) {
    base::JsonWriter json(2);
    json.BeginArray();
    for (const Computed& one : computed) {
      json.BeginObject().Key("venue").String(one.key.venue);
      json.Key("pair").String(one.key.symbol.ToString());
      json.Key("timeframe").String(one.key.timeframe.name());
      json.Key("synthetic").Bool(one.synthetic).Key("close_only").Bool(one.close_only);
      json.Key("bars").Number(one.note.rows).Key("path").String(one.path);
      json.Key("data_hash").String(one.note.data_hash).Key("hash").String(one.note.hash);
      json.Key("features").BeginArray();
      for (size_t i = 0; i < set.size(); ++i) WriteColumn(json, one, i, set.specs()[i]);
      json.EndArray().EndObject();
    }
    json.EndArray();
    return json.text() + "\n";
  }

  std::string venue_ = "binance", timeframe_;
  std::vector<std::string> pairs_, only_;
};

}  // namespace

std::unique_ptr<Verb> MakeFeatures() { return std::make_unique<Features>(); }

}  // namespace keel::cli
