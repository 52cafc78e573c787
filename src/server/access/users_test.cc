// SPDX-License-Identifier: MIT
#include "server/access/users.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/os/file.h"
#include "server/access/testing/counted_entropy.h"
#include "server/access/testing/temporary_home.h"

namespace keel::server {
namespace {

using base::ErrorCode;

constexpr base::UnixNanos kNow{1'700'000'000'000'000'000};

class Users : public ::testing::Test {
 protected:
  UserStore Open() {
    auto store = UserStore::Open(path_);
    EXPECT_TRUE(store) << store.error().message;
    return *std::move(store);
  }
  std::string OpenError() {
    const auto store = UserStore::Open(path_);
    return store ? "" : store.error().message;
  }
  void Write(const std::string& text) {
    ASSERT_TRUE(base::os::WriteFileAtomic(path_, text, base::os::Access::kOwnerOnly));
  }
  NewKey Key(UserStore& store, std::vector<std::string> addresses = {}) {
    auto key = store.AddKey({.name = "robot",
                             .role = Role::kTrader,
                             .life = base::Days(10),
                             .addresses = std::move(addresses)},
                            entropy_, kNow);
    EXPECT_TRUE(key) << key.error().message;
    return *std::move(key);
  }

  testing::TemporaryHome home_;
  std::string path_ = home_.File("users.json");
  Entropy entropy_ = testing::CountedEntropy();
};

TEST_F(Users, AreThereAgainAfterARestart) {
  {
    UserStore store = Open();
    EXPECT_FALSE(store.has_admin());
    ASSERT_TRUE(store.Add("Ada", Role::kAdmin, "hash-a", kNow));
    ASSERT_TRUE(store.Add("grace@desk", Role::kTrader, "hash-g", kNow + base::Nanoseconds(1)));
    ASSERT_TRUE(store.SetDisabled("grace@desk", true));
    ASSERT_TRUE(store.SetPassword("ADA", "hash-b"));
    Key(store, {"10.0.0.0/8"});
  }
  const UserStore store = Open();
  ASSERT_EQ(store.users().size(), 2U);
  EXPECT_EQ(store.Find("aDa")->password_hash, "hash-b");
  EXPECT_EQ(store.Find("ada")->role, Role::kAdmin);
  EXPECT_EQ(store.Find("grace@desk")->created, kNow + base::Nanoseconds(1));
  EXPECT_TRUE(store.Find("grace@desk")->disabled);
  ASSERT_EQ(store.keys().size(), 1U);
  EXPECT_EQ(store.keys()[0].addresses, std::vector<std::string>{"10.0.0.0/8"});
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(Users, HaveNamesOfTheirOwn) {
  UserStore store = Open();
  ASSERT_TRUE(store.Add("ada", Role::kAdmin, "h", kNow));
  EXPECT_EQ(store.Add("ADA", Role::kViewer, "h", kNow).error().code, ErrorCode::kUsage);
  for (const char* bad : {"", "a b", "a/b", "a\"b", "ädä"}) {
    EXPECT_FALSE(store.Add(bad, Role::kViewer, "h", kNow)) << bad;
  }
  EXPECT_FALSE(store.Add(std::string(65, 'a'), Role::kViewer, "h", kNow));
  EXPECT_FALSE(store.Add("bob", Role::kNobody, "h", kNow));
  EXPECT_FALSE(store.SetRole("ada", Role::kNobody));
  EXPECT_EQ(store.Remove("bob").error().code, ErrorCode::kNotFound);
}

TEST_F(Users, TheLastAdminStays) {
  UserStore store = Open();
  ASSERT_TRUE(store.Add("ada", Role::kAdmin, "h", kNow));
  ASSERT_TRUE(store.Add("grace", Role::kAdmin, "h", kNow));
  ASSERT_TRUE(store.SetDisabled("grace", true));
  EXPECT_EQ(store.Remove("ada").error().code, ErrorCode::kRefused);
  EXPECT_EQ(store.SetRole("ada", Role::kRisk).error().code, ErrorCode::kRefused);
  EXPECT_EQ(store.SetDisabled("ada", true).error().code, ErrorCode::kRefused);
  EXPECT_EQ(Open().Find("ada")->role, Role::kAdmin) << "nothing of it was written";
  ASSERT_TRUE(store.SetDisabled("grace", false));
  EXPECT_TRUE(store.Remove("ada"));
}

TEST_F(Users, AFileThatOthersMayReadIsRefused) {
  UserStore store = Open();
  ASSERT_TRUE(store.Add("ada", Role::kAdmin, "h", kNow));
  ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
  EXPECT_EQ(OpenError(), path_ + " may be read by others: run chmod 600 " + path_);
}

TEST_F(Users, AMistakeInTheFileIsToldByItsField) {
  Write(R"({"version":1,"users":[{"name":"ada","role":"admin","password_hash":"h",
         "created":"2026-01-01T00:00:00Z","disabled":false,"rolle":"x"}],"keys":[]})");
  EXPECT_EQ(OpenError(), path_ +
                             ": JSON field users[0].rolle: there is no such field (did you "
                             "mean \"role\"?)");
  Write(R"({"version":1,"users":[{"name":"ada","role":"root","password_hash":"h",
         "created":"2026-01-01T00:00:00Z","disabled":false}],"keys":[]})");
  EXPECT_NE(OpenError().find("users[0].role: \"root\" is not a role"), std::string::npos);
  Write(R"({"version":1,"users":[{"name":"Ada","role":"admin","password_hash":"h",
         "created":"2026-01-01T00:00:00Z","disabled":false}],"keys":[]})");
  EXPECT_NE(OpenError().find("users[0].name"), std::string::npos);
  Write(R"({"version":1,"users":[],"keys":[{"id":"a","name":"r","role":"viewer","hash":"00",
         "created":"2026-01-01T00:00:00Z","expires":"2027-01-01T00:00:00Z","addresses":[]}]})");
  EXPECT_NE(OpenError().find("keys[0].hash"), std::string::npos);
  Write(R"({"version":2,"users":[],"keys":[]})");
  EXPECT_NE(OpenError().find("version"), std::string::npos);
  Write("{}");
  EXPECT_EQ(OpenError(), path_ + ": JSON field version: it is missing");
}

