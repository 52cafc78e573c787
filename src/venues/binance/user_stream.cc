// SPDX-License-Identifier: MIT
#include "venues/binance/user_stream.h"

#include <algorithm>

namespace keel::venues::binance {

UserStream::UserStream(const UserStreamOptions& options, base::RandomStream random)
    : options_(options), backoff_(options.backoff, random) {}

void UserStream::Start(base::UnixNanos now) {
  state_ = State::kWaiting;
  connect_at_ = backoff_.NextAttempt(now);
}

void UserStream::Say(Method method, base::UnixNanos now) {
  asked_ = method;
  asked_at_ = now;
  actions_.push_back({Action::Kind::kAsk, method});
}

void UserStream::OnOpen(base::UnixNanos now) {
  if (state_ != State::kConnecting) return;
  opened_at_ = now;
  backoff_.OnConnected(now);
  state_ = options_.logs_on ? State::kLoggingOn : State::kSubscribing;
  Say(options_.logs_on ? Method::kLogon : Method::kSubscribeSigned, now);
}

void UserStream::OnAnswer(const Answered& answer, base::UnixNanos now) {
  if (!asked_) return;
  asked_.reset();
  switch (state_) {
    case State::kLoggingOn:
      if (!answer.ok) return OnTrouble("the logon was refused: " + answer.error, now);
      state_ = State::kSubscribing;
      return Say(Method::kSubscribe, now);
    case State::kSubscribing:
      return OnSubscribed(answer, now);
    case State::kUp:
      return OnChecked(answer, now);
    default:
      return;
  }
}

void UserStream::OnSubscribed(const Answered& answer, base::UnixNanos now) {
  if (!answer.ok) return OnTrouble("the subscription was refused: " + answer.error, now);
  failed_checks_ = 0;
  state_ = State::kUp;
  check_at_ = now + options_.check_every;
  actions_.push_back({Action::Kind::kTellUp});
}

void UserStream::OnChecked(const Answered& answer, base::UnixNanos now) {
  constexpr int kEnough = 3;
  check_at_ = now + options_.check_every;
  if (answer.unsupported) {
    check_at_ = base::kEndOfTime;
    return;
  }
  if (!answer.ok) {
    if (++failed_checks_ >= kEnough) OnTrouble("the subscription cannot be asked after", now);
    return;
  }
  failed_checks_ = 0;
  if (!answer.has_subscription) OnTrouble("the venue no longer has the subscription", now);
}

void UserStream::OnTrouble(const std::string& why, base::UnixNanos now) {
  if (state_ == State::kIdle || state_ == State::kWaiting) return;
  state_ = State::kWaiting;
  asked_.reset();
  check_at_ = base::kEndOfTime;
  backoff_.OnLost(now);
  connect_at_ = backoff_.NextAttempt(now);
  actions_.push_back({Action::Kind::kDrop});
  actions_.push_back({Action::Kind::kTellDown, {}, why});
}

void UserStream::OnTimer(base::UnixNanos now) {
  if (state_ == State::kWaiting && now >= std::max(connect_at_, quiet_until_)) {
    state_ = State::kConnecting;
    backoff_.OnAttempt(now);
    actions_.push_back({Action::Kind::kConnect});
    return;
  }
  if (asked_ && now >= asked_at_ + options_.answer_time) {
    return OnTrouble("the venue leaves a question about the subscription unanswered", now);
  }
  if (state_ != State::kUp) return;
  if (now >= opened_at_ + options_.life) return OnTrouble("the connection is a day old", now);
  if (!asked_ && now >= std::max(check_at_, quiet_until_)) Say(Method::kSessionStatus, now);
}

base::UnixNanos UserStream::next_timer() const {
  if (state_ == State::kIdle) return base::kEndOfTime;
  if (state_ == State::kWaiting) return std::max(connect_at_, quiet_until_);
  base::UnixNanos next = base::kEndOfTime;
  if (asked_) next = asked_at_ + options_.answer_time;
  if (state_ != State::kUp) return next;
  next = std::min(next, opened_at_ + options_.life);
  return asked_ ? next : std::min(next, std::max(check_at_, quiet_until_));
}

}  // namespace keel::venues::binance
