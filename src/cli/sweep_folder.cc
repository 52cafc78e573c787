// SPDX-License-Identifier: MIT
#include "cli/sweep_folder.h"

#include <fmt/format.h>

#include <vector>

#include "base/os/file.h"

namespace keel::cli {

std::string SweepsFolder(const Session& session) { return session.home + "/sweeps"; }

base::Result<std::string> FindSweep(const Session& session, const std::string& name) {
  const std::string path = PathFrom(session, name);
  if (base::os::Exists(path + "/manifest.json")) return path;
  std::vector<std::string> ids, matches;
  if (base::os::IsDirectory(SweepsFolder(session))) {
    TRY(ids, base::os::ListDirectory(SweepsFolder(session)));
  }
  for (const std::string& id : ids) {
    if (id == name) return SweepsFolder(session) + "/" + id;
    if (id.starts_with(name)) matches.push_back(id);
  }
  if (matches.size() == 1) return SweepsFolder(session) + "/" + matches.front();
  return base::Fail(
      base::ErrorCode::kNotFound,
      fmt::format("{} sweep in {} is called \"{}\", and no folder is one; `keel "
                  "optimize` names what it makes",
                  matches.empty() ? "no" : "more than one", SweepsFolder(session), name));
}

}  // namespace keel::cli
