// SPDX-License-Identifier: MIT
#include "cli/serve/api_document.h"

#include <gtest/gtest.h>

#include <set>

#include "cli/serve/desk_host.h"
#include "cli/testing/command_line.h"
#include "server/http/choices.h"
#include "server/http/testing/references.h"
#include "tests/source_tree.h"

namespace keel::cli {
namespace {

class ApiDocumentTest : public testing::CommandLine {};

TEST_F(ApiDocumentTest, TheShippedDocumentIsUpToDate) {
  const auto told = Keel({"serve", "--openapi"});
  ASSERT_EQ(told.exit_code, 0) << told.err;
  const auto shipped = base::os::ReadFile(tests::InSourceTree("/docs/openapi.json"));
  ASSERT_TRUE(shipped) << shipped.error().message;
  EXPECT_TRUE(*shipped == told.out) << "the routes of the desk are not those of docs/openapi.json: "
                                       "run `./keel serve --openapi > docs/openapi.json`";
}

TEST_F(ApiDocumentTest, IsTheSameEachTimeAndLeavesNothingBehind) {
  const auto first = Keel({"serve", "--openapi"}), second = Keel({"serve", "--openapi"});
  EXPECT_EQ(first.out, second.out);
  const auto home = base::os::ListDirectory(folder() + "/home/.keel");
  EXPECT_EQ(home.value_or(std::vector<std::string>{"no home"}), std::vector<std::string>{});
}

TEST_F(ApiDocumentTest, HasWhatOnlyTheWholeDeskHasAndRefersToNothingElse) {
  const auto document = base::ParseJson(Keel({"serve", "--openapi"}).out);
  ASSERT_TRUE(document) << document.error().message;
  for (const char* path :
       {"/status", "/orders", "/runs", "/runs/compare", "/data/gaps", "/jobs/import"}) {
    EXPECT_NE(document->Find("paths")->Find(std::string("/api/v1") + path), nullptr) << path;
  }
  EXPECT_EQ(server::testing::DanglingReferences(*document), std::vector<std::string>{});
}

TEST_F(ApiDocumentTest, WhatIsNoJsonHasItsOwnType) {
  const auto document = base::ParseJson(Keel({"serve", "--openapi"}).out);
  ASSERT_TRUE(document) << document.error().message;
  const auto content_of = [&](const char* path) {
    const base::JsonValue* value = document->Find("paths");
    for (const char* key : {path, "get", "responses", "200", "content"}) value = value->Find(key);
    return value;
  };
  EXPECT_NE(content_of("/api/v1/runs/{id}/trades.csv")->Find("text/csv"), nullptr);
  EXPECT_NE(content_of("/api/v1/runs/{id}/report")->Find("text/html"), nullptr);
}

class DeskSchemasTest : public testing::CommandLine {
 protected:
  DeskSchemasTest() {
    DeskRequest request;
    request.home = folder();
    request.session_folder = folder() + "/session";
    request.mode = "simulated";
    auto desk = DeskHost::Start(loop_, std::move(request));
    EXPECT_TRUE(desk) << desk.error().message;
    desk_ = *std::move(desk);
  }
  net::Loop loop_;
  std::unique_ptr<DeskHost> desk_;
};

TEST_F(DeskSchemasTest, NoTwoStructsShareAName) {
  server::Components all;
  for (const server::Route& route : desk_->routes()) {
    server::Components own;
    route.output_schema(own);
    for (const auto& [name, schema] : own) {
      EXPECT_EQ(all.emplace(name, schema).first->second, schema) << name << route.head.path;
    }
  }
}

TEST_F(DeskSchemasTest, EveryTextOfAFewIsAMemberOfAStruct) {
  server::Components all;
  for (const server::Route& route : desk_->routes()) {
    route.input_schema(all);
    route.output_schema(all);
  }
  std::set<std::string> known;
  for (const server::Choices& choices : server::AllChoices()) {
    const std::string member(choices.member), name(choices.structure);
    EXPECT_TRUE(known.insert(name + '.' + member).second) << name << '.' << member << " twice";
    EXPECT_NE(all[name].find('"' + member + R"(":)"), std::string::npos) << name << '.' << member;
    for (const std::string& text : choices.texts) EXPECT_FALSE(text.empty()) << name << member;
    EXPECT_GE(choices.texts.size(), 2U) << name << '.' << member;
  }
}

}  // namespace
}  // namespace keel::cli
