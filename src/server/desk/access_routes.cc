// SPDX-License-Identifier: MIT
#include "server/desk/access_routes.h"

#include <fmt/format.h>

#include <charconv>

namespace keel::server {
namespace {

struct LoginBody {
  std::string user, password;
};
struct SetupBody {
  std::string token, user, password;
};
struct LinkBody {
  std::string token;
};
struct PasswordBody {
  std::string password;
};
struct NewPasswordBody {
  std::string old_password, new_password;
};
struct MeView {
  std::string user;
  Role role = Role::kNobody;
  bool is_stale = false;  ///< a change takes the password again
};
struct TicketView {
  std::string ticket;
};
struct NewUserBody {
  std::string user, password;
  Role role = Role::kViewer;
};
struct ChangeUserBody {
  std::string user;
  std::optional<Role> role;
  std::optional<bool> disabled;
  std::optional<std::string> password;
};
struct UserLine {
  std::string user;
  Role role = Role::kNobody;
  base::UnixNanos created;
  bool disabled = false;
};
struct AuditLine {
  int64_t audit = 0;
  base::UnixNanos time;
  std::string user, action, target, detail, address;
  bool ok = false;
};
struct UserPath {
  std::string user;
};
struct NewKeyBody {
  std::string name;
  Role role = Role::kViewer;
  std::optional<int64_t> days;  ///< of its life; absent: 90
  std::optional<std::vector<std::string>> addresses;
};
struct NewKeyView {
  std::string id, token;
};
struct KeyPath {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(LoginBody, (), (user, password))
BOOST_DESCRIBE_STRUCT(SetupBody, (), (token, user, password))
BOOST_DESCRIBE_STRUCT(LinkBody, (), (token))
BOOST_DESCRIBE_STRUCT(PasswordBody, (), (password))
BOOST_DESCRIBE_STRUCT(NewPasswordBody, (), (old_password, new_password))
BOOST_DESCRIBE_STRUCT(MeView, (), (user, role, is_stale))
BOOST_DESCRIBE_STRUCT(TicketView, (), (ticket))
BOOST_DESCRIBE_STRUCT(NewUserBody, (), (user, password, role))
BOOST_DESCRIBE_STRUCT(ChangeUserBody, (), (user, role, disabled, password))
BOOST_DESCRIBE_STRUCT(UserLine, (), (user, role, created, disabled))
BOOST_DESCRIBE_STRUCT(AuditLine, (), (audit, time, user, action, target, detail, address, ok))
BOOST_DESCRIBE_STRUCT(UserPath, (), (user))
BOOST_DESCRIBE_STRUCT(NewKeyBody, (), (name, role, days, addresses))
BOOST_DESCRIBE_STRUCT(NewKeyView, (), (id, token))
BOOST_DESCRIBE_STRUCT(KeyPath, (), (id))

template <typename T>
using Reply = std::function<void(Answer<T>)>;

template <typename T>
tl::unexpected<Problem> Denied(const Granted<T>& denied) {
  return tl::unexpected<Problem>(ProblemOf(denied.error()));
}

/// Who is signed in stays so after a wrong password: 401 would say that they are not.
template <typename T>
tl::unexpected<Problem> WrongPassword(const Granted<T>& denied) {
  Problem problem = ProblemOf(denied.error());
  if (problem.status == 401) problem.status = 403;
  return tl::unexpected<Problem>(std::move(problem));
}

Answer<Nothing> DoneOr(const Granted<void>& done) {
  if (!done) return Denied(done);
  return Nothing{};
}

MeView MeOf(const Identity& who) { return {who.name, who.role, !who.writes_allowed}; }

std::string Cookie(std::string_view token, base::Duration life, bool over_tls) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", kSessionCookie,
                     token, life.ns / base::Seconds(1).ns, over_tls ? "; Secure" : "");
}

Answer<WithCookie<MeView>> LetIn(const Granted<LoggedIn>& in, bool over_tls) {
  if (!in) return Denied(in);
  return WithCookie<MeView>{MeOf(in->identity), Cookie(in->token.Reveal(), in->life, over_tls)};
}

Routes SignInRoutes(Access& access, Desk& desk) {
  Routes routes;
  routes.push_back(LaterRoute<LoginBody, WithCookie<MeView>>(
      {.method = "POST",
       .path = "/login",
       .role = Role::kNobody,
       .tag = "access",
       .summary = "Signs in; the answer sets the cookie of the session",
       .is_open = true},
      [&](const Call& call, const LoginBody& body, Reply<WithCookie<MeView>> reply) {
        access.Login(
            {body.user, base::Secret(body.password), call.peer},
            [reply, tls = call.over_tls](const Granted<LoggedIn>& in) { reply(LetIn(in, tls)); });
      }));
  routes.push_back(LaterRoute<SetupBody, WithCookie<MeView>>(
      {.method = "POST",
       .path = "/setup",
       .role = Role::kNobody,
       .tag = "access",
       .summary = "Makes the first admin, with the token of the file setup-token",
       .is_open = true},
      [&](const Call& call, const SetupBody& body, Reply<WithCookie<MeView>> reply) {
        access.Setup({base::Secret(body.token), body.user, base::Secret(body.password), call.peer},
                     [&access, &desk, reply, tls = call.over_tls](const Granted<LoggedIn>& in) {
                       desk.about.needs_setup = access.needs_setup();
                       reply(LetIn(in, tls));
                     });
      }));
  routes.push_back(RouteOf<LinkBody, WithCookie<MeView>>(
      {.method = "POST",
       .path = "/link",
       .role = Role::kNobody,
       .tag = "access",
       .summary = "Comes in by the one-time link of a demo",
       .is_open = true},
      [&](const Call& call, const LinkBody& body) {
        return LetIn(access.RedeemLink(body.token, call.peer), call.over_tls);
      }));
  routes.push_back(RouteOf<NoFields, WithCookie<Nothing>>(
      {.method = "POST",
       .path = "/logout",
       .role = Role::kNobody,
       .tag = "access",
       .summary = "Signs out",
       .is_open = true},
      [&](const Call& call, const NoFields&) -> Answer<WithCookie<Nothing>> {
        if (call.who.role != Role::kNobody) access.Logout(call.who);
        return WithCookie<Nothing>{{}, Cookie("", base::Duration{}, call.over_tls)};
      }));
  routes.push_back(LaterRoute<PasswordBody, MeView>(
      {.method = "POST",
       .path = "/reauthenticate",
       .role = Role::kViewer,
       .tag = "access",
       .summary = "Shows the password again, for what takes that",
       .is_open = true},
      [&](const Call& call, const PasswordBody& body, Reply<MeView> reply) {
        access.Reauthenticate(call.who, base::Secret(body.password),
                              [reply](const Granted<Identity>& who) {
                                if (!who) return reply(WrongPassword(who));
                                reply(MeOf(*who));
                              });
      }));
  return routes;
}

Routes OwnRoutes(Access& access) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, MeView>(
      {.method = "GET",
       .path = "/me",
       .role = Role::kViewer,
       .tag = "access",
       .summary = "Who is signed in"},
      [](const Call& call, const NoFields&) -> Answer<MeView> { return MeOf(call.who); }));
  routes.push_back(RouteOf<NoFields, TicketView>(
      {.method = "POST",
       .path = "/stream-tickets",
       .role = Role::kViewer,
       .tag = "access",
       .summary = "A ticket for one connection to the live stream",
       .is_open = true},
      [&access](const Call& call, const NoFields&) -> Answer<TicketView> {
        const auto ticket = access.MakeTicket(call.who);
        if (!ticket) return Denied(ticket);
        return TicketView{std::string(ticket->Reveal())};
      }));
  routes.push_back(LaterRoute<NewPasswordBody, Nothing>(
      {.method = "POST",
       .path = "/password",
       .role = Role::kViewer,
       .tag = "access",
       .summary = "Changes one's own password; other sign-ins of oneself end",
       .is_open = true},
      [&access](const Call& call, const NewPasswordBody& body, Reply<Nothing> reply) {
        access.ChangePassword(call.who, base::Secret(body.old_password),
                              base::Secret(body.new_password), [reply](const Granted<void>& done) {
                                reply(done ? Answer<Nothing>(Nothing{}) : WrongPassword(done));
                              });
      }));
  return routes;
}

