// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "cli/series_text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "storage/import.h"

namespace keel::cli {
namespace {

using storage::ImportedBars;
using storage::ImportedTrades;
using storage::ImportReport;

// More series than this are shown as a table.
constexpr size_t kShownInFull = 3;

class ImportFiles final : public Verb {
 public:
  std::string_view name() const override { return "import-data"; }
  std::string_view summary() const override {
    return "brings candles and trades from CSV, JSON and zip files into the catalog";
  }
  std::string_view group() const override { return "data"; }
  void Declare(Options& options) override {
    options.Positionals("path", &paths_, "files and folders: CSV, JSON, gzip or zip of them", true);
    options.Text("--venue", &venue_,
                 "the exchange they are from (told from the names where it can)");
    options.List("-p,--pairs", &pairs_,
                 "the pair of the files, or the pairs to pick from a folder");
    options.Text("-t,--timeframe", &timeframe_, "length of a candle (told from names or spacing)");
    options.Flag("--overwrite", &overwrite_, "replace a series instead of adding to it");
    options.Flag("--synthetic", &synthetic_, "mark the series as invented");
  }

  base::Status Run(Session& session) override {
    storage::ImportRequest request;
    request.paths = paths_;
    if (!venue_.empty()) {
      if (venue_.find_first_of("/\\ ") != std::string::npos || venue_.starts_with('.')) {
        return base::Fail(base::ErrorCode::kUsage,
                          fmt::format("--venue \"{}\" is no name for a folder; use letters, digits "
                                      "and dashes",
                                      venue_));
      }
      request.venue = venue_;
    }
    TRY(request.symbols, ParsePairs(pairs_));
    if (!timeframe_.empty()) {
      TRY(request.timeframe, core::Timeframe::Parse(timeframe_));
    }
    request.overwrite = overwrite_;
    request.synthetic = synthetic_;
    if (session.clock != nullptr) request.now = session.clock->now();
    request.interrupted = session.interrupted;
    if (session.progress != nullptr) {
      request.progress = [&](std::string_view what, int64_t done, int64_t total) {
        session.progress->Update(what, done, total);
      };
    }
    const storage::Catalog catalog(session.data_dir);
    const auto report = storage::Import(catalog, request);
    if (session.progress != nullptr) session.progress->Finish();
    if (!report) return tl::unexpected<base::Error>(report.error());
    session.print(session.json ? AsJson(*report) : AsText(*report, session));
    return {};
  }

 private:
  static std::string Range(base::UnixNanos first, base::UnixNanos last) {
    return fmt::format("{} to {} UTC", base::FormatMinute(first), base::FormatMinute(last));
  }

  static std::string RowsText(int64_t rows, int64_t added, const char* noun) {
    if (added == rows) return Counted(rows, noun);
    return fmt::format("{} ({} new)", Counted(rows, noun), Grouped(added));
  }

  static std::string InFull(const ImportedBars& series) {
    const storage::SeriesNote& note = series.note;
    std::string text =
        fmt::format("{} {} at {}{}{}\n", series.key.symbol.ToString(), series.key.timeframe.name(),
                    series.key.venue, note.synthetic ? ", SYNTHETIC" : "",
                    note.close_only ? ", closes only" : "");
    text += fmt::format("  rows    {}, {}\n", RowsText(note.rows, series.added, "bar"),
                        Range(series.first, series.last));
    text += fmt::format("  gaps    {}\n", GapText(note));
    text += fmt::format("  tick    {}\n", StepText(note.price_decimals));
    if (!note.close_only) text += fmt::format("  lot     {}\n", StepText(note.volume_decimals));
    return text + Rest(note.hash, series.path, series.remarks);
  }

  static std::string InFull(const ImportedTrades& series) {
    const storage::TradesNote& note = series.note;
    std::string text = fmt::format("{} trades at {}{}\n", series.key.symbol.ToString(),
                                   series.key.venue, note.synthetic ? ", SYNTHETIC" : "");
    text += fmt::format("  rows    {}, {}\n", RowsText(note.rows, series.added, "trade"),
                        Range(series.first, series.last));
    text += fmt::format("  tick    {}\n", StepText(note.price_decimals));
    text += fmt::format("  lot     {}\n", StepText(note.quantity_decimals));
    return text + Rest(note.hash, series.path, series.remarks);
  }

  static std::string Rest(const std::string& hash, const std::string& path,
                          const std::vector<std::string>& remarks) {
    std::string text = fmt::format("  hash    {}\n  file    {}\n", hash, path);
    for (const std::string& remark : remarks) text += fmt::format("  note    {}\n", remark);
    return text;
  }

