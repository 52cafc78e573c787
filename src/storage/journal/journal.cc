// SPDX-License-Identifier: MIT
#include "storage/journal/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "storage/journal/internal/end_of_journal.h"
#include "storage/journal/internal/format.h"
#include "storage/journal/internal/head_mark.h"

namespace keel::storage {
namespace {

using base::ErrorCode;

base::Status CheckOptions(const JournalOptions& options) {
  constexpr int64_t kLeast = 4 << 10;
  constexpr int64_t kMost = 512 << 20;
  if (options.segment_bytes >= kLeast && options.segment_bytes <= kMost) return {};
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("journal segments of {} bytes; they may have 4 KiB to 512 MiB",
                                options.segment_bytes));
}

base::Status CheckSessionId(std::string_view id) {
  if (internal::IsSessionId(id)) return {};
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("\"{}\" is no session id: 1 to 64 letters, digits, '-', '_', '.'",
                                id.substr(0, 80)));
}

base::Status RefuseToOverwrite(JournalFolder& folder) {
  auto names = folder.List();
  if (!names && names.error().code == ErrorCode::kNotFound) return {};
  if (!names) return tl::unexpected<base::Error>(std::move(names).error());
  const bool taken = std::any_of(names->begin(), names->end(), [](const std::string& name) {
    return internal::SegmentNumber(name).has_value();
  });
  TRY(const internal::HeadFile head, internal::ReadHead(folder));
  const bool had_records = head.mark && head.mark->state.sequence > 0;
  if (!taken && !had_records) return {};
  return base::Fail(ErrorCode::kRefused,
                    fmt::format("{} holds the journal of a session already; go on with that one, "
                                "or begin a new session in a folder of its own",
                                folder.path()));
}

}  // namespace

Journal::Journal(JournalFolder& folder, std::unique_ptr<JournalLock> lock,
                 const JournalOptions& options)
    : folder_(&folder),
      lock_(std::move(lock)),
      options_(options),
      hasher_(std::make_unique<internal::ChainHasher>()) {
  ClearPending();
}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

base::Result<Journal> Journal::Create(JournalFolder& folder, const SessionStart& session,
                                      const JournalOptions& options) {
  TRY(CheckOptions(options));
  TRY(CheckSessionId(session.id));
  TRY(std::unique_ptr<JournalLock> lock, folder.Lock());
  TRY(RefuseToOverwrite(folder));
  Journal journal(folder, std::move(lock), options);
  journal.session_ = session;
  journal.committed_.hash = internal::GenesisHash(session, *journal.hasher_);
  journal.appended_ = journal.committed_;
  // The mark first: a segment is never without one.
  TRY(internal::HeadWriter head_writer,
      internal::HeadWriter::Create(folder, {.state = journal.committed_}));
  journal.head_writer_ = std::make_unique<internal::HeadWriter>(std::move(head_writer));
  TRY(journal.BeginSegment(1));
  return journal;
}

base::Result<Journal> Journal::Open(JournalFolder& folder, const JournalOptions& options) {
  TRY(CheckOptions(options));
  TRY(std::unique_ptr<JournalLock> lock, folder.Lock());
  TRY(internal::HeadCheck head_check, internal::HeadCheck::Open(folder));
  TRY(JournalReader reader, JournalReader::Open(folder));
  std::optional<base::UnixNanos> last_time;
  while (true) {
    TRY(const std::optional<Record> record, reader.Next());
    if (!record) break;
    head_check.Pass(*record);
    last_time = record->head.time;
  }
  Journal journal(folder, std::move(lock), options);
  journal.recovered_.last_time = last_time;
  if (const auto damage = head_check.Finish(reader, &journal.recovered_.notes)) {
    return base::Fail(ErrorCode::kCorrupt, damage->Describe(folder.path()));
  }
  TRY(journal.Continue(reader));
  return journal;
}

