// SPDX-License-Identifier: MIT
#include "cli/serve/job_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/os/file.h"
#include "base/os/system_clock.h"
#include "cli/serve/job_text.h"
#include "cli/serve/research_place.h"

namespace keel::cli {
namespace {

double NumberOf(const base::JsonValue* value) {
  double number = 0;
  if (value != nullptr) {
    std::from_chars(value->text.data(), value->text.data() + value->text.size(), number);
  }
  return number;
}

bool HasEnded(const JobView& view) { return view.ended.has_value(); }

}  // namespace

JobQueue::JobQueue(net::Loop& loop, VerbChild child, std::string folder,
                   std::function<void(const JobView&)> on_change)
    : loop_(loop),
      child_(std::move(child)),
      folder_(std::move(folder)),
      on_change_(std::move(on_change)) {}

JobQueue::~JobQueue() {
  for (const JobPtr& job : jobs_) job->stops = true;
  worker_.Stop();
}

std::optional<JobView> JobQueue::Add(Wish wish, base::UnixNanos now) {
  const auto job = std::make_shared<Job>();
  job->view.id = fmt::format("{}-{}", wish.kind, last_ + 1);
  job->view.kind = std::move(wish.kind);
  job->view.title = std::move(wish.title);
  job->view.by = std::move(wish.by);
  job->view.state = "queued";
  job->view.created = now;
  job->arguments = std::move(wish.arguments);
  job->input = std::move(wish.input);
  if (!wish.keep_in.empty()) {
    job->research = ResearchIdOf(job->view.kind, now, last_ + 1);
    job->kept_in = fmt::format("{}/{}", wish.keep_in, job->research);
    job->arguments.push_back("--out=" + job->kept_in);
  }
  if (!worker_.Post([this, job] { Work(job); })) return std::nullopt;
  ++last_;
  jobs_.push_back(job);
  if (jobs_.size() > kMostKept) jobs_.pop_front();
  on_change_(job->view);
  return job->view;
}

std::vector<JobView> JobQueue::List() const {
  std::vector<JobView> views;
  for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) views.push_back((*job)->view);
  return views;
}

const JobView* JobQueue::Find(const std::string& id) const {
  const auto found = std::ranges::find_if(jobs_, [&](const auto& j) { return j->view.id == id; });
  return found == jobs_.end() ? nullptr : &(*found)->view;
}

void JobQueue::Cancel(const std::string& id) {
  for (const JobPtr& job : jobs_) {
    if (job->view.id == id && !HasEnded(job->view)) job->stops = true;
  }
}

void JobQueue::Change(const JobPtr& job, const std::function<void(JobView&)>& change) {
  loop_.Post([this, job, change, alive = std::weak_ptr<bool>(alive_)] {
    if (alive.expired()) return;
    change(job->view);
    on_change_(job->view);
  });
}

void JobQueue::Work(const JobPtr& job) {
  Change(job, [](JobView& view) { view.state = "running"; });
  const base::Result<std::string> told =
      job->stops ? base::Fail(base::ErrorCode::kInterrupted, "it was taken out of the queue")
                 : RunVerb(job);
  job->input.reset();
  const bool has_result = !job->kept_in.empty() && ResultFileIn(job->kept_in).has_value();
  Change(job, [told, id = has_result ? job->research : std::string()](JobView& view) {
    End(told, view);
    if (id.empty() || view.state == "canceled") return;
    view.research_id = id;
    // A check that found something fails as a verb, and has done what it was asked for.
    view.state = "done";
    view.progress = 1;
  });
}

base::Result<std::string> JobQueue::RunVerb(const JobPtr& job) {
  VerbChild child = child_;
  if (job->input) {
    TRY(base::os::RemoveTree(folder_));  // a desk that died may have left something
    TRY(base::os::MakeDirectories(folder_));
    TRY(base::os::WriteFileAtomic(folder_ + "/" + job->input->name, job->input->bytes,
                                  base::os::Access::kOwnerOnly));
    child.process.working_directory = folder_;
  }
  std::vector<std::string> arguments = job->arguments;
  for (const char* word : {"--json", "--progress", "json"}) arguments.emplace_back(word);
  auto told =
      child.Run(arguments, job->stops, [this, job](std::string_view line) { Hear(job, line); });
  if (job->input) TRY(base::os::RemoveTree(folder_));
  return told;
}

/// A line of JSON about the progress, or a sentence.
void JobQueue::Hear(const JobPtr& job, std::string_view line) {
  const auto json = base::ParseJson(line);
  const base::JsonValue* const what = json ? json->Find("progress") : nullptr;
  if (what == nullptr) return;
  const double done = NumberOf(json->Find("done")), total = NumberOf(json->Find("total"));
  Change(job, [text = what->text, done, total](JobView& view) {
    view.text = text;
    view.progress = total > 0 ? std::optional(std::min(1.0, done / total)) : std::nullopt;
  });
}

void JobQueue::End(const base::Result<std::string>& told, JobView& view) {
  view.ended = base::os::SystemClock().now();
  view.progress.reset();
  if (!told) {
    const bool was_stopped = told.error().code == base::ErrorCode::kInterrupted;
    view.state = was_stopped ? "canceled" : "failed";
    view.text = told.error().message;
    return;
  }
  view.state = "done";
  view.progress = 1;
  const auto result = base::ParseJson(*told);
  view.text = result ? JobResultText(*result) : "";
  const base::JsonValue* const run = result ? result->Find("run_id") : nullptr;
  if (run != nullptr) view.run_id = run->text;
  const base::JsonValue* const sweep =
      result && view.kind == "optimize" ? result->Find("id") : nullptr;
  if (sweep != nullptr) view.sweep_id = sweep->text;
}

}  // namespace keel::cli
