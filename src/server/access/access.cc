// SPDX-License-Identifier: MIT
#include "server/access/access.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/os/file.h"

namespace keel::server {
namespace {

using Why = Denial::Why;

constexpr std::string_view kKeyId = "key:";
// No user can have this name.
constexpr std::string_view kDemoUser = ":demo";

tl::unexpected<Denial> LogIn() { return Deny(Why::kUnknown, "log in"); }

}  // namespace

base::Result<std::unique_ptr<Access>> Access::Open(AccessOptions options, const base::Clock& clock,
                                                   Entropy entropy) {
  const std::string home = options.home;
  TRY(base::os::MakeDirectories(home));
  // Its lock is the lock of the home.
  TRY(AuditLog audit, AuditLog::Open(home + "/audit", clock.now()));
  TRY(UserStore users, UserStore::Open(home + "/users.json"));
  TRY(auto hasher, PasswordHasher::Make(options.cost, entropy));
  std::unique_ptr<Access> access(new Access(std::move(options), clock, std::move(entropy),
                                            std::move(audit), std::move(users)));
  access->hasher_ = std::move(hasher);
  const std::string token = home + "/setup-token";
  if (access->users_.has_admin() || access->options_.demo_role) {
    TRY(base::os::RemoveFile(token));
  } else {
    TRY(access->setup_, OneTimeToken::InFile(token, access->entropy_));
  }
  return access;
}

Access::Access(AccessOptions options, const base::Clock& clock, Entropy entropy, AuditLog audit,
               UserStore users)
    : options_(std::move(options)),
      clock_(clock),
      entropy_(std::move(entropy)),
      audit_(std::move(audit)),
      users_(std::move(users)),
      sessions_(options_.sessions, entropy_,
                [this](const std::string& id) {
                  tickets_.Withdraw(id);
                  if (options_.on_ended) options_.on_ended(id);
                }),
      tickets_(options_.tickets, entropy_),
      throttle_(options_.throttle),
      swept_(clock.now()),
      alive_(std::make_shared<bool>(true)) {}

Access::~Access() = default;

Granted<Identity> Access::Authenticate(std::string_view credential, std::string_view from) {
  const base::UnixNanos now = clock_.now();
  if (!LooksLikeKey(credential)) return OfSession(sessions_.Find(credential, now), from);
  const RobotKey* const key = users_.FindKey(credential, from, now);
  if (key == nullptr) return LogIn();
  keys_used_[key->id] = now;
  return OfKey(*key, from);
}

Granted<Identity> Access::Recall(std::string_view session_id, std::string_view from) const {
  const base::UnixNanos now = clock_.now();
  if (!session_id.starts_with(kKeyId)) return OfSession(sessions_.FindById(session_id, now), from);
  const RobotKey* const key = users_.KeyOf(session_id.substr(kKeyId.size()));
  if (key == nullptr || !MayUse(*key, from, now)) return LogIn();
  return OfKey(*key, from);
}

Granted<Identity> Access::OfSession(const Session* session, std::string_view from) const {
  if (session == nullptr) return LogIn();
  Identity identity{.session_id = session->id, .from = std::string(from)};
  if (session->user == kDemoUser) {
    identity.name = "demo";
    identity.role = options_.demo_role.value_or(Role::kNobody);
    identity.kind = IdentityKind::kDemo;
    identity.writes_allowed = true;
    identity.fresh_until = base::kEndOfTime;
    return identity;
  }
  const User* const user = users_.Find(session->user);
  if (user == nullptr || user->disabled) return LogIn();
  identity.name = user->name;
  identity.role = user->role;
  identity.writes_allowed = !sessions_.IsStale(*session, clock_.now());
  identity.fresh_until = session->fresh_until;
  return identity;
}

Identity Access::OfKey(const RobotKey& key, std::string_view from) {
  return {.name = key.name,
          .role = key.role,
          .kind = IdentityKind::kKey,
          .session_id = std::string(kKeyId) + key.id,
          .from = std::string(from),
          .writes_allowed = true};
}

Granted<void> Access::Permit(const Identity& who, Role role, Act act) {
  const bool at_console = who.kind == IdentityKind::kConsole;
  const base::UnixNanos now = clock_.now();
  const auto current = at_console ? Granted<Identity>(who) : Recall(who.session_id, who.from);
  if (!current) return tl::unexpected<Denial>(current.error());
  if (current->role < role) {
    return Deny(Why::kForbidden, fmt::format("that takes the role {}", RoleText(role)));
  }
  if (act == Act::kLook) return {};
  if (!current->writes_allowed) {
    return Deny(Why::kStale, "nothing was changed for a while: show your password again");
  }
  if (act == Act::kDanger && current->kind == IdentityKind::kKey) {
    return Deny(Why::kForbidden, "that takes a person with a password");
  }
  if (act == Act::kDanger && now >= current->fresh_until) {
    return Deny(Why::kNotFresh, "that takes your password again");
  }
  if (current->kind == IdentityKind::kSession) sessions_.Touch(who.session_id, now);
  return {};
}

base::Secret Access::MakeLink() {
  CHECK(options_.demo_role, "only a demo has a link");
  auto made = OneTimeToken::InMemory(entropy_);
  link_ = std::move(made.token);
  return std::move(made.text);
}

Granted<LoggedIn> Access::RedeemLink(std::string_view token, std::string_view from) {
  if (!link_ || !link_->Matches(token)) {
    return Deny(Why::kUnknown, "this link is good no more: start the demo again for another");
  }
  const base::Status spent = link_->Spend();
  if (!spent) return Broken(spent.error());
  return LetIn(std::string(kDemoUser), std::string(from), "open-link");
}

Granted<LoggedIn> Access::LetIn(const std::string& user, const std::string& from, std::string act) {
  const Granted<void> noted = Note(
      {.who = user == kDemoUser ? "demo" : user, .from = from, .act = std::move(act), .ok = true});
  if (!noted) return tl::unexpected<Denial>(noted.error());
  auto opened = sessions_.Open(user, from, clock_.now());
  auto identity = OfSession(&opened.session, from);
  if (!identity) return tl::unexpected<Denial>(identity.error());
  return LoggedIn{*std::move(identity), std::move(opened.token), options_.sessions.life};
}

Granted<base::Secret> Access::MakeTicket(const Identity& who) {
  if (who.session_id.empty()) return Deny(Why::kForbidden, "only a session or a key has tickets");
  return tickets_.Make(who.session_id, clock_.now());
}

Granted<Identity> Access::RedeemTicket(std::string_view ticket, std::string_view from) {
  const auto session_id = tickets_.Redeem(ticket, clock_.now());
  if (!session_id) return Deny(Why::kUnknown, "this ticket is good no more: fetch another");
  return Recall(*session_id, from);
}

void Access::Sweep() {
  const base::UnixNanos now = clock_.now();
  sessions_.EndExpired(now);
  for (const RobotKey& key : users_.keys()) {
    if (key.expires <= swept_ || key.expires > now) continue;
    const std::string id = std::string(kKeyId) + key.id;
    tickets_.Withdraw(id);
    if (options_.on_ended) options_.on_ended(id);
  }
  swept_ = now;
}

base::Status Access::Audit(const Identity& who, std::string act, std::string target,
                           std::string detail, bool ok) {
  return audit_.Write({.time = clock_.now(),
                       .who = who.audited(),
                       .from = who.from,
                       .act = std::move(act),
                       .target = std::move(target),
                       .detail = std::move(detail),
                       .ok = ok});
}

Granted<void> Access::Note(AuditEntry entry) {
  entry.time = clock_.now();
  const base::Status written = audit_.Write(std::move(entry));
  if (!written) return Broken(written.error());
  return {};
}

Granted<std::vector<AuditRow>> Access::AuditPage(const Identity& who, size_t count,
                                                 const std::optional<uint64_t>& before) const {
  if (who.role < Role::kAdmin) return Deny(Why::kForbidden, "that takes the role admin");
  auto rows = audit_.Last(count, before);
  if (!rows) return Broken(rows.error());
  return *std::move(rows);
}

}  // namespace keel::server
