// SPDX-License-Identifier: MIT
// Only for tests: a small table of notes behind a router, whose requests say in a header which role
// they are of.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "net/url.h"
#include "server/http/router.h"

namespace keel::server::testing {

struct NoteView {
  int64_t id = 0;
  std::string text;
};
struct NoteQuery {
  int64_t id = 0;
  std::optional<bool> open;
  std::optional<int64_t> limit;
};
struct NoteBody {
  std::string text;
  std::optional<double> weight;
  std::optional<std::string> reason;
};
struct NotePatch {
  int64_t id = 0;
  std::optional<std::string> text;
};
struct NamePath {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(NoteView, (), (id, text))
BOOST_DESCRIBE_STRUCT(NoteQuery, (), (id, open, limit))
BOOST_DESCRIBE_STRUCT(NoteBody, (), (text, weight, reason))
BOOST_DESCRIBE_STRUCT(NotePatch, (), (id, text))
BOOST_DESCRIBE_STRUCT(NamePath, (), (name))

inline net::ServerRequest Request(const std::string& method, const std::string& path,
                                  const std::string& body = "", const std::string& role = "admin") {
  net::ServerRequest request;
  request.method = method;
  request.target = std::string(kApiRoot) + path;
  request.body = body;
  request.peer = "10.0.0.1";
  request.headers = {{"X-Role", role}};
  if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
  return request;
}

inline std::string MemberOf(const net::HttpResponse& answer, std::string_view name) {
  const auto body = base::ParseJson(answer.body);
  const base::JsonValue* const member = body ? body->Find(name) : nullptr;
  return member == nullptr ? "" : member->text;
}
inline std::string DetailOf(const net::HttpResponse& answer) { return MemberOf(answer, "detail"); }
inline std::string FieldOf(const net::HttpResponse& answer) { return MemberOf(answer, "field"); }

class RouterStage {
 public:
  RouterStage() : router_(Table(), Door(), clock) {}

  /// What becomes of a request; status 0 while it is not answered.
  net::HttpResponse Ask(const net::ServerRequest& request) {
    net::HttpResponse answer{.status = 0, .headers = {}, .body = {}};
    router_.Carry(request, [&](net::HttpResponse a) { answer = std::move(a); });
    return answer;
  }
  /// Requests that came to a handler.
  int carried() const { return carried_; }

  base::ManualClock clock{base::UnixNanos{1'700'000'000'000'000'000}};
  bool audit_works = true;
  std::vector<std::string> audited;
  std::vector<Act> permitted;  ///< what was asked for, permitted or not
  std::vector<std::function<void(Answer<NoteView>)>> late;  ///< answers of /late that are due

 private:
  Routes Table() {
    Routes routes = Notes();
    routes.push_back(RouteOf<NamePath, NamePath>(
        {.method = "GET", .path = "/names/{name}", .role = Role::kViewer, .tag = "", .summary = ""},
        [](const Call&, const NamePath& path) -> Answer<NamePath> {
          if (path.name == "refuse") return Refuse(409, "not that one", "name");
          return path;
        }));
    routes.push_back(RouteOf<NoteBody, Nothing>(
        {.method = "POST",
         .path = "/names/search",
         .role = Role::kViewer,
         .tag = "",
         .summary = ""},
        [](const Call&, const NoteBody&) -> Answer<Nothing> { return Nothing{}; }));
    routes.push_back(RouteOf<NoFields, Document>(
        {.method = "GET", .path = "/report", .role = Role::kViewer, .tag = "", .summary = ""},
        [](const Call&, const NoFields&) -> Answer<Document> {
          return Document{"<p>", "text/html", "sandbox"};
        }));
    routes.push_back(RouteOf<NoFields, NoteView>(
        {.method = "GET", .path = "/public", .role = Role::kNobody, .tag = "", .summary = ""},
        [this](const Call&, const NoFields&) { return Note(1, "public"); }));
    routes.push_back(RouteOf<NoteBody, Nothing>(
        {.method = "POST",
         .path = "/in",
         .role = Role::kNobody,
         .tag = "",
         .summary = "",
         .is_open = true},
        [](const Call&, const NoteBody&) -> Answer<Nothing> { return Nothing{}; }));
    routes.push_back(RouteOf<NoteBody, NoteView>(
        {.method = "POST",
         .path = "/keyed",
         .role = Role::kTrader,
         .tag = "",
         .summary = "",
         .takes_key = true,
         .success = 201},
        [this](const Call&, const NoteBody& body) { return Note(carried_, body.text); }));
    routes.push_back(RouteOf<NoteBody, Nothing>(
        {.method = "POST",
         .path = "/own",
         .role = Role::kViewer,
         .tag = "",
         .summary = "",
         .is_open = true},
        [](const Call&, const NoteBody&) -> Answer<Nothing> { return Nothing{}; }));
    routes.push_back(LaterRoute<NoteBody, NoteView>(
        {.method = "POST",
         .path = "/late",
         .role = Role::kRisk,
         .tag = "",
         .summary = "",
         .dangerous = true},
        [this](const Call&, NoteBody, std::function<void(Answer<NoteView>)> reply) {
          ++carried_;
          late.push_back(std::move(reply));
        }));
    return routes;
  }
  Routes Notes() {
    return {RouteOf<NoteQuery, NoteView>(
                {.method = "GET",
                 .path = "/notes/{id}",
                 .role = Role::kViewer,
                 .tag = "",
                 .summary = ""},
                [this](const Call&, const NoteQuery& q) {
                  const std::string limit = q.limit ? std::to_string(*q.limit) : "none";
                  return Note(q.id, (q.open == true ? "open limit " : "limit ") + limit);
                }),
            RouteOf<NoteBody, NoteView>(
                {.method = "POST",
                 .path = "/notes",
                 .role = Role::kTrader,
                 .tag = "",
                 .summary = "",
                 .success = 201},
                [this](const Call&, const NoteBody& body) { return Note(carried_, body.text); }),
            RouteOf<NotePatch, NoteView>({.method = "PATCH",
                                          .path = "/notes/{id}",
                                          .role = Role::kTrader,
                                          .tag = "",
                                          .summary = ""},
                                         [this](const Call&, const NotePatch& body) {
                                           return Note(body.id, body.text.value_or(""));
                                         }),
            RouteOf<NoteQuery, NoteView>(
                {.method = "DELETE",
                 .path = "/notes/{id}",
                 .role = Role::kRisk,
                 .tag = "",
                 .summary = ""},
                [this](const Call&, const NoteQuery& q) { return Note(q.id, "gone"); })};
  }
  Answer<NoteView> Note(int64_t id, const std::string& text) {
    ++carried_;
    return NoteView{id, text};
  }
  Doorkeeper Door() {
    Doorkeeper door;
    door.identify = [](const net::ServerRequest& request) -> Answer<Identity> {
      const auto text = net::FindHeader(request.headers, "X-Role").value_or("nobody");
      const Role role = ParseRole(text).value_or(Role::kNobody);
      return Identity{.name = std::string(text), .role = role};
    };
    door.permit = [this](const Identity& who, Role role, Act act) -> Answer<Nothing> {
      permitted.push_back(act);
      if (who.role < role) return Refuse(403, "");
      return Nothing{};
    };
    door.audit = [this](const Identity& who, const std::string& act, bool let) -> Answer<Nothing> {
      if (!audit_works) return Refuse(503, "the audit cannot be written");
      audited.push_back(who.name + ' ' + act + (let ? " let" : " not let"));
      return Nothing{};
    };
    return door;
  }

  int carried_ = 0;
  Router router_;
};

}  // namespace keel::server::testing
