// SPDX-License-Identifier: MIT
#include "storage/redis/redis.h"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <charconv>
#include <utility>

namespace keel::storage {
namespace {

using base::ErrorCode;
using base::Fail;

base::Result<int> NumberOf(std::string_view text, int most, std::string_view what) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > most) {
    return Fail(ErrorCode::kUsage, fmt::format("the {} of a Redis address is a whole number of at "
                                               "most {}, not \"{}\"",
                                               what, most, text));
  }
  return value;
}

RedisReply Copy(const redisReply& reply) {
  RedisReply copy;
  switch (reply.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      copy.kind = RedisReply::Kind::kText;
      copy.text.assign(reply.str, reply.len);
      break;
    case REDIS_REPLY_ERROR:
      copy.kind = RedisReply::Kind::kRefusal;
      copy.text.assign(reply.str, reply.len);
      break;
    case REDIS_REPLY_INTEGER:
      copy.kind = RedisReply::Kind::kNumber;
      copy.number = reply.integer;
      break;
    case REDIS_REPLY_ARRAY:
      copy.kind = RedisReply::Kind::kList;
      for (size_t i = 0; i < reply.elements; ++i) copy.items.push_back(Copy(*reply.element[i]));
      break;
    default:
      break;
  }
  return copy;
}

timeval TimevalOf(base::Duration span) {
  return {.tv_sec = span.ns / 1'000'000'000, .tv_usec = span.ns % 1'000'000'000 / 1'000};
}

}  // namespace

base::Result<RedisAddress> RedisAddress::Parse(std::string_view url) {
  constexpr std::string_view kScheme = "redis://";
  if (!url.starts_with(kScheme)) {
    return Fail(ErrorCode::kUsage,
                "a Redis address is redis://[user[:password]@]host[:port][/database]");
  }
  std::string_view rest = url.substr(kScheme.size());
  RedisAddress address;
  if (const size_t at = rest.rfind('@'); at != std::string_view::npos) {
    const std::string_view who = rest.substr(0, at);
    const size_t colon = who.find(':');
    address.user = who.substr(0, colon);
    if (colon != std::string_view::npos) address.password = base::Secret(who.substr(colon + 1));
    rest.remove_prefix(at + 1);
  }
  if (const size_t slash = rest.find('/'); slash != std::string_view::npos) {
    const std::string_view database = rest.substr(slash + 1);
    if (!database.empty()) {
      TRY(address.database, NumberOf(database, 1'000'000, "database"));
    }
    rest = rest.substr(0, slash);
  }
  const size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos) {
    TRY(address.port, NumberOf(rest.substr(colon + 1), 65'535, "port"));
    rest = rest.substr(0, colon);
  }
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  if (rest.empty()) return Fail(ErrorCode::kUsage, "a Redis address names a host");
  address.host = rest;
  return address;
}

std::string RedisAddress::Shown() const {
  return fmt::format("redis://{}:{}/{}", host, port, database);
}

struct Redis::Connection {
  explicit Connection(redisContext* opened, std::string shown)
      : context(opened), name(std::move(shown)) {}
  Connection(const Connection&) = delete;
  ~Connection() {
    if (context != nullptr) redisFree(context);
  }

  tl::unexpected<base::Error> Lost() const {
    return Fail(ErrorCode::kIo, fmt::format("the Redis server at {} does not answer ({})", name,
                                            context != nullptr ? context->errstr : "no memory"));
  }
  base::Status Send(const std::vector<std::string>& words) const {
    std::vector<const char*> starts;
    std::vector<size_t> sizes;
    for (const std::string& word : words) {
      starts.push_back(word.data());
      sizes.push_back(word.size());
    }
    const int sent = redisAppendCommandArgv(context, static_cast<int>(words.size()), starts.data(),
                                            sizes.data());
    if (sent != REDIS_OK) return Lost();
    return {};
  }
  base::Result<RedisReply> Read() const {
    void* read = nullptr;
    if (redisGetReply(context, &read) != REDIS_OK || read == nullptr) return Lost();
    const std::unique_ptr<redisReply, void (*)(void*)> reply(static_cast<redisReply*>(read),
                                                             freeReplyObject);
    return Copy(*reply);
  }

  redisContext* context;
  std::string name;
};

Redis::Redis(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Redis::Redis(Redis&&) noexcept = default;
Redis::~Redis() = default;

base::Result<Redis> Redis::Connect(const RedisAddress& address, base::Duration patience) {
  redisContext* const context =
      redisConnectWithTimeout(address.host.c_str(), address.port, TimevalOf(patience));
  auto connection = std::make_unique<Connection>(context, address.Shown());
  if (context == nullptr || context->err != 0) return connection->Lost();
  if (redisSetTimeout(context, TimevalOf(patience)) != REDIS_OK) return connection->Lost();
  Redis redis(std::move(connection));
  std::vector<std::vector<std::string>> hello;
  if (!address.password.empty()) {
    hello.push_back({"AUTH"});
    if (!address.user.empty()) hello.back().push_back(address.user);
    hello.back().emplace_back(address.password.Reveal());
  }
  if (address.database != 0) hello.push_back({"SELECT", std::to_string(address.database)});
  hello.push_back({"PING"});
  TRY(const std::vector<RedisReply> answers, redis.AskAll(hello));
  for (const RedisReply& answer : answers) {
    if (answer.kind != RedisReply::Kind::kRefusal) continue;
    return Fail(ErrorCode::kRefused,
                fmt::format("the Redis server at {} refuses: {}", address.Shown(), answer.text));
  }
  return redis;
}

base::Result<RedisReply> Redis::Ask(const std::vector<std::string>& words) {
  TRY(connection_->Send(words));
  return connection_->Read();
}

base::Result<std::vector<RedisReply>> Redis::AskAll(
    const std::vector<std::vector<std::string>>& commands) {
  for (const auto& words : commands) TRY(connection_->Send(words));
  std::vector<RedisReply> replies;
  for (size_t i = 0; i < commands.size(); ++i) {
    TRY(RedisReply reply, connection_->Read());
    replies.push_back(std::move(reply));
  }
  return replies;
}

}  // namespace keel::storage
