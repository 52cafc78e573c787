// SPDX-License-Identifier: MIT
#include "venues/binance/connector.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "venues/binance/bulk_klines.h"
#include "venues/binance/recording.h"
#include "venues/registry.h"

namespace keel::venues::binance {

using base::ErrorCode;
using execution::Answer;
using execution::Failure;
using execution::VenueEvent;

namespace {

constexpr base::Duration kShortestWait = base::Milliseconds(1);
constexpr int kTimesAtStart = 5;

/// What Binance allows everybody; what it tells itself replaces it.
net::RateBudgetOptions UsualLimits() {
  net::RateBudgetOptions options;
  options.limits = {
      {net::Counted::kWeight, base::Minutes(1), 6000, "X-MBX-USED-WEIGHT-1M"},
      {net::Counted::kOrders, base::Seconds(10), 100, "X-MBX-ORDER-COUNT-10S"},
      {net::Counted::kOrders, base::Days(1), 200'000, "X-MBX-ORDER-COUNT-1D"},
  };
  return options;
}

/// "10S", "1M": as the venue names a window in its headers.
std::string NameOf(base::Duration window) {
  struct Unit {
    base::Duration length;
    char letter;
  };
  for (const Unit unit : {Unit{base::Days(1), 'D'}, Unit{base::Hours(1), 'H'},
                          Unit{base::Minutes(1), 'M'}, Unit{base::Seconds(1), 'S'}}) {
    if (window.ns % unit.length.ns == 0)
      return fmt::format("{}{}", window / unit.length, unit.letter);
  }
  return "";
}

/// The venue's name of a spot pair.
std::string NameOf(const core::Symbol& symbol) { return symbol.base + symbol.quote; }

/// What is wanted of a contract; it needs no rules, since nothing is ordered in it.
base::Result<MarketFeed> ContractFeed(const execution::Subscription& wanted) {
  const core::Symbol& symbol = wanted.symbol;
  if (symbol.settle != symbol.quote) {
    return base::Fail(ErrorCode::kUnsupported,
                      fmt::format("{}: of Binance's contracts those that settle in their quote "
                                  "coin can be heard, as {}/{}:{}",
                                  symbol.ToString(), symbol.base, symbol.quote, symbol.quote));
  }
  const bool nothing = !wanted.funding && !wanted.liquidations;
  if (nothing || !wanted.bars.empty() || wanted.trades || wanted.book || wanted.best_prices) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("{}: of a contract only funding and liquidations can be heard",
                                  symbol.ToString()));
  }
  return MarketFeed{NameOf(symbol), wanted};
}

/// One sentence on a call that did not succeed; of the request itself nothing is told.
base::Error ErrorOf(const net::HttpReply& reply) {
  if (!reply) return {ErrorCode::kIo, "Binance: " + reply.error().message};
  const auto error = ReadErrorBody(reply->body);
  const std::string words =
      error ? fmt::format(" ({}: {})", error->code, error->message.substr(0, 200)) : "";
  return {ErrorCode::kIo, fmt::format("Binance answers with status {}{}", reply->status, words)};
}

Failure FailureOf(net::SendOutcome outcome) {
  return outcome == net::SendOutcome::kNotSent ? Failure::kNotSent : Failure::kUnknown;
}

net::HttpClientOptions HttpOptions(const ConnectorOptions& options) {
  net::HttpClientOptions http;
  http.origin = options.endpoints.rest;
  http.trust = options.trust;
  http.header_time = options.answer_time;
  return http;
}

}  // namespace

base::Result<std::unique_ptr<Connector>> Connector::Open(net::Loop& loop, const base::Clock& clock,
                                                         ConnectorOptions options,
                                                         std::optional<AccountKey> key) {
  const Endpoints& at = options.endpoints;
  if (key && !(IsSafeForKeys(at.rest) && IsSafeForKeys(at.ws_api.origin))) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("keys would travel unencrypted to {}; use https, or leave the "
                                  "keys out",
                                  at.rest.host));
  }
  RestChannel::Clients http;
  TRY(http.trading, net::HttpClient::Open(loop, clock, HttpOptions(options)));
  TRY(http.market, net::HttpClient::Open(loop, clock, HttpOptions(options)));
  return std::unique_ptr<Connector>(
      new Connector(loop, clock, std::move(options), std::move(key), std::move(http)));
}

