// SPDX-License-Identifier: MIT
#include "engine/replay.h"

namespace keel::engine {

base::Result<ReplayVerdict> ReplaySession(const LiveOptions& options, const Registry& registry,
                                          const std::vector<LiveSeries>& series,
                                          storage::JournalFolder& folder) {
  ReplayVerdict verdict;
  std::unique_ptr<LiveSession> session;
  const core::Universe no_pairs;
  SessionLog recorded(nullptr, no_pairs);
  TRY(auto reader, storage::JournalReader::Open(folder));
  while (true) {
    TRY(const auto record, reader.Next());
    if (!record) break;
    ++verdict.records;
    recorded.Remember(*record);
    const auto type = static_cast<SessionRecord>(record->head.kind.type);
    verdict.orders += type == SessionRecord::kSubmitted ? 1 : 0;
    verdict.reports += type == SessionRecord::kReported ? 1 : 0;
    if (type == SessionRecord::kStarted) {
      ++verdict.starts;
      const SessionMemory memory{nullptr, &folder, record->head.sequence - 1};
      TRY(session, LiveSession::Open(options, registry, series, memory, record->head.time));
    } else if (session) {
      TRY(session->Feed(*record));
    }
    if (session) session->TakeRequests();
  }
  verdict.recorded_hash = recorded.Hash();
  verdict.replayed_hash = session ? session->Hash() : "";
  return verdict;
}

}  // namespace keel::engine
