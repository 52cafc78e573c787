// SPDX-License-Identifier: MIT
// Holds the end of a journal, as its bytes tell it, against its head mark.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/journal/internal/head_mark.h"
#include "storage/journal/journal_reader.h"

namespace keel::storage::internal {

/// Watches a reader pass the place that a head mark names.
class HeadCheck {
 public:
  /// Reads the mark. It must be read before the journal: a writer that is at work only adds.
  static base::Result<HeadCheck> Open(JournalFolder& folder);

  /// To be told of every record.
  void Pass(const Record& record);
  /// At the end: what is missing or altered of what the mark vouches for.
  std::optional<JournalDamage> Finish(const JournalReader& reader,
                                      std::vector<std::string>* notes) const;

 private:
  HeadFile file_;
  bool passed_ = false;
};

}  // namespace keel::storage::internal
