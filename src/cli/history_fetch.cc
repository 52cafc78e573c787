// SPDX-License-Identifier: MIT
#include "cli/history_fetch.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

/// A file and its checksum are two requests, each of which brings a page of that many.
constexpr int64_t kWorthTwoRequests = 2000;

void Add(const execution::BarsPage& page, Fetched* fetched) {
  std::ranges::copy(page.bars, std::back_inserter(fetched->bars));
  std::ranges::copy(page.left_out, std::back_inserter(fetched->left_out));
  fetched->price_decimals = std::max(fetched->price_decimals, page.price_decimals);
  fetched->volume_decimals = std::max(fetched->volume_decimals, page.volume_decimals);
}

}  // namespace

base::Result<HistoryFetch> HistoryFetch::Open(Session& session, net::Loop& loop,
                                              const venues::VenueSpec& spec,
                                              execution::VenueConnector& connector,
                                              const HistorySource& source) {
  const std::vector<std::string> ways = {"auto", "rest", "files"};
  if (std::ranges::count(ways, source.way) == 0) {
    return base::Fail(ErrorCode::kUsage, fmt::format("--source is {}, not \"{}\"",
                                                     base::Join(ways, ", "), source.way));
  }
  HistoryFetch fetch(session, loop, connector);
  if (source.way == "rest") return fetch;
  if (!spec.bulk) {
    if (source.way == "auto") return fetch;
    return base::Fail(ErrorCode::kUnsupported,
                      fmt::format("{} publishes no files; use --source rest", spec.name));
  }
  TRY(const net::Origin origin, spec.bulk->origin(source.url));
  const std::atomic<bool>* interrupted = session.interrupted;
  TRY(fetch.download_,
      BulkDownload::Open(loop, *session.clock, origin, session.data_dir,
                         [interrupted] { return interrupted != nullptr && interrupted->load(); }));
  fetch.files_ = &*spec.bulk;
  fetch.least_ = source.way == "auto" ? kWorthTwoRequests : 0;
  return fetch;
}

bool HistoryFetch::IsInterrupted() const {
  return session_.interrupted != nullptr && session_.interrupted->load();
}

void HistoryFetch::ShowProgress(const storage::SeriesKey& key, const Fetched& fetched,
                                size_t coming) const {
  const size_t bars = fetched.bars.size() + coming;
  if (session_.progress == nullptr || bars == 0) return;
  const base::UnixNanos from =
      fetched.bars.empty() ? range_.from : std::max(range_.from, fetched.bars.front().open_time);
  session_.progress->Update(fmt::format("{} {}", key.symbol.ToString(), key.timeframe.name()),
                            static_cast<int64_t>(bars),
                            storage::CandlesBetween(from, range_.to, key.timeframe));
}

bool HistoryFetch::FetchFile(const storage::SeriesKey& key, const venues::HistoryPart& part,
                             Fetched* fetched) {
  const std::string target = files_->target(key.symbol, key.timeframe, *part.file);
  const std::string name = target.substr(target.rfind('/') + 1);
  const auto text = download_->Fetch(target);
  if (!text) {
    fetched->status = tl::unexpected<base::Error>(text.error());
    return true;
  }
  if (!*text) return false;
  const auto page = files_->read(**text, key.timeframe);
  if (!page) {
    fetched->status = base::Wrap(page.error(), name + ".csv");
    return true;
  }
  if (!page->bars.empty() && (page->bars.front().open_time < part.range.from ||
                              page->bars.back().open_time >= part.range.to)) {
    fetched->status =
        base::Fail(ErrorCode::kCorrupt, name + ".csv has candles of another time than its name");
    return true;
  }
  Add(*page, fetched);
  ++fetched->files;
  fetched->from_files += static_cast<int64_t>(page->bars.size());
  return true;
}

void HistoryFetch::FetchPages(const storage::SeriesKey& key, const base::TimeRange& range,
                              Fetched* fetched) {
  // Shared: an interrupt leaves the download behind, which may still have something to say.
  const auto got = std::make_shared<Fetched>();
  const auto done = std::make_shared<bool>(false);
  connector_.FetchBars(
      {key.symbol, key.timeframe, range},
      [got](const execution::BarsPage& page) { Add(page, got.get()); },
      [got, done](base::Status status) {
        got->status = std::move(status);
        *done = true;
      });
  while (!*done && !IsInterrupted()) {
    loop_.RunUntil([&] { return *done; }, base::Milliseconds(100));
    ShowProgress(key, *fetched, got->bars.size());
  }
  Add({got->bars, got->price_decimals, got->volume_decimals, got->left_out}, fetched);
  fetched->status =
      *done ? got->status : base::Fail(ErrorCode::kInterrupted, "the download was stopped");
}

Fetched HistoryFetch::Fetch(const storage::SeriesKey& key, const base::TimeRange& range,
                            base::UnixNanos now) {
  range_ = range;
  Fetched fetched;
  const auto parts = files_ == nullptr ? std::vector<venues::HistoryPart>{{range, std::nullopt}}
                                       : venues::CutByFiles(range, key.timeframe, least_, now);
  for (const venues::HistoryPart& part : parts) {
    if (!part.file || !FetchFile(key, part, &fetched)) FetchPages(key, part.range, &fetched);
    ShowProgress(key, fetched, 0);
    if (!fetched.status) return fetched;
  }
  fetched.whole = true;
  return fetched;
}

}  // namespace keel::cli
