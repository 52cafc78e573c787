// SPDX-License-Identifier: MIT
// Keeps the tables of a running session behind its journal by at most a second or so, on a thread
// of its own that the session never waits for.
#pragma once

#include <string>

#include "base/os/repeater.h"
#include "cli/session_settings.h"
#include "engine/table_feed.h"

namespace keel::cli {

/// The tables of the session in this folder.
inline std::string TablesPath(const std::string& folder) { return folder + "/tables.db"; }

class TableThread {
 public:
  explicit TableThread(const std::string& folder)
      : feed_(storage::OpenJournalFolder(folder), TablesPath(folder),
              [](std::string_view text) { return ReadSettings(text); }),
        thread_(base::Milliseconds(500), [this] { static_cast<void>(feed_.CatchUp()); }) {}

  /// To be called when the session has ended: puts the rest into the tables. A failure of the last
  /// try; the journal has everything, and `keel export` makes the tables again.
  base::Status Finish() {
    thread_.Stop();
    return feed_.CatchUp();
  }

 private:
  engine::TableFeed feed_;
  base::os::Repeater thread_;
};

}  // namespace keel::cli
