// SPDX-License-Identifier: MIT
#include "engine/book_driver.h"

#include <algorithm>

namespace keel::engine {

BookDriver::BookDriver(Engine& engine, sim::ReplayVenue& venue,
                       const std::vector<market::BookRecording>& recordings,
                       const std::vector<LoadedSeries>& series, DriverOptions options)
    : engine_(engine),
      venue_(venue),
      recordings_(recordings),
      series_(series),
      options_(std::move(options)),
      at_venue_(Ordered(&market::RecordedChange::at_venue)),
      heard_(Ordered(&market::RecordedChange::received)),
      trades_heard_(recordings.size(), 0) {
  for (uint32_t i = 0; i < recordings_.size(); ++i) books_.emplace_back(core::InstrumentId{i});
}

std::vector<BookDriver::Place> BookDriver::Ordered(Tell time) const {
  std::vector<Place> places;
  for (uint32_t r = 0; r < recordings_.size(); ++r) {
    const auto& changes = recordings_[r].changes;
    for (uint32_t c = 0; c < changes.size(); ++c) places.push_back({changes[c].*time, r, c});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.time < b.time; });
  return places;
}

bool BookDriver::Run() {
  constexpr int64_t kTellEvery = 1 << 14;
  for (const Place& place : heard_) {
    HappenUntil(place.time);
    Hear(place);
    if (++messages_ % kTellEvery != 0) continue;
    if (options_.progress) options_.progress(messages_, static_cast<int64_t>(heard_.size()));
    if (options_.interrupted != nullptr && options_.interrupted->load()) return false;
  }
  // What was on its way when the recording ended still arrives.
  while (NextOwn() != base::kEndOfTime) HappenUntil(NextOwn());
  return true;
}

base::UnixNanos BookDriver::NextOwn() const {
  return std::min({venue_.next_arrival(), venue_.reports().next_time(), engine_.next_timer()});
}

/// The market, the venue and the engine's own timers, up to and with `now`.
void BookDriver::HappenUntil(base::UnixNanos now) {
  while (true) {
    const base::UnixNanos market =
        next_at_venue_ < at_venue_.size() ? at_venue_[next_at_venue_].time : base::kEndOfTime;
    const base::UnixNanos own = NextOwn();
    const base::UnixNanos next = std::min(market, own);
    if (next > now) return;
    if (market <= own) {
      Happen(at_venue_[next_at_venue_++]);
    } else if (venue_.next_arrival() <= own) {
      venue_.AdvanceTo(own);
    } else if (venue_.reports().next_time() <= own) {
      engine_.Dispatch(own, venue_.reports().Pop());
    } else {
      engine_.OnTimer(own);
    }
  }
}

void BookDriver::Happen(const Place& place) {
  const core::InstrumentId pair{place.recording};
  const auto& what = At(place).what;
  if (recordings_[place.recording].names_orders) {
    const auto& flow = At(place).flow;
    if (flow) venue_.OnOrderFlow(pair, *flow, place.time);
    return;
  }
  if (const auto* trade = std::get_if<core::TradeTick>(&what)) {
    venue_.OnTrade(pair, *trade);
  } else {
    venue_.OnBook(pair, std::get<core::BookUpdate>(what));
  }
}

void BookDriver::Hear(const Place& place) {
  if (std::holds_alternative<core::TradeTick>(At(place).what)) {
    const LoadedSeries& series = series_[place.recording];
    const size_t row = trades_heard_[place.recording]++;
    const PricingBar pricing{{place.recording}, &series.bars[row], &series.trades[row]};
    engine_.DispatchBars(place.time, std::span(&pricing, 1));
    ++events_;
    return;
  }
  const auto& update = std::get<core::BookUpdate>(At(place).what);
  market::OrderBook& book = books_[place.recording];
  book.Apply(update);
  events_ += static_cast<int64_t>(update.bids.size() + update.asks.size());
  engine_.DispatchBook(place.time, book);
}

}  // namespace keel::engine
