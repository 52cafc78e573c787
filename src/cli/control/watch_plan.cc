// SPDX-License-Identifier: MIT
#include "cli/control/watch_plan.h"

#include "base/describe_json.h"
#include "base/os/file.h"
#include "engine/control/session_files.h"

namespace keel::cli {

base::Status WriteWatchPlan(const std::string& folder, const WatchPlan& plan) {
  return base::os::WriteFileAtomic(engine::WatchPlanIn(folder), base::ToJson(plan, 2) + "\n",
                                   base::os::Access::kOwnerOnly);
}

base::Result<WatchPlan> ReadWatchPlan(const std::string& folder) {
  TRY(const std::string text, base::os::ReadFile(engine::WatchPlanIn(folder)));
  auto plan = base::ReadJson<WatchPlan>(text);
  if (!plan) return base::Wrap(std::move(plan).error(), engine::WatchPlanIn(folder));
  return plan;
}

}  // namespace keel::cli
