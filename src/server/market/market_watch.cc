// SPDX-License-Identifier: MIT
#include "server/market/market_watch.h"

#include <algorithm>

#include "market/order_book.h"

namespace keel::server {
namespace {

constexpr base::Duration kPause = base::Seconds(5);  // between two questions for the pairs

std::vector<LevelView> Near(const market::BookSide& side) {
  std::vector<LevelView> levels;
  side.ForEach([&](const core::BookLevel& level) {
    levels.push_back({level.price, level.quantity});
    return levels.size() < MarketWatch::kLevels;
  });
  return levels;
}

}  // namespace

MarketWatch::MarketWatch(net::Loop& loop, const base::Clock& clock,
                         std::unique_ptr<execution::VenueConnector> connector)
    : loop_(loop), clock_(clock), connector_(std::move(connector)) {}

MarketWatch::~MarketWatch() { connector_->Stop(); }

void MarketWatch::Begin(std::vector<core::Symbol> pairs) {
  wanted_ = std::move(pairs);
  Ask();
}

void MarketWatch::Ask() {
  connector_->FetchInstruments(wanted_, [this](const auto& listed) {
    if (!begun_ && listed && Listen(*listed)) {
      begun_ = true;
      return;
    }
    again_ = loop_.After(kPause, [this] { Ask(); });
  });
}

base::Status MarketWatch::Listen(const std::vector<execution::ListedInstrument>& listed) {
  execution::ConnectorPlan plan;
  plan.account = false;
  plan.currency_of = [this](std::string_view code) {
    const auto known = std::ranges::find(coins_, code);
    const auto index = static_cast<uint16_t>(known - coins_.begin());
    if (known == coins_.end()) coins_.emplace_back(code);
    return core::CurrencyId{index};
  };
  seen_.clear();
  for (const execution::ListedInstrument& pair : listed) {
    const core::InstrumentId id{static_cast<uint32_t>(seen_.size())};
    seen_.push_back({.pair = pair.symbol.ToString(), .quote = {}, .book = {}, .trades = {}});
    plan.subscriptions.push_back({.instrument = id,
                                  .symbol = pair.symbol,
                                  .trades = true,
                                  .book = true,
                                  .best_prices = true});
  }
  return connector_->Start(std::move(plan), *this);
}

void MarketWatch::OnTrade(core::InstrumentId pair, const core::TradeTick& trade) {
  heard_at_ = clock_.now();
  Seen& seen = seen_.at(pair.index);
  seen.quote.last = trade.price;
  seen.quote.time = trade.time;
  seen.trades.push_back({std::to_string(trade.id), trade.time, trade.price, trade.quantity,
                         std::string(ToString(trade.aggressor))});
  if (seen.trades.size() > kTrades) seen.trades.pop_front();
  if (on_trade) on_trade(seen.pair, seen.trades.back());
}

void MarketWatch::OnBook(const execution::BookNews& news) {
  Seen& seen = seen_.at(news.instrument.index);
  if (news.book == nullptr) {  // it is not in step, which is no message
    seen.book.reset();
    return;
  }
  heard_at_ = clock_.now();
  const bool has_time = news.update != nullptr && news.update->event_time.ns != 0;
  seen.book = BookView{seen.pair, has_time ? news.update->event_time : clock_.now(),
                       Near(news.book->bids()), Near(news.book->asks())};
}

void MarketWatch::OnBestPrices(const execution::BestPrices& best) {
  heard_at_ = clock_.now();
  Quote& quote = seen_.at(best.instrument.index).quote;
  quote.bid = best.bid.price;
  quote.ask = best.ask.price;
}

void MarketWatch::OnStatus(const execution::ConnectorStatus& status) {
  if (status.market_up && !status_.market_up && was_up_) ++reconnects_;
  was_up_ = was_up_ || status.market_up;
  status_ = status;
}

const MarketWatch::Seen* MarketWatch::Find(const std::string& pair) const {
  const auto found = std::ranges::find(seen_, pair, &Seen::pair);
  return found == seen_.end() ? nullptr : &*found;
}

std::optional<MarketWatch::Quote> MarketWatch::quote(const std::string& pair) const {
  const Seen* const seen = Find(pair);
  return seen == nullptr ? std::nullopt : std::optional(seen->quote);
}

std::optional<BookView> MarketWatch::book(const std::string& pair) const {
  const Seen* const seen = Find(pair);
  return seen == nullptr ? std::nullopt : seen->book;
}

const std::deque<TradeView>* MarketWatch::trades(const std::string& pair) const {
  const Seen* const seen = Find(pair);
  return seen == nullptr ? nullptr : &seen->trades;
}

}  // namespace keel::server
