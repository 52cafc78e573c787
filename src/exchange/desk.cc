// SPDX-License-Identifier: MIT
#include "exchange/desk.h"

#include "base/check.h"
#include "base/hash.h"

namespace keel::exchange {
namespace {

constexpr int64_t kDefaultWindowMs = 5'000;
constexpr int64_t kMostWindowMs = 60'000;
constexpr int64_t kMostAheadMs = 1'000;

bool InTime(int64_t timestamp_ms, int64_t now_ms, int64_t window_ms) {
  return timestamp_ms <= now_ms + kMostAheadMs && now_ms - timestamp_ms <= window_ms;
}

LimitRefusal Plain(Refusal refusal) { return {std::move(refusal), 0}; }

}  // namespace

// Until when the request may be matched.
Outcome<base::UnixNanos> Desk::CheckTime(const Inquiry& inquiry) const {
  ParameterReader in(inquiry.parameters, exchange_);
  if (!in.Has("timestamp")) in.Fault(MissingParameter("timestamp"));
  const auto sent = in.Time("timestamp");
  const int64_t window = in.Whole("recvWindow").value_or(kDefaultWindowMs);
  if (window > kMostWindowMs) in.Fault({-1131, "recvWindow must be less than 60000."});
  if (in.fault()) return Refuse(*in.fault());
  const int64_t sent_ms = Millis(*sent), now_ms = Millis(clock_.now());
  if (InTime(sent_ms, now_ms, window)) return *sent + base::Milliseconds(window);
  // No client keeps up with accelerated time: there the time of its own clock is good as well.
  if (clock_.speed() != 1 && InTime(sent_ms, Millis(clock_.wall_now()), window)) {
    return clock_.now() + base::Milliseconds(window) * clock_.speed();
  }
  if (sent_ms > now_ms + kMostAheadMs) {
    return Refuse({-1021, "Timestamp for this request was 1000ms ahead of the server's time."});
  }
  return Refuse(OutsideRecvWindow());
}

Outcome<AccountId> Desk::Authenticate(const Inquiry& inquiry) const {
  if (inquiry.session) return *inquiry.session;
  if (inquiry.api_key.empty()) return Refuse({-2014, "API-key format invalid.", 401});
  const ApiKey* key = keys_.Find(inquiry.api_key);
  if (key == nullptr) {
    return Refuse({-2015, "Invalid API-key, IP, or permissions for action.", 401});
  }
  if (inquiry.signature.empty()) return Refuse(MissingParameter("signature"));
  if (!key->Verify(inquiry.payload, inquiry.signature)) {
    return Refuse({-1022, "Signature for this request is not valid."});
  }
  if (const auto in_time = CheckTime(inquiry); !in_time) return Refuse(in_time.error());
  return key->account;
}

Outcome<AccountId> Desk::AccountOf(std::string_view api_key) const {
  const ApiKey* key = keys_.Find(api_key);
  if (key != nullptr) return key->account;
  return Refuse({-2015, "Invalid API-key, IP, or permissions for action.", 401});
}

bool Desk::CanLogOn(std::string_view api_key) const {
  const ApiKey* key = keys_.Find(api_key);
  return key != nullptr && key->ed25519.has_value();
}

tl::expected<CallContext, LimitRefusal> Desk::Receive(const Inquiry& inquiry) {
  const base::UnixNanos steady = clock_.steady().now();
  const int weight = inquiry.route->WeightFor(inquiry.parameters);
  if (auto refused = addresses_.Admit(inquiry.address, weight, steady)) {
    return tl::unexpected(std::move(*refused));
  }
  CallContext call;
  call.now = clock_.now();
  if (inquiry.route->security == Security::kNone) return call;
  const auto account = Authenticate(inquiry);
  if (!account) return tl::unexpected(Plain(account.error()));
  call.account = *account;
  if (inquiry.route->security == Security::kSigned) {
    const auto deadline = CheckTime(inquiry);
    if (!deadline) return tl::unexpected(Plain(deadline.error()));
    call.deadline = *deadline;
  }
  for (int i = 0; inquiry.route->is_order && i < inquiry.route->orders; ++i) {
    if (auto refused = orders_.Admit(call.account, steady)) {
      return tl::unexpected(std::move(*refused));
    }
  }
  return call;
}

Answer Desk::CarryOut(const Inquiry& inquiry, CallContext call) {
  call.now = clock_.now();
  const uint64_t number = ++names_;
  call.fresh_name = fmt::format("{:016x}{:06}", base::Hash64(fmt::format("order {}", number)),
                                number % 1'000'000);
  const base::UnixNanos steady = clock_.steady().now();
  call.orders_ten_seconds = orders_.used(call.account, kOrdersTenSeconds, steady);
  call.orders_day = orders_.used(call.account, kOrdersDay, steady);
  ParameterReader in(inquiry.parameters, exchange_);
  if (in.fault()) return AnswerOf(*in.fault());
  if (inquiry.route->answer == nullptr) {
    CHECK(inquiry.on_connection, "a request about a connection came on none");
    return inquiry.on_connection(call);
  }
  return inquiry.route->answer(exchange_, call, in);
}

}  // namespace keel::exchange
