// SPDX-License-Identifier: MIT
// Everything that takes a password: its work is done elsewhere, in two halves around it here.
#include <tuple>
#include <utility>

#include "base/text.h"
#include "server/access/access.h"

namespace keel::server {

/// A password that is looked at, with the hash that it is held against. The worker writes what it
/// found; nobody else touches it meanwhile.
struct Access::Trial {
  std::string user;   // as it was typed, in lower case
  std::string known;  // the user, where there is one who may log in
  std::string hash;
  std::string from;
  base::Secret password;

  bool right = false;
  std::string better;  // the hash at today's cost, where it has another
};

namespace {

using Why = Denial::Why;

// No user can have these names.
constexpr std::string_view kSetupUser = ":setup ";
constexpr const char* kTooLong = ":too-long";
constexpr size_t kLongestUser = 64;

tl::unexpected<Denial> WrongPassword() {
  return Deny(Why::kUnknown, "the user or the password is wrong: try again");
}

std::string TypedName(const std::string& user) {
  return user.size() > kLongestUser ? kTooLong : base::ToLower(user);
}

}  // namespace

void Access::Elsewhere(std::function<void(const PasswordHasher&)> work, Work end) {
  ++waiting_;
  // What `end` holds belongs to the loop, so it goes there too, and not with the worker's copy.
  const auto ending = std::make_shared<Work>(std::move(end));
  Work here = [this, ending, alive = std::weak_ptr<bool>(alive_)] {
    const Work last = std::exchange(*ending, nullptr);
    if (alive.expired()) return;
    --waiting_;
    last();
  };
  Work there = [hasher = hasher_, work = std::move(work), here = std::move(here),
                post = options_.post] {
    work(*hasher);
    post ? post(here) : here();
  };
  options_.work ? options_.work(std::move(there)) : there();
}

Granted<void> Access::Admit(const std::string& user, const std::string& from) {
  if (audit_.failed()) return Broken({base::ErrorCode::kIo, "the audit cannot be written"});
  if (waiting_ >= options_.most_waiting) return DenyFor(base::Seconds(1));
  const base::Duration wait = throttle_.Attempt(user, from, clock_.now());
  if (wait > base::Duration()) return DenyFor(wait);
  return {};
}

Access::TrialPtr Access::MakeTrial(const std::string& user, const std::string& from,
                                   base::Secret password) const {
  auto trial = std::make_shared<Trial>();
  trial->user = user;
  trial->from = from;
  trial->password = std::move(password);
  const User* const known = users_.Find(user);
  if (known == nullptr || known->disabled) return trial;
  trial->known = known->name;
  trial->hash = known->password_hash;
  return trial;
}

bool Access::Settle(const Trial& trial) {
  const User* const user = users_.Find(trial.user);
  const bool unchanged = user != nullptr && !user->disabled && user->password_hash == trial.hash;
  if (!trial.right || !unchanged) return false;
  throttle_.Succeeded(trial.user, trial.from);
  // Where it cannot be written the old hash is as good, and the next login tries again.
  if (!trial.better.empty()) std::ignore = users_.SetPassword(trial.user, trial.better);
  return true;
}

void Access::Login(LoginRequest request, LoginDone done) {
  const std::string user = TypedName(request.user);
  const Granted<void> admitted = Admit(user, request.from);
  if (!admitted) return done(tl::unexpected<Denial>(admitted.error()));
  const TrialPtr trial = MakeTrial(user, request.from, std::move(request.password));
  Elsewhere(
      [trial](const PasswordHasher& hasher) {
        trial->right = trial->known.empty() ? hasher.VerifyNobody(trial->password)
                                            : hasher.Verify(trial->hash, trial->password);
        if (!trial->right || !hasher.NeedsRehash(trial->hash)) return;
        trial->better = hasher.Hash(trial->password).value_or("");
      },
      [this, trial, done = std::move(done)] { FinishLogin(*trial, done); });
}

void Access::FinishLogin(const Trial& trial, const LoginDone& done) {
  if (Settle(trial)) return done(LetIn(trial.known, trial.from, "login"));
  // A name that nobody has may be a password in the wrong field, so it is not written down.
  const Granted<void> noted =
      Note({.who = trial.known,
            .from = trial.from,
            .act = "login",
            .detail = trial.known.empty() ? "no such user" : "wrong password"});
  done(noted ? Granted<LoggedIn>(WrongPassword()) : tl::unexpected<Denial>(noted.error()));
}

void Access::Reauthenticate(const Identity& who, base::Secret password, IdentityDone done) {
  if (who.kind != IdentityKind::kSession) {
    return done(Deny(Why::kForbidden, "only a person with a password shows it again"));
  }
  const Granted<void> admitted = Admit(who.name, who.from);
  if (!admitted) return done(tl::unexpected<Denial>(admitted.error()));
  const TrialPtr trial = MakeTrial(who.name, who.from, std::move(password));
  Elsewhere(
      [trial](const PasswordHasher& hasher) {
        trial->right = hasher.Verify(trial->hash, trial->password);
      },
      [this, trial, who, done = std::move(done)] { FinishReauthentication(*trial, who, done); });
}

void Access::FinishReauthentication(const Trial& trial, const Identity& who,
                                    const IdentityDone& done) {
  const bool right = Settle(trial);
  const base::Status written =
      Audit(who, "reauthenticate", "", right ? "" : "wrong password", right);
  if (!written) return done(Broken(written.error()));
  if (!right) return done(Deny(Why::kUnknown, "the password is wrong: try again"));
  sessions_.Refresh(who.session_id, clock_.now());
  done(Recall(who.session_id, who.from));
}

void Access::ChangePassword(const Identity& who, base::Secret old_password,
                            base::Secret new_password, Done done) {
  if (who.kind != IdentityKind::kSession) {
    return done(Deny(Why::kForbidden, "only a person has a password"));
  }
  const base::Status allowed = CheckPassword(new_password, who.name);
  if (!allowed) return done(Deny(allowed.error()));
  const Granted<void> admitted = Admit(who.name, who.from);
  if (!admitted) return done(admitted);
  const TrialPtr trial = MakeTrial(who.name, who.from, std::move(old_password));
  const auto next = std::make_shared<base::Secret>(std::move(new_password));
  Elsewhere(
      [trial, next](const PasswordHasher& hasher) {
        trial->right = hasher.Verify(trial->hash, trial->password);
        if (trial->right) trial->better = hasher.Hash(*next).value_or("");
      },
      [this, trial, who, done = std::move(done)] { done(FinishChange(*trial, who)); });
}

Granted<void> Access::FinishChange(const Trial& trial, const Identity& who) {
  const bool right = Settle(trial);
  const User* const user = users_.Find(trial.user);
  const bool changed = right && user != nullptr && user->password_hash == trial.better;
  const base::Status written =
      Audit(who, "change-password", who.name, right ? "" : "wrong password", changed);
  if (!written) return Broken(written.error());
  if (!right) return Deny(Why::kUnknown, "the password is wrong: try again");
  if (!changed) return Broken({base::ErrorCode::kIo, "the new password could not be kept"});
  sessions_.EndAllOf(who.name, who.session_id);
  sessions_.Refresh(who.session_id, clock_.now());
  return {};
}

void Access::Logout(const Identity& who) {
  if (!sessions_.End(who.session_id)) return;
  // The session is gone whether or not that can be written down.
  std::ignore = Audit(who, "logout", "", "", true);
}

void Access::Setup(SetupRequest request, LoginDone done) {
  if (!setup_) return done(Deny(Why::kConflict, "there is an admin already: log in"));
  // Its own count for each address: guesses from elsewhere shall not keep the owner out.
  const std::string setup_user = std::string(kSetupUser) + request.from;
  const Granted<void> admitted = Admit(setup_user, request.from);
  if (!admitted) return done(tl::unexpected<Denial>(admitted.error()));
  if (!setup_->Matches(request.token.Reveal())) {
    const Granted<void> noted =
        Note({.from = request.from, .act = "setup", .detail = "wrong token"});
    if (!noted) return done(tl::unexpected<Denial>(noted.error()));
    return done(Deny(Why::kUnknown,
                     "the token is wrong: it stands in the file setup-token of Keel's home"));
  }
  throttle_.Succeeded(setup_user, request.from);
  const base::Status allowed = CheckPassword(request.password, request.user);
  if (!allowed) return done(Deny(allowed.error()));
  const auto password = std::make_shared<base::Secret>(std::move(request.password));
  const auto hash = std::make_shared<base::Result<std::string>>();
  Elsewhere([password, hash](const PasswordHasher& hasher) { *hash = hasher.Hash(*password); },
            [this, hash, user = request.user, from = request.from, done = std::move(done)] {
              done(FinishSetup(user, from, *hash));
            });
}

Granted<LoggedIn> Access::FinishSetup(const std::string& user, const std::string& from,
                                      const base::Result<std::string>& hash) {
  if (!hash) return Broken(hash.error());
  if (!setup_) return Deny(Why::kConflict, "there is an admin already: log in");
  const base::Status added = users_.Add(user, Role::kAdmin, *hash, clock_.now());
  if (!added) return Deny(added.error());
  const base::Status spent = SpendSetup();
  if (!spent) {
    const Granted<void> noted =
        Note({.from = from, .act = "setup", .detail = spent.error().message});
    if (!noted) return tl::unexpected<Denial>(noted.error());
  }
  return LetIn(base::ToLower(user), from, "setup");
}

base::Status Access::SpendSetup() {
  if (!setup_ || !users_.has_admin()) return {};
  const base::Status spent = setup_->Spend();
  setup_.reset();
  return spent;
}

}  // namespace keel::server