Connector::Connector(net::Loop& loop, const base::Clock& clock, ConnectorOptions options,
                     std::optional<AccountKey> key, RestChannel::Clients http)
    : options_(std::move(options)),
      desk_{
          loop, clock, std::move(key), {}, net::RateBudget(UsualLimits()), options_.receive_window},
      rest_(desk_, std::move(http)) {
  tick_ = loop.After(options_.tick, [this] { Tick(); });
}

Connector::~Connector() = default;

void Connector::Tick() {
  const base::UnixNanos now = desk_.clock.now();
  rest_.OnTimer(now);
  if (listener_ != nullptr) {
    for (const auto& market : markets_) market->OnTimer(now);
    if (account_) account_->OnTimer(now);
    if (!desk_.time.known() && times_wanted_ == 0) {
      times_wanted_ = kTimesAtStart;
      ask_time_at_ = now;
    }
    if (now >= ask_time_at_) AskTime();
    if (StatusNow().closed_until != told_.closed_until) TellStatus();
  }
  if (stopped_) return;
  const base::UnixNanos next = NextTimer(now);
  const base::Duration wait =
      next <= now ? kShortestWait : std::clamp(next - now, kShortestWait, options_.tick);
  tick_ = desk_.loop.After(wait, [this] { Tick(); });
}

base::UnixNanos Connector::NextTimer(base::UnixNanos now) {
  base::UnixNanos next = rest_.NextTimer(now);
  if (listener_ == nullptr) return next;
  for (const auto& market : markets_) next = std::min(next, market->next_timer());
  if (account_) next = std::min(next, account_->next_timer());
  return std::min(next, asking_time_ ? base::kEndOfTime : ask_time_at_);
}

// ---- Start and stop.

base::Result<MarketFeed> Connector::SpotFeed(const execution::Subscription& wanted) const {
  const std::string pair = wanted.symbol.ToString();
  if (wanted.funding || wanted.liquidations) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("{} is a spot pair and has no funding and no liquidations; name "
                                  "the contract, {}:{}",
                                  pair, pair, wanted.symbol.quote));
  }
  const auto rules = std::ranges::find(rules_, wanted.symbol, &SymbolRules::pair);
  if (rules != rules_.end()) return MarketFeed{rules->symbol, wanted};
  return base::Fail(
      ErrorCode::kUsage,
      fmt::format("{} was not among the instruments that were fetched from Binance", pair));
}

base::Result<std::vector<MarketFeed>> Connector::FeedsOf(
    const execution::ConnectorPlan& plan) const {
  std::vector<MarketFeed> feeds;
  for (const execution::Subscription& wanted : plan.subscriptions) {
    const bool is_contract = wanted.symbol.is_perpetual();
    TRY(feeds.emplace_back(), is_contract ? ContractFeed(wanted) : SpotFeed(wanted));
  }
  return feeds;
}

void Connector::MakeMarkets(const std::vector<MarketFeed>& feeds, const net::Url& at) {
  std::vector<MarketFeed> some;
  size_t streams = 0;
  const auto open = [&] {
    if (streams == 0) return;
    MarketChannelOptions of = options_.market;
    of.at = at;
    of.trust = options_.trust;
    of.seed = options_.seed;
    of.number = markets_.size();
    markets_.push_back(std::make_unique<MarketChannel>(
        desk_, rest_, std::move(of),
        MarketChannel::Plan{std::move(some), *listener_, [this] { TellStatus(); }}));
    some.clear();
    streams = 0;
  };
  for (const MarketFeed& feed : feeds) {
    const size_t own = MarketChannel::StreamsOf(feed).size();
    if (own == 0) continue;
    if (streams + own > MarketChannel::kMaxStreams) open();
    some.push_back(feed);
    streams += own;
  }
  open();
}

void Connector::MakeAccount() {
  AccountChannelOptions of = options_.account;
  of.url = options_.endpoints.ws_api;
  of.trust = options_.trust;
  of.seed = options_.seed;
  of.answer_time = options_.answer_time;
  of.stream.logs_on = desk_.key->can_log_on();
  AccountEvents events;
  events.on_state = [this](bool up, const std::string& why) { OnAccountState(up, why); };
  events.on_event = [this](const AccountEvent& event) { return OnAccountEvent(event); };
  account_ = std::make_unique<AccountChannel>(desk_, std::move(of), std::move(events));
}

