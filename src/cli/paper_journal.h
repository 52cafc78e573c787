// SPDX-License-Identifier: MIT
// The memory of a paper venue: its facts on the disk before anybody hears of them, in a journal of
// its own in the session's folder. A trader that dies finds its orders and its money again.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/paper_facts.h"
#include "storage/journal/journal.h"

namespace keel::cli {

class PaperJournal {
 public:
  /// Goes on with the journal in `path`, or begins one there for these pairs. kUsage where it is of
  /// other pairs, kCorrupt, kRefused where another process holds it, kIo.
  static base::Result<std::unique_ptr<PaperJournal>> Open(const std::string& path,
                                                          const std::vector<std::string>& pairs,
                                                          base::UnixNanos now);

  /// What it held when it was opened; nothing of a new one.
  std::vector<sim::PaperFact> TakeFacts() { return std::exchange(facts_, {}); }
  /// Returns when the facts are on the disk. kIo is final.
  base::Status Keep(const std::vector<sim::PaperFact>& facts, base::UnixNanos now);

 private:
  explicit PaperJournal(const std::string& path) : folder_(storage::OpenJournalFolder(path)) {}
  base::Status WriteStart(const std::vector<std::string>& pairs, base::UnixNanos now);
  base::Status Read(const std::vector<std::string>& pairs);

  std::unique_ptr<storage::JournalFolder> folder_;
  std::optional<storage::Journal> journal_;
  std::vector<sim::PaperFact> facts_;
};

}  // namespace keel::cli
