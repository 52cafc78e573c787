// SPDX-License-Identifier: MIT
// Candles of a past range, from a venue's files of whole months and days where that is quicker than
// asking page by page, and page by page for all that no file has.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/bulk_download.h"
#include "cli/verb.h"
#include "execution/venue_connector.h"
#include "storage/catalog.h"
#include "venues/registry.h"

namespace keel::cli {

/// What a venue gave for one range. What failed or was interrupted has given the front of it.
struct Fetched {
  std::vector<core::Bar> bars;
  int price_decimals = 0;
  int volume_decimals = 0;
  std::vector<std::string> left_out;
  int files = 0;           ///< that were used
  int64_t from_files = 0;  ///< bars that came from them
  bool whole = false;      ///< nothing of the range is missing but what the venue does not have
  base::Status status;
};

/// Where candles come from.
struct HistorySource {
  std::string way = "auto";  ///< "auto", "rest" or "files"
  std::string url;           ///< as in venues::VenueAccess
};

class HistoryFetch {
 public:
  /// Everything must outlive it. kUsage for a source that is none, kUnsupported where files are
  /// wanted of a venue that has none.
  static base::Result<HistoryFetch> Open(Session& session, net::Loop& loop,
                                         const venues::VenueSpec& spec,
                                         execution::VenueConnector& connector,
                                         const HistorySource& source);

  Fetched Fetch(const storage::SeriesKey& key, const base::TimeRange& range, base::UnixNanos now);

 private:
  HistoryFetch(Session& session, net::Loop& loop, execution::VenueConnector& connector)
      : session_(session), loop_(loop), connector_(connector) {}

  bool IsInterrupted() const;
  /// False where the venue has no such file.
  bool FetchFile(const storage::SeriesKey& key, const venues::HistoryPart& part, Fetched* fetched);
  void FetchPages(const storage::SeriesKey& key, const base::TimeRange& range, Fetched* fetched);
  void ShowProgress(const storage::SeriesKey& key, const Fetched& fetched, size_t coming) const;

  Session& session_;
  net::Loop& loop_;
  execution::VenueConnector& connector_;
  const venues::BulkFiles* files_ = nullptr;  // null: pages alone
  std::unique_ptr<BulkDownload> download_;
  int64_t least_ = 0;      // candles that a file must have more than
  base::TimeRange range_;  // the whole one that is being fetched
};

}  // namespace keel::cli
