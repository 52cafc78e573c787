// SPDX-License-Identifier: MIT
#include "server/access/password.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <atomic>
#include <thread>
#include <vector>

#include "server/access/testing/counted_entropy.h"

namespace keel::server {
namespace {

using base::Secret;

constexpr PasswordCost kCheap{.passes = 1, .memory_bytes = size_t{1} << 20};

std::unique_ptr<PasswordHasher> Make(const PasswordCost& cost = kCheap) {
  auto hasher = PasswordHasher::Make(cost, testing::CountedEntropy());
  EXPECT_TRUE(hasher) << hasher.error().message;
  return *std::move(hasher);
}

TEST(PasswordHasher, VerifiesWhatItHashed) {
  const auto hasher = Make();
  const std::string hash = hasher->Hash(Secret("blue harbour 7")).value();
  EXPECT_TRUE(hasher->Verify(hash, Secret("blue harbour 7")));
  EXPECT_FALSE(hasher->Verify(hash, Secret("blue harbour 8")));
  EXPECT_FALSE(hasher->Verify(hash, Secret("")));
  EXPECT_NE(hasher->Hash(Secret("blue harbour 7")).value(), hash) << "each has its own salt";
}

TEST(PasswordHasher, VerifiesAHashInTheFormOfTheReferenceProgram) {
  // Put together from the raw key and salt, as the reference program prints a hash (RFC 9106).
  std::array<unsigned char, 32> key{};
  const std::string salt = "somesaltsomesalt";
  ASSERT_EQ(crypto_pwhash(key.data(), key.size(), "blue harbour 7", 14,
                          reinterpret_cast<const unsigned char*>(salt.data()), 2,
                          size_t{1024} * 1024, crypto_pwhash_ALG_ARGON2ID13),
            0);
  const auto base64 = [](const unsigned char* bytes, size_t size) {
    std::string text(sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING), 0);
    sodium_bin2base64(text.data(), text.size(), bytes, size,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    text.pop_back();
    return text;
  };
  const std::string hash =
      "$argon2id$v=19$m=1024,t=2,p=1$" +
      base64(reinterpret_cast<const unsigned char*>(salt.data()), salt.size()) + "$" +
      base64(key.data(), key.size());
  EXPECT_TRUE(Make()->Verify(hash, Secret("blue harbour 7")));
  EXPECT_FALSE(Make()->Verify(hash, Secret("blue harbour 9")));
}

TEST(PasswordHasher, WritesItsCostIntoTheHash) {
  const PasswordCost costs;
  const std::string hash = Make(costs)->Hash(Secret("blue harbour 7")).value();
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << hash;
}

TEST(PasswordHasher, SaysWhatWasMadeAtAnotherCost) {
  const auto cheap = Make();
  const auto dearer = Make({.passes = 2, .memory_bytes = size_t{1} << 20});
  const std::string hash = cheap->Hash(Secret("blue harbour 7")).value();
  EXPECT_FALSE(cheap->NeedsRehash(hash));
  EXPECT_TRUE(dearer->NeedsRehash(hash));
  EXPECT_TRUE(cheap->NeedsRehash(""));
  EXPECT_TRUE(dearer->Verify(hash, Secret("blue harbour 7")));
}

TEST(PasswordHasher, NobodysPasswordIsAlwaysWrong) {
  const auto hasher = Make();
  EXPECT_FALSE(hasher->VerifyNobody(Secret("blue harbour 7")));
  EXPECT_FALSE(hasher->VerifyNobody(Secret("")));
  EXPECT_FALSE(hasher->Verify("no hash at all", Secret("blue harbour 7")));
}

TEST(PasswordHasher, ThreadsTakeTurnsAndAllGetTheirs) {
  const auto hasher = Make({.passes = 1, .memory_bytes = size_t{1} << 16, .at_once = 1});
  const std::string hash = hasher->Hash(Secret("blue harbour 7")).value();
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { right += hasher->Verify(hash, Secret("blue harbour 7")) ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 8);
}

std::string WhyNot(const std::string& password, std::string_view user = "ada") {
  const base::Status status = CheckPassword(Secret(password), user);
  return status ? "" : status.error().message;
}

TEST(CheckPassword, CountsCharactersNotBytes) {
  EXPECT_NE(WhyNot("seven c"), "");
  EXPECT_EQ(WhyNot("eight ch"), "");
  EXPECT_NE(WhyNot("äöüßéèà"), "") << "7 characters, 14 bytes";
  EXPECT_EQ(WhyNot("äöüßéèàñ"), "");
  std::string keys;
  for (int i = 0; i < 128; ++i) keys += "鍵匙";
  EXPECT_EQ(WhyNot(keys), "") << "256 characters, 768 bytes";
  EXPECT_NE(WhyNot(keys + "x"), "");
}

TEST(CheckPassword, RefusesWhatEverybodyTriesFirst) {
  for (const char* common : {"password", "Password1", "QWERTYUIOP", "12345678", "trustno1",
                             "aaaaaaaaaaaa", "change_this", "letmein123", "        "}) {
    EXPECT_NE(WhyNot(common), "") << common;
  }
  EXPECT_EQ(WhyNot("password of no use to others"), "");
}

TEST(CheckPassword, RefusesTheNameOfTheUser) {
  EXPECT_NE(WhyNot("Ada.Lovelace", "ada.lovelace"), "");
  EXPECT_EQ(WhyNot("Ada.Lovelace", "grace"), "");
}

TEST(CheckPassword, NeverRepeatsThePassword) {
  for (const char* bad : {"hunter2", "trustno1", "ada-ada-ada"}) {
    EXPECT_EQ(WhyNot(bad, "ada-ada-ada").find(bad), std::string::npos);
  }
}

}  // namespace
}  // namespace keel::server
