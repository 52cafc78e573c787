// SPDX-License-Identifier: MIT
// Who did what, from where and whether it worked: logins, users, keys, limits, halts. It is a
// journal, so an entry is on the disk before its act is answered, and one that was changed later is
// found.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "storage/journal/journal.h"
#include "storage/journal/verify.h"

namespace keel::server {

/// One act. It names no password, token or key.
struct AuditEntry {
  base::UnixNanos time;
  std::string who;     ///< the user, "key:<id>" or "console"; empty where nobody is known
  std::string from;    ///< the address
  std::string act;     ///< "login", "add-user", "change-limit"
  std::string target;  ///< the user, key, limit, order
  std::string detail;  ///< why, or from what to what
  bool ok = false;
};

/// An entry and its number, from 1 without gaps.
struct AuditRow {
  uint64_t number = 0;
  AuditEntry entry;
};

/// The one writer of an audit. To be used by one thread.
class AuditLog {
 public:
  /// Goes on with the audit in `folder`, after proving all of it, or begins one. kRefused where
  /// another process writes it; kCorrupt where it is not what was written; kIo.
  static base::Result<AuditLog> Open(const std::string& folder, base::UnixNanos now);

  /// Returns when the entry is on the disk. Texts above 1,000 bytes are cut. kIo is final: nothing
  /// that has to be audited may happen any more.
  base::Status Write(AuditEntry entry);
  /// Whether an entry failed to reach the disk.
  bool failed() const { return journal_->failed(); }

  /// The last `count` entries before number `before` (all, where it is nothing), the newest first.
  /// Reads and proves the whole log. kCorrupt, kIo.
  base::Result<std::vector<AuditRow>> Last(size_t count,
                                           const std::optional<uint64_t>& before = {}) const;
  /// The verdict on every byte. Damage is an answer; kIo.
  base::Result<storage::JournalVerdict> Verify() const;

 private:
  AuditLog(std::unique_ptr<storage::JournalFolder> folder,
           std::unique_ptr<storage::Journal> journal)
      : folder_(std::move(folder)), journal_(std::move(journal)) {}

  std::unique_ptr<storage::JournalFolder> folder_;
  std::unique_ptr<storage::Journal> journal_;
};

/// The verdict on the audit in a folder, whether or not a process writes it. kNotFound where there
/// is none, kIo.
base::Result<storage::JournalVerdict> VerifyAudit(const std::string& folder);

BOOST_DESCRIBE_STRUCT(AuditEntry, (), (time, who, from, act, target, detail, ok))
BOOST_DESCRIBE_STRUCT(AuditRow, (), (number, entry))

}  // namespace keel::server
