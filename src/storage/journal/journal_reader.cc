// SPDX-License-Identifier: MIT
#include "storage/journal/journal_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "storage/journal/internal/group_check.h"
#include "storage/journal/internal/head_mark.h"

namespace keel::storage {
namespace {

using internal::SegmentName;

}  // namespace

std::string JournalDamage::Describe(const std::string& folder) const {
  const std::string where = sequence == 0 ? fmt::format("{}/{} at byte {}", folder, file, offset)
                                          : fmt::format("{}/{}, record {} (group {}) at byte {}",
                                                        folder, file, sequence, group, offset);
  return fmt::format(
      "{}: {}; nothing from there on can be trusted and nothing was changed: keep a copy of the "
      "folder and restore it from a backup, or reconcile with the venue and start a new session",
      where, what);
}

JournalReader::JournalReader(JournalFolder& folder)
    : folder_(&folder), hasher_(std::make_unique<internal::ChainHasher>()) {}
JournalReader::~JournalReader() = default;
JournalReader::JournalReader(JournalReader&&) noexcept = default;
JournalReader& JournalReader::operator=(JournalReader&&) noexcept = default;

base::Result<JournalReader> JournalReader::Open(JournalFolder& folder) {
  JournalReader reader(folder);
  TRY(reader.ReadNames());
  const base::Status loaded = reader.Load(1);
  if (!loaded && !reader.damage_) return tl::unexpected<base::Error>(loaded.error());
  return reader;
}

base::Result<JournalReader> JournalReader::OpenAt(JournalFolder& folder, const Bookmark& bookmark) {
  JournalReader reader(folder);
  TRY(reader.ReadNames());
  reader.segment_ = bookmark.segment;
  TRY(reader.bytes_, folder.Read(SegmentName(bookmark.segment), internal::kMaxSegmentSize));
  const auto header = internal::DecodeSegmentHeader(reader.bytes_);
  if (!header || bookmark.offset > static_cast<int64_t>(reader.bytes_.size())) {
    return base::Fail(base::ErrorCode::kCorrupt,
                      fmt::format("{} changed while it was read", SegmentName(bookmark.segment)));
  }
  reader.session_ = header->session;
  reader.head_ = bookmark.head;
  reader.group_at_ = bookmark.offset;
  reader.offset_ = bookmark.offset;
  return reader;
}

base::Result<bool> JournalReader::HasMore(JournalFolder& folder, const Bookmark& bookmark) {
  TRY(const internal::HeadFile head, internal::ReadHead(folder));
  return !head.mark || head.mark->state.sequence != bookmark.head.sequence;
}

base::Status JournalReader::ReadNames() {
  // The mark before the names: a writer that is at work only adds to both.
  TRY(const internal::HeadFile head, internal::ReadHead(*folder_));
  if (head.mark && head.mark->state.sequence > 0) last_segment_ = head.mark->segment;
  TRY(const std::vector<std::string> names, folder_->List());
  for (const std::string& name : names) {
    last_segment_ = std::max(last_segment_, internal::SegmentNumber(name).value_or(0));
  }
  if (last_segment_ != 0) return {};
  return base::Fail(base::ErrorCode::kNotFound,
                    fmt::format("there is no journal in {}", folder_->path()));
}

tl::unexpected<base::Error> JournalReader::Damaged(JournalDamage damage) {
  damage_ = std::move(damage);
  return base::Fail(base::ErrorCode::kCorrupt, damage_->Describe(folder_->path()));
}

base::Status JournalReader::Load(uint32_t number) {
  const std::string name = SegmentName(number);
  const auto damaged = [&](std::string what) {
    return Damaged({.file = name, .offset = 0, .what = std::move(what)});
  };
  auto bytes = folder_->Read(name, internal::kMaxSegmentSize);
  if (!bytes && bytes.error().code == base::ErrorCode::kNotFound) {
    return damaged(fmt::format("the file is missing; the journal has segments up to {}",
                               SegmentName(last_segment_)));
  }
  if (!bytes && bytes.error().code == base::ErrorCode::kCorrupt) {
    return damaged("the file is larger than a segment can be");
  }
  if (!bytes) return tl::unexpected<base::Error>(std::move(bytes).error());
  const auto header = internal::DecodeSegmentHeader(*bytes);
  if (!header) return damaged(header.error());
  if (header->number != number) {
    return damaged(fmt::format("it is segment {} of its journal", header->number));
  }
  const JournalHead genesis{.hash = internal::GenesisHash(header->session, *hasher_)};
  if (number == 1) {
    session_ = header->session;
    head_ = genesis;
  }
  if (genesis.hash != internal::GenesisHash(session_, *hasher_)) {
    return damaged("it belongs to another session");
  }
  const std::string before = number == 1 ? "the session" : SegmentName(number - 1);
  if (header->before.sequence != head_.sequence) {
    return damaged(fmt::format("it goes on from record {}, but {} ends with record {}",
                               header->before.sequence, before, head_.sequence));
  }
  if (header->before != head_) {
    return damaged(fmt::format("it goes on from another history than that of {}", before));
  }
  bytes_before_ += static_cast<int64_t>(bytes_.size());
  bytes_ = *std::move(bytes);
  segment_ = number;
  group_at_ = internal::kSegmentHeaderSize;
  offset_ = internal::kSegmentHeaderSize;
  return {};
}

base::Result<bool> JournalReader::NextGroup() {
  while (offset_ == static_cast<int64_t>(bytes_.size())) {
    if (in_last_segment()) return false;
    TRY(Load(segment_ + 1));
  }
  const int64_t begin = offset_;
  const auto size = internal::CheckGroup(bytes_, begin, &head_, *hasher_);
  if (!size) {
    const internal::Flaw& flaw = size.error();
    if (in_last_segment() && internal::IsUnfinishedWrite(bytes_, begin, head_, flaw)) {
      torn_bytes_ = static_cast<int64_t>(bytes_.size()) - begin;
      return false;
    }
    return Damaged({.file = SegmentName(segment_),
                    .offset = flaw.begin,
                    .sequence = flaw.sequence,
                    .group = head_.group + 1,
                    .what = flaw.what});
  }
  group_at_ = begin;
  offset_ = begin + *size;
  record_at_ = begin + internal::kGroupHeaderSize;
  records_end_ = offset_ - internal::kGroupEndSize;
  return true;
}

std::string_view JournalReader::last_group() const {
  return std::string_view(bytes_).substr(static_cast<size_t>(group_at_),
                                         static_cast<size_t>(offset_ - group_at_));
}

base::Result<std::optional<Record>> JournalReader::Next() {
  if (damage_) return base::Fail(base::ErrorCode::kCorrupt, damage_->Describe(folder_->path()));
  if (record_at_ == records_end_) {
    if (torn_bytes_ > 0) return std::nullopt;
    TRY(const bool there, NextGroup());
    if (!there) return std::nullopt;
  }
  Record record = internal::RecordAt(bytes_, record_at_);
  record.place.segment = segment_;
  record.place.group = head_.group;
  record_at_ += internal::kRecordOverhead + static_cast<int64_t>(record.payload.size());
  return record;
}

std::optional<JournalReader::Bookmark> JournalReader::Mark() const {
  if (record_at_ != records_end_) return std::nullopt;
  return Bookmark{segment_, offset_, head_};
}

}  // namespace keel::storage
