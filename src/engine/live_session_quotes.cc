// SPDX-License-Identifier: MIT
// What a session tells algorithms of the best prices. The venue tells them many times a second;
// they are written only where somebody works by them, just before what may make him act.
#include "engine/live_session.h"

namespace keel::engine {

bool LiveSession::OnBestPrices(core::InstrumentId instrument, core::Price bid, core::Price ask,
                               base::UnixNanos now) {
  CHECK(instrument.index < series_.size(), "prices of a pair that the session lacks");
  const bool acted = OnBestBid(instrument, bid, now);
  if (options_.revision < 3 || !core_->desk().works_by_algorithm()) return acted;
  if (!bid.is_positive() || bid >= ask) {
    best_.erase(instrument);
    return acted;
  }
  best_[instrument] = {bid, ask, now};
  if (!core_->desk().LacksQuote(instrument)) return acted;
  TellQuote(instrument, best_[instrument], now);
  return true;
}

/// Of pairs in which an algorithm is at work.
void LiveSession::TellQuotes(base::UnixNanos now) {
  if (best_.empty() || !core_->desk().has_parents()) return;
  for (const auto& [instrument, heard] : best_) {
    const BestQuote quote{heard.bid, heard.ask, now};
    if (core_->desk().IsQuoteNews(instrument, quote)) TellQuote(instrument, quote, now);
  }
}

/// At its close a pair's prices are told whatever they are: by them a strategy's order begins, and
/// who hears none knows that they are told no longer.
void LiveSession::TellQuotesAtClose(const std::vector<PricingBar>& bars, base::UnixNanos now) {
  for (const PricingBar& bar : bars) {
    const auto heard = best_.find(bar.instrument);
    if (heard != best_.end()) TellQuote(bar.instrument, heard->second, now);
  }
}

void LiveSession::TellQuote(core::InstrumentId instrument, BestQuote quote, base::UnixNanos now) {
  quote.told = now;
  log_.SetTime(now);
  log_.Write(QuoteRecord{instrument.index, quote.bid, quote.ask});
  core_->engine().OnQuote(instrument, quote);
  Settle(now);
}

}  // namespace keel::engine
