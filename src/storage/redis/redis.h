// SPDX-License-Identifier: MIT
// A connection to a Redis server: commands go out as lists of arguments, answers come back as plain
// values. What several machines share lives there; nothing that one machine cannot do without.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace keel::storage {

/// Where a server is: redis://[user[:password]@]host[:port][/database].
struct RedisAddress {
  std::string host;
  int port = 6379;
  int database = 0;
  std::string user;
  base::Secret password;

  /// kUsage, without the password in the message.
  static base::Result<RedisAddress> Parse(std::string_view url);
  /// "redis://host:6379/0", without user and password.
  std::string Shown() const;
};

/// What a server answered.
struct RedisReply {
  enum class Kind : uint8_t { kNothing, kText, kNumber, kList, kRefusal };
  Kind kind = Kind::kNothing;
  std::string text;  ///< of kText and of kRefusal ("BUSYGROUP Consumer Group name already exists")
  int64_t number = 0;
  std::vector<RedisReply> items;
};

class Redis {
 public:
  /// Connects, signs in and chooses the database. An answer that takes longer than `patience` is an
  /// error. kIo, kRefused.
  static base::Result<Redis> Connect(const RedisAddress& address, base::Duration patience);
  Redis(Redis&&) noexcept;
  ~Redis();

  /// One command and its answer; a refusal is an answer. kIo where the connection is lost.
  base::Result<RedisReply> Ask(const std::vector<std::string>& words);
  /// The same for many: all are sent before the first answer is read.
  base::Result<std::vector<RedisReply>> AskAll(
      const std::vector<std::vector<std::string>>& commands);

 private:
  struct Connection;
  explicit Redis(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

}  // namespace keel::storage
