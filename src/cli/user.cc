// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/os/system_clock.h"
#include "base/os/terminal.h"
#include "base/text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "server/access/access.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

base::Status StatusOf(const server::Granted<void>& done) {
  if (done) return {};
  const bool is_ours = done.error().why == server::Denial::Why::kBroken;
  return base::Fail(is_ours ? ErrorCode::kIo : ErrorCode::kUsage,
                    is_ours ? done.error().for_log : done.error().sentence);
}

class UserVerb final : public Verb {
 public:
  std::string_view name() const override { return "user"; }
  std::string_view summary() const override {
    return "lists, adds and changes who may sign in to the desk";
  }
  std::string_view group() const override { return "setup"; }
  void Declare(Options& options) override {
    options.Positional("ACT", &act_, "list (default), add, remove, role, password, enable, disable",
                       false);
    options.Positional("NAME", &user_, "of the user", false);
    options.OptionalText("--role", &role_, "viewer, trader, risk or admin");
  }

  base::Status Run(Session& session) override {
    base::os::SystemClock wall;
    server::AccessOptions options;
    options.home = session.home;
    TRY(const auto access, server::Access::Open(options, wall, server::SystemEntropy()));
    if (act_ == "list") return List(*access, session);
    const std::vector<std::string> acts = {"list",     "add",    "remove", "role",
                                           "password", "enable", "disable"};
    if (std::ranges::find(acts, act_) == acts.end()) {
      return base::Fail(ErrorCode::kUsage, fmt::format("\"{}\" is no act of `keel user`{}", act_,
                                                       base::DidYouMean(act_, acts)));
    }
    if (user_.empty()) return base::Fail(ErrorCode::kUsage, "name the user behind " + act_);
    return Change(*access, session);
  }

 private:
  static base::Status List(const server::Access& access, const Session& session) {
    if (session.json) {
      session.print(base::ToJson(access.users(), 2) + "\n");
      return {};
    }
    if (access.users().empty()) {
      session.print("Nobody may sign in yet: `keel user add NAME --role admin` makes the first.\n");
      return {};
    }
    Table table({{"user"}, {"role"}, {"since"}, {"may sign in"}});
    for (const server::UserView& user : access.users()) {
      table.AddRow({user.name, std::string(RoleText(user.role)), base::FormatDate(user.created),
                    user.disabled ? "no" : "yes"});
    }
    session.print(table.Text(session.colour));
    return {};
  }

  base::Status Change(server::Access& access, const Session& session) const {
    const server::Identity who = server::Console();
    if (act_ == "remove") return Tell(access.RemoveUser(who, user_), session);
    if (act_ == "enable" || act_ == "disable") {
      return Tell(access.SetDisabled(who, user_, act_ == "disable"), session);
    }
    if (act_ == "role") {
      TRY(const server::Role role, RoleOf());
      return Tell(access.SetRole(who, user_, role), session);
    }
    base::Status told;
    const auto tell = [&](const server::Granted<void>& done) { told = Tell(done, session); };
    if (act_ == "add") {
      TRY(const server::Role role, RoleOf());
      TRY(base::Secret password, AskPassword(session));
      access.AddUser(who, {user_, role, std::move(password)}, tell);
    } else {
      TRY(base::Secret password, AskPassword(session));
      access.SetPassword(who, user_, std::move(password), tell);
    }
    return told;
  }

  base::Status Tell(const server::Granted<void>& done, const Session& session) const {
    TRY(StatusOf(done));
    const char* const what = act_ == "add" ? "added" : act_ == "remove" ? "removed" : "changed";
    session.print(session.json ? "{}\n" : fmt::format("{} was {}\n", user_, what));
    return {};
  }

  base::Result<server::Role> RoleOf() const {
    if (role_) return server::ParseRole(*role_);
    return base::Fail(ErrorCode::kUsage, "say which --role: viewer, trader, risk or admin");
  }

  /// From the environment or typed; a command line is seen by everybody.
  static base::Result<base::Secret> AskPassword(const Session& session) {
    const auto given = session.environment.find("KEEL_PASSWORD");
    if (given != session.environment.end()) return base::Secret(given->second);
    if (!session.ask) {
      return base::Fail(ErrorCode::kUsage,
                        "nobody is there to type a password: put it into KEEL_PASSWORD");
    }
    session.note("type the password, which is not shown");
    auto typed = base::os::ReadHiddenLine();
    if (!typed) return base::Fail(ErrorCode::kInterrupted, "nothing was changed");
    return base::Secret::Take(*typed);
  }

  std::string act_ = "list", user_;
  std::optional<std::string> role_;
};

}  // namespace

std::unique_ptr<Verb> MakeUser() { return std::make_unique<UserVerb>(); }

}  // namespace keel::cli
