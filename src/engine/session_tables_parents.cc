// SPDX-License-Identifier: MIT
// The large orders of a session as rows: what an algorithm works, and what it cost.
#include "base/describe_json.h"
#include "engine/session_describe.h"
#include "engine/session_tables.h"
#include "execution/saved_parent.h"
#include "execution/tca.h"

namespace keel::engine {

using storage::ParentRow;
using storage::Record;

base::Status SessionTables::BeginParent(const Record& record, Rows* rows) {
  TRY(const auto told, SessionSchemas().Read<ParentRecord>(record));
  TRY(const auto work, base::ReadJson<execution::SavedParent>(told.work));
  ParentRow row;
  row.parent = static_cast<int64_t>(told.id);
  row.pair = Pair(told.terms.instrument.index);
  row.strategy = Strategy(told.strategy);
  row.side = ToString(told.terms.side);
  row.algorithm = work.algorithm;
  row.state = "working";
  row.quantity = work.terms.quantity;
  row.reason = told.reason;
  if (told.decision != 0) row.decision = static_cast<int64_t>(told.decision);
  row.started = row.updated = now_;
  rows->push_back(row);
  parents_[told.id] = std::move(row);
  return {};
}

base::Result<ParentRow*> SessionTables::ParentOf(uint64_t number) {
  const auto at = parents_.find(number);
  if (at != parents_.end()) return &at->second;
  return base::Fail(base::ErrorCode::kCorrupt, "the journal tells of a large order that is none");
}

base::Status SessionTables::FollowParent(const Record& record, Rows* rows) {
  const auto type = static_cast<SessionRecord>(record.head.kind.type);
  if (type == SessionRecord::kParentEnded) {
    TRY(const auto ended, SessionSchemas().Read<ParentEndedRecord>(record));
    return EndParent(ended, rows);
  }
  uint64_t number = 0;
  if (type == SessionRecord::kChild) {
    TRY(const auto child, SessionSchemas().Read<ChildRecord>(record));
    number = child.parent;
    parent_of_[child.order] = number;
    if (child.order >= 1 && child.order <= trades_.size()) {
      trades_[child.order - 1].is_child = true;
    }
  } else {
    TRY(const auto stopped, SessionSchemas().Read<ParentStoppedRecord>(record));
    number = stopped.parent;
  }
  TRY(ParentRow * row, ParentOf(number));
  row->updated = now_;
  if (type == SessionRecord::kChild) {
    ++row->children;
  } else {
    row->state = "stopped";
  }
  rows->push_back(*row);
  return {};
}

base::Status SessionTables::EndParent(const ParentEndedRecord& ended, Rows* rows) {
  TRY(ParentRow * row, ParentOf(ended.parent));
  TRY(const auto costs, base::ReadJson<execution::CostRow>(ended.costs));
  row->state = "ended";
  row->updated = now_;
  row->children = ended.children;
  row->filled = costs.filled;
  row->prices = ended.prices;
  row->decision_price = costs.decision_price;
  row->arrival_price = costs.arrival_price;
  row->average_price = costs.average_price;
  row->interval_vwap = costs.interval_vwap;
  row->delay = costs.delay;
  row->timing = costs.timing;
  row->spread = costs.spread;
  row->impact = costs.impact;
  row->fees = costs.fees;
  row->opportunity = costs.opportunity;
  row->total = costs.total;
  row->total_bps = costs.total_bps;
  rows->push_back(*row);
  std::erase_if(parent_of_, [&](const auto& entry) { return entry.second == ended.parent; });
  parents_.erase(ended.parent);
  return {};
}

}  // namespace keel::engine
