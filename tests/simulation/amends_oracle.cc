// SPDX-License-Identifier: MIT
#include "tests/simulation/amends_oracle.h"

#include <fmt/format.h>

#include <map>

#include "engine/session_describe.h"
#include "storage/journal/record_codec.h"

namespace keel::simulation {
namespace {

using engine::AmendStep;
using engine::SessionRecord;

base::Status Read(const storage::Record& record, const engine::Account& account,
                  std::map<uint64_t, core::Quantity>* asked, AmendsVerdict* verdict) {
  if (static_cast<SessionRecord>(record.head.kind.type) != SessionRecord::kAmend) return {};
  TRY(const auto amend, engine::SessionSchemas().Read<engine::AmendRecord>(record));
  verdict->done += amend.step == AmendStep::kDone ? 1 : 0;
  verdict->refused += amend.step == AmendStep::kRefused ? 1 : 0;
  if (amend.step == AmendStep::kReplacing) (*asked)[amend.order] = amend.quantity;
  if (amend.step != AmendStep::kReplaced || amend.by == 0) return {};
  ++verdict->replaced;
  core::Quantity& left = (*asked)[amend.order];
  left -= account.orders.at({amend.by}).placed;
  if (account.orders.at({amend.order}).filled > left) {
    verdict->failure = fmt::format("order {} was replaced by more than was asked for", amend.order);
  }
  return {};
}

}  // namespace

AmendsVerdict CheckAmends(storage::JournalFolder& folder, const engine::Account& account) {
  AmendsVerdict verdict;
  std::map<uint64_t, core::Quantity> asked;
  auto reader = storage::JournalReader::Open(folder);
  if (!reader) return {reader.error().message};
  while (true) {
    const auto record = reader->Next();
    if (!record) return {record.error().message};
    if (!*record) return verdict;
    const base::Status status = Read(**record, account, &asked, &verdict);
    if (!status) return {status.error().message};
  }
}

}  // namespace keel::simulation
