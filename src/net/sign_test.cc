// SPDX-License-Identifier: MIT
#include "net/sign.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace keel::net {
namespace {

std::string Bytes(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

struct HmacCase {
  std::string key, message, mac;
};

TEST(Sign, HmacSha256AsInRfc4231) {
  const std::vector<HmacCase> cases = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}};
  for (const HmacCase& c : cases) {
    EXPECT_EQ(HmacSha256Hex(base::Secret(c.key), c.message), c.mac);
    const HmacSha256Key key{base::Secret(c.key)};
    EXPECT_EQ(key.Hex(c.message), c.mac);
    EXPECT_EQ(key.Hex(c.message), c.mac) << "the second time";
  }
  // The empty key (from the article on HMAC that everybody quotes).
  EXPECT_EQ(HmacSha256Hex(base::Secret(), ""),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Sign, OneKeySignsForManyThreads) {
  const HmacSha256Key key{base::Secret("key")};
  const std::string expected = HmacSha256Hex(base::Secret("key"), "message");
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 20'000; ++i) wrong += key.Hex("message") == expected ? 0 : 1;
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST(Sign, BinancesOwnExample) {
  // From the exchange's REST documentation, "SIGNED endpoint examples".
  const base::Secret key("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j");
  EXPECT_EQ(HmacSha256Hex(key,
                          "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
                          "&recvWindow=5000&timestamp=1499827319559"),
            "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71");
}

TEST(Sign, Sha256OfTheStandardsExample) {
  EXPECT_EQ(ToHex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sign, Ed25519AsInRfc8032) {
  struct Case {
    std::string_view seed, public_key, message, signature;
  };
  const std::vector<Case> cases = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
       "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
       "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}};
  for (const Case& c : cases) {
    const auto key = Ed25519Key::FromSeed(base::Secret(Bytes(c.seed)));
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(ToHex(key->PublicBytes()), c.public_key);
    EXPECT_EQ(key->SignBase64(Bytes(c.message)), Base64Encode(Bytes(c.signature)));
    EXPECT_TRUE(key->Verify(Bytes(c.message), Base64Encode(Bytes(c.signature))));
    EXPECT_FALSE(key->Verify("another", Base64Encode(Bytes(c.signature))));
  }
}

// The pair of RFC 8410, section 10.3 and 10.1.
constexpr std::string_view kPrivatePem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view kPublicPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
    "-----END PUBLIC KEY-----\n";

TEST(Sign, WhatAPrivatePemSignsThePublicOneVerifies) {
  const auto mine = Ed25519Key::FromPrivatePem(base::Secret(kPrivatePem));
  const auto theirs = Ed25519Key::FromPublicPem(kPublicPem);
  ASSERT_TRUE(mine && theirs);
  EXPECT_TRUE(theirs->Verify("timestamp=1", mine->SignBase64("timestamp=1")));
  EXPECT_FALSE(theirs->Verify("timestamp=2", mine->SignBase64("timestamp=1")));
  EXPECT_FALSE(theirs->Verify("timestamp=1", "not base64"));
  EXPECT_FALSE(theirs->can_sign());
}

TEST(Sign, RefusesKeysThatAreNone) {
  EXPECT_FALSE(Ed25519Key::FromPrivatePem(base::Secret("not a key")));
  EXPECT_FALSE(Ed25519Key::FromPrivatePem(base::Secret(kPublicPem)));
  EXPECT_FALSE(Ed25519Key::FromSeed(base::Secret("too short")));
  const auto error = Ed25519Key::FromPublicPem("").error();
  EXPECT_EQ(error.code, base::ErrorCode::kUsage);
  EXPECT_NE(error.message.find("Ed25519"), std::string::npos);
}

TEST(Sign, Base64AsInRfc4648) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(Base64Encode(bytes), text);
    EXPECT_EQ(*Base64Decode(text), bytes);
  }
  for (const char* bad : {"Zg", "Zg=", "Z===", "Zm9v Zg==", "Zh==", "Zm9v\n", "====", "=Zg="}) {
    EXPECT_FALSE(Base64Decode(bad)) << bad;
  }
}

TEST(Sign, ComparesInConstantTime) {
  EXPECT_TRUE(ConstantTimeEqual("token", "token"));
  EXPECT_FALSE(ConstantTimeEqual("token", "tokem"));
  EXPECT_FALSE(ConstantTimeEqual("token", "toke"));
  EXPECT_TRUE(ConstantTimeEqual("", ""));
}

}  // namespace
}  // namespace keel::net
