// SPDX-License-Identifier: MIT
#include "server/alerts/channel_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/text.h"
#include "net/http.h"
#include "net/known_secret.h"

namespace keel::server {
BOOST_DESCRIBE_STRUCT(AlertChannel, (),
                      (name, format, url, header_name, header_value, signing_key, created))
BOOST_DESCRIBE_STRUCT(ChannelBook::File, (), (version, channels))
}  // namespace keel::server

namespace keel::server {
namespace {

using base::ErrorCode;
using base::Fail;
using Mistake = std::optional<base::FieldError>;

constexpr size_t kLongestChannelName = 40, kLongestUrl = 1'000, kLongestHeader = 1'000;
constexpr size_t kShortestSigningKey = 16, kLongestSigningKey = 200;
// What the desk and HTTP say themselves.
constexpr std::array<std::string_view, 9> kReserved = {
    "host",    "content-length", "content-type", "transfer-encoding", "connection",
    "upgrade", "expect",         "user-agent",   "x-keel-signature"};

bool IsChannelName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestChannelName &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

Mistake MistakeInUrl(const AlertChannel& channel) {
  const std::string_view text = channel.url.text.Reveal();
  const auto url = net::ParseUrl(text);
  if (!url || text.size() > kLongestUrl) {
    return base::FieldError{"url", "is an address such as https://hooks.example.com/path"};
  }
  if (!text.starts_with("https://")) return base::FieldError{"url", "begins with https://"};
  return std::nullopt;
}

Mistake MistakeInHeader(const AlertChannel& channel) {
  const std::string_view value = channel.header_value.text.Reveal();
  const std::string& name = channel.header_name;
  if (name.empty() && value.empty()) return std::nullopt;
  if (name.empty()) return base::FieldError{"header_name", "goes with header_value"};
  if (value.empty()) return base::FieldError{"header_value", "goes with header_name"};
  const bool is_ours = std::ranges::find(kReserved, base::ToLower(name)) != kReserved.end();
  if (!net::IsToken(name) || name.size() > kLongestChannelName || is_ours) {
    return base::FieldError{"header_name", "is the name of a header that is free to use"};
  }
  if (!net::IsFieldValue(value) || value.size() > kLongestHeader) {
    return base::FieldError{"header_value", "has at most 1000 characters on one line"};
  }
  return std::nullopt;
}

base::Status CheckChannels(const ChannelBook::File& file) {
  for (size_t i = 0; i < file.channels.size(); ++i) {
    const AlertChannel& channel = file.channels[i];
    if (const auto mistake = FindMistake(channel)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("JSON field channels[{}].{}: {}", i, mistake->path, mistake->why));
    }
    if (std::ranges::count(file.channels, channel.name, &AlertChannel::name) == 1) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("JSON field channels[{}].name: it is not a name of its own", i));
  }
  return {};
}

}  // namespace

Mistake FindMistake(const AlertChannel& channel) {
  if (!IsChannelName(channel.name)) {
    return base::FieldError{"name", "has 1 to 40 small letters, digits, \"-\" and \"_\""};
  }
  if (channel.format != "json" && channel.format != "slack" && channel.format != "discord") {
    return base::FieldError{"format", "is json, slack or discord"};
  }
  if (auto mistake = MistakeInUrl(channel)) return mistake;
  if (auto mistake = MistakeInHeader(channel)) return mistake;
  const std::string_view key = channel.signing_key.text.Reveal();
  if (key.empty()) return std::nullopt;
  if (key.size() < kShortestSigningKey || key.size() > kLongestSigningKey) {
    return base::FieldError{"signing_key", "has 16 to 200 characters"};
  }
  if (net::IsKnownSecret(key)) {
    return base::FieldError{"signing_key", "is one that everybody knows: take another"};
  }
  return std::nullopt;
}

net::Url UrlOf(const AlertChannel& channel) {
  auto url = net::ParseUrl(channel.url.text.Reveal());
  CHECK(url, "a channel is looked at before it is kept");
  return *std::move(url);
}

ChannelBook::ChannelBook(const std::string& home)
    : file_(home + "/alert-channels.json", {}, CheckChannels) {}

const AlertChannel* ChannelBook::Find(std::string_view name) const {
  const auto found = std::ranges::find(channels(), name, &AlertChannel::name);
  return found == channels().end() ? nullptr : &*found;
}

base::Status ChannelBook::Add(AlertChannel channel) {
  if (Find(channel.name) != nullptr) {
    return Fail(ErrorCode::kRefused, fmt::format("{} exists already: remove it first, or take "
                                                 "another name",
                                                 channel.name));
  }
  if (channels().size() >= kMostChannels) {
    return Fail(ErrorCode::kRefused,
                fmt::format("there are {} channels already: remove one first", kMostChannels));
  }
  File next = file_.content();
  next.channels.push_back(std::move(channel));
  return file_.Change(std::move(next));
}

base::Status ChannelBook::Remove(std::string_view name) {
  File next = file_.content();
  const auto removed = std::erase_if(next.channels, [&](const auto& c) { return c.name == name; });
  if (removed == 0) return Fail(ErrorCode::kNotFound, "there is no such channel");
  return file_.Change(std::move(next));
}

}  // namespace keel::server
