// SPDX-License-Identifier: MIT
#include "server/access/users.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/describe_json.h"
#include "base/os/file.h"
#include "base/text.h"
#include "server/access/address_range.h"
#include "server/access/token.h"

namespace keel::server {
BOOST_DESCRIBE_STRUCT(User, (), (name, role, password_hash, created, disabled))
BOOST_DESCRIBE_STRUCT(RobotKey, (), (id, name, role, hash, created, expires, addresses))
BOOST_DESCRIBE_STRUCT(UserStore::File, (), (version, users, keys))
}  // namespace keel::server

namespace keel::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kKeyPrefix = "keel_";
constexpr size_t kKeyIdBytes = 6;
constexpr size_t kMostKeys = 1000;
constexpr size_t kMostAddresses = 32;
constexpr size_t kLongestName = 64;
constexpr base::Duration kLongestLife = base::Days(366);

bool IsUserName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
           c == '@';
  });
}

bool IsPrintable(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool CanAdminister(const User& user) { return user.role == Role::kAdmin && !user.disabled; }

bool HasAdmin(const std::vector<User>& users) { return std::ranges::any_of(users, CanAdminister); }

/// What the reader of the fields cannot know.
base::Status CheckFile(const UserStore::File& file) {
  if (file.version != 1) {
    return Fail(
        ErrorCode::kUnsupported,
        fmt::format("version: {} is of another Keel: use the one that wrote it", file.version));
  }
  for (size_t i = 0; i < file.users.size(); ++i) {
    const std::string& name = file.users[i].name;
    const bool again = std::ranges::count(file.users, name, &User::name) > 1;
    if (IsUserName(name) && !again) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("JSON field users[{}].name: it is not a name of its own", i));
  }
  for (size_t i = 0; i < file.keys.size(); ++i) {
    const RobotKey& key = file.keys[i];
    if (!TokenHash::Parse(key.hash)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("JSON field keys[{}].hash: it is not 64 hex digits", i));
    }
    for (const std::string& range : key.addresses) {
      const auto read = AddressRange::Parse(range);
      if (read) continue;
      return base::Wrap(read.error(), fmt::format("JSON field keys[{}].addresses", i));
    }
  }
  return {};
}

base::Result<UserStore::File> ReadUsers(const std::string& path) {
  TRY(base::os::CheckOwnerOnly(path));
  TRY(const std::string text, base::os::ReadFile(path));
  auto file = base::ReadJson<UserStore::File>(text);
  if (!file) return base::Wrap(file.error(), path);
  const base::Status sound = CheckFile(*file);
  if (!sound) return base::Wrap(sound.error(), path);
  return *std::move(file);
}

base::Status CheckWish(const KeyWish& wish) {
  if (!IsPrintable(wish.name)) {
    return Fail(ErrorCode::kUsage, "name: a key's name has 1 to 64 printable ASCII characters");
  }
  if (wish.role == Role::kNobody) return Fail(ErrorCode::kUsage, "role: give the key a role");
  if (wish.life <= base::Duration() || wish.life > kLongestLife) {
    return Fail(ErrorCode::kUsage, "life: a key lives at most 366 days");
  }
  if (wish.addresses.size() > kMostAddresses) {
    return Fail(ErrorCode::kUsage, "addresses: at most 32 ranges, join some");
  }
  for (const std::string& range : wish.addresses) {
    const auto read = AddressRange::Parse(range);
    if (!read) return base::Wrap(read.error(), "addresses");
  }
  return {};
}

}  // namespace

base::Result<UserStore> UserStore::Open(std::string path) {
  auto file = ReadUsers(path);
  if (!file && file.error().code == ErrorCode::kNotFound) return UserStore(std::move(path), File());
  if (!file) return tl::unexpected<base::Error>(file.error());
  return UserStore(std::move(path), *std::move(file));
}

const User* UserStore::Find(std::string_view name) const {
  const std::string lower = base::ToLower(name);
  const auto user = std::ranges::find(file_.users, lower, &User::name);
  return user == file_.users.end() ? nullptr : &*user;
}

bool UserStore::has_admin() const { return HasAdmin(file_.users); }

base::Status UserStore::Add(std::string_view name, Role role, std::string password_hash,
                            base::UnixNanos now) {
  std::string lower = base::ToLower(name);
  if (!IsUserName(lower)) {
    return Fail(ErrorCode::kUsage, "user: a name has 1 to 64 letters, digits or \".-_@\"");
  }
  if (role == Role::kNobody) return Fail(ErrorCode::kUsage, "role: give the user a role");
  if (Find(lower) != nullptr) {
    return Fail(ErrorCode::kUsage, fmt::format("user: {} exists already, take another", lower));
  }
  File next = file_;
  next.users.push_back({std::move(lower), role, std::move(password_hash), now, false});
  return Change(std::move(next));
}

