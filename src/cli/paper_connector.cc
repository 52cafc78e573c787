// SPDX-License-Identifier: MIT
#include "cli/paper_connector.h"

#include <algorithm>

#include "base/check.h"
#include "engine/venue_plan.h"
#include "sim/models/registry.h"

namespace keel::cli {

using base::ErrorCode;
using execution::Answer;
using execution::Failure;

namespace {

core::BookUpdate SnapshotOf(const market::OrderBook& book, base::UnixNanos time) {
  core::BookUpdate snapshot{
      .instrument = book.instrument(), .event_time = time, .is_snapshot = true};
  const auto into = [](std::vector<core::BookLevel>& levels) {
    return [&levels](const core::BookLevel& level) {
      levels.push_back(level);
      return true;
    };
  };
  book.bids().ForEach(into(snapshot.bids));
  book.asks().ForEach(into(snapshot.asks));
  return snapshot;
}

bool IsCoin(std::string_view code) {
  return !code.empty() && std::ranges::all_of(code, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

}  // namespace

base::Result<std::unique_ptr<PaperConnector>> PaperConnector::Open(
    net::Loop& loop, const base::Clock& clock, std::unique_ptr<execution::VenueConnector> market,
    PaperSettings settings) {
  std::unique_ptr<PaperConnector> paper(
      new PaperConnector(loop, clock, std::move(market), std::move(settings)));
  const sim::VenueSettings& sim = paper->settings_.sim;
  TRY(paper->models_.latency, engine::OrderLatencyOf(sim));
  if (paper->settings_.queue_model == "order_by_order") {
    return base::Fail(ErrorCode::kUsage,
                      "--queue-model order_by_order wants a feed that names every order, which no "
                      "exchange here has; use power_probability, risk_adverse or fifo");
  }
  TRY(paper->models_.queue,
      sim::models::MakeQueueModel(paper->settings_.queue_model, {.power = sim.book.queue_power}));
  for (const auto& [coin, amount] : paper->settings_.deposits) {
    const auto read = core::Decimal::Parse(amount);
    if (!IsCoin(coin) || !read || read->is_negative()) {
      return base::Fail(ErrorCode::kUsage, "the paper deposit " + coin + "=" + amount +
                                               " is no amount; write it as USDT=10000");
    }
  }
  return paper;
}

void PaperConnector::FetchInstruments(const std::vector<core::Symbol>& symbols,
                                      OnInstruments done) {
  market_->FetchInstruments(symbols, [this, done = std::move(done)](auto listed) {
    if (listed) {
      listed_ = *listed;
      FollowRules();
    }
    done(std::move(listed));
  });
}

/// The account's orders are held to the market's filters as they are now.
void PaperConnector::FollowRules() {
  for (const execution::Subscription& wanted : wanted_) {
    const auto pair =
        std::ranges::find(listed_, wanted.symbol, &execution::ListedInstrument::symbol);
    if (venue_ == nullptr || pair == listed_.end()) continue;
    const auto again = venue_->SetFilters(wanted.instrument, pair->filters);
    if (again && *again) live_[wanted.instrument.index] = false;
  }
}

// ---- Start and stop.

base::Result<std::unique_ptr<sim::PaperVenue>> PaperConnector::MakeVenue(
    const execution::ConnectorPlan& plan) {
  sim::PaperVenueOptions options;
  options.pairs.resize(plan.subscriptions.size());
  for (const execution::Subscription& wanted : plan.subscriptions) {
    const auto pair =
        std::ranges::find(listed_, wanted.symbol, &execution::ListedInstrument::symbol);
    if (pair == listed_.end()) {
      return base::Fail(ErrorCode::kUsage, wanted.symbol.ToString() + " was not fetched before");
    }
    CHECK(wanted.instrument.index < options.pairs.size(), "pairs are numbered from zero");
    options.pairs[wanted.instrument.index] = {wanted.symbol, pair->filters};
  }
  options.currency_of = plan.currency_of;
  options.seed = settings_.seed;
  options.receive_window = settings_.receive_window;
  options.feed_delay = {settings_.receive_window.ns / 10};
  TRY(execution::FeeSchedule fees, engine::FeesOf(settings_.sim.fees));
  return sim::PaperVenue::Make(std::move(options), std::move(fees), *models_.queue,
                               *models_.latency);
}

base::Status PaperConnector::OpenJournal() {
  std::vector<std::string> pairs(wanted_.size());
  for (const execution::Subscription& wanted : wanted_) {
    pairs[wanted.instrument.index] = wanted.symbol.ToString();
  }
  TRY(journal_, PaperJournal::Open(settings_.folder, pairs, clock_.now()));
  for (const sim::PaperFact& fact : journal_->TakeFacts()) venue_->Restore(fact);
  if (!venue_->account().balances().empty()) return {};
  for (const auto& [coin, amount] : settings_.deposits) {
    venue_->Deposit(coin, core::Decimal::Parse(amount).value());
  }
  return journal_->Keep(venue_->TakeFacts(), clock_.now());
}

base::Status PaperConnector::Start(execution::ConnectorPlan plan,
                                   execution::ConnectorListener& listener) {
  CHECK(listener_ == nullptr && !stopped_, "a connector is started once");
  wanted_ = plan.subscriptions;
  live_.assign(wanted_.size(), false);
  TRY(venue_, MakeVenue(plan));
  TRY(OpenJournal());
  listener_ = &listener;
  plan.account = false;
  for (execution::Subscription& subscription : plan.subscriptions) {
    subscription.book = subscription.trades = true;
  }
  return market_->Start(std::move(plan), *this);
}

void PaperConnector::Stop() {
  if (stopped_) return;
  stopped_ = true;
  timer_.Cancel();
  market_->Stop();
  if (listener_ == nullptr) return;
  venue_->LoseMessages(VenueNow());
  if (Keep()) {
    while (const auto event = venue_->TakeEvent(base::kEndOfTime)) listener_->OnVenueEvent(*event);
  }
  if (std::exchange(up_, false)) listener_->OnVenueEvent(execution::StreamState{false});
}

// ---- Requests.

void PaperConnector::Send(const execution::Request& request) {
  CHECK(venue_ != nullptr, "a request before the start");
  // Where the market is out of reach, so would its account be.
  if (!up_ || stopped_) {
    loop_.Post([this, id = request.id, alive = std::weak_ptr(alive_)] {
      if (alive.lock()) listener_->OnVenueEvent(Answer{id, Failure::kNotSent});
    });
    return;
  }
  venue_->Send(request, VenueNow());
  SetTimer();
}

void PaperConnector::FetchBalances(OnBalances done) {
  CHECK(venue_ != nullptr, "balances before the start");
  loop_.Post([this, done = std::move(done), alive = std::weak_ptr(alive_)] {
    if (alive.lock()) done(venue_->Balances());
  });
}

// ---- The market.

void PaperConnector::OnBarClosed(core::InstrumentId instrument, core::Timeframe timeframe,
                                 const core::Bar& bar) {
  listener_->OnBarClosed(instrument, timeframe, bar);
}

void PaperConnector::OnTrade(core::InstrumentId instrument, const core::TradeTick& trade) {
  venue_->OnTrade(instrument, trade);
  if (wanted_[instrument.index].trades) listener_->OnTrade(instrument, trade);
  Pump();
}

void PaperConnector::OnBook(const execution::BookNews& news) {
  const uint32_t pair = news.instrument.index;
  if (news.book == nullptr) {
    venue_->OnBookLost(news.instrument);
  } else if (!live_[pair]) {
    venue_->OnBook(news.instrument, SnapshotOf(*news.book, VenueNow()));
  } else if (news.update != nullptr) {
    venue_->OnBook(news.instrument, *news.update);
  }
  live_[pair] = news.book != nullptr;
  if (wanted_[pair].book) listener_->OnBook(news);
  Pump();
}

void PaperConnector::OnBestPrices(const execution::BestPrices& prices) {
  listener_->OnBestPrices(prices);
}

void PaperConnector::OnStatus(const execution::ConnectorStatus& status) {
  if (stopped_) return;
  status_ = status;
  venue_->OnSilence(status.market_silent);
  TellUp();
  TellStatus();
}

void PaperConnector::TellStatus() {
  execution::ConnectorStatus status = status_;
  status.account_up = up_;
  listener_->OnStatus(status);
}

void PaperConnector::TellUp() {
  const bool up = status_.market_up && !failed_;
  if (up == up_) return;
  up_ = up;
  listener_->OnNote(up ? "paper account: up" : "paper account: out of reach, as the market is");
  listener_->OnVenueEvent(execution::StreamState{up});
}

// ---- What follows.

bool PaperConnector::Keep() {
  const std::vector<sim::PaperFact> facts = venue_->TakeFacts();
  if (failed_) return false;
  if (facts.empty()) return true;
  const base::Status kept = journal_->Keep(facts, clock_.now());
  if (kept) return true;
  failed_ = true;  // what was not kept must not be heard of
  listener_->OnNote("the paper account cannot be kept and answers no more: " +
                    kept.error().message);
  return false;
}

void PaperConnector::Pump() {
  if (pumping_ || stopped_) return;
  pumping_ = true;
  venue_->AdvanceTo(VenueNow());
  if (Keep()) {
    while (const auto event = venue_->TakeEvent(VenueNow())) listener_->OnVenueEvent(*event);
  } else {
    TellUp();
    TellStatus();
  }
  pumping_ = false;
  SetTimer();
}

void PaperConnector::SetTimer() {
  if (pumping_ || stopped_ || failed_) return;
  const base::UnixNanos next = venue_->next_timer();
  if (next == base::kEndOfTime) return timer_.Cancel();
  timer_ = loop_.After(std::max(next - VenueNow(), base::Milliseconds(1)), [this] { Pump(); });
}

}  // namespace keel::cli