base::Status Journal::Continue(const JournalReader& reader) {
  session_ = reader.session();
  committed_ = reader.head();
  appended_ = committed_;
  segment_ = reader.segment();
  size_ = reader.offset();
  recovered_.torn_bytes = reader.torn_bytes();
  TRY(file_, folder_->Open(internal::SegmentName(segment_)));
  if (recovered_.torn_bytes > 0) TRY(file_->Truncate(size_));
  // The last group may have been read from memory only: if its sync failed, the system counts it as
  // written. Writing it again makes the next sync mean something.
  const std::string_view last = reader.last_group();
  TRY(WriteAll(*file_, size_ - static_cast<int64_t>(last.size()), last));
  TRY(file_->Sync());
  TRY(folder_->SyncNames());
  TRY(internal::HeadWriter head_writer, internal::HeadWriter::Create(*folder_, Mark()));
  head_writer_ = std::make_unique<internal::HeadWriter>(std::move(head_writer));
  return {};
}

internal::HeadMark Journal::Mark() const {
  return {.state = committed_, .segment = segment_, .offset = size_};
}

void Journal::ClearPending() {
  pending_.assign(internal::kGroupHeaderSize, '\0');
  count_ = 0;
}

tl::unexpected<base::Error> Journal::Stop(const base::Error& error) {
  failure_ = base::Error{
      ErrorCode::kIo,
      fmt::format("the journal in {} stopped behind record {}: {}; set the disk right, then start "
                  "again: what was acknowledged is safe",
                  folder_->path(), committed_.sequence, error.message)};
  return tl::unexpected<base::Error>(*failure_);
}

base::Status Journal::BeginSegment(uint32_t number) {
  if (number > internal::kMaxSegments) {
    return base::Fail(ErrorCode::kIo, "a journal has at most 999999 segments");
  }
  const std::string name = internal::SegmentName(number);
  const std::string header =
      internal::EncodeSegmentHeader({.number = number, .session = session_, .before = committed_});
  TRY(WriteWhole(*folder_, name, header));
  TRY(file_, folder_->Open(name));
  segment_ = number;
  size_ = internal::kSegmentHeaderSize;
  return {};
}

base::Result<uint64_t> Journal::Append(RecordKind kind, base::UnixNanos time,
                                       std::string_view payload) {
  if (failure_) return tl::unexpected<base::Error>(*failure_);
  if (payload.size() > internal::kMaxPayloadSize) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("a record of {} bytes; the journal takes at most {}",
                                  payload.size(), internal::kMaxPayloadSize));
  }
  const size_t grown =
      pending_.size() + payload.size() + internal::kRecordOverhead + internal::kGroupEndSize;
  if (grown > internal::kMaxGroupSize) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("{} records of {} bytes wait to be committed: commit them first",
                                  count_, pending_.size()));
  }
  const RecordHead head{.sequence = appended_.sequence + 1, .kind = kind, .time = time};
  appended_.hash = internal::AppendRecord(&pending_, appended_.hash, head, payload, *hasher_);
  appended_.sequence = head.sequence;
  ++count_;
  return head.sequence;
}

base::Status Journal::Commit() {
  if (failure_) return tl::unexpected<base::Error>(*failure_);
  if (count_ == 0) return {};
  const base::Status written = WriteGroup();
  if (!written) return Stop(written.error());
  return {};
}

base::Status Journal::WriteGroup() {
  appended_.group = committed_.group + 1;
  internal::AppendGroupEnd(&pending_);
  internal::PutGroupHeader(&pending_, {.size = static_cast<uint32_t>(pending_.size()),
                                       .number = appended_.group,
                                       .first_sequence = committed_.sequence + 1,
                                       .count = count_});
  const auto grown = size_ + static_cast<int64_t>(pending_.size());
  if (grown > options_.segment_bytes && size_ > internal::kSegmentHeaderSize) {
    TRY(head_writer_->Sync());
    TRY(BeginSegment(segment_ + 1));
  }
  TRY(WriteAll(*file_, size_, pending_));
  TRY(file_->Sync());
  size_ += static_cast<int64_t>(pending_.size());
  committed_ = appended_;
  ClearPending();
  return head_writer_->Write(Mark());
}

base::Status Journal::Flush() {
  TRY(Commit());
  const base::Status synced = head_writer_->Sync();
  if (!synced) return Stop(synced.error());
  return {};
}

}  // namespace keel::storage