Routes UserRoutes(Access& access) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, Page<UserLine>>(
      {.method = "GET",
       .path = "/users",
       .role = Role::kAdmin,
       .tag = "users",
       .summary = "Who may sign in"},
      [&access](const Call&, const NoFields&) -> Answer<Page<UserLine>> {
        Page<UserLine> page;
        for (const UserView& user : access.users()) {
          page.items.push_back({user.name, user.role, user.created, user.disabled});
        }
        return page;
      }));
  routes.push_back(LaterRoute<NewUserBody, Nothing>(
      {.method = "POST",
       .path = "/users",
       .role = Role::kAdmin,
       .tag = "users",
       .summary = "Adds a user"},
      [&access](const Call& call, const NewUserBody& body, Reply<Nothing> reply) {
        access.AddUser(call.who, {body.user, body.role, base::Secret(body.password)},
                       [reply](const Granted<void>& done) { reply(DoneOr(done)); });
      }));
  routes.push_back(LaterRoute<ChangeUserBody, Nothing>(
      {.method = "PATCH",
       .path = "/users/{user}",
       .role = Role::kAdmin,
       .tag = "users",
       .summary = "Changes one thing of a user: role, password, or whether they may sign in"},
      [&access](const Call& call, const ChangeUserBody& body, Reply<Nothing> reply) {
        const int given =
            body.role.has_value() + body.disabled.has_value() + body.password.has_value();
        if (given != 1) return reply(Refuse(400, "change one of role, disabled and password"));
        if (body.role) return reply(DoneOr(access.SetRole(call.who, body.user, *body.role)));
        if (body.disabled) {
          return reply(DoneOr(access.SetDisabled(call.who, body.user, *body.disabled)));
        }
        access.SetPassword(call.who, body.user, base::Secret(*body.password),
                           [reply](const Granted<void>& done) { reply(DoneOr(done)); });
      }));
  routes.push_back(RouteOf<UserPath, Nothing>({.method = "DELETE",
                                               .path = "/users/{user}",
                                               .role = Role::kAdmin,
                                               .tag = "users",
                                               .summary = "Removes a user"},
                                              [&access](const Call& call, const UserPath& path) {
                                                return DoneOr(
                                                    access.RemoveUser(call.who, path.user));
                                              }));
  return routes;
}

