// SPDX-License-Identifier: MIT
// For tests: the desk of a session that lies in a folder, as a viewer asks it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "server/desk/desk.h"
#include "server/http/testing/fits_schema.h"
#include "server/testing/desk_stage.h"
#include "storage/journal/journal_folder.h"

namespace keel::server::testing {

class SessionDesk : public ::testing::Test {
 protected:
  SessionDesk() {
    const std::string folder = desk_.home.File("session");
    EXPECT_TRUE(base::os::MakeDirectories(folder));
    folder_ = storage::OpenJournalFolder(folder);
    desk_.AddPeople();
  }
  const SessionReplica& Replica() { return desk_.server->desk().replica; }
  /// Until the served desk knows all that the session has written.
  void UntilRead() {
    ASSERT_TRUE(desk_.stage.Until([&] { return Replica().last_time() == session_->now(); }));
  }
  const std::string& viewer() {
    if (viewer_.empty()) viewer_ = desk_.SignIn("viewer");
    return viewer_;
  }
  net::HttpResponse Ask(const std::string& method, const std::string& path,
                        const std::string& body = "") {
    return desk_.Ask(method, path, Cookie(viewer()), body);
  }
  static base::JsonValue Told(const net::HttpResponse& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    return base::ParseJson(answer.body).value_or(base::JsonValue{});
  }
  base::JsonValue Get(const std::string& path) { return Told(Ask("GET", path)); }
  /// "400 horizon"
  std::string Refusal(const std::string& path) {
    const auto answer = Ask("GET", path);
    return std::to_string(answer.status) + " " + TextOf(answer.body, "field");
  }
  /// "" where the answer is as the document describes that of `method` ("get") at `path`.
  std::string MistakeIn(const base::JsonValue& answer, const std::string& method,
                        const std::string& path) {
    const auto document = *base::ParseJson(desk_.AskRoot("GET", "/openapi.json").body);
    const auto* schema = Resolve(*document.Find("paths")->Find("/api/v1" + path),
                                 "#/" + method + "/responses/200/content")
                             ->Find("application/json")
                             ->Find("schema");
    return SchemaJudge(document).Mistake(answer, *schema);
  }

  DeskStage desk_;
  std::string viewer_;
  std::unique_ptr<storage::JournalFolder> folder_;
  std::optional<LiveJournal> session_;
};

}  // namespace keel::server::testing
