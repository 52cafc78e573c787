// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "cli/history_fetch.h"
#include "cli/series_text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "net/loop.h"
#include "venues/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::TimeRange;
using base::UnixNanos;
using core::Bar;
using storage::SeriesKey;

/// One series as it is now.
struct Downloaded {
  SeriesKey key;
  storage::SeriesNote note;
  UnixNanos first, last;
  int64_t added = 0;
  int files = 0;                      ///< of whole months and days that were used
  int64_t from_files = 0;             ///< candles that came from them
  std::vector<std::string> left_out;  ///< candles of the venue that could not be used
};

bool IsSame(const Bar& a, const Bar& b) {
  return a.open_time == b.open_time && a.open == b.open && a.high == b.high && a.low == b.low &&
         a.close == b.close && a.volume == b.volume;
}

class DownloadSeries final : public Verb {
 public:
  std::string_view name() const override { return "download-data"; }
  std::string_view summary() const override {
    return "fetches candles from an exchange; what is stored already is only added to";
  }
  std::string_view group() const override { return "data"; }
  void Declare(Options& options) override {
    options.List("-p,--pairs", &pairs_, "the pairs");
    options.List("-t,--timeframe", &timeframes_, "lengths of a candle (1h)");
    options.Text("--timerange", &timerange_,
                 "which candles (what comes after the stored ones; of a new series the last 30 "
                 "days)");
    options.Text("--venue", &venue_, "the exchange (binance)");
    options.Text("--source", &source_,
                 "auto: whole months from the exchange's public files where that is quicker, else "
                 "its API; rest: the API alone; files: files wherever there is one");
    options.Text("--venue-url", &url_, "another server that speaks the exchange's protocol");
  }

  base::Status Run(Session& session) override {
    TRY(const venues::VenueSpec* spec, venues::Find(venue_));
    TRY(const auto pairs, ParsePairs(pairs_));
    if (pairs.empty()) {
      return base::Fail(ErrorCode::kUsage, "name the pairs, as in -p BTC/USDT,ETH/USDT");
    }
    TRY(range_, base::ParseTimeRange(timerange_));
    if (timeframes_.empty()) timeframes_ = {"1h"};
    now_ = session.clock->now();
    venues::VenueAccess access;
    access.url = url_;
    net::Loop loop;
    TRY(const auto connector, spec->open(loop, *session.clock, std::move(access)));
    TRY(auto fetch, HistoryFetch::Open(session, loop, *spec, *connector, {source_, url_}));
    const base::Status status = DownloadAll(session, fetch, spec->name, pairs);
    if (status || !done_.empty()) session.print(session.json ? AsJson(session) : AsText(session));
    return status;
  }

 private:
  base::Status DownloadAll(Session& session, HistoryFetch& fetch, const std::string& venue,
                           const std::vector<core::Symbol>& pairs) {
    for (const core::Symbol& pair : pairs) {
      for (const std::string& text : timeframes_) {
        TRY(const core::Timeframe timeframe, core::Timeframe::Parse(text));
        const auto done = Download(session, fetch, {venue, pair, timeframe});
        if (session.progress != nullptr) session.progress->Finish();
        if (done) continue;
        if (done.error().code == ErrorCode::kInterrupted) return done;
        return base::Wrap(done.error(), fmt::format("{} {}", pair.ToString(), timeframe.name()));
      }
    }
    return {};
  }

  /// What is to be asked for: a part before the stored bars where it was asked for, and all from
  /// the last stored bar on, which shows whether the two join.
  std::vector<TimeRange> Wanted(std::span<const Bar> old, core::Timeframe timeframe) const {
    const UnixNanos to = std::min(range_.to, now_);
    if (old.empty()) {
      const UnixNanos month_ago = timeframe.OpenOf(now_ - base::Days(30));
      return {{timerange_.empty() ? month_ago : range_.from, to}};
    }
    std::vector<TimeRange> wanted;
    const UnixNanos first = old.front().open_time, last = old.back().open_time;
    if (!timerange_.empty() && range_.from < first) wanted.push_back({range_.from, first});
    if (timeframe.CloseOf(last) < to) wanted.push_back({last, to});
    return wanted;
  }

  base::Status Download(Session& session, HistoryFetch& fetch, const SeriesKey& key) {
    const storage::Catalog catalog(session.data_dir);
    const auto stored = catalog.Open(key);
    if (!stored && stored.error().code != ErrorCode::kNotFound) {
      return tl::unexpected<base::Error>(stored.error());
    }
    storage::SeriesNote note;
    note.price_decimals = note.volume_decimals = 0;
    std::vector<Bar> bars;
    if (stored) {
      note = (*stored)->note();
      if (note.synthetic || note.close_only) {
        return base::Fail(
            ErrorCode::kRefused,
            fmt::format("the stored series {} is {}; move it away before real "
                        "candles are fetched",
                        (*stored)->path(), note.synthetic ? "invented" : "of closes only"));
      }
      bars.assign((*stored)->bars().begin(), (*stored)->bars().end());
    }
    Downloaded result;
    const auto before = static_cast<int64_t>(bars.size());
    base::Status status;
    for (const TimeRange& range : Wanted(bars, key.timeframe)) {
      const Fetched fetched = fetch.Fetch(key, range, now_);
      TRY(Join(fetched, &bars));
      std::ranges::copy(fetched.left_out, std::back_inserter(result.left_out));
      note.price_decimals = std::max(note.price_decimals, fetched.price_decimals);
      note.volume_decimals = std::max(note.volume_decimals, fetched.volume_decimals);
      result.files += fetched.files;
      result.from_files += fetched.from_files;
      status = fetched.status;
      if (!status) break;
    }
    if (bars.empty()) {
      TRY(status);
      return base::Fail(ErrorCode::kNotFound,
                        fmt::format("{} has no candles in that time", key.venue));
    }
    result.key = key;
    result.note = std::move(note);
    result.first = bars.front().open_time;
    result.last = bars.back().open_time;
    result.added = static_cast<int64_t>(bars.size()) - before;
    TRY(Store(catalog, bars, std::move(result)));
    if (status) return {};
    const bool stopped = status.error().code == ErrorCode::kInterrupted;
    return base::Fail(status.error().code,
                      (stopped ? "the download was stopped" : status.error().message) +
                          "; what had come is stored, and the same command goes on from there");
  }

