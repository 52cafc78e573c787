// SPDX-License-Identifier: MIT
#include "tests/simulation/acts_oracle.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/session_describe.h"
#include "storage/journal/record_codec.h"

namespace keel::simulation {
namespace {

using engine::OperatorAct;
using engine::SessionRecord;

struct Seen {
  uint64_t last_order = 0, last_parent = 0;
  uint64_t back_order = 0, back_parent = 0;  // those up to them were taken back, all of them
  bool off = false, release_requested = false, flattened = false;
  std::string failure;
  std::map<std::string, core::Decimal> taken_over;

  void Fail(std::string text) {
    if (failure.empty()) failure = std::move(text);
  }
};

void ReadAct(const engine::OperatorRecord& act, Seen* seen) {
  const bool is_whole = !act.strategy && !act.instrument;
  switch (act.act) {
    case OperatorAct::kCancelAll:
      seen->back_order = seen->last_order;
      seen->back_parent = seen->last_parent;
      return;
    case OperatorAct::kFlatten:
      seen->flattened = seen->flattened || is_whole;
      [[fallthrough]];
    case OperatorAct::kKill:
      if (!is_whole) return;
      seen->off = true;
      seen->release_requested = false;
      return;
    case OperatorAct::kRequestRelease:
      seen->release_requested = seen->release_requested || (is_whole && seen->off);
      return;
    case OperatorAct::kConfirmRelease:
      if (is_whole && seen->release_requested) {
        seen->off = seen->flattened = seen->release_requested = false;
      }
      return;
    default:
      return;
  }
}

void ReadSubmitted(const engine::SubmittedRecord& sent, Seen* seen) {
  seen->last_order = std::max(seen->last_order, sent.id);
  if (seen->off && sent.terms.side == core::Side::kBuy) {
    seen->Fail(fmt::format("order {} enters though entries are off", sent.id));
  }
}

base::Status Read(const storage::Record& record, Seen* seen) {
  const auto& schemas = engine::SessionSchemas();
  switch (static_cast<SessionRecord>(record.head.kind.type)) {
    case SessionRecord::kOperator: {
      TRY(const auto act, schemas.Read<engine::OperatorRecord>(record));
      ReadAct(act, seen);
      return {};
    }
    case SessionRecord::kSubmitted:
    case SessionRecord::kKept: {
      TRY(const auto sent, schemas.Read<engine::SubmittedRecord>(record));
      ReadSubmitted(sent, seen);
      return {};
    }
    case SessionRecord::kParent: {
      TRY(const auto parent, schemas.Read<engine::ParentRecord>(record));
      seen->last_parent = std::max(seen->last_parent, parent.id);
      return {};
    }
    case SessionRecord::kChild: {
      TRY(const auto child, schemas.Read<engine::ChildRecord>(record));
      if (child.parent > seen->back_parent) return {};
      seen->Fail(fmt::format("order {} is of a parent that was taken back", child.order));
      return {};
    }
    case SessionRecord::kAmend: {
      TRY(const auto amend, schemas.Read<engine::AmendRecord>(record));
      if (amend.by == 0 || amend.order > seen->back_order) return {};
      seen->Fail(fmt::format("order {} follows one that was taken back", amend.by));
      return {};
    }
    case SessionRecord::kDeposit: {
      TRY(const auto deposit, schemas.Read<engine::DepositRecord>(record));
      seen->taken_over[deposit.currency] += deposit.amount;
      return {};
    }
    default:
      return {};
  }
}

}  // namespace

ActsVerdict CheckActs(storage::JournalFolder& folder, const engine::Account& account) {
  Seen seen;
  auto reader = storage::JournalReader::Open(folder);
  if (!reader) return {reader.error().message};
  while (true) {
    const auto record = reader->Next();
    if (!record) return {record.error().message};
    if (!*record) break;
    const base::Status status = Read(**record, &seen);
    if (!status) return {status.error().message};
  }
  for (const execution::OrderEntry& entry : account.orders.entries()) {
    if (entry.order.id.value > seen.back_order || entry.is_terminal()) continue;
    seen.Fail(fmt::format("order {} works though all were taken back", entry.order.id.value));
  }
  return {std::move(seen.failure), seen.flattened, std::move(seen.taken_over)};
}

}  // namespace keel::simulation
