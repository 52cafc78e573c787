// SPDX-License-Identifier: MIT
#include "risk/limit_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/mp11.hpp>
#include <cmath>
#include <type_traits>

#include "risk/limits_describe.h"

namespace keel::risk {
namespace {

/// Limits that let more pass the smaller they are.
constexpr std::array<std::string_view, 6> kFloors = {"order_value_floor",   "entry_interval_s",
                                                     "jump_pause_s",        "duplicate_s",
                                                     "self_trade_distance", "depeg_price"};

bool Loosens(std::string_view name, std::optional<double> from, std::optional<double> to) {
  if (!from || !to) return from.has_value();
  const bool is_floor = std::find(kFloors.begin(), kFloors.end(), name) != kFloors.end();
  return is_floor ? *to < *from : *to > *from;
}

std::optional<double> ValueOf(double value) { return value; }
template <typename T>
std::optional<double> ValueOf(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  return static_cast<double>(*value);
}

/// Calls visit(name, member) for every limit.
template <typename Visit>
void ForEachLimit(Visit visit) {
  using Members = boost::describe::describe_members<Limits, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    using Member = std::remove_cvref_t<decltype(std::declval<Limits>().*member.pointer)>;
    if constexpr (!std::is_same_v<Member, std::string>) visit(member.name, member.pointer);
  });
}

}  // namespace

std::vector<LimitChange> ChangesOf(const Limits& from, const Limits& to) {
  std::vector<LimitChange> changes;
  ForEachLimit([&](std::string_view name, auto member) {
    const auto before = ValueOf(from.*member);
    const auto after = ValueOf(to.*member);
    if (before != after) changes.push_back({name, before, after, Loosens(name, before, after)});
  });
  return changes;
}

base::Status SetLimit(Limits* limits, std::string_view name, std::optional<double> value) {
  bool found = false;
  ForEachLimit([&](std::string_view member_name, auto member) {
    if (member_name != name) return;
    auto& limit = limits->*member;
    using Limit = std::remove_cvref_t<decltype(limit)>;
    if constexpr (std::is_same_v<Limit, double>) {
      if (!value) return;
      limit = *value;
    } else {
      limit.reset();
      if (value) limit = static_cast<typename Limit::value_type>(*value);
    }
    found = true;
  });
  if (found) return {};
  return base::Fail(base::ErrorCode::kNotFound,
                    fmt::format("risk.{} is no limit that can be set so", name));
}

base::Status CheckLimits(const Limits& limits) {
  base::Status status;
  ForEachLimit([&](std::string_view name, auto member) {
    const auto value = ValueOf(limits.*member);
    if (!status || !value || (std::isfinite(*value) && *value >= 0)) return;
    status =
        base::Fail(base::ErrorCode::kUsage,
                   fmt::format("risk.{} is {}: give a number from 0 on, or \"off\"", name, *value));
  });
  return status;
}

}  // namespace keel::risk
