// SPDX-License-Identifier: MIT
#include "execution/order_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"

namespace keel::execution {

std::string MarkOf(base::UnixNanos start) {
  constexpr int kBase = 36;
  char digits[16];
  const auto end =
      std::to_chars(std::begin(digits), std::end(digits), start.ns / base::Seconds(1).ns, kBase);
  return {std::begin(digits), end.ptr};
}

OrderNames::OrderNames(std::string_view session) : prefix_(fmt::format("k-{}-", session)) {}

void OrderNames::Begin(core::OrderId first, std::string mark) {
  CHECK(marks_.empty() || marks_.back().first <= first, "a start before its predecessor");
  if (!marks_.empty() && marks_.back().first == first) marks_.pop_back();  // it made no orders
  if (!mark.empty()) mark += '-';
  marks_.emplace_back(first, std::move(mark));
}

std::string OrderNames::Of(core::OrderId id) const {
  const auto after =
      std::upper_bound(marks_.begin(), marks_.end(), id,
                       [](core::OrderId order, const auto& mark) { return order < mark.first; });
  const std::string_view mark =
      after == marks_.begin() ? std::string_view() : std::prev(after)->second;
  return fmt::format("{}{}{}", prefix_, mark, id.value);
}

std::optional<core::OrderId> OrderNames::Find(std::string_view name) const {
  const std::string_view tail = name.substr(name.rfind('-') + 1);
  core::OrderId id;
  const auto read = std::from_chars(tail.data(), tail.data() + tail.size(), id.value);
  if (read.ec != std::errc() || id.value == 0 || Of(id) != name) return std::nullopt;
  return id;
}

}  // namespace keel::execution