base::Status Connector::Start(execution::ConnectorPlan plan,
                              execution::ConnectorListener& listener) {
  CHECK(listener_ == nullptr && !stopped_, "a connector is started once");
  if (plan.account && !desk_.key) {
    return base::Fail(ErrorCode::kUsage,
                      "Binance: the account needs an API key and its secret; without them only "
                      "market data can be heard");
  }
  TRY(std::vector<MarketFeed> feeds, FeedsOf(plan));
  listener_ = &listener;
  times_wanted_ = kTimesAtStart;
  const auto contracts = std::stable_partition(
      feeds.begin(), feeds.end(),
      [](const MarketFeed& feed) { return !feed.wanted.symbol.is_perpetual(); });
  MakeMarkets({contracts, feeds.end()}, options_.endpoints.contracts);
  feeds.erase(contracts, feeds.end());
  MakeMarkets(feeds, options_.endpoints.streams);
  for (const auto& market : markets_) market->Start();
  if (!plan.account) return {};
  std::vector<TradedPair> pairs;
  for (const MarketFeed& feed : feeds) {
    const auto rules = std::ranges::find(rules_, feed.symbol, &SymbolRules::symbol);
    pairs.push_back({feed.wanted.instrument, *rules});
  }
  gateway_ = std::make_unique<OrderGateway>(std::move(pairs), std::move(plan.currency_of));
  MakeAccount();
  account_->Start();
  return {};
}

void Connector::Stop() {
  if (stopped_) return;
  stopped_ = true;
  tick_.Cancel();
  for (const auto& market : markets_) market->Close();
  if (account_) account_->Close();
  rest_.Close();
  if (std::exchange(account_up_, false)) unsaid_.emplace_back(execution::StreamState{false});
  SayAll();
}

// ---- Requests.

// What is said inside a call is heard after it.
void Connector::Say(VenueEvent event) {
  unsaid_.push_back(std::move(event));
  if (unsaid_.size() > 1) return;
  desk_.loop.Post([this, alive = std::weak_ptr(alive_)] {
    if (alive.lock()) SayAll();
  });
}

void Connector::SayAll() {
  for (const VenueEvent& event : std::exchange(unsaid_, {})) listener_->OnVenueEvent(event);
}

void Connector::Send(const execution::Request& request) {
  CHECK(gateway_ != nullptr, "a request without an account");
  if (stopped_) return Say(Answer{request.id, Failure::kNotSent});
  const auto call = gateway_->CallOf(request);
  if (!call) return Say(Answer{request.id, call.error()});
  if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
    return SendAtOnce(request, *call, place->stamp);
  }
  if (const auto* amend = std::get_if<execution::AmendAtVenue>(&request.what)) {
    return SendAtOnce(request, *call, amend->stamp);
  }
  const Importance importance = OrderGateway::ImportanceOf(request);
  if (importance == Importance::kCancel && options_.order_entry == OrderEntry::kWebSocketApi) {
    return SendOverWebSocket(request, *call, desk_.clock.now(), net::Urgency::kUrgent);
  }
  rest_.Send(
      *call, importance, options_.patience,
      [this, request](const net::HttpReply& reply, base::UnixNanos) { OnReply(request, reply); });
}

void Connector::SendAtOnce(const execution::Request& request, const Call& call,
                           base::UnixNanos stamp) {
  const base::UnixNanos now = desk_.clock.now();
  const bool sure = desk_.time.known() && desk_.time.Uncertainty(now) <= options_.clock_doubt;
  if (!sure || now >= stamp + options_.receive_window) {
    return Say(Answer{request.id, Failure::kNotSent});
  }
  if (options_.order_entry == OrderEntry::kWebSocketApi) {
    return SendOverWebSocket(request, call, stamp, net::Urgency::kOrdinary);
  }
  rest_.SendOrder(call, stamp, [this, request](const net::HttpReply& reply, base::UnixNanos) {
    OnReply(request, reply);
  });
}

void Connector::SendOverWebSocket(const execution::Request& request, const Call& call,
                                  base::UnixNanos stamp, net::Urgency urgency) {
  account_->Send(call, stamp, urgency, [this, request](const AccountChannel::Reply& reply) {
    if (!reply) return Say(Answer{request.id, FailureOf(reply.error())});
    const WsApiResponse& response = **reply;
    Say(gateway_->Read(request, response.status, response.result, response.error));
  });
}

void Connector::OnReply(const execution::Request& request, const net::HttpReply& reply) {
  if (!reply) return Say(Answer{request.id, FailureOf(reply.error().outcome)});
  if (reply->status == 400) {
    const auto error = ReadErrorBody(reply->body);
    if (error && MeaningOf(reply->status, error) == ErrorMeaning::kBadClock) desk_.time.Forget();
  }
  Say(gateway_->Read(request, reply->status, reply->body));
}

