// SPDX-License-Identifier: MIT
// Who is logged in. Sessions live in memory only, so a restart ends them all, and a token is known
// here by its hash alone.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "base/time.h"
#include "server/access/entropy.h"
#include "server/access/token.h"

namespace keel::server {

struct SessionLimits {
  base::Duration life = base::Hours(12);    ///< from the login; nothing makes it longer
  base::Duration idle = base::Minutes(15);  ///< without a change, until a change asks again
  base::Duration fresh = base::Minutes(5);  ///< after a password was shown
  size_t per_user = 64;                     ///< the oldest makes room
  size_t in_all = 4096;                     ///< the oldest makes room
};

/// A person who logged in.
struct Session {
  std::string id;  ///< 16 hex digits; no secret
  std::string user;
  std::string from;  ///< the address that logged in
  base::UnixNanos created;
  base::UnixNanos changed;      ///< the last login or change of state
  base::UnixNanos fresh_until;  ///< dangerous acts are allowed before
};

/// To be used by one thread.
class SessionTable {
 public:
  /// Told of each session that ends before or at the end of its life, by its id, when it is gone.
  using OnEnded = std::function<void(const std::string& id)>;

  SessionTable(const SessionLimits& limits, Entropy entropy, OnEnded on_ended)
      : limits_(limits), entropy_(std::move(entropy)), on_ended_(std::move(on_ended)) {}

  struct Opened {
    Session session;
    base::Secret token;  ///< told this once
  };
  /// Begins a session with a new token, which no earlier login shares.
  Opened Open(const std::string& user, const std::string& from, base::UnixNanos now);

  /// The session of a token, while it lives; null otherwise. Valid until the table changes.
  const Session* Find(std::string_view token, base::UnixNanos now) const;
  /// The same by id.
  const Session* FindById(std::string_view id, base::UnixNanos now) const;

  /// Whether a change of state must wait for the password to be shown again (Refresh).
  bool IsStale(const Session& session, base::UnixNanos now) const;
  /// A change of state: the session is not idle. Only looking never counts as one, since a page
  /// asks by itself. Requires that it is not stale.
  void Touch(const std::string& id, base::UnixNanos now);
  /// The password was shown again.
  void Refresh(const std::string& id, base::UnixNanos now);

  /// Ends one session; whether there was one.
  bool End(const std::string& id);
  /// Ends all of a user but `except`; how many.
  size_t EndAllOf(const std::string& user, const std::string& except = "");
  /// Ends those that have outlived their life; how many. To be called each second or so.
  size_t EndExpired(base::UnixNanos now);

  /// Those that live, the newest first.
  std::vector<Session> List(base::UnixNanos now) const;
  size_t size() const { return rows_.size(); }

 private:
  struct Row {
    TokenHash hash;
    Session session;
  };
  using Rows = std::map<std::string, Row, std::less<>>;  // by id

  bool Lives(const Session& session, base::UnixNanos now) const {
    return now < session.created + limits_.life;
  }
  Rows::iterator Oldest(const std::string* user);
  void MakeRoom(const std::string& user, base::UnixNanos now);
  Rows::iterator Erase(Rows::iterator row);

  SessionLimits limits_;
  Entropy entropy_;
  OnEnded on_ended_;
  Rows rows_;
};

}  // namespace keel::server
