// SPDX-License-Identifier: MIT
#include "venues/binance/rest_channel.h"

#include <utility>

#include "base/check.h"

namespace keel::venues::binance {
namespace {

using net::HttpFailure;
using net::SendOutcome;

net::HttpReply NotSent(const char* why) {
  return tl::unexpected(HttpFailure{SendOutcome::kNotSent, HttpFailure::Kind::kRefused, why});
}

net::RequestCost CostOf(const Call& call) {
  const bool is_order = call.method == Method::kPlaceOrder || call.method == Method::kCancelReplace;
  return {call.weight, is_order ? 1 : 0};
}

}  // namespace

uint64_t RestChannel::Add(Call call, Importance importance, OnReply done) {
  const bool of_account = importance <= Importance::kClock;
  jobs_.emplace(++last_id_, Job{std::move(call), std::move(done), of_account});
  return last_id_;
}

void RestChannel::Send(Call call, Importance importance, base::Duration patience, OnReply done) {
  const base::UnixNanos now = desk_.clock.now();
  const net::RequestCost cost = CostOf(call);
  const uint64_t id = Add(std::move(call), importance, std::move(done));
  if (closed_ || jobs_.size() > kMaxUnanswered) return Refuse(id, "too much is unanswered");
  const auto left_out = queue_.Push({id, importance, cost, now + patience});
  if (left_out) Refuse(*left_out, "too many requests wait");
  OnTimer(now);
}

void RestChannel::SendOrder(Call call, base::UnixNanos stamp, OnReply done) {
  const net::RequestCost cost = CostOf(call);
  const uint64_t id = Add(std::move(call), Importance::kCancel, std::move(done));
  if (closed_ || jobs_.size() > kMaxUnanswered) return Refuse(id, "too much is unanswered");
  if (!desk_.budget.TrySpend(desk_.clock.now(), cost, net::Urgency::kOrdinary)) {
    return Refuse(id, "the venue's rate limit is used up");
  }
  Dispatch(id, stamp);
}

void RestChannel::Dispatch(uint64_t id, base::UnixNanos stamp) {
  Job& job = jobs_.at(id);
  job.sent = desk_.clock.now();
  const Signer unsigned_only = [](std::string_view) -> std::string {
    CHECK(false, "a signed request without a key");
  };
  const RestRequest request =
      BuildRest(job.call, desk_.TimeFor(stamp), desk_.key ? desk_.key->signer() : unsigned_only);
  net::HttpRequest http{std::string(request.verb), request.target, {}, ""};
  if (request.needs_key)
    http.headers.push_back({"X-MBX-APIKEY", std::string(desk_.key->api_key())});
  net::HttpClient& client = job.of_account ? *http_.trading : *http_.market;
  client.Send(std::move(http), [this, id](const net::HttpReply& reply) {
    if (reply) desk_.budget.OnResponse(desk_.clock.now(), *reply);
    Finish(id, reply);
  });
}

void RestChannel::Refuse(uint64_t id, const char* why) {
  desk_.loop.Post([this, alive = std::weak_ptr(alive_), id, why] {
    if (alive.lock()) Finish(id, NotSent(why));
  });
}

void RestChannel::Finish(uint64_t id, const net::HttpReply& reply) {
  const auto at = jobs_.find(id);
  if (at == jobs_.end()) return;
  const Job job = std::move(at->second);
  jobs_.erase(at);
  job.done(reply, job.sent.value_or(desk_.clock.now()));
}

void RestChannel::OnTimer(base::UnixNanos now) {
  if (closed_) return;
  for (const uint64_t id : queue_.TakeExpired(now))
    Refuse(id, "the rate limit let it wait too long");
  while (const auto id = queue_.TakeNext(now, desk_.budget)) Dispatch(*id, now);
}

base::UnixNanos RestChannel::NextTimer(base::UnixNanos now) {
  return queue_.NextTime(now, desk_.budget);
}

void RestChannel::Close() {
  closed_ = true;
  http_ = {};
  while (!jobs_.empty()) {
    const auto& [id, job] = *jobs_.begin();
    const HttpFailure lost{SendOutcome::kUnknown, HttpFailure::Kind::kLost,
                           "the connector was stopped"};
    Finish(id, job.sent ? net::HttpReply(tl::unexpected(lost)) : NotSent("it was stopped"));
  }
}

}  // namespace keel::venues::binance
