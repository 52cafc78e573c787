// SPDX-License-Identifier: MIT
#include "engine/session_digest.h"

#include <utility>

#include "engine/session_describe.h"
#include "engine/session_log.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {

struct DigestPayload {
  std::string hash;
  base::UnixNanos last_time;
  std::vector<DigestRecord> records;
};
BOOST_DESCRIBE_STRUCT(DigestRecord, (), (sequence, type, version, time, payload))
BOOST_DESCRIBE_STRUCT(DigestPayload, (), (hash, last_time, records))

namespace {

/// Whose effect is in other records.
bool IsLeftOut(SessionRecord type) {
  using enum SessionRecord;
  return type == kVenue || type == kTimer || type == kPrice || type == kRefused || type == kState ||
         type == kAlert || type == kDispute;
}

}  // namespace

storage::Record DigestRecord::Record() const {
  storage::Record record;
  record.head = {sequence, {type, version}, time};
  record.payload = payload;
  return record;
}

void SessionDigest::Add(const storage::Record& record) {
  const auto type = static_cast<SessionRecord>(record.head.kind.type);
  CountRecord(hasher_, type, record.head.time, record.payload);
  last_time_ = record.head.time;
  if (IsLeftOut(type)) return;
  DigestRecord kept{record.head.sequence, record.head.kind.type, record.head.kind.version,
                    record.head.time, std::string(record.payload)};
  if (type == SessionRecord::kDecided) {
    last_decision_ = std::move(kept);
  } else {
    records_.push_back(std::move(kept));
  }
}

std::vector<DigestRecord> SessionDigest::Records() const {
  std::vector<DigestRecord> records = records_;
  if (last_decision_) records.push_back(*last_decision_);
  return records;
}

std::string SessionDigest::Payload() const {
  return storage::EncodeRecord(DigestPayload{hasher_.Save(), last_time_, Records()});
}

base::Result<SessionDigest> SessionDigest::Read(const storage::Snapshot& snapshot) {
  if (snapshot.version != kVersion) {
    return base::Fail(base::ErrorCode::kUnsupported, "a snapshot of another version");
  }
  TRY(DigestPayload payload, storage::DecodeRecord<DigestPayload>(snapshot.payload));
  SessionDigest digest;
  TRY(digest.hasher_, base::Hasher::Restore(payload.hash));
  digest.last_time_ = payload.last_time;
  digest.records_ = std::move(payload.records);
  const auto is_decision = [](const DigestRecord& record) {
    return static_cast<SessionRecord>(record.type) == SessionRecord::kDecided;
  };
  if (!digest.records_.empty() && is_decision(digest.records_.back())) {
    digest.last_decision_ = std::move(digest.records_.back());
    digest.records_.pop_back();
  }
  return digest;
}

base::Status WriteDigest(storage::JournalFolder& folder, uint64_t least) {
  TRY(storage::SessionRecovery recovery, storage::Recover(folder));
  SessionDigest digest;
  uint64_t from = 0;
  if (recovery.snapshot) {
    auto read = SessionDigest::Read(*recovery.snapshot);
    if (read) {
      digest = *std::move(read);
      from = recovery.snapshot->at.sequence;
    } else {
      TRY(recovery.later, storage::JournalReader::Open(folder));
    }
  }
  if (recovery.head.sequence < from + least) return {};
  while (true) {
    TRY(const auto record, recovery.later.Next());
    if (!record) break;
    digest.Add(*record);
  }
  return storage::WriteSnapshot(folder, {recovery.head, SessionDigest::kVersion, digest.Payload()});
}

}  // namespace keel::engine