  /// Puts what was fetched before or after the bars that are there. kRefused where the bar that
  /// both have is not the same.
  static base::Status Join(const Fetched& fetched, std::vector<Bar>* bars) {
    const std::vector<Bar>& more = fetched.bars;
    if (more.empty()) return {};
    if (!bars->empty() && more.back().open_time < bars->front().open_time) {
      // Half of a part before what is stored would leave a hole.
      if (fetched.whole) bars->insert(bars->begin(), more.begin(), more.end());
      return {};
    }
    size_t begin = 0;
    if (!bars->empty() && more.front().open_time == bars->back().open_time) {
      if (!IsSame(more.front(), bars->back())) {
        return base::Fail(ErrorCode::kRefused,
                          fmt::format("the stored candle of {} is not the exchange's (close {} "
                                      "against {}): the series is of another market; move it away "
                                      "and fetch it whole",
                                      base::FormatMinute(bars->back().open_time),
                                      bars->back().close, more.front().close));
      }
      begin = 1;
    }
    bars->insert(bars->end(), more.begin() + static_cast<std::ptrdiff_t>(begin), more.end());
    return {};
  }

  static void AddSource(const std::string& source, storage::SeriesNote* note) {
    if (note->source.find(source) != std::string::npos) return;
    note->source += (note->source.empty() ? "" : ", ") + source;
  }

  base::Status Store(const storage::Catalog& catalog, const std::vector<Bar>& bars,
                     Downloaded result) {
    storage::SeriesNote& note = result.note;
    if (result.added > 0) {
      if (result.added > result.from_files) AddSource(result.key.venue + " REST", &note);
      if (result.from_files > 0) AddSource(result.key.venue + " files", &note);
      note.delisted_at.reset();
      TRY(auto staged, catalog.Stage(result.key, bars, note));
      TRY(staged.Commit());
      note = staged.note();
    }
    done_.push_back(std::move(result));
    return {};
  }

  std::string AsText(const Session& session) const {
    Table table(
        {{"pair"}, {"bars"}, {"from"}, {"to"}, {"rows", true}, {"new", true}, {"gaps", true}});
    std::string gaps;
    for (const Downloaded& series : done_) {
      const std::string pair = series.key.symbol.ToString();
      const std::string timeframe = series.key.timeframe.name();
      table.AddRow({pair, timeframe, base::FormatMinute(series.first),
                    base::FormatMinute(series.last), Grouped(series.note.rows),
                    Grouped(series.added), Grouped(series.note.gap_count)});
      if (series.note.gap_count > 0) {
        gaps += fmt::format("{} {}: {}\n", pair, timeframe, GapText(series.note));
      }
      if (series.files > 0) {
        gaps += fmt::format("{} {}: {} candles from {} {} of whole months or days\n", pair,
                            timeframe, Grouped(series.from_files), series.files,
                            series.files == 1 ? "file" : "files");
      }
      for (const std::string& why : series.left_out) {
        gaps += fmt::format("{} {}: left out, {}\n", pair, timeframe, why);
      }
    }
    std::string text = table.Text(session.colour, session.width);
    if (!gaps.empty()) text += "\n" + gaps;
    if (done_.empty()) return text;
    const SeriesKey& key = done_.front().key;
    return text + fmt::format("\nNext: keel check-data --venue {} -p {} -t {}\n", key.venue,
                              key.symbol.ToString(), key.timeframe.name());
  }

  std::string AsJson(const Session& session) const {
    const storage::Catalog catalog(session.data_dir);
    base::JsonWriter json(2);
    json.BeginObject().Key("series").BeginArray();
    for (const Downloaded& series : done_) {
      json.BeginObject().Key("venue").String(series.key.venue);
      json.Key("pair").String(series.key.symbol.ToString());
      json.Key("timeframe").String(series.key.timeframe.name());
      json.Key("from").String(base::FormatIso(series.first));
      json.Key("to").String(base::FormatIso(series.last));
      json.Key("rows").Number(series.note.rows).Key("added").Number(series.added);
      json.Key("files").Number(series.files).Key("from_files").Number(series.from_files);
      json.Key("gaps").Number(series.note.gap_count).Key("missing").Number(series.note.missing);
      json.Key("left_out").BeginArray();
      for (const std::string& why : series.left_out) json.String(why);
      json.EndArray().Key("hash").String(series.note.hash);
      json.Key("file").String(catalog.PathOf(series.key)).EndObject();
    }
    json.EndArray().EndObject();
    return json.text() + "\n";
  }

  std::vector<std::string> pairs_;
  std::vector<std::string> timeframes_;
  std::string timerange_;
  std::string venue_ = "binance";
  std::string url_;
  std::string source_ = "auto";
  TimeRange range_;
  UnixNanos now_;
  std::vector<Downloaded> done_;
};

}  // namespace

std::unique_ptr<Verb> MakeDownloadData() { return std::make_unique<DownloadSeries>(); }

}  // namespace keel::cli
