// SPDX-License-Identifier: MIT
#include "venues/binance/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "market/book_sync.h"
#include "venues/binance/market_parser.h"
#include "venues/binance/rest_parser.h"

namespace keel::venues::binance {
namespace {

using base::ErrorCode;
using market::BookStep;

/// Decimals that are needed to write every one of them.
class Grid {
 public:
  void Add(core::Decimal value) {
    while (decimals_ < 12 && value.raw() % step().raw() != 0) {
      ++decimals_;
    }
  }
  core::Decimal step() const { return core::Decimal::PowerOfTen(-decimals_); }

 private:
  int decimals_ = 0;
};

class Reader {
 public:
  explicit Reader(const core::Symbol& symbol) : parser_({{symbol.base + symbol.quote, {0}}}) {
    recording_.symbol = symbol;
  }

  base::Status Read(std::string_view line) {
    const size_t space = line.find(' ');
    int64_t received = 0;
    const auto [end, error] =
        std::from_chars(line.data(), line.data() + std::min(space, line.size()), received);
    if (space == std::string_view::npos || error != std::errc() || *end != ' ') {
      return base::Fail(ErrorCode::kCorrupt, "does not begin with the nanoseconds of its receipt");
    }
    const std::string_view text = line.substr(space + 1);
    if (text.starts_with("{\"lastUpdateId\"")) return ReadSnapshot(text, {received});
    TRY(parser_.Parse(text, {received}, &message_));
    if (message_.kind == MarketKind::kDepth) return OnDepth({received});
    if (message_.kind == MarketKind::kTrade && message_.trade.on_market) {
      core::TradeTick& tick = message_.trade.tick;
      prices_.Add(tick.price.value());
      quantities_.Add(tick.quantity.value());
      Keep(tick.time, {received}, tick);
      return {};
    }
    ++recording_.left_out;
    return {};
  }

  base::Result<market::BookRecording> Finish() && {
    if (!sync_ || sync_->counts().synced == 0) {
      return base::Fail(ErrorCode::kUsage,
                        "has no snapshot of the book that its updates join: record the REST answer "
                        "of /depth among the messages");
    }
    const base::Duration offset = recording_.clock_offset = Offset();
    base::UnixNanos latest = base::kBeginningOfTime;
    for (market::RecordedChange& change : recording_.changes) {
      change.received = latest = std::max(latest, change.received);
      change.at_venue = std::min(change.at_venue - offset, change.received);
      if (auto* update = std::get_if<core::BookUpdate>(&change.what)) {
        update->event_time = change.at_venue;
        update->received_time = change.received;
      } else {
        std::get<core::TradeTick>(change.what).time = change.at_venue;
      }
    }
    recording_.filters = {core::Price(prices_.step()), core::Quantity(quantities_.step()), {}};
    return std::move(recording_);
  }

 private:
  base::Status ReadSnapshot(std::string_view text, base::UnixNanos received) {
    core::BookUpdate snapshot;
    TRY(rest_.Depth(text, {0}, received, &snapshot));
    AddSteps(snapshot);
    // Only an update tells whose rules they follow.
    if (!sync_) return first_snapshot_ = std::move(snapshot), base::Status();
    Use(snapshot, received);
    return {};
  }
  void Use(const core::BookUpdate& snapshot, base::UnixNanos received) {
    if (sync_->OnSnapshot(snapshot).step != BookStep::kSynced) return;
    // What had waited for it is in the book as well: that is what the recorder knew then.
    Keep(last_event_, received, Whole(*sync_->book()));
  }

  base::Status OnDepth(base::UnixNanos received) {
    const core::BookUpdate& update = message_.book;
    AddSteps(update);
    last_event_ = update.event_time;
    if (!sync_) {
      sync_.emplace(core::InstrumentId{0}, update.previous_update
                                               ? market::BookRules::kBinanceUsdm
                                               : market::BookRules::kBinanceSpot);
      if (first_snapshot_) Use(*first_snapshot_, received);
    }
    const BookStep step = sync_->OnUpdate(update).step;
    if (step == BookStep::kApplied) {
      Keep(update.event_time, received, update);
    } else if (step == BookStep::kGap || step == BookStep::kUnsound) {
      ++recording_.gaps;
      core::BookUpdate nothing;
      nothing.is_snapshot = true;
      Keep(update.event_time, received, std::move(nothing));
    } else {
      ++recording_.left_out;
    }
    return {};
  }

  static core::BookUpdate Whole(const market::OrderBook& book) {
    core::BookUpdate whole;
    whole.is_snapshot = true;
    const auto into = [](std::vector<core::BookLevel>& levels) {
      return [&levels](const core::BookLevel& level) {
        levels.push_back(level);
        return true;
      };
    };
    book.bids().ForEach(into(whole.bids));
    book.asks().ForEach(into(whole.asks));
    return whole;
  }

  void AddSteps(const core::BookUpdate& update) {
    for (const auto* side : {&update.bids, &update.asks}) {
      for (const core::BookLevel& level : *side) {
        prices_.Add(level.price.value());
        quantities_.Add(level.quantity.value());
      }
    }
  }
  void Keep(base::UnixNanos at_venue, base::UnixNanos received,
            std::variant<core::BookUpdate, core::TradeTick> what) {
    recording_.changes.push_back({at_venue, received, std::move(what)});
  }
  /// The venue's clock minus ours, if the fastest message took no time.
  base::Duration Offset() const {
    base::Duration offset{INT64_MIN};
    for (const market::RecordedChange& change : recording_.changes) {
      if (change.at_venue.ns > 0) offset = std::max(offset, change.at_venue - change.received);
    }
    return offset;
  }

  MarketParser parser_;
  RestParser rest_;
  MarketMessage message_;
  std::optional<market::BookSync> sync_;
  std::optional<core::BookUpdate> first_snapshot_;
  market::BookRecording recording_;
  Grid prices_, quantities_;
  base::UnixNanos last_event_;
};

}  // namespace

base::Result<market::BookRecording> ReadRecording(std::string_view text,
                                                  const core::Symbol& symbol) {
  Reader reader(symbol);
  for (size_t line = 1; !text.empty(); ++line) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) {
      if (const auto read = reader.Read(text.substr(0, end)); !read) {
        return base::Fail(ErrorCode::kCorrupt,
                          fmt::format("line {}: {}", line, read.error().message));
      }
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::move(reader).Finish();
}

}  // namespace keel::venues::binance
