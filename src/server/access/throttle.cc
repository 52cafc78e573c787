// SPDX-License-Identifier: MIT
#include "server/access/throttle.h"

#include <algorithm>
#include <tuple>

#include "server/access/address_range.h"

namespace keel::server {

base::Duration LoginThrottle::Attempt(const std::string& user, const std::string& address,
                                      base::UnixNanos now) {
  const std::string network = NetworkOf(address);
  const base::Duration wait = std::max(WaitOf(users_, user, now), WaitOf(addresses_, network, now));
  if (wait > base::Duration()) return wait;
  Count(&users_, user, limits_.free_of_user, now);
  Count(&addresses_, network, limits_.free_of_address, now);
  return {};
}

void LoginThrottle::Succeeded(const std::string& user, const std::string& address) {
  users_.erase(user);
  const auto row = addresses_.find(NetworkOf(address));
  if (row == addresses_.end()) return;
  row->second.blocked_until = {};
  if (--row->second.count <= 0) addresses_.erase(row);
}

base::Duration LoginThrottle::WaitOf(const Table& table, const std::string& key,
                                     base::UnixNanos now) const {
  const auto row = table.find(key);
  if (row == table.end() || row->second.blocked_until <= now) return {};
  return row->second.blocked_until - now;
}

void LoginThrottle::Count(Table* table, const std::string& key, int free, base::UnixNanos now) {
  if (!table->contains(key)) MakeRoom(table, now);
  Failures& failures = (*table)[key];
  if (failures.count > 0 && now >= failures.last + limits_.forget_after) failures = {};
  ++failures.count;
  failures.last = now;
  if (failures.count < free) return;
  const int doublings = std::min(failures.count - free, 20);
  const base::Duration wait = limits_.first_wait * (int64_t{1} << doublings);
  failures.blocked_until = now + std::min(wait, limits_.longest_wait);
}

void LoginThrottle::MakeRoom(Table* table, base::UnixNanos now) const {
  if (table->size() < limits_.most) return;
  std::erase_if(*table,
                [&](const auto& row) { return now >= row.second.last + limits_.forget_after; });
  if (table->size() < limits_.most) return;
  // Names that somebody makes up have failed once; those that are guessed at stay.
  table->erase(std::ranges::min_element(*table, {}, [](const auto& row) {
    return std::tuple(row.second.blocked_until, row.second.last);
  }));
}

}  // namespace keel::server
