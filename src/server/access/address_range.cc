// SPDX-License-Identifier: MIT
#include "server/access/address_range.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace keel::server {
namespace {

using Bytes = std::array<unsigned char, 16>;

constexpr int kMappedBits = 96;  // in front of an IPv4 address

struct Address {
  Bytes bytes{};
  bool is_v4 = false;
};

std::optional<Address> ReadAddress(std::string_view text) {
  const std::string copy(text);
  Address address;
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  if (::inet_pton(AF_INET, copy.c_str(), address.bytes.data() + 12) == 1) {
    address.bytes[10] = address.bytes[11] = 0xFF;
    address.is_v4 = true;
    return address;
  }
  if (::inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

void ClearBehind(Bytes* bytes, int bits) {
  for (int i = bits; i < 128; ++i) {
    unsigned char& byte = (*bytes)[static_cast<size_t>(i / 8)];
    byte = static_cast<unsigned char>(byte & ~(0x80 >> (i % 8)));
  }
}

bool IsMapped(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](unsigned char b) { return b == 0; }) &&
         bytes[10] == 0xFF && bytes[11] == 0xFF;
}

tl::unexpected<base::Error> NoRange(std::string_view text) {
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("\"{}\" is not an address or a range of them: write 10.1.2.3 or "
                                "10.0.0.0/8, with no bits set behind the prefix",
                                text.substr(0, 60)));
}

}  // namespace

base::Result<AddressRange> AddressRange::Parse(std::string_view text) {
  const size_t slash = text.find('/');
  const auto address = ReadAddress(text.substr(0, slash));
  if (!address) return NoRange(text);
  AddressRange range;
  range.bytes_ = address->bytes;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    int bits = -1;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
    if (!whole || bits < 0 || bits > (address->is_v4 ? 32 : 128)) return NoRange(text);
    range.bits_ = bits + (address->is_v4 ? kMappedBits : 0);
  }
  Bytes cleared = range.bytes_;
  ClearBehind(&cleared, range.bits_);
  if (cleared != range.bytes_) return NoRange(text);
  return range;
}

bool AddressRange::Contains(std::string_view address) const {
  auto read = ReadAddress(address);
  if (!read) return false;
  ClearBehind(&read->bytes, bits_);
  return read->bytes == bytes_;
}

std::string NetworkOf(std::string_view address) {
  auto read = ReadAddress(address);
  if (!read) return std::string(address);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (IsMapped(read->bytes)) {
    ::inet_ntop(AF_INET, read->bytes.data() + 12, text.data(), text.size());
    return text.data();
  }
  ClearBehind(&read->bytes, 64);
  ::inet_ntop(AF_INET6, read->bytes.data(), text.data(), text.size());
  return std::string(text.data()) + "/64";
}

}  // namespace keel::server
