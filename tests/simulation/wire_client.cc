// SPDX-License-Identifier: MIT
#include "tests/simulation/wire_client.h"

#include "base/check.h"
#include "tests/simulation/venue.h"

namespace keel::simulation {

namespace binance = venues::binance;
using execution::Failure;

namespace {

std::string NameOf(const core::Symbol& pair) { return pair.base + pair.quote; }

/// As Connector's UsualLimits.
net::RateBudgetOptions UsualLimits() {
  net::RateBudgetOptions options;
  options.limits = {
      {net::Counted::kWeight, base::Minutes(1), 6000, "X-MBX-USED-WEIGHT-1M"},
      {net::Counted::kOrders, base::Seconds(10), 100, "X-MBX-ORDER-COUNT-10S"},
      {net::Counted::kOrders, base::Days(1), 200'000, "X-MBX-ORDER-COUNT-1D"},
  };
  return options;
}

/// What may not be late: now or not at all.
bool IsAtOnce(const execution::Request& request) {
  return std::holds_alternative<execution::PlaceOrder>(request.what) ||
         std::holds_alternative<execution::AmendAtVenue>(request.what);
}

bool IsBadClock(int status, const std::optional<binance::VenueError>& error) {
  return status == 400 && error && MeaningOf(status, error) == binance::ErrorMeaning::kBadClock;
}

}  // namespace

WireClient::WireClient(Options options, std::string_view rules, const binance::AccountKey& key)
    : options_(std::move(options)),
      key_(key),
      gateway_(PairsOf(options_, rules), options_.currency_of),
      budget_(UsualLimits()) {}

std::vector<binance::TradedPair> WireClient::PairsOf(const Options& options,
                                                     std::string_view rules) {
  const auto read = binance::RestParser().Exchange(rules);
  CHECK(read, "the rules of the pairs cannot be read");
  std::vector<binance::TradedPair> pairs;
  for (uint32_t i = 0; i < options.pairs.size(); ++i) {
    const binance::SymbolRules* pair = read->Find(NameOf(options.pairs[i]));
    CHECK(pair != nullptr, "a pair that the exchange lacks");
    pairs.push_back({{i}, *pair});
  }
  return pairs;
}

void WireClient::Learn(std::string_view rules) {
  for (const binance::TradedPair& pair : PairsOf(options_, rules)) gateway_.Learn(pair.rules);
}

std::string WireClient::RulesTarget(const std::vector<core::Symbol>& pairs) {
  std::vector<std::string> names;
  for (const core::Symbol& pair : pairs) names.push_back(NameOf(pair));
  return BuildRest(binance::Exchange(names), {}, nullptr).target;
}

// ---- When to send.

bool WireClient::GoesBySocket(const execution::Request& request) const {
  return options_.by_socket && IsOrderEntry(request);
}

std::vector<execution::Request> WireClient::Line(const execution::Request& request,
                                                 base::UnixNanos now) {
  constexpr base::Duration kPatience = base::Seconds(10);
  const auto call = gateway_.CallOf(request);
  if (!call) {  // Write tells why
    next_.push_back(request);
    return {};
  }
  const bool places = std::holds_alternative<execution::PlaceOrder>(request.what);
  const net::RequestCost cost{call->weight, places ? 1 : 0};
  const binance::Importance importance = binance::OrderGateway::ImportanceOf(request);
  if (IsAtOnce(request) || GoesBySocket(request)) {
    const bool cancels = std::holds_alternative<execution::CancelAtVenue>(request.what);
    const auto urgency = cancels ? net::Urgency::kUrgent : net::Urgency::kOrdinary;
    if (!budget_.TrySpend(now, cost, urgency)) return {request};
    next_.push_back(request);
    return {};
  }
  waiting_.emplace(request.id.value, request);
  const auto left_out = queue_.Push({request.id.value, importance, cost, now + kPatience});
  if (!left_out) return {};
  return {TakeWaiting(*left_out)};
}

execution::Request WireClient::TakeWaiting(uint64_t id) {
  const auto at = waiting_.find(id);
  execution::Request request = std::move(at->second);
  waiting_.erase(at);
  return request;
}

std::vector<execution::Request> WireClient::TakeNext(base::UnixNanos now) {
  while (const auto id = queue_.TakeNext(now, budget_)) next_.push_back(TakeWaiting(*id));
  return std::exchange(next_, {});
}

std::vector<execution::Request> WireClient::TakeExpired(base::UnixNanos now) {
  std::vector<execution::Request> expired;
  for (const uint64_t id : queue_.TakeExpired(now)) expired.push_back(TakeWaiting(id));
  return expired;
}

void WireClient::Heed(const Letter& letter, int status, base::Duration pause, base::UnixNanos now) {
  if (letter.by_socket) {
    if (pause.ns > 0) budget_.CloseUntil(now + pause);
    return;
  }
  net::HttpResponse response;
  response.status = status;
  if (pause.ns > 0) {
    response.headers.push_back({"Retry-After", std::to_string(pause / base::Seconds(1))});
  }
  budget_.OnResponse(now, response);
}

// As Connector::Send.
tl::expected<Letter, execution::Answer> WireClient::Write(const execution::Request& request,
                                                          base::UnixNanos now) {
  const auto call = gateway_.CallOf(request);
  if (!call) return tl::unexpected(execution::Answer{request.id, call.error()});
  base::UnixNanos stamp = now;
  const auto* place = std::get_if<execution::PlaceOrder>(&request.what);
  const auto* amend = std::get_if<execution::AmendAtVenue>(&request.what);
  if (IsAtOnce(request)) {
    stamp = place != nullptr ? place->stamp : amend->stamp;
    if (!knows_time() || now >= stamp + options_.receive_window) {
      return tl::unexpected(execution::Answer{request.id, Failure::kNotSent});
    }
  }
  Letter letter{request, GoesBySocket(request), "", "", key_.api_key()};
  if (letter.by_socket) {
    const binance::WsApiKey key{key_.api_key(), key_.signer()};
    letter.text = BuildWsApi(*call, request.id.value, At(stamp), &key);
    return letter;
  }
  binance::RestRequest rest = BuildRest(*call, At(stamp), key_.signer());
  letter.verb = rest.verb;
  letter.text = std::move(rest.target);
  return letter;
}

std::string WireClient::WriteSubscription(base::UnixNanos now) {
  const binance::WsApiKey key{key_.api_key(), key_.signer()};
  return BuildWsApi(binance::SubscribeSigned(), 0, At(now), &key);
}

WireClient::Reading WireClient::Read(const Letter& letter, const exchange::Answer& answer) {
  if (!letter.by_socket) {
    const auto error = answer.status == 200 ? std::nullopt : binance::ReadErrorBody(answer.body);
    return {gateway_.Read(letter.request, answer.status, answer.body),
            IsBadClock(answer.status, error)};
  }
  const auto message = parser_.Parse(answer.body);
  if (!message) return {{letter.request.id, Failure::kUnknown}};
  const auto* response = std::get_if<binance::WsApiResponse>(&*message);
  CHECK(response != nullptr && response->id == std::to_string(letter.request.id.value),
        "an answer to nothing that was asked");
  return {gateway_.Read(letter.request, response->status, response->result, response->error),
          IsBadClock(response->status, response->error)};
}

bool WireClient::IsSubscribed(std::string_view text) {
  const auto message = parser_.Parse(text);
  const auto* response = message ? std::get_if<binance::WsApiResponse>(&*message) : nullptr;
  return response != nullptr && response->status == 200;
}

// As AccountChannel::OnSubscribed and Connector::OnAccountEvent.
base::Result<WireClient::Event> WireClient::ReadEvent(std::string_view text) {
  TRY(const binance::WsApiMessage message, parser_.Parse(text));
  const auto* subscribed = std::get_if<binance::SubscribedEvent>(&message);
  if (subscribed == nullptr) return base::Fail(base::ErrorCode::kCorrupt, "no event");
  Event event;
  event.ends_stream = std::holds_alternative<binance::EventsEnded>(subscribed->event);
  if (const auto* report = std::get_if<binance::ExecutionReport>(&subscribed->event)) {
    TRY(event.order, gateway_.Read(*report));
  }
  return event;
}

}  // namespace keel::simulation
