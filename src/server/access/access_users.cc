// SPDX-License-Identifier: MIT
// Administration: each change takes an admin and is written down.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "server/access/access.h"

namespace keel::server {
namespace {

using Why = Denial::Why;

}  // namespace

std::vector<UserView> Access::users() const {
  std::vector<UserView> views;
  for (const User& user : users_.users()) {
    views.push_back({user.name, user.role, user.created, user.disabled});
  }
  return views;
}

std::vector<KeyView> Access::keys() const {
  std::vector<KeyView> views;
  for (const RobotKey& key : users_.keys()) {
    const auto used = keys_used_.find(key.id);
    std::optional<base::UnixNanos> last;
    if (used != keys_used_.end()) last = used->second;
    views.push_back({key.id, key.name, key.role, key.created, key.expires, key.addresses, last});
  }
  return views;
}

Granted<void> Access::Administer(const Identity& who, AuditEntry entry,
                                 const std::function<base::Status()>& change) {
  if (audit_.failed()) return Broken({base::ErrorCode::kIo, "the audit cannot be written"});
  entry.who = who.audited();
  entry.from = who.from;
  if (who.role < Role::kAdmin) {
    entry.detail = "takes the role admin";
    const Granted<void> noted = Note(std::move(entry));
    return noted ? Deny(Why::kForbidden, "that takes the role admin") : noted;
  }
  const base::Status changed = change();
  entry.ok = changed.has_value();
  if (!changed) entry.detail = changed.error().message;
  const Granted<void> noted = Note(std::move(entry));
  if (!noted) return noted;
  if (!changed) return Deny(changed.error());
  return {};
}

Granted<void> Access::ChangeUser(const Identity& who, const std::string& name, AuditEntry entry,
                                 const std::function<base::Status()>& change) {
  entry.target = name;
  const Granted<void> changed = Administer(who, std::move(entry), change);
  if (changed) sessions_.EndAllOf(base::ToLower(name));
  return changed;
}

void Access::WithHash(const std::string& user, base::Secret password,
                      std::function<Granted<void>(std::string hash)> change, const Done& done) {
  const base::Status allowed = CheckPassword(password, user);
  if (!allowed) return done(Deny(allowed.error()));
  if (waiting_ >= options_.most_waiting) return done(DenyFor(base::Seconds(1)));
  const auto shared = std::make_shared<base::Secret>(std::move(password));
  const auto hash = std::make_shared<base::Result<std::string>>();
  Elsewhere([shared, hash](const PasswordHasher& hasher) { *hash = hasher.Hash(*shared); },
            [hash, change = std::move(change), done] {
              done(*hash ? change(**hash) : Granted<void>(Broken(hash->error())));
            });
}

void Access::AddUser(const Identity& who, UserWish wish, Done done) {
  const std::string name = wish.name;
  const Role role = wish.role;
  const auto add = [this, who, name, role](std::string hash) {
    AuditEntry entry{.act = "add-user", .target = name, .detail = std::string(RoleText(role))};
    return Administer(who, std::move(entry), [&]() -> base::Status {
      TRY(users_.Add(name, role, std::move(hash), clock_.now()));
      return SpendSetup();
    });
  };
  if (who.role < Role::kAdmin) return done(add(""));  // denied, and written down
  WithHash(name, std::move(wish.password), add, done);
}

void Access::SetPassword(const Identity& who, const std::string& name, base::Secret password,
                         Done done) {
  const auto set = [this, who, name](std::string hash) {
    AuditEntry entry{.act = "set-password", .target = name};
    const auto changed = Administer(who, std::move(entry),
                                    [&] { return users_.SetPassword(name, std::move(hash)); });
    if (changed) sessions_.EndAllOf(base::ToLower(name), who.session_id);
    return changed;
  };
  if (who.role < Role::kAdmin) return done(set(""));
  WithHash(name, std::move(password), set, done);
}

Granted<void> Access::RemoveUser(const Identity& who, const std::string& name) {
  return ChangeUser(who, name, {.act = "remove-user"}, [&] { return users_.Remove(name); });
}

Granted<void> Access::SetRole(const Identity& who, const std::string& name, Role role) {
  const User* const user = users_.Find(name);
  AuditEntry entry{.act = "set-role"};
  if (user != nullptr) {
    entry.detail = fmt::format("from {} to {}", RoleText(user->role), RoleText(role));
  }
  return ChangeUser(who, name, std::move(entry), [&]() -> base::Status {
    TRY(users_.SetRole(name, role));
    return SpendSetup();
  });
}

Granted<void> Access::SetDisabled(const Identity& who, const std::string& name, bool disabled) {
  return ChangeUser(who, name, {.act = disabled ? "disable-user" : "enable-user"},
                    [&]() -> base::Status {
                      TRY(users_.SetDisabled(name, disabled));
                      return SpendSetup();
                    });
}

Granted<NewKey> Access::AddKey(const Identity& who, const KeyWish& wish) {
  NewKey made;
  AuditEntry entry{
      .act = "add-key",
      .target = wish.name,
      .detail = fmt::format("{} for {}", RoleText(wish.role), base::FormatDuration(wish.life))};
  const auto added = Administer(who, std::move(entry), [&]() -> base::Status {
    TRY(made, users_.AddKey(wish, entropy_, clock_.now()));
    return {};
  });
  if (!added) return tl::unexpected<Denial>(added.error());
  return made;
}

Granted<void> Access::RevokeKey(const Identity& who, const std::string& id) {
  const auto revoked =
      Administer(who, {.act = "revoke-key", .target = id}, [&] { return users_.RevokeKey(id); });
  if (!revoked) return revoked;
  keys_used_.erase(id);
  tickets_.Withdraw("key:" + id);
  if (options_.on_ended) options_.on_ended("key:" + id);
  return {};
}

Granted<void> Access::EndSession(const Identity& who, const std::string& id) {
  const Session* const session = sessions_.FindById(id, clock_.now());
  const bool own =
      session != nullptr && who.kind == IdentityKind::kSession && session->user == who.name;
  if (own) {
    sessions_.End(id);
    return Note(
        {.who = who.name, .from = who.from, .act = "end-session", .target = id, .ok = true});
  }
  return Administer(who, {.act = "end-session", .target = id}, [&]() -> base::Status {
    if (sessions_.End(id)) return {};
    return base::Fail(base::ErrorCode::kNotFound, "there is no such session: list them");
  });
}

}  // namespace keel::server
