// SPDX-License-Identifier: MIT
#include "server/api/page.h"

#include <fmt/format.h>

#include <charconv>

namespace keel::server {

Answer<std::optional<int64_t>> CursorOf(const std::optional<std::string>& cursor) {
  if (!cursor) return std::optional<int64_t>();
  int64_t number = 0;
  const char* const end = cursor->data() + cursor->size();
  const auto [stopped, error] = std::from_chars(cursor->data(), end, number);
  if (error == std::errc{} && stopped == end && number >= 0) return std::optional(number);
  return Refuse(400, "is a `next` that this list has given", "cursor");
}

Answer<size_t> LimitOf(const std::optional<int64_t>& limit) {
  if (!limit) return size_t{100};
  if (*limit >= 1 && *limit <= kMostItems) return static_cast<size_t>(*limit);
  return Refuse(400, fmt::format("is 1 to {}", kMostItems), "limit");
}

}  // namespace keel::server
