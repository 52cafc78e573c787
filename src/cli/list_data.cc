// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "base/os/file.h"
#include "cli/series_text.h"
#include "cli/table.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

// One stored series as it is listed. `timeframe` is "trades" for trades.
struct Row {
  std::string venue, pair, timeframe, path;
  base::UnixNanos first, last;
  int64_t rows = 0, bytes = 0;
  std::optional<int64_t> gaps, missing;
  bool synthetic = false, close_only = false;
  std::optional<base::UnixNanos> delisted_at;
};

class ListSeries final : public Verb {
 public:
  std::string_view name() const override { return "list-data"; }
  std::string_view summary() const override { return "lists the stored series"; }
  std::string_view group() const override { return "data"; }
  void Declare(Options& options) override {
    options.Text("--venue", &venue_, "only this venue");
    options.List("-p,--pairs", &pairs_, "only these pairs");
    options.Text("-t,--timeframe", &timeframe_, "only bars of this length");
  }

  base::Status Run(Session& session) override {
    const storage::Catalog catalog(session.data_dir);
    TRY(const auto trade_keys, TradeKeys(catalog));
    auto keys = PickSeries(catalog, venue_, pairs_, timeframe_);
    if (!keys && trade_keys.empty()) return tl::unexpected<base::Error>(std::move(keys).error());
    std::vector<Row> rows;
    if (keys) AddBars(catalog, *keys, &rows);
    AddTrades(catalog, trade_keys, &rows);
    session.print(session.json ? AsJson(rows) : AsText(rows, session));
    for (const std::string& damage : damaged_) session.note(damage);
    return {};
  }

 private:
  base::Result<std::vector<storage::TradesKey>> TradeKeys(const storage::Catalog& catalog) const {
    if (!timeframe_.empty()) return std::vector<storage::TradesKey>();
    TRY(const auto pairs, ParsePairs(pairs_));
    TRY(auto keys, catalog.ListTrades());
    std::erase_if(keys, [&](const storage::TradesKey& key) {
      const bool pair =
          pairs.empty() || std::find(pairs.begin(), pairs.end(), key.symbol) != pairs.end();
      return !pair || (!venue_.empty() && key.venue != venue_);
    });
    return keys;
  }

  void AddBars(const storage::Catalog& catalog, const std::vector<storage::SeriesKey>& keys,
               std::vector<Row>* rows) {
    for (const storage::SeriesKey& key : keys) {
      const auto series = catalog.Open(key);
      if (!series) {
        damaged_.push_back(series.error().message);
        continue;
      }
      const storage::SeriesNote& note = (*series)->note();
      const auto bars = (*series)->bars();
      if (bars.empty()) continue;
      rows->push_back({.venue = key.venue,
                       .pair = key.symbol.ToString(),
                       .timeframe = key.timeframe.name(),
                       .path = (*series)->path(),
                       .first = bars.front().open_time,
                       .last = bars.back().open_time,
                       .rows = note.rows,
                       .bytes = base::os::FileSize((*series)->path()).value_or(0),
                       .gaps = note.gap_count,
                       .missing = note.missing,
                       .synthetic = note.synthetic,
                       .close_only = note.close_only,
                       .delisted_at = note.delisted_at});
    }
  }

  void AddTrades(const storage::Catalog& catalog, const std::vector<storage::TradesKey>& keys,
                 std::vector<Row>* rows) {
    for (const storage::TradesKey& key : keys) {
      const auto series = catalog.OpenTrades(key);
      if (!series) {
        damaged_.push_back(series.error().message);
        continue;
      }
      if ((*series)->rows().empty()) continue;
      rows->push_back({.venue = key.venue,
                       .pair = key.symbol.ToString(),
                       .timeframe = "trades",
                       .path = (*series)->path(),
                       .first = (*series)->at(0).time,
                       .last = {(*series)->rows().back().time_ns},
                       .rows = (*series)->note().rows,
                       .bytes = base::os::FileSize((*series)->path()).value_or(0),
                       .synthetic = (*series)->note().synthetic});
    }
  }

  static std::string Remarks(const Row& row) {
    std::string text = row.synthetic ? "SYNTHETIC" : "";
    if (row.close_only) text += text.empty() ? "closes only" : ", closes only";
    if (row.delisted_at)
      text += (text.empty() ? "delisted " : ", delisted ") + base::FormatDate(*row.delisted_at);
    return text;
  }

  static std::string AsText(const std::vector<Row>& rows, const Session& session) {
    if (rows.empty()) {
      return fmt::format(
          "There are no series in {}.\nNext: keel import-data FILE, or keel "
          "generate-data for an invented market\n",
          session.data_dir);
    }
    Table table({{"venue"},
                 {"pair"},
                 {"bars"},
                 {"from"},
                 {"to"},
                 {"rows", true},
                 {"gaps", true},
                 {"missing", true},
                 {"size", true},
                 {"remarks"}});
    int64_t total = 0, bytes = 0;
    for (const Row& row : rows) {
      total += row.rows;
      bytes += row.bytes;
      table.AddRow({row.venue, row.pair, row.timeframe, base::FormatMinute(row.first),
                    base::FormatMinute(row.last), Grouped(row.rows),
                    row.gaps ? Grouped(*row.gaps) : "", row.missing ? Grouped(*row.missing) : "",
                    SizeText(row.bytes), Remarks(row)});
    }
    return fmt::format("{}\n{} series, {} in {}, {}\n", table.Text(session.colour), rows.size(),
                       Counted(total, "row"), session.data_dir, SizeText(bytes));
  }

  std::string AsJson(const std::vector<Row>& rows) const {
    base::JsonWriter json(2);
    json.BeginObject().Key("series").BeginArray();
    for (const Row& row : rows) {
      json.BeginObject().Key("venue").String(row.venue).Key("pair").String(row.pair);
      json.Key("timeframe").String(row.timeframe);
      json.Key("from").String(base::FormatIso(row.first));
      json.Key("to").String(base::FormatIso(row.last));
      json.Key("rows").Number(row.rows);
      if (row.gaps) json.Key("gaps").Number(*row.gaps).Key("missing").Number(*row.missing);
      json.Key("synthetic").Bool(row.synthetic).Key("close_only").Bool(row.close_only);
      if (row.delisted_at) json.Key("delisted_at").String(base::FormatIso(*row.delisted_at));
      json.Key("bytes").Number(row.bytes).Key("file").String(row.path).EndObject();
    }
    json.EndArray().Key("damaged").BeginArray();
    for (const std::string& damage : damaged_) json.String(damage);
    json.EndArray().EndObject();
    return json.text() + "\n";
  }

  std::string venue_, timeframe_;
  std::vector<std::string> pairs_;
  std::vector<std::string> damaged_;
};

}  // namespace

std::unique_ptr<Verb> MakeListData() { return std::make_unique<ListSeries>(); }

}  // namespace keel::cli
