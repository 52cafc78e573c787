// SPDX-License-Identifier: MIT
#include "cli/exchange_pace.h"

#include <charconv>

#include "base/json_value.h"
#include "net/https_client.h"

namespace keel::cli {
namespace {

std::optional<int64_t> WholeOf(const base::JsonValue& object, std::string_view name) {
  const base::JsonValue* member = object.Find(name);
  if (member == nullptr) return std::nullopt;
  int64_t value = 0;
  const std::string& text = member->text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

base::Result<ExchangePace> AskPace(const base::Clock& wall, const std::string& url) {
  TRY(const net::Url at, net::ParseUrl(url));
  net::Loop loop;
  net::HttpClientOptions options;
  options.origin = at.origin;
  TRY(const auto client, net::HttpClient::Open(loop, wall, std::move(options)));
  std::optional<net::HttpReply> reply;
  client->Send({.method = "GET", .target = "/keel/clock", .headers = {}, .body = {}},
               [&](net::HttpReply answer) { reply = std::move(answer); });
  loop.RunUntil([&] { return reply.has_value(); }, base::Seconds(10));
  if (!reply || !*reply) {
    const std::string why = reply ? reply->error().message : "no answer";
    return base::Fail(base::ErrorCode::kIo, "nobody answers at " + url + " (" + why +
                                                "): does `keel exchange` run there?");
  }
  ExchangePace pace{wall.now(), 1};
  if ((*reply)->status != 200) return pace;
  TRY(const base::JsonValue body, base::ParseJson((*reply)->body));
  const auto origin = WholeOf(body, "origin_ns"), speed = WholeOf(body, "speed");
  if (!origin || !speed || *speed < 1 || *speed > 3600) {
    return base::Fail(base::ErrorCode::kIo, url + "/keel/clock does not tell a time");
  }
  return ExchangePace{base::UnixNanos{*origin}, *speed};
}

}  // namespace keel::cli