TEST_F(Users, AFailedWriteChangesNothing) {
  UserStore store = Open();
  ASSERT_TRUE(store.Add("ada", Role::kAdmin, "h", kNow));
  std::filesystem::remove_all(home_.path());
  EXPECT_FALSE(store.Add("grace", Role::kViewer, "h", kNow));
  EXPECT_EQ(store.Find("grace"), nullptr);
}

TEST_F(Users, AKeyIsShownOnceAndFoundByItsText) {
  UserStore store = Open();
  const NewKey key = Key(store);
  const std::string text(key.text.Reveal());
  EXPECT_EQ(text.size(), 5U + 12 + 1 + 43);
  EXPECT_TRUE(text.starts_with("keel_" + key.id + "_"));
  EXPECT_TRUE(LooksLikeKey(text));
  const RobotKey* found = store.FindKey(text, "10.1.2.3", kNow);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->role, Role::kTrader);
  const std::string kept = base::os::ReadFile(path_).value();
  EXPECT_EQ(kept.find(text.substr(text.size() - 43)), std::string::npos) << "only its hash is";
}

TEST_F(Users, AKeyWithOneOtherCharacterIsNone) {
  UserStore store = Open();
  const std::string text(Key(store).text.Reveal());
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == 'a' ? 'b' : 'a';
    EXPECT_EQ(store.FindKey(other, "10.1.2.3", kNow), nullptr) << i;
  }
  EXPECT_EQ(store.FindKey(text + "a", "10.1.2.3", kNow), nullptr);
  EXPECT_EQ(store.FindKey("", "10.1.2.3", kNow), nullptr);
}

TEST_F(Users, AKeyEndsWithItsTimeOrItsRevocation) {
  UserStore store = Open();
  const NewKey key = Key(store);
  const base::UnixNanos end = kNow + base::Days(10);
  EXPECT_NE(store.FindKey(key.text.Reveal(), "", end - base::Nanoseconds(1)), nullptr);
  EXPECT_EQ(store.FindKey(key.text.Reveal(), "", end), nullptr);
  ASSERT_TRUE(store.RevokeKey(key.id));
  EXPECT_EQ(store.FindKey(key.text.Reveal(), "", kNow), nullptr);
  EXPECT_EQ(store.RevokeKey(key.id).error().code, ErrorCode::kNotFound);
}

TEST_F(Users, AKeyIsHeldToItsAddresses) {
  UserStore store = Open();
  const NewKey key = Key(store, {"10.0.0.0/8", "2001:db8::1"});
  EXPECT_NE(store.FindKey(key.text.Reveal(), "10.9.9.9", kNow), nullptr);
  EXPECT_NE(store.FindKey(key.text.Reveal(), "2001:db8::1", kNow), nullptr);
  EXPECT_EQ(store.FindKey(key.text.Reveal(), "11.0.0.1", kNow), nullptr);
  EXPECT_EQ(store.FindKey(key.text.Reveal(), "", kNow), nullptr);
}

TEST_F(Users, AWishForAKeyIsHeldToItsLimits) {
  UserStore store = Open();
  const auto refused = [&](const KeyWish& wish) { return !store.AddKey(wish, entropy_, kNow); };
  EXPECT_TRUE(refused({.name = ""}));
  EXPECT_TRUE(refused({.name = "line\nbreak"}));
  EXPECT_TRUE(refused({.name = "r", .role = Role::kNobody}));
  EXPECT_TRUE(refused({.name = "r", .life = base::Days(367)}));
  EXPECT_TRUE(refused({.name = "r", .life = base::Duration()}));
  EXPECT_TRUE(refused({.name = "r", .addresses = {"10.0.0.1/8"}}));
  EXPECT_FALSE(refused({.name = "r"}));
}

}  // namespace
}  // namespace keel::server
