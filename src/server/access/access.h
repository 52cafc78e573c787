// SPDX-License-Identifier: MIT
// The one door: who asks, may they, and was it written down. The server knows of users, keys,
// sessions, tickets and the audit only what it is told here.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "server/access/audit_log.h"
#include "server/access/denial.h"
#include "server/access/identity.h"
#include "server/access/password.h"
#include "server/access/sessions.h"
#include "server/access/throttle.h"
#include "server/access/tickets.h"
#include "server/access/users.h"
#include "server/access/views.h"

namespace keel::server {

using Work = std::function<void()>;

struct AccessOptions {
  std::string home;  ///< holds users.json, setup-token and audit/
  /// Nobody is set up and whoever opens MakeLink's link gets this role: for a demo on loopback with
  /// paper money, and nothing else.
  std::optional<Role> demo_role;

  /// Runs the work of about 0.2 s on another thread, and its end on the loop's. Both empty: at once
  /// and here, for the command line and tests.
  std::function<void(Work)> work;
  std::function<void(Work)> post;
  size_t most_waiting = 32;  ///< hashes waiting for their turn; people beyond come again later

  /// Told that a session or key ("key:<id>") is no longer good, when its WebSockets are to be
  /// closed. It must not call this object back.
  SessionTable::OnEnded on_ended;

  PasswordCost cost;
  SessionLimits sessions;
  ThrottleLimits throttle;
  TicketLimits tickets;
};

/// A person who was let in.
struct LoggedIn {
  Identity identity;
  base::Secret token;   ///< for the cookie or the bearer header; told this once
  base::Duration life;  ///< of the token
};

struct LoginRequest {
  std::string user;
  base::Secret password;
  std::string from;  ///< the peer's address
};
struct SetupRequest {
  base::Secret token;  ///< what setup-token holds
  std::string user;
  base::Secret password;
  std::string from;
};
struct UserWish {
  std::string name;
  Role role = Role::kViewer;
  base::Secret password;
};

/// What needs a hash answers later, on the loop's thread: its `done` is called once, or never where
/// this object is gone by then. Everything is to be called on that thread. Every act of
/// administration is audited, done or denied. Once an entry could not be written, nothing that is
/// audited is granted any more.
class Access {
 public:
  using LoginDone = std::function<void(Granted<LoggedIn>)>;
  using IdentityDone = std::function<void(Granted<Identity>)>;
  using Done = std::function<void(Granted<void>)>;

  /// Opens a home, for this process alone. Where it has no admin and is no demo,
  /// `<home>/setup-token` holds what Setup takes. `clock` must outlive the object; it
  /// should not jump (SteadyClock). kRefused where
  /// another process has the home or others may read its files; kUsage, kCorrupt, kIo.
  static base::Result<std::unique_ptr<Access>> Open(AccessOptions options, const base::Clock& clock,
                                                    Entropy entropy);
  ~Access();
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;

  /// Whose credential that is: a session's token (from the cookie or as bearer) or a robot's key
  /// (bearer only: the caller's business). kUnknown for every other, whatever is wrong with it.
  Granted<Identity> Authenticate(std::string_view credential, std::string_view from);
  /// The same by the session id of an identity, for a message of its WebSocket.
  Granted<Identity> Recall(std::string_view session_id, std::string_view from) const;
  /// Whether `who` may do an act that takes `role`. A change that is permitted keeps the session
  /// from going stale. Robots are never permitted what is dangerous.
  Granted<void> Permit(const Identity& who, Role role, Act act);

  /// Somebody comes with a password. A wrong name, a wrong password and a disabled user cost the
  /// same work and get the same denial.
  void Login(LoginRequest request, LoginDone done);
  void Logout(const Identity& who);
  /// The person of a session shows the password again; the session is fresh then. Its token stays.
  void Reauthenticate(const Identity& who, base::Secret password, IdentityDone done);

  /// The folder of its files.
  const std::string& home() const { return options_.home; }
  /// Whether there is no admin yet.
  bool needs_setup() const { return setup_.has_value(); }
  /// Makes the first admin and logs them in. kUnknown for a wrong token, kConflict where there is
  /// an admin, kInvalid for what the rules of names and passwords refuse; the token is good still.
  void Setup(SetupRequest request, LoginDone done);

  /// A new one-time token for the demo's link; an earlier one is void. Requires demo_role.
  base::Secret MakeLink();
  /// Lets in who has it, once.
  Granted<LoggedIn> RedeemLink(std::string_view token, std::string_view from);