void Connector::FetchBalances(OnBalances done) {
  CHECK(gateway_ != nullptr, "balances without an account");
  rest_.Send(Account(), Importance::kAccountQuery, options_.patience,
             [this, done = std::move(done)](const net::HttpReply& reply, base::UnixNanos) {
               if (!reply || reply->status != 200) return done(tl::unexpected(ErrorOf(reply)));
               const execution::Request request{{}, execution::QueryBalances{}};
               const Answer answer = gateway_->Read(request, reply->status, reply->body);
               const auto* told = std::get_if<std::vector<execution::Balance>>(&answer.what);
               if (told != nullptr) return done(*told);
               done(base::Fail(ErrorCode::kCorrupt, "Binance's account cannot be read"));
             });
}

void Connector::FetchKeyRights(OnKeyRights done) {
  if (!desk_.key) {
    return done(base::Fail(ErrorCode::kUsage, "Binance: there is no API key to ask about"));
  }
  const auto ask = [this, done = std::move(done)] {
    rest_.Send(
        KeyRights(), Importance::kAccountQuery, options_.patience,
        [this, done](const net::HttpReply& reply, base::UnixNanos) {
          if (!reply || reply->status != 200) return done(tl::unexpected(ErrorOf(reply)));
          const auto told = parser_.KeyRights(reply->body);
          if (!told) return done(tl::unexpected(told.error()));
          done(execution::KeyRights{
              .reads = told->reading,
              .trades = told->spot_trading,
              .withdraws = told->withdrawals || told->internal_transfer || told->universal_transfer,
              .ip_bound = told->ip_restricted});
        });
  };
  if (desk_.time.known()) return ask();
  // The question is signed with the venue's time.
  rest_.Send(ServerTime(), Importance::kClock, options_.patience,
             [this, ask](const net::HttpReply& reply, base::UnixNanos sent) {
               OnTime(reply, sent);
               ask();
             });
}

// ---- The account.

void Connector::OnAccountState(bool up, const std::string& why) {
  listener_->OnNote("account: " + why);
  if (up == account_up_) return;
  account_up_ = up;
  listener_->OnVenueEvent(execution::StreamState{up});
  TellStatus();
}

base::Status Connector::OnAccountEvent(const AccountEvent& event) {
  if (const auto* report = std::get_if<ExecutionReport>(&event)) {
    TRY(const auto told, gateway_->Read(*report));
    if (told) listener_->OnVenueEvent(*told);
  }
  if (const auto* change = std::get_if<BalanceChange>(&event)) {
    listener_->OnNote(fmt::format("account: {} {} came in or went out", change->change.ToString(),
                                  change->asset.substr(0, 32)));
  }
  return {};
}

// ---- The clock, the limits, the state.

void Connector::AskTime() {
  if (asking_time_) return;
  asking_time_ = true;
  rest_.Send(ServerTime(), Importance::kClock, options_.patience,
             [this](const net::HttpReply& reply, base::UnixNanos sent) { OnTime(reply, sent); });
}

void Connector::OnTime(const net::HttpReply& reply, base::UnixNanos sent) {
  asking_time_ = false;
  if (stopped_) return;
  const base::UnixNanos now = desk_.clock.now();
  const bool told = reply && reply->status == 200;
  const auto time = told ? std::optional(parser_.ServerTime(reply->body)) : std::nullopt;
  if (!time || !*time) {
    time_retry_ = std::min(time_retry_ * 2, base::Seconds(30));
    ask_time_at_ = now + time_retry_;
    return;
  }
  time_retry_ = base::Seconds(1);
  desk_.time.OnSample({sent, reply->received, **time});
  times_wanted_ = std::max(0, times_wanted_ - 1);
  ask_time_at_ = times_wanted_ > 0 ? now : now + options_.clock_every;
  TellStatus();
}

