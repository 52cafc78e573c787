// SPDX-License-Identifier: MIT
#include "server/http/idempotency.h"

#include "server/http/problem.h"

namespace keel::server {

std::optional<net::HttpResponse> IdempotencyKeys::Begin(const std::string& name,
                                                        const std::string& content,
                                                        base::UnixNanos now, net::Respond* respond,
                                                        bool keeps_failures) {
  Forget(now);
  const auto keep = [&](const std::shared_ptr<Entry>& entry) {
    *respond = [entry, keeps_failures, first = std::move(*respond)](net::HttpResponse answer) {
      const bool is_kept = keeps_failures || answer.status < 500;
      if (!entry->answer && is_kept) entry->answer = answer;
      entry->is_under_way = false;
      first(std::move(answer));
    };
  };
  const TokenHash hash = HashToken(content);
  if (const auto known = entries_.find(name); known != entries_.end()) {
    Entry& first = *known->second;
    if (!(first.content == hash)) {
      return ToResponse({422, "this Idempotency-Key was used for another request; take a new one"});
    }
    if (!first.answer && !first.is_under_way) {
      first.is_under_way = true;
      keep(known->second);
      return std::nullopt;
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
  const auto entry = std::make_shared<Entry>(Entry{hash, now, std::nullopt, true});
  entries_[name] = entry;
  by_age_.emplace_back(now, name);
  keep(entry);
  return std::nullopt;
}

void IdempotencyKeys::Forget(base::UnixNanos now) {
  while (!by_age_.empty() && by_age_.front().first + kKept < now) {
    entries_.erase(by_age_.front().second);
    by_age_.pop_front();
  }
}

}  // namespace keel::server
