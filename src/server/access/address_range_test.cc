// SPDX-License-Identifier: MIT
#include "server/access/address_range.h"

#include <gtest/gtest.h>

namespace keel::server {
namespace {

bool In(const char* range, const char* address) {
  const auto read = AddressRange::Parse(range);
  EXPECT_TRUE(read) << range;
  return read && read->Contains(address);
}

TEST(AddressRange, HoldsOneAddress) {
  EXPECT_TRUE(In("10.1.2.3", "10.1.2.3"));
  EXPECT_FALSE(In("10.1.2.3", "10.1.2.4"));
  EXPECT_TRUE(In("2001:db8::1", "2001:DB8:0::1"));
  EXPECT_TRUE(In("10.1.2.3", "::ffff:10.1.2.3")) << "as a socket for both families tells it";
}

TEST(AddressRange, HoldsAPrefix) {
  EXPECT_TRUE(In("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(In("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(In("192.168.4.0/22", "192.168.7.255"));
  EXPECT_FALSE(In("192.168.4.0/22", "192.168.8.0"));
  EXPECT_TRUE(In("0.0.0.0/0", "203.0.113.9"));
  EXPECT_FALSE(In("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(In("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(In("2001:db8::/32", "2001:db9::"));
  EXPECT_FALSE(In("10.0.0.0/8", "nonsense"));
}

TEST(AddressRange, RefusesWhatIsNone) {
  for (const char* bad : {"", "10.1.2", "10.1.2.3/33", "10.1.2.3/-1", "10.1.2.3/", "10.1.2.3/8",
                          "10.1.2.3/8x", "::/129", "localhost", "010.1.2.3"}) {
    EXPECT_FALSE(AddressRange::Parse(bad)) << bad;
  }
}

TEST(NetworkOf, CountsAnIpv6CustomerOnce) {
  EXPECT_EQ(NetworkOf("10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(NetworkOf("::ffff:10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(NetworkOf("2001:db8:1:2:3::4"), NetworkOf("2001:db8:1:2:ffff::1"));
  EXPECT_NE(NetworkOf("2001:db8:1:2::"), NetworkOf("2001:db8:1:3::"));
  EXPECT_EQ(NetworkOf("pipe"), "pipe");
}

}  // namespace
}  // namespace keel::server