execution::ConnectorStatus Connector::StatusNow() {
  const base::UnixNanos now = desk_.clock.now();
  execution::ConnectorStatus status;
  status.market_up = std::ranges::all_of(markets_, [](const auto& m) { return m->up(); });
  for (const auto& market : markets_) {
    if (!market->silent()) continue;
    status.market_silent = true;
    status.silent_since = std::min(status.silent_since.value_or(now), market->heard_at());
  }
  status.account_up = account_up_;
  status.clock_known = desk_.time.known();
  if (status.clock_known) {
    status.clock_offset = desk_.time.Offset(now);
    status.clock_uncertainty = desk_.time.Uncertainty(now);
  }
  for (size_t i = 0; i < desk_.budget.limits().size(); ++i) {
    const net::RateLimit& limit = desk_.budget.limits()[i];
    double& used = limit.counted == net::Counted::kWeight ? status.weight_used : status.orders_used;
    const auto count = static_cast<double>(desk_.budget.Used(now, i));
    used = std::max(used, count / static_cast<double>(limit.limit));
  }
  status.closed_until = desk_.budget.closed_until();
  return status;
}

void Connector::TellStatus() {
  if (listener_ == nullptr) return;  // a download needs no start
  told_ = StatusNow();
  listener_->OnStatus(told_);
}

void Connector::FetchInstruments(const std::vector<core::Symbol>& symbols, OnInstruments done) {
  // A longer list does not fit into a URL; then all are asked for.
  constexpr size_t kMostByName = 50;
  std::vector<std::string> names;
  for (const core::Symbol& symbol : symbols) names.push_back(NameOf(symbol));
  if (names.size() > kMostByName) names.clear();
  rest_.Send(Exchange(names), Importance::kMarket, options_.patience,
             [this, symbols, done = std::move(done)](const net::HttpReply& reply, base::UnixNanos) {
               OnInstrumentsReply(reply, symbols, done);
             });
}

void Connector::OnInstrumentsReply(const net::HttpReply& reply,
                                   const std::vector<core::Symbol>& symbols,
                                   const OnInstruments& done) {
  if (!reply || reply->status != 200) return done(tl::unexpected(ErrorOf(reply)));
  auto rules = parser_.Exchange(reply->body);
  if (!rules) return done(base::Wrap(std::move(rules).error(), "Binance's instruments"));
  LearnLimits(rules->rate_limits, *reply);
  std::vector<execution::ListedInstrument> listed;
  for (SymbolRules& pair : rules->symbols) {
    const bool wanted = symbols.empty() || std::ranges::find(symbols, pair.pair) != symbols.end();
    if (!wanted || !pair.spot_allowed) continue;
    listed.push_back({pair.pair, pair.filters, pair.trading, LargestAtMarket(pair), StopsOf(pair)});
    if (gateway_ != nullptr) gateway_->Learn(pair);
    std::erase_if(rules_, [&](const SymbolRules& old) { return old.symbol == pair.symbol; });
    rules_.push_back(std::move(pair));
  }
  done(std::move(listed));
}

