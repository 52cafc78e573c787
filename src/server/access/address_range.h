// SPDX-License-Identifier: MIT
// Addresses as ranges: a robot key may be held to some, and failures count for whole networks where
// everybody has more addresses than anybody can count (IPv6).
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"

namespace keel::server {

/// The addresses that share their first bits. IPv4 is part of IPv6 here, as ::ffff:a.b.c.d.
class AddressRange {
 public:
  /// Reads "10.1.2.3", "10.0.0.0/8", "2001:db8::1" or "2001:db8::/32". kUsage where it is none of
  /// these, and where bits are set behind the prefix.
  static base::Result<AddressRange> Parse(std::string_view text);

  /// Whether the address is one of them; a text that is no address is not.
  bool Contains(std::string_view address) const;

 private:
  std::array<unsigned char, 16> bytes_{};
  int bits_ = 128;
};

/// Under which name an address is counted: its own for IPv4, the /64 around it for IPv6; a text
/// that is no address as it is.
std::string NetworkOf(std::string_view address);

}  // namespace keel::server
