// SPDX-License-Identifier: MIT
// Only for tests: a whole desk on a free port of loopback, with a user of each role and a session
// that has traded, and a browser or program that asks it.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/os/file.h"
#include "base/text.h"
#include "net/testing/stage.h"
#include "server/access/testing/counted_entropy.h"
#include "server/access/testing/temporary_home.h"
#include "server/desk_server.h"
#include "server/http/router.h"
#include "server/replica/testing/live_journal.h"

namespace keel::server::testing {

inline const std::string kStagePassword = "blue harbour 7";

/// A credential as headers; none is a stranger's.
using Credential = net::Headers;
inline Credential Cookie(std::string_view token) {
  return {{"Cookie", fmt::format("theme=dark; keel_session={}", token)},
          {"Sec-Fetch-Site", "same-origin"}};
}
inline Credential Bearer(std::string_view token) {
  return {{"Authorization", fmt::format("Bearer {}", token)}};
}

class DeskStage {
 public:
  DeskStage() {
    AccessOptions options{.home = home.path() + "/access",
                          .on_ended =
                              [this](const std::string& id) {
                                if (server) server->Revoke(id);
                              },
                          .cost = {.passes = 1, .memory_bytes = size_t{1} << 16}};
    auto opened = Access::Open(std::move(options), clock, CountedEntropy());
    EXPECT_TRUE(opened) << opened.error().message;
    access = *std::move(opened);
  }

  /// Serves the journal in the folder `session` of the home.
  DeskOptions Options() const {
    DeskOptions options;
    options.about = {.mode = "paper", .name = "live", .version = "1.2.3"};
    options.about.needs_setup = access->needs_setup();
    options.session_folder = home.path() + "/session";
    options.read_settings = LiveJournal::Reader();
    options.assets = {{"/index.html", "text/html", "the page"},
                      {"/assets/app-3f2a.js", "text/javascript", "the script"},
                      {"/favicon.svg", "image/svg+xml", "the icon"}};
    return options;
  }
  void Serve(DeskOptions options) {
    auto started = DeskServer::Start(stage.loop, clock, *access, std::move(options));
    ASSERT_TRUE(started) << started.error().message;
    server = *std::move(started);
    client = stage.Client(server->port());
  }
  void Serve() { Serve(Options()); }

  /// The first admin, ada, and a user of each lower role, named after it.
  void AddPeople() {
    const auto token = base::os::ReadFile(home.path() + "/access/setup-token").value_or("");
    access->Setup(
        {base::Secret(base::Trim(token)), "ada", base::Secret(kStagePassword), "10.0.0.1"},
        [](const auto& in) { ASSERT_TRUE(in) << in.error().sentence; });
    for (const Role role : {Role::kViewer, Role::kTrader, Role::kRisk, Role::kAdmin}) {
      access->AddUser(Console(), {std::string(RoleText(role)), role, base::Secret(kStagePassword)},
                      [](const auto& done) { ASSERT_TRUE(done) << done.error().sentence; });
    }
  }
  /// Signs somebody in without a socket; the token.
  std::string SignIn(const std::string& user) {
    std::string token;
    access->Login({user, base::Secret(kStagePassword), "127.0.0.1"}, [&](const auto& in) {
      ASSERT_TRUE(in) << in.error().sentence;
      token = in->token.Reveal();
    });
    return token;
  }
  std::string Key(Role role) {
    const auto key = access->AddKey(Console(), {.name = "robot", .role = role});
    EXPECT_TRUE(key) << key.error().sentence;
    return std::string(key->text.Reveal());
  }
  void Wait(base::Duration time) { clock.Set(clock.now() + time); }

  /// Asks over the socket, for a path below /api/v1.
  net::HttpResponse Ask(const std::string& method, const std::string& path,
                        const Credential& credential = {}, const std::string& body = "",
                        const net::Headers& more = {}) {
    return AskRoot(method, std::string(kApiRoot) + path, credential, body, more);
  }
  net::HttpResponse AskRoot(const std::string& method, const std::string& target,
                            const Credential& credential = {}, const std::string& body = "",
                            const net::Headers& more = {}) {
    net::HttpRequest request{method, target, credential, body};
    request.headers.insert(request.headers.end(), more.begin(), more.end());
    if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
    auto reply = stage.Ask(*client, std::move(request));
    EXPECT_TRUE(reply) << method << ' ' << target << ": " << (reply ? "" : reply.error().message);
    return reply.value_or(net::HttpResponse{.status = 0, .headers = {}, .body = {}});
  }

  TemporaryHome home;
  net::testing::Stage stage;
  base::ManualClock clock{kSessionStart + base::Hours(1)};
  std::unique_ptr<Access> access;
  std::unique_ptr<DeskServer> server;
  std::unique_ptr<net::HttpClient> client;
};

/// A member of a JSON object; "" where there is none.
inline std::string TextOf(const std::string& json, std::string_view name) {
  const auto read = base::ParseJson(json);
  const base::JsonValue* const member = read ? read->Find(name) : nullptr;
  return member == nullptr ? "" : member->text;
}

}  // namespace keel::server::testing
