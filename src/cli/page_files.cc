// SPDX-License-Identifier: MIT
#include "cli/page_files.h"

#include <fmt/format.h>

#include "base/os/file.h"

namespace keel::cli {

base::Status WritePage(const Session& session, std::string_view name,
                       const std::function<std::string()>& html,
                       const std::function<std::string()>& json) {
  if (!session.out) return {};
  const std::string folder = PathFrom(session, *session.out);
  if (folder.ends_with(".html")) {
    TRY(base::os::WriteFileAtomic(folder, html()));
    session.note("page: " + folder);
    return {};
  }
  TRY(base::os::MakeDirectories(folder));
  const std::string page = fmt::format("{}/{}.html", folder, name);
  TRY(base::os::WriteFileAtomic(page, html()));
  TRY(base::os::WriteFileAtomic(fmt::format("{}/{}.json", folder, name), json()));
  session.note("page: " + page);
  return {};
}

}  // namespace keel::cli
