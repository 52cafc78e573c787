// SPDX-License-Identifier: MIT
#include "server/http/served_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/text.h"
#include "server/access/address_range.h"

namespace keel::server {
namespace {

constexpr size_t kLongestHost = 253;  // [RFC 1035]

bool IsAddress(std::string_view text) {
  return text.find('/') == std::string_view::npos && AddressRange::Parse(text).has_value();
}

/// Of a host without its port: a name, an IPv4 address, or an IPv6 address in brackets.
bool IsName(std::string_view text) {
  if (text.empty() || text.size() > kLongestHost) return false;
  if (text.starts_with('[')) {
    return text.ends_with(']') && text.find(':') != std::string_view::npos &&
           IsAddress(text.substr(1, text.size() - 2));
  }
  return std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_';
  });
}

/// An IPv6 address as a Host has it; everything else as it is.
std::string InBrackets(const std::string& address) {
  return address.find(':') != std::string::npos && IsAddress(address) ? '[' + address + ']'
                                                                      : address;
}

bool IsOneOf(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

struct ServedNames::Host {
  std::string name;  ///< in lower case
  std::optional<uint16_t> port;
  bool is_address() const {
    return IsAddress(name.starts_with('[') ? name.substr(1, name.size() - 2) : name);
  }
};

base::Result<ServedNames> ServedNames::Of(const ServedAt& place) {
  ServedNames names;
  names.own_ = {base::ToLower(InBrackets(place.address)), "localhost", "127.0.0.1", "[::1]"};
  for (const std::string& name : place.allowed) {
    if (!IsName(InBrackets(name))) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("--allow-host takes a name such as desk.example.com, without "
                                    "scheme and port, not \"{}\"",
                                    name.substr(0, 60)));
    }
    names.allowed_.push_back(base::ToLower(InBrackets(name)));
  }
  names.port_ = place.port;
  names.usual_port_ = place.over_tls ? 443 : 80;
  names.at_any_port_ = place.behind_proxy;
  names.by_any_address_ = place.address == "0.0.0.0" || place.address == "::";
  names.by_any_name_ = place.behind_proxy && place.allowed.empty();
  return names;
}

std::optional<ServedNames::Host> ServedNames::ReadHost(std::string_view text) {
  Host host;
  const size_t behind = text.starts_with('[') ? text.find(']') : 0;
  const size_t colon = text.find(':', behind == std::string_view::npos ? 0 : behind);
  if (colon != std::string_view::npos) {
    const std::string_view digits = text.substr(colon + 1);
    uint16_t port = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, port);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    host.port = port;
  }
  host.name = base::ToLower(text.substr(0, colon));
  return IsName(host.name) ? std::optional(host) : std::nullopt;
}

bool ServedNames::Serves(const Host& host) const {
  if (by_any_name_ || IsOneOf(allowed_, host.name)) return true;
  const bool is_there = at_any_port_ || host.port.value_or(usual_port_) == port_;
  return is_there && (IsOneOf(own_, host.name) || (by_any_address_ && host.is_address()));
}

std::optional<Problem> ServedNames::Refusal(const net::ServerRequest& request) const {
  const auto text = net::FindHeader(request.headers, "Host");
  const auto host = text ? ReadHost(*text) : std::nullopt;
  if (!host) return Problem{400, "a request names the host that it is for, as NAME or NAME:PORT"};
  if (Serves(*host)) return std::nullopt;
  return Problem{421,
                 "the desk is not served under this name: open it at the address that it told when "
                 "it began, or begin `keel serve` with --allow-host and the name"};
}

}  // namespace keel::server
