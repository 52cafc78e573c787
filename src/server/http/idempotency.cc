// SPDX-License-Identifier: MIT
#include "server/http/idempotency.h"

#include "server/http/problem.h"

namespace keel::server {

std::optional<net::HttpResponse> IdempotencyKeys::Begin(const std::string& name,
                                                        const std::string& content,
                                                        base::UnixNanos now,
                                                        net::Respond* respond) {
  Forget(now);
  const TokenHash hash = HashToken(content);
  if (const auto known = entries_.find(name); known != entries_.end()) {
    const Entry& first = *known->second;
    if (!(first.content == hash)) {
      return ToResponse({422, "this Idempotency-Key was used for another request; take a new one"});
    }
    if (!first.answer) {
      return ToResponse({.status = 409,
                         .detail = "the first request with this Idempotency-Key is under way",
                         .retry_after = base::Seconds(1)});
    }
    return first.answer;
  }
  if (entries_.size() >= kMostKeys) {
    return ToResponse({.status = 429,
                       .detail = "too many requests with a key within a day",
                       .retry_after = base::Minutes(10)});
  }
  const auto entry = std::make_shared<Entry>(Entry{hash, now, std::nullopt});
  entries_[name] = entry;
  by_age_.emplace_back(now, name);
  *respond = [entry, first = std::move(*respond)](net::HttpResponse answer) {
    if (!entry->answer) entry->answer = answer;
    first(std::move(answer));
  };
  return std::nullopt;
}

void IdempotencyKeys::Forget(base::UnixNanos now) {
  while (!by_age_.empty() && by_age_.front().first + kKept < now) {
    entries_.erase(by_age_.front().second);
    by_age_.pop_front();
  }
}

}  // namespace keel::server
