// SPDX-License-Identifier: MIT
#include "cli/serve/api_document.h"

#include <fmt/format.h>

#include "base/os/file.h"
#include "base/os/process.h"
#include "cli/serve/desk_host.h"
#include "server/http/openapi.h"

namespace keel::cli {
namespace {

base::Result<std::string> DocumentOfDeskIn(const std::string& folder) {
  DeskRequest request;
  request.home = folder;
  request.session_name = "none";
  request.session_folder = folder + "/session";
  request.mode = "simulated";
  net::Loop loop;
  TRY(const auto desk, DeskHost::Start(loop, std::move(request)));
  return server::Indented(server::OpenApiOf(desk->routes()));
}

}  // namespace

base::Result<std::string> ApiDocument(const std::string& home) {
  const std::string folder = fmt::format("{}/openapi-{}", home, base::os::OwnProcessId());
  auto document = DocumentOfDeskIn(folder);
  TRY(base::os::RemoveTree(folder));
  return document;
}

}  // namespace keel::cli
