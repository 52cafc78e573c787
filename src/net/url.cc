// SPDX-License-Identifier: MIT
#include "net/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace keel::net {
namespace {

using base::ErrorCode;

struct Scheme {
  std::string_view prefix;
  bool tls;
};
constexpr std::array kSchemes = {Scheme{"https://", true}, Scheme{"http://", false},
                                 Scheme{"wss://", true}, Scheme{"ws://", false}};

bool IsLetterOrDigit(char c) {
  return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9');
}
bool IsUnreserved(char c) {
  return IsLetterOrDigit(c) || std::string_view("-._~").find(c) != std::string_view::npos;
}
bool IsHostCharacter(char c) { return IsLetterOrDigit(c) || c == '-' || c == '.' || c == '_'; }
bool IsAddressCharacter(char c) { return IsLetterOrDigit(c) || c == ':' || c == '.'; }
bool IsTargetCharacter(char c) {
  return c > ' ' && c < '\x7f' && c != '#' && c != '"' && c != '\\';
}

std::optional<int> HexDigit(char c) {
  if ('0' <= c && c <= '9') return c - '0';
  if ('a' <= c && c <= 'f') return c - 'a' + 10;
  if ('A' <= c && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

bool ReadPort(std::string_view text, uint16_t* port) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *port);
  return error == std::errc() && end == text.data() + text.size() && *port > 0;
}

// "host", "host:port", "[address]", "[address]:port".
bool ReadAuthority(std::string_view text, Origin* origin) {
  std::string_view port;
  if (text.starts_with('[')) {
    const size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    origin->host = text.substr(1, close - 1);
    port = text.substr(close + 1);
    if (!std::ranges::all_of(origin->host, IsAddressCharacter)) return false;
  } else {
    const size_t colon = std::min(text.find(':'), text.size());
    origin->host = base::ToLower(text.substr(0, colon));
    port = text.substr(colon);
    if (!std::ranges::all_of(origin->host, IsHostCharacter)) return false;
  }
  if (origin->host.empty() || origin->host.size() > 253) return false;
  origin->port = origin->tls ? 443 : 80;
  return port.empty() || (port.front() == ':' && ReadPort(port.substr(1), &origin->port));
}

base::Result<std::string> Decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const auto high = i + 2 < text.size() ? HexDigit(text[i + 1]) : std::nullopt;
    const auto low = i + 2 < text.size() ? HexDigit(text[i + 2]) : std::nullopt;
    if (!high || !low) {
      return base::Fail(ErrorCode::kUsage,
                        fmt::format("a % at place {} stands without two hex digits", i + 1));
    }
    decoded += static_cast<char>(16 * *high + *low);
    i += 2;
  }
  return decoded;
}

}  // namespace

std::string Origin::Authority() const {
  const bool bracketed = host.find(':') != std::string::npos;
  const std::string name = bracketed ? "[" + host + "]" : host;
  return port == (tls ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

base::Result<Url> ParseUrl(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return base::Fail(
        ErrorCode::kUsage,
        fmt::format("\"{}\" {}; write it like https://host:port/path", text.substr(0, 200), why));
  };
  const auto scheme =
      std::ranges::find_if(kSchemes, [&](const Scheme& s) { return text.starts_with(s.prefix); });
  if (scheme == kSchemes.end()) return refuse("does not start with https, http, wss or ws");
  const std::string_view rest = text.substr(scheme->prefix.size());
  const size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
  Url url;
  url.origin.tls = scheme->tls;
  if (rest.substr(0, slash).find('@') != std::string_view::npos) {
    return refuse("carries a user name, which does not belong there");
  }
  if (!ReadAuthority(rest.substr(0, slash), &url.origin)) return refuse("has no valid host");
  url.target = rest.substr(slash);
  if (!std::ranges::all_of(url.target, IsTargetCharacter)) {
    return refuse("has a fragment, or characters that must be written as %XX");
  }
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

void AppendPercentEncoded(std::string_view text, std::string* out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (IsUnreserved(c)) {
      *out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      *out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
}

std::string PercentEncode(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size());
  AppendPercentEncoded(text, &encoded);
  return encoded;
}

base::Result<std::string> PercentDecode(std::string_view text) { return Decode(text, false); }

std::string PrintQuery(const Query& query) {
  std::string text;
  for (const auto& [name, value] : query) {
    if (!text.empty()) text += '&';
    text += PercentEncode(name);
    text += '=';
    text += PercentEncode(value);
  }
  return text;
}

base::Result<Query> ParseQuery(std::string_view text) {
  Query query;
  if (text.empty()) return query;
  for (const std::string_view part : base::Split(text, '&')) {
    if (part.empty()) continue;
    const size_t equals = std::min(part.find('='), part.size());
    TRY(std::string name, Decode(part.substr(0, equals), true));
    TRY(std::string value, Decode(part.substr(std::min(equals + 1, part.size())), true));
    query.emplace_back(std::move(name), std::move(value));
  }
  return query;
}

}  // namespace keel::net
