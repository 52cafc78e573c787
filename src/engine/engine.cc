// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include <iterator>
#include <utility>

#include "base/check.h"

namespace keel::engine {

Engine::Engine(OrderDesk& desk, AuditSink& audit, std::vector<core::Timeframe> pricing,
               EquityCurve& curve)
    : desk_(desk),
      account_(desk.account()),
      board_(desk.board()),
      audit_(audit),
      curve_(curve),
      watches_(account_.breaker.enabled() || desk.risk_watch().needs_prices()),
      pricing_(std::move(pricing)),
      feeds_(pricing_.size()),
      book_listeners_(pricing_.size()) {}

Engine::Feed& Engine::FeedOf(core::InstrumentId id, core::Timeframe timeframe) {
  auto& feeds = feeds_[id.index];
  for (const auto& feed : feeds) {
    if (feed->event.timeframe == timeframe) return *feed;
  }
  Feed& feed = *feeds.emplace_back(std::make_unique<Feed>());
  feed.event.series = core::SeriesId{series_count_++};
  feed.event.instrument = id;
  feed.event.timeframe = timeframe;
  const core::Timeframe pricing = pricing_[id.index];
  feed.is_aggregated = timeframe != pricing;
  if (pricing.period().ns == 0) {
    feed.trade_aggregator.emplace(timeframe);
  } else if (timeframe != pricing) {
    feed.aggregator.emplace(pricing, timeframe);
  }
  return feed;
}

const market::History* Engine::HistoryOf(core::InstrumentId id, const Feed& feed) const {
  return feed.is_aggregated ? &feed.history : &board_.history(id);
}

market::FeatureView Engine::ViewOf(Feed& feed, std::span<const market::FeatureSpec> wanted) {
  computes_features_ = true;
  if (!feed.features) {
    feed.features = std::make_unique<market::FeatureStore>(feed.event.timeframe);
  }
  market::FeatureView view{feed.features.get()};
  for (const market::FeatureSpec& spec : wanted) view.columns.push_back(feed.features->Add(spec));
  return view;
}

void Engine::AddInstance(InstanceSpec spec) {
  Instance& instance = instances_.emplace_back();
  instance.id = spec.strategy;
  instance.object = std::move(spec.object);
  instance.instruments = spec.instruments;
  StrategyContextOptions options{spec.strategy, spec.allocation, spec.instruments, {}, {},
                                 spec.seed,     crossing_};
  if (spec.sees_instants) instant_listeners_.push_back(&instance);
  if (spec.hears_books) {
    for (const core::InstrumentId id : spec.instruments) {
      book_listeners_[id.index].push_back(&instance);
    }
  }
  has_ends_of_instants_ = has_ends_of_instants_ || spec.sees_instants;
  for (const core::InstrumentId id : spec.instruments) {
    Feed& feed = FeedOf(id, spec.timeframe);
    feed.listeners.push_back(&instance);
    options.histories.push_back(HistoryOf(id, feed));
    if (!spec.features.empty()) options.features.push_back(ViewOf(feed, spec.features));
    const size_t at = spec.strategy.index * feeds_.size() + id.index;
    if (owners_.size() <= at) owners_.resize((spec.strategy.index + 1u) * feeds_.size());
    CHECK(owners_[at] == nullptr, "one strategy has two instances on one pair");
    owners_[at] = &instance;
  }
  instance.context = std::make_unique<StrategyContext>(desk_, now_, std::move(options));
}

void Engine::Start(base::UnixNanos now) {
  now_ = now;
  if (sleeves_ != nullptr) {
    sleeves_->Open(now);
    day_end_ = sleeves_->day_end();
    AllotShares();
  }
  for (Instance& instance : instances_) instance.object->OnStart(*instance.context);
  SettleWishes();
}

// A strategy's share is shared by its instances in equal parts.
void Engine::AllotShares() {
  for (Instance& instance : instances_) {
    const auto beside =
        std::count_if(instances_.begin(), instances_.end(),
                      [&](const Instance& other) { return other.id == instance.id; });
    instance.context->Allot(sleeves_->shares()[instance.id.index] / static_cast<double>(beside));
  }
}

void Engine::CloseDay() {
  sleeves_->CloseDay(now_, starting_equity());
  day_end_ = sleeves_->day_end();
  AllotShares();
}

void Engine::Cross() {
  crossing_->Settle(now_, [this](const core::Fill& fill) { TellFill(fill); });
}

// From here to DispatchBars: what happens at every bar.

inline void Engine::See(const PricingBar& bar) {
  board_.Reveal(bar.instrument, bar.bar->close);
  if (account_.ledger.NeedsMark(bar.instrument)) {
    account_.ledger.Mark(bar.instrument, desk_.PriceOf(bar.instrument, bar.bar->close));
  }
}

inline void Engine::Assess() {
  if (!starting_equity_) starting_equity_ = account_.ledger.equity();
  if (watches_) WatchEquity();
  SampleEquity();
}

inline void Engine::Deliver(Feed& feed, const core::Bar& bar) {
  feed.event.bar = bar;
  feed.event.time = now_;
  for (Instance* instance : feed.listeners) {
    instance->has_news = true;
    instance->object->OnBar(*instance->context, feed.event);
    instance->context->Continue(feed.event.instrument);
  }
}

inline void Engine::Act(const PricingBar& pricing) {
  for (const auto& feed : feeds_[pricing.instrument.index]) {
    if (pricing.trade != nullptr) DeliverTrade(*feed, {pricing.instrument, *pricing.trade});
    if (feed->is_aggregated) {
      Aggregate(*feed, pricing);
    } else {
      Deliver(*feed, *pricing.bar);
    }
  }
}

void Engine::DispatchBars(base::UnixNanos now, std::span<const PricingBar> bars) {
  now_ = now;
  for (const PricingBar& bar : bars) See(bar);
  Assess();
  if (now >= day_end_) [[unlikely]]
    CloseDay();
  if (computes_features_) {
    for (const PricingBar& bar : bars) ComputeFeatures(bar);
  }
  if (desk_.hears_volumes()) [[unlikely]]
    TellVolumes(bars);
  for (const PricingBar& bar : bars) Act(bar);
  if (has_ends_of_instants_ || desk_.keeps_exits() || desk_.has_parents()) EndInstant();
}

void Engine::Warm(base::UnixNanos now, std::span<const PricingBar> bars) {
  now_ = now;
  const bool was_warming = desk_.warming();
  desk_.SetWarming(true);
  for (const PricingBar& bar : bars) See(bar);
  desk_.risk_watch().OnPastPrices(now);
  if (desk_.hears_volumes()) TellVolumes(bars);
  if (computes_features_) {
    for (const PricingBar& bar : bars) ComputeFeatures(bar);
  }
  for (const PricingBar& bar : bars) Act(bar);
  if (has_ends_of_instants_) EndInstant();
  desk_.SetWarming(was_warming);
}

void Engine::EndInstant() {
  for (Instance* instance : instant_listeners_) {
    if (!std::exchange(instance->has_news, false)) continue;
    instance->object->OnInstant(*instance->context);
  }
  if (desk_.keeps_exits()) WatchExits();
  SettleWishes();
}

std::vector<strategy::ReportTable> Engine::TablesOf(core::StrategyId strategy) const {
  std::vector<strategy::ReportTable> tables;
  for (const Instance& instance : instances_) {
    if (instance.id != strategy) continue;
    auto told = instance.object->Tables(*instance.context);
    std::move(told.begin(), told.end(), std::back_inserter(tables));
  }
  return tables;
}

void Engine::ComputeFeatures(const PricingBar& pricing) {
  for (const auto& feed : feeds_[pricing.instrument.index]) {
    if (!feed->features) continue;
    if (!feed->is_aggregated) {
      feed->features->Update(*pricing.bar);
      continue;
    }
    Complete(*feed, pricing);
    for (const core::Bar& bar : feed->completed) feed->features->Update(bar);
  }
}

void Engine::WatchEquity() {
  desk_.risk_watch().OnPrices(now_);
  breaker_events_.clear();
  account_.breaker.OnEquity(now_, account_.ledger.equity(), &breaker_events_);
  for (const risk::BreakerEvent& event : breaker_events_) {
    if (const auto* alert = std::get_if<core::RiskAlert>(&event)) {
      audit_.OnAlert(*alert);
      continue;
    }
    const auto& change = std::get<core::TradingStateChanged>(event);
    audit_.OnTradingState(change);
    if (change.to == core::TradingState::kHalted) desk_.CancelEntries(now_);
  }
}

base::Status Engine::ChangeLimits(base::UnixNanos now, const risk::Limits& limits,
                                  std::string_view by, std::string_view reason) {
  TRY(desk_.ChangeLimits(limits, by, reason, now));
  now_ = now;
  watches_ = account_.breaker.enabled() || desk_.risk_watch().needs_prices();
  if (watches_ && starting_equity_) WatchEquity();
  return {};
}

void Engine::CloseBooks() {
  if (curve_.empty()) return;
  now_ = curve_.last_time();
  SampleEquity();
  if (sleeves_ != nullptr) sleeves_->Close(now_, starting_equity());
}

// A candle whose last finer bars are missing is known to be over once a later bar is here.
void Engine::Complete(Feed& feed, const PricingBar& pricing) {
  if (!feed.trade_aggregator) {
    feed.completed = feed.aggregator->Update(*pricing.bar);
    return;
  }
  feed.completed = {};
  const auto bar = feed.trade_aggregator->Update(*pricing.trade);
  if (bar) feed.completed.Add(*bar);
}

void Engine::Aggregate(Feed& feed, const PricingBar& pricing) {
  if (!feed.features) Complete(feed, pricing);  // else it is done
  for (const core::Bar& bar : feed.completed) DeliverAggregated(feed, bar);
}

void Engine::DeliverAggregated(Feed& feed, const core::Bar& bar) {
  feed.history.Append(bar);
  Deliver(feed, bar);
}

void Engine::DeliverTrade(const Feed& feed, const core::TradePrinted& trade) {
  for (Instance* instance : feed.listeners) instance->object->OnTrade(*instance->context, trade);
}

Engine::Instance* Engine::Owner(core::StrategyId strategy, core::InstrumentId instrument) {
  const size_t at = strategy.index * feeds_.size() + instrument.index;
  return at < owners_.size() ? owners_[at] : nullptr;
}

void Engine::TellOrderEnded(core::OrderId id, core::OrderEnd why) {
  const core::Order& order = account_.orders.at(id).order;
  const core::InstrumentId instrument = order.terms.instrument;
  Instance* owner = Owner(order.strategy, instrument);
  if (owner == nullptr || desk_.IsLeg(id)) return;
  owner->object->OnOrderEnded(*owner->context, id, why);  // may send orders: `order` dangles
  owner->context->OnOrderEnded(instrument, why);
}

void Engine::TellFill(const core::Fill& fill) {
  Instance* owner = Owner(fill.strategy, fill.instrument);
  if (owner != nullptr) owner->object->OnFill(*owner->context, fill);
}

void Engine::DispatchBook(base::UnixNanos now, const market::OrderBook& book) {
  now_ = now;
  for (Instance* instance : book_listeners_[book.instrument().index]) {
    instance->object->OnBook(*instance->context, book);
  }
  SettleWishes();
}

void Engine::Dispatch(base::UnixNanos now, const core::Report& report) {
  now_ = now;
  desk_.Book(report);
  desk_.OnExitReport(report, now);
  desk_.TellParents(report, now);
  Tell(report);
  SettleWishes();
}

void Engine::Tell(const core::Report& report) {
  if (const auto* filled = std::get_if<core::OrderFilled>(&report)) {
    TellFill(filled->fill);
  } else if (const auto* canceled = std::get_if<core::OrderCanceled>(&report)) {
    TellOrderEnded(canceled->order, canceled->why);
  } else if (const auto* rejected = std::get_if<core::OrderRejected>(&report)) {
    TellOrderEnded(rejected->order, rejected->why);
  } else if (const auto* amended = std::get_if<core::OrderAmended>(&report)) {
    TellAmended(*amended);
  }
}

void Engine::TellAmended(const core::OrderAmended& amended) {
  const core::Order& order = account_.orders.at(amended.order).order;
  Instance* owner = Owner(order.strategy, order.terms.instrument);
  if (owner == nullptr) return;
  owner->object->OnOrderAmended(*owner->context, amended.order, amended.quantity,
                                amended.refused.has_value());
}

void Engine::TellReplaced() {
  for (const core::OrderReplaced& replaced : desk_.TakeReplaced()) {
    const core::Order& order = account_.orders.at(replaced.order).order;
    Instance* owner = Owner(order.strategy, order.terms.instrument);
    if (owner == nullptr) continue;
    owner->object->OnOrderReplaced(*owner->context, replaced.order, replaced.by);
  }
}

void Engine::OnBestBid(base::UnixNanos now, core::InstrumentId instrument, core::Price bid) {
  now_ = now;
  desk_.OnExitPrice(instrument, bid, now);
  SettleWishes();
}

void Engine::OnQuote(core::InstrumentId instrument, const BestQuote& quote) {
  now_ = quote.told;
  desk_.OnQuote(instrument, quote);
  SettleWishes();
}

void Engine::TellVolumes(std::span<const PricingBar> bars) {
  for (const PricingBar& bar : bars) desk_.OnMarketBar(bar.instrument, *bar.bar, now_);
}

void Engine::WatchExits() {
  for (const core::Instrument& pair : account_.ledger.universe().instruments()) {
    if (board_.has_price(pair.id)) desk_.OnExitPrice(pair.id, desk_.LastPrice(pair.id), now_);
  }
}

void Engine::KeepExits(base::UnixNanos now) {
  now_ = now;
  desk_.AdvanceParents(now);
  if (desk_.has_replacements()) desk_.AdvanceReplacements(now);
  TellReplaced();
  while (true) {
    desk_.AdvanceExits(now);
    const std::vector<core::Report> reports = desk_.TakeExitReports();
    if (reports.empty()) return;
    for (const core::Report& report : reports) {
      desk_.Book(report);
      Tell(report);
    }
  }
}

void Engine::Dispatch(base::UnixNanos now, const core::InstrumentDelisted& event) {
  now_ = now;
  audit_.OnDelisted(event);
  board_.StopTrading(event.instrument);
  const core::Instrument& pair = account_.ledger.universe().at(event.instrument);
  for (Instance& instance : instances_) {
    if (Owner(instance.id, event.instrument) != &instance) continue;
    const core::Quantity held =
        std::min(account_.ledger.position(instance.id, event.instrument).quantity(),
                 BalanceOfBase(event.instrument));
    desk_.DropSlices(instance.id, event.instrument, now_);
    if (!held.is_positive()) continue;
    core::Fill fill;
    fill.strategy = instance.id;
    fill.instrument = event.instrument;
    fill.side = core::Side::kSell;
    fill.price = event.last_price;
    fill.quantity = held;
    fill.fee = core::Money{core::Decimal(), pair.quote};
    fill.time = event.time;
    fill.reason = "delisted";
    audit_.OnReport(core::OrderFilled{fill});
    desk_.BookForced(fill);
    TellFill(fill);
  }
  account_.ledger.Mark(event.instrument, event.last_price);
  SettleWishes();
}

core::Price Engine::DelistingPrice(core::InstrumentId id, double haircut) const {
  return core::Price::FromDouble(board_.last_close(id) * (1 - haircut),
                                 account_.ledger.universe().at(id).tick, core::Rounding::kFloor);
}

void Engine::OnTimer(base::UnixNanos now) {
  now_ = now;
  desk_.SendDueSlices(now);
  SettleWishes();
}

void Engine::Renew(core::StrategyId strategy, Engine& rehearsed) {
  auto next = rehearsed.instances_.begin();
  for (Instance& instance : instances_) {
    if (instance.id != strategy) continue;
    CHECK(next != rehearsed.instances_.end(), "a rehearsal without one of the instances");
    instance.object = std::move(next->object);
    instance.context->TakeUp(*next->context);
    ++next;
  }
}

void Engine::Withdraw(base::UnixNanos now, core::OrderId order) {
  now_ = now;
  if (!account_.orders.Contains(order)) return;
  const core::Order sent = account_.orders.at(order).order;
  const bool gives_up = desk_.IsOfTarget(order);
  desk_.Withdraw(order, now);
  Instance* owner = Owner(sent.strategy, sent.terms.instrument);
  if (gives_up && owner != nullptr) owner->context->GiveUp(sent.terms.instrument);
}

void Engine::WithdrawAll(base::UnixNanos now) {
  now_ = now;
  desk_.WithdrawAll(core::OrderEnd::kCanceledByUser, now);
  for (Instance& instance : instances_) {
    for (const core::InstrumentId id : instance.instruments) instance.context->GiveUp(id);
  }
}

}  // namespace keel::engine