Answer<Page<AuditLine>> AuditPage(const Access& access, const Call& call, const PageQuery& q) {
  const auto limit = LimitOf(q.limit);
  if (!limit) return tl::unexpected<Problem>(limit.error());
  const auto cursor = CursorOf(q.cursor);
  if (!cursor) return tl::unexpected<Problem>(cursor.error());
  std::optional<uint64_t> before;
  if (*cursor) before = static_cast<uint64_t>(**cursor);
  const auto rows = access.AuditPage(call.who, *limit, before);
  if (!rows) return Denied(rows);
  Page<AuditLine> page;
  for (const auto& [number, e] : *rows) {
    page.items.push_back(
        {static_cast<int64_t>(number), e.time, e.who, e.act, e.target, e.detail, e.from, e.ok});
  }
  const bool is_end = page.items.empty() || page.items.back().audit <= 1;
  if (!is_end) page.next = std::to_string(page.items.back().audit);
  return page;
}

Routes KeyRoutes(Access& access) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, Page<KeyView>>(
      {.method = "GET",
       .path = "/keys",
       .role = Role::kAdmin,
       .tag = "users",
       .summary = "Keys of programs"},
      [&access](const Call&, const NoFields&) -> Answer<Page<KeyView>> {
        return Page<KeyView>{access.keys(), {}};
      }));
  routes.push_back(RouteOf<NewKeyBody, NewKeyView>(
      {.method = "POST",
       .path = "/keys",
       .role = Role::kAdmin,
       .tag = "users",
       .summary = "Makes a key for a program; its text is told this once",
       .success = 201},
      [&access](const Call& call, const NewKeyBody& body) -> Answer<NewKeyView> {
        const auto days = body.days.value_or(90);
        if (days < 1 || days > 366) return Refuse(400, "is 1 to 366", "days");
        const auto key =
            access.AddKey(call.who, {body.name, body.role, base::Days(days),
                                     body.addresses.value_or(std::vector<std::string>())});
        if (!key) return Denied(key);
        return NewKeyView{key->id, std::string(key->text.Reveal())};
      }));
  routes.push_back(RouteOf<KeyPath, Nothing>(
      {.method = "DELETE",
       .path = "/keys/{id}",
       .role = Role::kAdmin,
       .tag = "users",
       .summary = "Revokes a key"},
      [&access](const Call& call, const KeyPath& path) -> Answer<Nothing> {
        if (path.id.size() >= kTokenSize) {  // it may be one, and must not get into the audit
          return Refuse(400, "is the 12 digits behind keel_ of a key, not the key", "id");
        }
        return DoneOr(access.RevokeKey(call.who, path.id));
      }));
  routes.push_back(RouteOf<PageQuery, Page<AuditLine>>(
      {.method = "GET",
       .path = "/audit",
       .role = Role::kAdmin,
       .tag = "users",
       .summary = "Who did what, the newest first, from a hash-chained log"},
      [&access](const Call& call, const PageQuery& q) { return AuditPage(access, call, q); }));
  return routes;
}

