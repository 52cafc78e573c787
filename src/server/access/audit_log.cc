// SPDX-License-Identifier: MIT
#include "server/access/audit_log.h"

#include <deque>

#include "base/os/file.h"
#include "storage/journal/record_codec.h"
#include "storage/journal/record_schemas.h"

namespace keel::server {
namespace {

constexpr uint16_t kEntryType = 1;
constexpr size_t kLongestText = 1000;

const storage::RecordSchemas& AuditSchemas() {
  static const storage::RecordSchemas schemas({{kEntryType, "audit entry", 1, {}}});
  return schemas;
}

void Cut(std::string* text) {
  if (text->size() <= kLongestText) return;
  size_t end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>((*text)[end]) >> 6) == 2) --end;
  text->resize(end);
}

base::Result<storage::Journal> OpenOrBegin(storage::JournalFolder& folder, base::UnixNanos now) {
  auto journal = storage::Journal::Open(folder);
  if (journal || journal.error().code != base::ErrorCode::kNotFound) return journal;
  return storage::Journal::Create(folder, {"audit", now});
}

}  // namespace

base::Result<AuditLog> AuditLog::Open(const std::string& folder, base::UnixNanos now) {
  TRY(base::os::MakeDirectories(folder));
  auto opened = storage::OpenJournalFolder(folder);
  TRY(storage::Journal journal, OpenOrBegin(*opened, now));
  return AuditLog(std::move(opened), std::make_unique<storage::Journal>(std::move(journal)));
}

base::Status AuditLog::Write(AuditEntry entry) {
  for (std::string* text : {&entry.who, &entry.from, &entry.act, &entry.target, &entry.detail}) {
    Cut(text);
  }
  const auto written =
      journal_->Append(AuditSchemas().KindOf(kEntryType), entry.time, storage::EncodeRecord(entry));
  if (!written) return tl::unexpected<base::Error>(written.error());
  return journal_->Commit();
}

base::Result<std::vector<AuditRow>> AuditLog::Last(size_t count,
                                                   const std::optional<uint64_t>& before) const {
  TRY(auto reader, storage::JournalReader::Open(*folder_));
  std::deque<AuditRow> last;
  while (true) {
    TRY(const auto record, reader.Next());
    if (!record || (before && record->head.sequence >= *before)) break;
    TRY(AuditEntry entry, AuditSchemas().Read<AuditEntry>(*record));
    last.push_front({record->head.sequence, std::move(entry)});
    if (last.size() > count) last.pop_back();
  }
  return std::vector<AuditRow>(std::make_move_iterator(last.begin()),
                               std::make_move_iterator(last.end()));
}

base::Result<storage::JournalVerdict> AuditLog::Verify() const {
  return storage::VerifyJournal(*folder_, journal_->head().hash);
}

base::Result<storage::JournalVerdict> VerifyAudit(const std::string& folder) {
  return storage::VerifyJournal(*storage::OpenJournalFolder(folder));
}

}  // namespace keel::server
