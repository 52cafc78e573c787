// SPDX-License-Identifier: MIT
#include "server/access/token.h"

#include <gtest/gtest.h>

#include <set>

#include "server/access/testing/counted_entropy.h"

namespace keel::server {
namespace {

TEST(Token, IsBase64UrlOfWhatWasDrawn) {
  // RFC 4648: 32 bytes of zeros are 43 times 'A'; of 0xFF, 42 times '_' and '8' (1111 and no more).
  const Entropy zeros = [](std::span<unsigned char> b) { std::ranges::fill(b, 0); };
  const Entropy ones = [](std::span<unsigned char> b) { std::ranges::fill(b, 0xFF); };
  EXPECT_EQ(NewToken(zeros).Reveal(), std::string(43, 'A'));
  EXPECT_EQ(NewToken(ones).Reveal(), std::string(42, '_') + "8");
  EXPECT_EQ(NewId(ones, 3), "ffffff");
}

TEST(Token, OfTheSystemIsNewEachTime) {
  const Entropy entropy = SystemEntropy();
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.emplace(NewToken(entropy).Reveal());
  EXPECT_EQ(seen.size(), 100U);
}

TEST(Token, HashIsBlake2b256) {
  // The digest of the empty text, as `b2sum -l 256` prints it.
  EXPECT_EQ(HashToken("").Hex(),
            "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  EXPECT_EQ(TokenId(HashToken("")), "0e5751c026e543b2");
}

TEST(Token, HashReadsBackAndNothingElse) {
  const TokenHash hash = HashToken("x");
  EXPECT_EQ(TokenHash::Parse(hash.Hex()), hash);
  EXPECT_NE(HashToken("y"), hash);
  for (const std::string& bad : {std::string(), hash.Hex() + "0", std::string(64, 'g')}) {
    EXPECT_FALSE(TokenHash::Parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace keel::server