base::Status UserStore::Remove(std::string_view name) {
  TRY(const size_t index, IndexOf(name));
  File next = file_;
  next.users.erase(next.users.begin() + static_cast<std::ptrdiff_t>(index));
  return Change(std::move(next));
}

base::Status UserStore::SetRole(std::string_view name, Role role) {
  if (role == Role::kNobody) return Fail(ErrorCode::kUsage, "role: give the user a role");
  return ChangeUser(name, [&](User* user) { user->role = role; });
}

base::Status UserStore::SetDisabled(std::string_view name, bool disabled) {
  return ChangeUser(name, [&](User* user) { user->disabled = disabled; });
}

base::Status UserStore::SetPassword(std::string_view name, std::string password_hash) {
  return ChangeUser(name, [&](User* user) { user->password_hash = std::move(password_hash); });
}

base::Result<NewKey> UserStore::AddKey(const KeyWish& wish, const Entropy& entropy,
                                       base::UnixNanos now) {
  TRY(CheckWish(wish));
  File next = file_;
  std::erase_if(next.keys, [&](const RobotKey& key) { return key.expires <= now; });
  if (next.keys.size() >= kMostKeys) {
    return Fail(ErrorCode::kRefused, "there are 1000 keys already: revoke some");
  }
  std::string id = NewId(entropy, kKeyIdBytes);
  while (KeyOf(id) != nullptr) id = NewId(entropy, kKeyIdBytes);
  const base::Secret secret = NewToken(entropy);
  std::string text = fmt::format("{}{}_{}", kKeyPrefix, id, secret.Reveal());
  next.keys.push_back({id, wish.name, wish.role, HashToken(secret.Reveal()).Hex(), now,
                       now + wish.life, wish.addresses});
  NewKey made{std::move(id), base::Secret::Take(text)};
  TRY(Change(std::move(next)));
  return made;
}

base::Status UserStore::RevokeKey(std::string_view id) {
  if (KeyOf(id) == nullptr) {
    return Fail(ErrorCode::kNotFound, "there is no such key: list them");
  }
  File next = file_;
  std::erase_if(next.keys, [&](const RobotKey& key) { return key.id == id; });
  return Change(std::move(next));
}

const RobotKey* UserStore::FindKey(std::string_view text, std::string_view address,
                                   base::UnixNanos now) const {
  if (!LooksLikeKey(text)) return nullptr;
  const RobotKey* const key = KeyOf(text.substr(kKeyPrefix.size(), 2 * kKeyIdBytes));
  const TokenHash shown = HashToken(text.substr(text.size() - kTokenSize));
  if (key == nullptr) return nullptr;
  const auto kept = TokenHash::Parse(key->hash);
  const bool valid = kept && *kept == shown && MayUse(*key, address, now);
  return valid ? key : nullptr;
}

const RobotKey* UserStore::KeyOf(std::string_view id) const {
  const auto key = std::ranges::find(file_.keys, id, &RobotKey::id);
  return key == file_.keys.end() ? nullptr : &*key;
}

base::Status UserStore::Change(File next) {
  if (has_admin() && !HasAdmin(next.users)) {
    return Fail(ErrorCode::kRefused,
                "that would leave nobody who is an admin: make somebody else one first");
  }
  const base::Status written =
      base::os::WriteFileAtomic(path_, base::ToJson(next, 2) + "\n", base::os::Access::kOwnerOnly);
  // Also where the folder is gone: what is not found by a caller is a user or a key.
  if (!written) return Fail(ErrorCode::kIo, written.error().message);
  file_ = std::move(next);
  return {};
}

base::Result<size_t> UserStore::IndexOf(std::string_view name) const {
  const User* const user = Find(name);
  if (user == nullptr) {
    return Fail(ErrorCode::kNotFound, "there is no such user: list them");
  }
  return static_cast<size_t>(user - file_.users.data());
}

base::Status UserStore::ChangeUser(std::string_view name,
                                   const std::function<void(User*)>& change) {
  TRY(const size_t index, IndexOf(name));
  File next = file_;
  change(&next.users[index]);
  return Change(std::move(next));
}

bool MayUse(const RobotKey& key, std::string_view address, base::UnixNanos now) {
  if (now >= key.expires) return false;
  return key.addresses.empty() || std::ranges::any_of(key.addresses, [&](const std::string& text) {
           const auto range = AddressRange::Parse(text);
           return range && range->Contains(address);
         });
}

bool LooksLikeKey(std::string_view credential) {
  return credential.size() == kKeyPrefix.size() + 2 * kKeyIdBytes + 1 + kTokenSize &&
         credential.starts_with(kKeyPrefix) &&
         credential[kKeyPrefix.size() + 2 * kKeyIdBytes] == '_';
}

}  // namespace keel::server
