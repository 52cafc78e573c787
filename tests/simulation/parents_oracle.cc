// SPDX-License-Identifier: MIT
#include "tests/simulation/parents_oracle.h"

#include <fmt/format.h>

#include <map>

#include "base/describe_json.h"
#include "engine/session_describe.h"
#include "storage/journal/record_codec.h"

namespace keel::simulation {
namespace {

using engine::SessionRecord;

struct Seen {
  core::Quantity quantity, filled;
  base::Duration pace;
  base::UnixNanos last_child = base::kBeginningOfTime;
};

base::Status Read(const storage::Record& record, const engine::Account& account,
                  std::map<uint64_t, Seen>* parents, ParentsVerdict* verdict) {
  const auto type = static_cast<SessionRecord>(record.head.kind.type);
  if (type == SessionRecord::kParent) {
    TRY(const auto told, engine::SessionSchemas().Read<engine::ParentRecord>(record));
    TRY(const auto work, base::ReadJson<execution::SavedParent>(told.work));
    (*parents)[told.id] = {work.terms.quantity, {}, work.terms.pace};
    ++verdict->parents;
  }
  if (type != SessionRecord::kChild) return {};
  TRY(const auto told, engine::SessionSchemas().Read<engine::ChildRecord>(record));
  Seen& parent = (*parents)[told.parent];
  if (record.head.time < parent.last_child + parent.pace) {
    verdict->failure = fmt::format("children of parent {} came too fast", told.parent);
  }
  parent.last_child = record.head.time;
  parent.filled += account.orders.at({told.order}).filled;
  ++verdict->children;
  return {};
}

}  // namespace

ParentsVerdict CheckParents(storage::JournalFolder& folder, const engine::Account& account) {
  ParentsVerdict verdict;
  std::map<uint64_t, Seen> parents;
  auto reader = storage::JournalReader::Open(folder);
  if (!reader) return {reader.error().message};
  while (true) {
    const auto record = reader->Next();
    if (!record) return {record.error().message};
    if (!*record) break;
    const base::Status status = Read(**record, account, &parents, &verdict);
    if (!status) return {status.error().message};
  }
  for (const auto& [id, parent] : parents) {
    if (parent.filled <= parent.quantity) continue;
    verdict.failure = fmt::format("more was traded for parent {} than it is for", id);
  }
  return verdict;
}

}  // namespace keel::simulation
