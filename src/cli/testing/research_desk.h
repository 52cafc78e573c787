// SPDX-License-Identifier: MIT
// A desk with the routes of research whose jobs run a shell script in the place of the program, for
// tests of what the routes ask of it.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "cli/serve/job_queue.h"
#include "cli/serve/research_routes.h"
#include "cli/testing/command_line.h"
#include "server/testing/desk_stage.h"

namespace keel::cli::testing {

class ResearchDesk : public CommandLine {
 protected:
  /// `script` is what a job runs; in the test's folder, or where the desk puts it.
  enum class RunsIn { kTestFolder, kItsOwn };
  ResearchDesk(RunsIn where, const std::string& script) {
    Write("keel.sh", script);
    rooms_.child.process.program = "/bin/sh";
    rooms_.child.process.arguments = {"sh", folder() + "/keel.sh"};
    rooms_.child.process.environment = {{"PATH", "/usr/bin:/bin"}};
    if (where == RunsIn::kTestFolder) rooms_.child.process.working_directory = folder();
    desk_.AddPeople();
    server::DeskOptions options = desk_.Options();
    options.more_routes = [this](server::Desk& desk) { return ResearchRoutes(desk, rooms_); };
    desk_.Serve(std::move(options));
    viewer_ = server::testing::Cookie(desk_.SignIn("viewer"));
    trader_ = server::testing::Cookie(desk_.SignIn("trader"));
  }
  ~ResearchDesk() override {
    rooms_.jobs.reset();
    worker_.Stop();
  }

  std::string Home() const { return folder() + "/home/.keel"; }
  net::HttpResponse Get(const std::string& path) { return desk_.Ask("GET", path, viewer_); }
  net::HttpResponse Post(const std::string& path, const std::string& body) {
    return desk_.Ask("POST", path, trader_, body);
  }
  /// A job that was begun, at its end; one without a state where it is gone.
  JobView EndOf(const net::HttpResponse& begun) {
    EXPECT_EQ(begun.status, 202) << begun.body;
    const std::string id = server::testing::TextOf(begun.body, "id");
    const auto has_ended = [&] {
      const JobView* const job = rooms_.jobs->Find(id);
      return job == nullptr || job->ended.has_value();
    };
    EXPECT_TRUE(desk_.stage.Until(has_ended, base::Seconds(20)));
    const JobView* const job = rooms_.jobs->Find(id);
    return job == nullptr ? JobView{} : *job;
  }

  server::testing::DeskStage desk_;
  base::os::Worker worker_{64};
  ResearchRooms rooms_{desk_.stage.loop, worker_, Home(), {}, {}, nullptr};
  server::testing::Credential viewer_, trader_;
  bool has_bars_ = false;
};

}  // namespace keel::cli::testing
