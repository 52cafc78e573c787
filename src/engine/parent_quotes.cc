// SPDX-License-Identifier: MIT
// The best prices that parents work by: told by the venue where it tells them, else taken from the
// last close. One that posts and is refused steps away and waits, longer each time.
#include <algorithm>

#include "engine/parent_book.h"

namespace keel::engine {
namespace {

using core::Price;

constexpr base::Duration kFresh = base::Seconds(5);
constexpr int kMostSteps = 6;

bool IsBuying(const ParentBook::Parent& parent) {
  return parent.start.intent.terms.side == core::Side::kBuy;
}

}  // namespace

Price BestQuote::Mid() const {
  return Price(
      core::Div((bid + ask).value(), core::Decimal::FromInt(2), core::Rounding::kHalfEven));
}

std::optional<BestQuote> ParentBook::FreshQuote(core::InstrumentId instrument,
                                                base::UnixNanos now) const {
  const auto at = quotes_.find(instrument);
  if (at == quotes_.end() || now - at->second.told > kFresh) return std::nullopt;
  return at->second;
}

/// Of one that posts. Where no price was told it crosses by a market order: what a close says of
/// the other side is no price to wait for.
void ParentBook::SetFirstQuote(const std::optional<BestQuote>& best, execution::SavedParent* work) {
  const Price close = work->terms.arrival_price;
  if (best) {
    work->bid = best->bid;
    work->ask = best->ask;
  } else if (work->terms.buys) {
    work->bid = close;
  } else {
    work->ask = close + work->terms.tick;
  }
}

bool ParentBook::IsQuoteNews(core::InstrumentId instrument, const BestQuote& quote) const {
  const auto last = quotes_.find(instrument);
  const bool known = last != quotes_.end();
  if (known && last->second.bid == quote.bid && last->second.ask == quote.ask) return false;
  return std::ranges::any_of(parents_, [&](const auto& entry) {
    const Parent& parent = entry.second;
    if (parent.stopped || parent.start.intent.terms.instrument != instrument) return false;
    return !known || quote.told - last->second.told >= parent.start.work.terms.pace;
  });
}

bool ParentBook::LacksQuote(core::InstrumentId instrument) const {
  return !as_before_ && std::ranges::any_of(parents_, [&](const auto& entry) {
    const Parent& parent = entry.second;
    return !parent.stopped && parent.start.work.terms.posts && parent.post.is_zero() &&
           parent.start.intent.terms.instrument == instrument;
  });
}

void ParentBook::OnQuote(core::InstrumentId instrument, const BestQuote& quote) {
  quotes_[instrument] = quote;
  for (auto& [id, parent] : parents_) {
    if (parent.start.intent.terms.instrument != instrument) continue;
    parent.best = quote;
    if (!parent.start.work.terms.posts) continue;
    if (parent.post.is_zero()) parent.next = std::min(parent.next, quote.told);
    parent.post = IsBuying(parent) ? quote.bid : quote.ask;
  }
}

void ParentBook::ForgetQuotes(base::UnixNanos now) {
  if (as_before_) return;
  quotes_.clear();
  for (auto& [id, parent] : parents_) {
    parent.best.reset();
    parent.post = {};
    if (parent.start.work.terms.posts) parent.next = now;
  }
}

/// Prices that are still told are told at the close of a bar too.
void ParentBook::OnClose(Parent& parent, double close, base::UnixNanos now) const {
  const bool posts = parent.start.work.terms.posts;
  const Price tick = parent.work.parent().filters.tick;
  if (as_before_) {
    const Price bid = Price::FromDouble(close, tick);
    if (posts) parent.work.OnQuote(bid, bid + tick);
    return;
  }
  if (parent.best && parent.best->told < now) parent.best.reset();
  if (!posts || parent.best) return;
  const Price last = Price::FromDouble(close, tick);
  parent.post = IsBuying(parent) ? last : last + tick;
}

/// The venue's best price of the other side was here already: the next child rests further off
/// unless better is told meanwhile, and later.
void ParentBook::StepAway(Parent& parent, Price refused_at, base::UnixNanos now) {
  const Price tick = parent.work.parent().filters.tick;
  const Price step = tick * (int64_t{1} << std::min(parent.refusals, kMostSteps));
  parent.refusals = std::min(parent.refusals + 1, kMostSteps);
  const Price away = IsBuying(parent) ? refused_at - step : refused_at + step;
  parent.post = std::max(away, tick);
  const base::Duration pace = parent.start.work.terms.pace;
  parent.quiet_until = now + pace * (int64_t{1} << parent.refusals);
}

void ParentBook::ShowQuote(Parent& parent, base::UnixNanos now) const {
  if (as_before_ || !parent.start.work.terms.posts) return;
  const Price post = now < parent.quiet_until ? Price() : parent.post;
  if (IsBuying(parent)) {
    parent.work.OnQuote(post, parent.best ? parent.best->ask : Price());
  } else {
    parent.work.OnQuote(parent.best ? parent.best->bid : Price(), post);
  }
}

}  // namespace keel::engine
