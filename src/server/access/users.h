// SPDX-License-Identifier: MIT
// Who may come in: people with passwords and robots with keys, in one small file that only its
// owner may read and that holds nothing which opens anything by itself.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "server/access/entropy.h"
#include "server/access/role.h"

namespace keel::server {

struct User {
  std::string name;  ///< in lower case
  Role role = Role::kViewer;
  std::string password_hash;
  base::UnixNanos created;
  bool disabled = false;
};

/// A key that a program shows instead of a password.
struct RobotKey {
  std::string id;    ///< 12 hex digits; no secret
  std::string name;  ///< what it is for
  Role role = Role::kViewer;
  std::string hash;  ///< BLAKE2b-256 of the secret, in hex
  base::UnixNanos created;
  base::UnixNanos expires;
  std::vector<std::string> addresses;  ///< ranges that may use it; none: everywhere
};

/// What is wanted of a new key.
struct KeyWish {
  std::string name;  ///< 1 to 64 printable characters
  Role role = Role::kViewer;
  base::Duration life = base::Days(90);  ///< above 0, at most 366 days
  std::vector<std::string> addresses;    ///< at most 32 ranges
};

/// A key that was just made. Its text is told this once.
struct NewKey {
  std::string id;
  base::Secret text;  ///< "keel_<id>_<43 characters>"
};

/// The users and keys of one home. Each change is on the disk when its call returns, or did not
/// happen (kIo). One process at a time may change a home; AuditLog keeps the others out.
class UserStore {
 public:
  /// Reads `path`, or begins with nobody where there is no such file. kRefused where others than
  /// its owner may read it; kUsage with the path of the field where it is not what this wrote; kIo.
  static base::Result<UserStore> Open(std::string path);

  const std::vector<User>& users() const { return file_.users; }
  const std::vector<RobotKey>& keys() const { return file_.keys; }
  /// The user of that name, in capitals or not; null where there is none. Valid until a change.
  const User* Find(std::string_view name) const;
  /// Whether an admin exists who can log in.
  bool has_admin() const;

  /// kUsage for a name that is not 1 to 64 letters, digits or ".-_@", or that is taken, and for
  /// kNobody. `password_hash` is the PasswordHasher's.
  base::Status Add(std::string_view name, Role role, std::string password_hash,
                   base::UnixNanos now);
  /// These fail with kNotFound where there is no such user, and with kRefused where they would
  /// leave nobody who is an admin and not disabled.
  base::Status Remove(std::string_view name);
  base::Status SetRole(std::string_view name, Role role);
  base::Status SetDisabled(std::string_view name, bool disabled);
  base::Status SetPassword(std::string_view name, std::string password_hash);

  /// Makes a key. kUsage names what is wrong with the wish. Its secret is kept nowhere.
  base::Result<NewKey> AddKey(const KeyWish& wish, const Entropy& entropy, base::UnixNanos now);
  /// kNotFound.
  base::Status RevokeKey(std::string_view id);
  /// The key of this text if it is known, has not expired and may be used from that address; null
  /// otherwise. Valid until a change.
  const RobotKey* FindKey(std::string_view text, std::string_view address,
                          base::UnixNanos now) const;
  const RobotKey* KeyOf(std::string_view id) const;

  /// What the file holds.
  struct File {
    int version = 1;
    std::vector<User> users;
    std::vector<RobotKey> keys;
  };

 private:
  UserStore(std::string path, File file) : path_(std::move(path)), file_(std::move(file)) {}

  /// Writes `next` and makes it what holds.
  base::Status Change(File next);
  /// Where the user stands in the file.
  base::Result<size_t> IndexOf(std::string_view name) const;
  base::Status ChangeUser(std::string_view name, const std::function<void(User*)>& change);

  std::string path_;
  File file_;
};

/// Whether the key has not expired and may be used from that address.
bool MayUse(const RobotKey& key, std::string_view address, base::UnixNanos now);
/// Whether a credential has the form of a key's text; a session's token never has.
bool LooksLikeKey(std::string_view credential);

}  // namespace keel::server
