// SPDX-License-Identifier: MIT
#include "storage/journal/internal/snapshot_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "storage/journal/internal/format.h"

namespace keel::storage::internal {
namespace {

constexpr std::string_view kMark = "KEELSNAP";
constexpr uint32_t kSnapshotFormat = 1;
constexpr int64_t kFormatAt = 8;
constexpr int64_t kVersionAt = 12;
constexpr int64_t kGroupAt = 16;
constexpr int64_t kSequenceAt = 24;
constexpr int64_t kHashAt = 32;
constexpr int64_t kPayloadSizeAt = 64;
constexpr int64_t kHeaderSize = 72;
constexpr int64_t kDigestSize = 32;
constexpr int64_t kMaxFileSize = (int64_t{1} << 30) + kHeaderSize + kDigestSize;

constexpr std::string_view kNameStart = "snapshot-";
constexpr std::string_view kNameEnd = ".ks";
constexpr size_t kNameDigits = 20;

std::optional<uint64_t> SequenceIn(std::string_view name) {
  if (name.size() != kNameStart.size() + kNameDigits + kNameEnd.size() ||
      !name.starts_with(kNameStart) || !name.ends_with(kNameEnd)) {
    return std::nullopt;
  }
  uint64_t sequence = 0;
  for (const char c : name.substr(kNameStart.size(), kNameDigits)) {
    if (c < '0' || c > '9') return std::nullopt;
    sequence = 10 * sequence + static_cast<uint64_t>(c - '0');
  }
  return sequence;
}

}  // namespace

std::string EncodeSnapshot(const Snapshot& snapshot) {
  std::string bytes(kMark);
  bytes.reserve(kHeaderSize + snapshot.payload.size() + kDigestSize);
  bytes.resize(kHeaderSize);
  PutNumber(&bytes, kFormatAt, kSnapshotFormat);
  PutNumber(&bytes, kVersionAt, snapshot.version);
  PutNumber(&bytes, kGroupAt, snapshot.at.group);
  PutNumber(&bytes, kSequenceAt, snapshot.at.sequence);
  const std::string_view hash = snapshot.at.hash.view();
  std::copy(hash.begin(), hash.end(), bytes.begin() + kHashAt);
  PutNumber(&bytes, kPayloadSizeAt, uint64_t{snapshot.payload.size()});
  bytes += snapshot.payload;
  bytes += ChainHasher().Of({bytes}).view();
  return bytes;
}

tl::expected<Snapshot, std::string> DecodeSnapshot(std::string bytes) {
  const auto fail = [](std::string why) { return tl::unexpected<std::string>(std::move(why)); };
  const auto size = static_cast<int64_t>(bytes.size());
  if (size < kHeaderSize + kDigestSize || !bytes.starts_with(kMark)) {
    return fail("it is no snapshot of Keel, or only a part of one");
  }
  const std::string_view all = bytes;
  const std::string_view body = all.substr(0, all.size() - kDigestSize);
  if (ChainHasher().Of({body}).view() != all.substr(body.size())) {
    return fail("its checksum does not match its bytes");
  }
  const auto format = GetNumber<uint32_t>(all, kFormatAt);
  if (format != kSnapshotFormat) {
    return fail(
        fmt::format("it has format {}, and this Keel reads format {}", format, kSnapshotFormat));
  }
  if (GetNumber<uint64_t>(all, kPayloadSizeAt) != body.size() - kHeaderSize) {
    return fail("its size is not the one that it tells");
  }
  Snapshot snapshot;
  snapshot.version = GetNumber<uint16_t>(all, kVersionAt);
  snapshot.at.group = GetNumber<uint64_t>(all, kGroupAt);
  snapshot.at.sequence = GetNumber<uint64_t>(all, kSequenceAt);
  const std::string_view hash = all.substr(kHashAt, snapshot.at.hash.bytes.size());
  std::copy(hash.begin(), hash.end(), snapshot.at.hash.bytes.begin());
  bytes.resize(body.size());
  bytes.erase(0, kHeaderSize);
  snapshot.payload = std::move(bytes);
  return snapshot;
}

std::string SnapshotName(uint64_t sequence) { return fmt::format("snapshot-{:020}.ks", sequence); }

base::Result<std::vector<uint64_t>> SnapshotSequences(JournalFolder& folder) {
  TRY(const std::vector<std::string> names, folder.List());
  std::vector<uint64_t> sequences;
  for (const std::string& name : names) {
    if (const auto sequence = SequenceIn(name)) sequences.push_back(*sequence);
  }
  std::sort(sequences.begin(), sequences.end());
  return sequences;
}

base::Result<SnapshotCheck> SnapshotCheck::Open(JournalFolder& folder) {
  SnapshotCheck check(folder);
  TRY(const std::vector<uint64_t> sequences, SnapshotSequences(folder));
  for (const uint64_t sequence : sequences) check.wanted_[sequence] = std::nullopt;
  return check;
}

void SnapshotCheck::Pass(uint64_t sequence, const ChainHash& hash) {
  const auto wanted = wanted_.find(sequence);
  if (wanted != wanted_.end()) wanted->second = hash;
}

base::Result<std::optional<Snapshot>> SnapshotCheck::Check(uint64_t sequence,
                                                           std::vector<std::string>* notes) const {
  const std::string name = SnapshotName(sequence);
  const auto refuse = [&](std::string_view why) -> std::optional<Snapshot> {
    notes->push_back(fmt::format("{} is not used: {}", name, why));
    return std::nullopt;
  };
  const std::optional<ChainHash>& hash = wanted_.at(sequence);
  if (!hash) return refuse("the journal has no such record");
  auto bytes = folder_->Read(name, kMaxFileSize);
  if (!bytes && bytes.error().code == base::ErrorCode::kIo) {
    return tl::unexpected<base::Error>(std::move(bytes).error());
  }
  if (!bytes) return refuse(bytes.error().message);
  auto snapshot = DecodeSnapshot(*std::move(bytes));
  if (!snapshot) return refuse(snapshot.error());
  if (snapshot->at.sequence != sequence || snapshot->at.hash != *hash) {
    return refuse("the journal has another history at its record");
  }
  return *std::move(snapshot);
}

base::Result<std::optional<Snapshot>> SnapshotCheck::Newest(std::vector<std::string>* notes) const {
  for (auto at = wanted_.rbegin(); at != wanted_.rend(); ++at) {
    TRY(std::optional<Snapshot> snapshot, Check(at->first, notes));
    if (snapshot) return snapshot;
  }
  return std::nullopt;
}

base::Status SnapshotCheck::CheckAll(std::vector<std::string>* notes) const {
  for (const auto& [sequence, hash] : wanted_) TRY(Check(sequence, notes));
  return {};
}

}  // namespace keel::storage::internal
