// SPDX-License-Identifier: MIT
// Proofs that are good once: a ticket that a page fetches to open its WebSocket, since a WebSocket
// carries no header of ours, and the tokens that let the first person in.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "server/access/entropy.h"
#include "server/access/token.h"

namespace keel::server {

struct TicketLimits {
  base::Duration life = base::Seconds(30);
  size_t per_session = 16;  ///< the oldest makes room
  size_t in_all = 4096;     ///< the oldest makes room
};

/// Tickets that are out, each bound to a session. To be used by one thread.
class TicketBox {
 public:
  TicketBox(const TicketLimits& limits, Entropy entropy)
      : limits_(limits), entropy_(std::move(entropy)) {}

  /// A ticket for the session of that id.
  base::Secret Make(const std::string& session_id, base::UnixNanos now);
  /// The session's id, once and in time; nothing otherwise.
  std::optional<std::string> Redeem(std::string_view ticket, base::UnixNanos now);
  /// Takes back all of a session.
  void Withdraw(const std::string& session_id);
  size_t size() const { return rows_.size(); }

 private:
  struct Row {
    TokenHash hash;
    std::string session_id;
    base::UnixNanos made;
  };
  using Rows = std::map<uint64_t, Row>;  // by number, so the oldest is the first

  void MakeRoom(const std::string& session_id, base::UnixNanos now);

  TicketLimits limits_;
  Entropy entropy_;
  Rows rows_;
  uint64_t next_ = 1;
};

/// One token that is good once. To be used by one thread.
class OneTimeToken {
 public:
  /// One of which only this process knows. Where it is shown is the caller's business.
  struct Made;
  static Made InMemory(const Entropy& entropy);

  /// One that waits in a file which only its owner may read, until it is spent: the one that is
  /// there, or a new one. kRefused where others may read it, kUsage where it is no token, kIo.
  static base::Result<OneTimeToken> InFile(std::string path, const Entropy& entropy);

  /// Whether that is the token, and it was not spent.
  bool Matches(std::string_view token) const;
  /// It is good no more, and its file is gone. kIo where the file stays; the token is spent anyway.
  base::Status Spend();

 private:
  OneTimeToken(const TokenHash& hash, std::string path) : hash_(hash), path_(std::move(path)) {}

  std::optional<TokenHash> hash_;  // nothing once it is spent
  std::string path_;               // "" where it has no file
};

struct OneTimeToken::Made {
  OneTimeToken token;
  base::Secret text;
};

}  // namespace keel::server