void Connector::LearnLimits(const std::vector<RateLimit>& limits,
                            const net::HttpResponse& response) {
  net::RateBudgetOptions told = UsualLimits();
  told.limits.clear();
  for (const RateLimit& row : limits) {
    const bool is_weight = row.kind == RateLimitKind::kRequestWeight;
    if (!is_weight && row.kind != RateLimitKind::kOrders) continue;  // never the tighter one
    if (!row.limit || *row.limit == 0 || *row.limit > 1'000'000'000) continue;
    const net::Counted counted = is_weight ? net::Counted::kWeight : net::Counted::kOrders;
    const char* header = is_weight ? "X-MBX-USED-WEIGHT-" : "X-MBX-ORDER-COUNT-";
    told.limits.push_back(
        {counted, row.interval, static_cast<int64_t>(*row.limit), header + NameOf(row.interval)});
  }
  const auto same = [](const net::RateLimit& a, const net::RateLimit& b) {
    return a.counted == b.counted && a.window == b.window && a.limit == b.limit;
  };
  if (told.limits.empty() || std::ranges::equal(told.limits, desk_.budget.limits(), same)) return;
  const base::UnixNanos closed = desk_.budget.closed_until();
  desk_.budget = net::RateBudget(std::move(told));
  desk_.budget.CloseUntil(closed);
  desk_.budget.OnResponse(desk_.clock.now(), response);
}

// ---- Histories.

void Connector::FetchBars(const execution::BarsQuery& query, OnPage page, OnDone done) {
  const uint64_t id = ++last_download_;
  downloads_.emplace(
      id, Download{BarDownload(query, NameOf(query.symbol)), std::move(page), std::move(done)});
  if (query.symbol.is_perpetual()) {
    desk_.loop.Post([this, id, alive = std::weak_ptr(alive_)] {
      if (!alive.lock()) return;
      EndDownload(id, base::Fail(ErrorCode::kUnsupported, "only spot pairs are traded there"));
    });
    return;
  }
  if (!desk_.time.known()) AskTime();
  desk_.loop.Post([this, id, alive = std::weak_ptr(alive_)] {
    if (alive.lock()) NextPage(id);
  });
}

void Connector::NextPage(uint64_t id) {
  const auto at = downloads_.find(id);
  if (at == downloads_.end()) return;
  const BarDownload& bars = at->second.bars;
  if (bars.done()) return EndDownload(id, {});
  HistoryQuery query{.from = bars.next(), .limit = BarDownload::kPage};
  if (bars.query().range.to != base::kEndOfTime) {
    query.to = bars.query().range.to - base::Milliseconds(1);
  }
  // It may wait for the budget as long as that takes.
  rest_.Send(Klines(bars.symbol(), bars.query().timeframe, query), Importance::kHistory,
             base::Days(7), [this, id](const net::HttpReply& reply, base::UnixNanos sent) {
               OnBarsReply(id, reply, sent);
             });
}

void Connector::OnBarsReply(uint64_t id, const net::HttpReply& reply, base::UnixNanos sent) {
  const auto at = downloads_.find(id);
  if (at == downloads_.end()) return;
  Download& download = at->second;
  const bool refused = reply && reply->status >= 400 && reply->status < 500 &&
                       reply->status != 429 && reply->status != 418;
  if (refused || stopped_) return EndDownload(id, tl::unexpected(ErrorOf(reply)));
  if (!reply || reply->status != 200) {
    const auto wait = download.bars.OnFailure();
    if (!wait) return EndDownload(id, tl::unexpected(ErrorOf(reply)));
    download.retry = desk_.loop.After(*wait, [this, id] { NextPage(id); });
    return;
  }
  const auto rows = parser_.Klines(reply->body, {}, download.bars.query().timeframe,
                                   desk_.VenueTimeAtLeast(sent));
  if (!rows) return EndDownload(id, tl::unexpected(rows.error()));
  const auto page = download.bars.OnPage(*rows);
  if (!page) return EndDownload(id, tl::unexpected(page.error()));
  const OnPage tell = download.page;
  tell(*page);
  NextPage(id);
}

void Connector::EndDownload(uint64_t id, base::Status status) {
  const auto at = downloads_.find(id);
  const OnDone done = std::move(at->second.done);
  downloads_.erase(at);
  done(std::move(status));
}

}  // namespace keel::venues::binance

namespace keel::venues {

namespace {

base::Result<std::unique_ptr<execution::VenueConnector>> OpenBinance(net::Loop& loop,
                                                                     const base::Clock& clock,
                                                                     VenueAccess access) {
  binance::ConnectorOptions options;
  options.endpoints = access.testnet ? binance::TestnetEndpoints() : binance::RealEndpoints();
  if (access.testnet && !access.url.empty()) {
    return base::Fail(base::ErrorCode::kUsage,
                      "the testnet and a venue url are two different places; give one of them");
  }
  if (!access.url.empty()) {
    TRY(options.endpoints, binance::EndpointsAt(access.url));
  }
  options.seed = access.seed;
  options.receive_window = access.receive_window;
  options.answer_time = std::max(options.answer_time, access.receive_window);
  std::optional<binance::AccountKey> key;
  if (!access.key.empty() || !access.secret.empty()) {
    TRY(key, binance::AccountKey::Open(std::move(access.key), std::move(access.secret)));
  }
  TRY(auto connector, binance::Connector::Open(loop, clock, std::move(options), std::move(key)));
  return connector;
}

}  // namespace

VenueSpec DescribeBinance() {
  VenueSpec spec;
  spec.name = "binance";
  spec.summary = "Binance spot: REST, WebSocket API and streams";
  spec.markets = {"spot"};
  spec.timeframes = core::Timeframe::Names();
  spec.key_variable = "BINANCE_API_KEY";
  spec.secret_variable = "BINANCE_API_SECRET";
  spec.has_testnet = true;
  spec.testnet_key_variable = "BINANCE_TESTNET_API_KEY";
  spec.testnet_secret_variable = "BINANCE_TESTNET_API_SECRET";
  spec.open = OpenBinance;
  spec.read_recording = binance::ReadRecording;
  spec.bulk = binance::BulkKlines();
  return spec;
}

}  // namespace keel::venues
