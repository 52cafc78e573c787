// SPDX-License-Identifier: MIT
// Where a trading session lies: a folder, or a name under <home>/sessions.
#pragma once

#include <memory>
#include <string>

#include "cli/verb.h"
#include "storage/journal/journal_folder.h"

namespace keel::cli {

/// The folder of the session of this name.
inline std::string SessionPath(const Session& session, const std::string& name) {
  return session.home + "/sessions/" + name;
}

/// What the user named: a folder, or else a session of that name. kNotFound where there is neither.
inline base::Result<std::unique_ptr<storage::JournalFolder>> FindSession(const Session& session,
                                                                         const std::string& named) {
  for (const std::string& path : {PathFrom(session, named), SessionPath(session, named)}) {
    auto folder = storage::OpenJournalFolder(path);
    const auto files = folder->List();
    if (files) return folder;
    if (files.error().code != base::ErrorCode::kNotFound) {
      return tl::unexpected<base::Error>(files.error());
    }
  }
  return base::Fail(base::ErrorCode::kNotFound, "there is no folder and no session " + named +
                                                    "; `keel trade` begins sessions in " +
                                                    session.home + "/sessions");
}

}  // namespace keel::cli