  /// A ticket for one WebSocket of `who`. kForbidden for the console.
  Granted<base::Secret> MakeTicket(const Identity& who);
  /// Who it was made for, as they are now. kUnknown.
  Granted<Identity> RedeemTicket(std::string_view ticket, std::string_view from);

  /// Ends what has outlived its life. To be called each second.
  void Sweep();

  std::vector<UserView> users() const;
  std::vector<KeyView> keys() const;
  std::vector<Session> sessions() const { return sessions_.List(clock_.now()); }

  /// These take an admin. What changes a user ends all sessions of that user (but `who`'s own at a
  /// new password).
  void AddUser(const Identity& who, UserWish wish, Done done);
  void SetPassword(const Identity& who, const std::string& name, base::Secret password, Done done);
  Granted<void> RemoveUser(const Identity& who, const std::string& name);
  Granted<void> SetRole(const Identity& who, const std::string& name, Role role);
  Granted<void> SetDisabled(const Identity& who, const std::string& name, bool disabled);
  Granted<NewKey> AddKey(const Identity& who, const KeyWish& wish);
  Granted<void> RevokeKey(const Identity& who, const std::string& id);
  /// Ends a session; of oneself also without being an admin.
  Granted<void> EndSession(const Identity& who, const std::string& id);

  /// One's own password, which takes the old one; one's other sessions end.
  void ChangePassword(const Identity& who, base::Secret old_password, base::Secret new_password,
                      Done done);

  /// Writes down an act of the server's other parts. A failure denies the act.
  base::Status Audit(const Identity& who, std::string act, std::string target, std::string detail,
                     bool ok);
  /// As AuditLog::Last, for an admin.
  Granted<std::vector<AuditRow>> AuditPage(const Identity& who, size_t count,
                                           const std::optional<uint64_t>& before) const;

 private:
  struct Trial;
  using TrialPtr = std::shared_ptr<Trial>;

  Access(AccessOptions options, const base::Clock& clock, Entropy entropy, AuditLog audit,
         UserStore users);

  /// Whether an attempt may cost a hash now; it counts as a failure until Settle forgives it.
  Granted<void> Admit(const std::string& user, const std::string& from);
  /// A trial of the password of `user`, in lower case.
  TrialPtr MakeTrial(const std::string& user, const std::string& from, base::Secret password) const;
  /// Has `work` done elsewhere, and then `end` here.
  void Elsewhere(std::function<void(const PasswordHasher&)> work, Work end);
  /// Whether the password was right and its user is still as it was; the attempts are forgiven
  /// then, and a better hash is kept.
  bool Settle(const Trial& trial);
  void FinishLogin(const Trial& trial, const LoginDone& done);
  void FinishReauthentication(const Trial& trial, const Identity& who, const IdentityDone& done);
  Granted<void> FinishChange(const Trial& trial, const Identity& who);
  Granted<LoggedIn> FinishSetup(const std::string& user, const std::string& from,
                                const base::Result<std::string>& hash);
  Granted<LoggedIn> LetIn(const std::string& user, const std::string& from, std::string act);
  Granted<Identity> OfSession(const Session* session, std::string_view from) const;
  static Identity OfKey(const RobotKey& key, std::string_view from);

  /// Hashes a password that the rules allow, then makes the change that takes the hash.
  void WithHash(const std::string& user, base::Secret password,
                std::function<Granted<void>(std::string hash)> change, const Done& done);
  /// Makes a change that takes an admin, and writes it down with who, act, target and detail.
  Granted<void> Administer(const Identity& who, AuditEntry entry,
                           const std::function<base::Status()>& change);
  /// Makes a change of a user, whose sessions then end.
  Granted<void> ChangeUser(const Identity& who, const std::string& name, AuditEntry entry,
                           const std::function<base::Status()>& change);
  /// Writes an entry, with the time of now.
  Granted<void> Note(AuditEntry entry);
  /// Once there is an admin, the token of the set-up opens nothing.
  base::Status SpendSetup();

  AccessOptions options_;
  const base::Clock& clock_;
  Entropy entropy_;
  AuditLog audit_;
  UserStore users_;
  std::shared_ptr<const PasswordHasher> hasher_;
  SessionTable sessions_;
  TicketBox tickets_;
  LoginThrottle throttle_;
  std::optional<OneTimeToken> setup_;  // until there is an admin
  std::optional<OneTimeToken> link_;   // of a demo
  std::map<std::string, base::UnixNanos, std::less<>> keys_used_;
  base::UnixNanos swept_;
  size_t waiting_ = 0;           // hashes that are not done
  std::shared_ptr<bool> alive_;  // what ends later asks whether this is still there
};

}  // namespace keel::server
