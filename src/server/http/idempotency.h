// SPDX-License-Identifier: MIT
// A request that is sent again because its answer was lost must not be done again: the first answer
// is kept under the key that its sender chose, for a day. [draft-ietf-httpapi-idempotency-key]
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "net/server.h"
#include "server/access/token.h"

namespace keel::server {

class IdempotencyKeys {
 public:
  static constexpr base::Duration kKept = base::Hours(24);
  static constexpr size_t kMostKeys = 10'000;

  /// What becomes of a request with a key. `name` has the user and the key, `content` all that the
  /// request says. Nothing: it is new, and what `*respond` is told is kept as well. An answer: the
  /// kept one, or the refusal (409 while the first is under way, 422 for another content, 429 when
  /// there is no room).
  /// `keeps_failures` false: an answer of 500 or more is not kept, and who asks again is new.
  std::optional<net::HttpResponse> Begin(const std::string& name, const std::string& content,
                                         base::UnixNanos now, net::Respond* respond,
                                         bool keeps_failures = true);

 private:
  struct Entry {
    TokenHash content;  // so that neither large nor secret bodies are kept
    base::UnixNanos begun;
    std::optional<net::HttpResponse> answer;
    bool is_under_way = true;
  };
  void Forget(base::UnixNanos now);

  std::map<std::string, std::shared_ptr<Entry>> entries_;
  std::deque<std::pair<base::UnixNanos, std::string>> by_age_;
};

}  // namespace keel::server