  static std::string AsTable(const ImportReport& report, const Session& session) {
    Table table({{"venue"},
                 {"pair"},
                 {"bars"},
                 {"from"},
                 {"to"},
                 {"rows", true},
                 {"new", true},
                 {"gaps", true}});
    std::string remarks;
    for (const ImportedBars& series : report.bars) {
      const std::string pair = series.key.symbol.ToString();
      table.AddRow({series.key.venue, pair, series.key.timeframe.name(),
                    base::FormatMinute(series.first), base::FormatMinute(series.last),
                    Grouped(series.note.rows), Grouped(series.added),
                    Grouped(series.note.gap_count)});
      for (const std::string& remark : series.remarks) {
        remarks += fmt::format("{} {}: {}\n", pair, series.key.timeframe.name(), remark);
      }
    }
    for (const ImportedTrades& series : report.trades) {
      table.AddRow({series.key.venue, series.key.symbol.ToString(), "trades",
                    base::FormatMinute(series.first), base::FormatMinute(series.last),
                    Grouped(series.note.rows), Grouped(series.added), ""});
    }
    return table.Text(session.colour) + (remarks.empty() ? "" : "\n" + remarks);
  }

  static std::string AsText(const ImportReport& report, const Session& session) {
    std::string text;
    if (report.bars.size() + report.trades.size() > kShownInFull) {
      text = AsTable(report, session);
    } else {
      for (const ImportedBars& series : report.bars) text += InFull(series);
      for (const ImportedTrades& series : report.trades) text += InFull(series);
    }
    if (!report.left_out.empty()) text += "\nLeft out:\n";
    for (const storage::LeftOut& item : report.left_out) {
      const bool named = item.why.starts_with(item.name);
      text +=
          named ? fmt::format("  {}\n", item.why) : fmt::format("  {}: {}\n", item.name, item.why);
    }
    if (report.bars.empty()) return text + "\nNext: keel list-data\n";
    const storage::SeriesKey& key = report.bars.front().key;
    const std::string series = fmt::format("--venue {} -p {} -t {}", key.venue,
                                           key.symbol.ToString(), key.timeframe.name());
    return text + fmt::format("\nNext: keel check-data {}\n      keel backtest -s ema_cross {}\n",
                              series, series);
  }

  static void WriteJson(base::JsonWriter& json, const std::vector<std::string>& remarks) {
    json.Key("remarks").BeginArray();
    for (const std::string& remark : remarks) json.String(remark);
    json.EndArray();
  }

  // What bars and trades have in common; opens the object.
  template <typename Imported>
  static void BeginSeries(base::JsonWriter& json, const Imported& series) {
    json.BeginObject().Key("venue").String(series.key.venue);
    json.Key("pair").String(series.key.symbol.ToString());
    json.Key("from").String(base::FormatIso(series.first));
    json.Key("to").String(base::FormatIso(series.last));
    json.Key("rows").Number(series.note.rows).Key("added").Number(series.added);
    json.Key("synthetic").Bool(series.note.synthetic).Key("source").String(series.note.source);
    json.Key("hash").String(series.note.hash).Key("file").String(series.path);
    json.Key("tick").String(StepText(series.note.price_decimals));
    WriteJson(json, series.remarks);
  }

  static std::string AsJson(const ImportReport& report) {
    base::JsonWriter json(2);
    json.BeginObject().Key("rows_read").Number(report.rows_read).Key("series").BeginArray();
    for (const ImportedBars& series : report.bars) {
      BeginSeries(json, series);
      json.Key("timeframe").String(series.key.timeframe.name());
      json.Key("lot").String(StepText(series.note.volume_decimals));
      json.Key("close_only").Bool(series.note.close_only);
      json.Key("gaps").Number(series.note.gap_count).Key("missing").Number(series.note.missing);
      json.Key("delisted_at");
      if (series.note.delisted_at) {
        json.String(base::FormatIso(*series.note.delisted_at));
      } else {
        json.Null();
      }
      json.EndObject();
    }
    json.EndArray().Key("trades").BeginArray();
    for (const ImportedTrades& series : report.trades) {
      BeginSeries(json, series);
      json.Key("lot").String(StepText(series.note.quantity_decimals)).EndObject();
    }
    json.EndArray().Key("left_out").BeginArray();
    for (const storage::LeftOut& item : report.left_out) {
      json.BeginObject().Key("name").String(item.name).Key("why").String(item.why).EndObject();
    }
    json.EndArray().EndObject();
    return json.text() + "\n";
  }

  std::vector<std::string> paths_, pairs_;
  std::string venue_, timeframe_;
  bool overwrite_ = false, synthetic_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeImportData() { return std::make_unique<ImportFiles>(); }

}  // namespace keel::cli
