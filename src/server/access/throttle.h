// SPDX-License-Identifier: MIT
// Makes guessing slow: after a few failures each further one doubles the wait, for the user who is
// guessed at and for the network that guesses.
#pragma once

#include <map>
#include <string>

#include "base/time.h"

namespace keel::server {

struct ThrottleLimits {
  int free_of_user = 5;      ///< failures before a user has to wait
  int free_of_address = 20;  ///< and an address, behind which many people may be
  base::Duration first_wait = base::Seconds(1);
  base::Duration longest_wait = base::Minutes(15);
  base::Duration forget_after = base::Hours(1);  ///< without a failure
  size_t most = 10'000;                          ///< users, and addresses, remembered
};

/// To be used by one thread.
class LoginThrottle {
 public:
  explicit LoginThrottle(const ThrottleLimits& limits) : limits_(limits) {}

  /// Zero: the password may be looked at. The attempt counts as a failure from here on, so that
  /// many at once are no way around. Otherwise how long to wait before the next; that attempt
  /// counts as none.
  base::Duration Attempt(const std::string& user, const std::string& address, base::UnixNanos now);
  /// The attempt was none: the user's failures are forgotten, and of the address's this one.
  void Succeeded(const std::string& user, const std::string& address);

  /// Rows in memory.
  size_t size() const { return users_.size() + addresses_.size(); }

 private:
  struct Failures {
    int count = 0;
    base::UnixNanos last;
    base::UnixNanos blocked_until;
  };
  using Table = std::map<std::string, Failures>;

  base::Duration WaitOf(const Table& table, const std::string& key, base::UnixNanos now) const;
  void Count(Table* table, const std::string& key, int free, base::UnixNanos now);
  void MakeRoom(Table* table, base::UnixNanos now) const;

  ThrottleLimits limits_;
  Table users_;
  Table addresses_;
};

}  // namespace keel::server