std::optional<std::string_view> CookieOf(const net::ServerRequest& request) {
  const auto cookies = net::FindHeader(request.headers, "Cookie");
  if (!cookies) return std::nullopt;
  std::string_view rest = *cookies;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find("; "), rest.size());
    const std::string_view one = rest.substr(0, end);
    if (one.starts_with(kSessionCookie) && one.substr(kSessionCookie.size()).starts_with('=')) {
      return one.substr(kSessionCookie.size() + 1);
    }
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  return std::nullopt;
}

}  // namespace

Problem ProblemOf(const Denial& denial) {
  using Why = Denial::Why;
  switch (denial.why) {
    case Why::kUnknown:
      return {401, denial.sentence};
    case Why::kForbidden:
      return {403, ""};
    case Why::kStale:
    case Why::kNotFresh:
      return {.status = 403, .detail = denial.sentence, .type = kShowPassword};
    case Why::kThrottled:
      return {.status = 429, .detail = denial.sentence, .retry_after = denial.retry_after};
    case Why::kInvalid:
      return {400, denial.sentence};
    case Why::kNotFound:
      return {404, denial.sentence};
    case Why::kConflict:
      return {409, denial.sentence};
    case Why::kBroken:
      break;
  }
  return {500, denial.sentence};
}

Doorkeeper DoorkeeperOf(Access& access) {
  Doorkeeper door;
  door.identify = [&access](const net::ServerRequest& request) -> Answer<Identity> {
    constexpr std::string_view kBearer = "Bearer ";
    std::string_view credential;
    const auto header = net::FindHeader(request.headers, "Authorization");
    // Another scheme is a proxy's in front of us.
    if (header && header->starts_with(kBearer)) {
      credential = header->substr(kBearer.size());
    } else if (const auto cookie = CookieOf(request)) {
      // A key is for programs; a browser that sends one by itself was given it by another site.
      if (LooksLikeKey(*cookie)) return Identity{};
      credential = *cookie;
    } else {
      return Identity{};
    }
    auto who = access.Authenticate(credential, request.peer);
    if (who) return *std::move(who);
    // A page whose session ended shows its sign-in, so nobody is told apart from a stranger there.
    return Identity{};
  };
  door.permit = [&access](const Identity& who, Role role, Act act) -> Answer<Nothing> {
    return DoneOr(access.Permit(who, role, act));
  };
  door.audit = [&access](const Identity& who, const std::string& act, bool let) -> Answer<Nothing> {
    const base::Status written = access.Audit(who, act, "", "", let);
    if (!written) return Refuse(503, "the audit cannot be written, so nothing is done");
    return Nothing{};
  };
  return door;
}

Routes AccessRoutes(Access& access, Desk& desk) {
  Routes all;
  for (Routes routes :
       {SignInRoutes(access, desk), OwnRoutes(access), UserRoutes(access), KeyRoutes(access)}) {
    for (Route& route : routes) all.push_back(std::move(route));
  }
  return all;
}

}  // namespace keel::server
