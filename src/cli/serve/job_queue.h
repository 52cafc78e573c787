// SPDX-License-Identifier: MIT
// Long work that the desk was asked for, one piece after the other, with its progress for those who
// wait. A job is a verb with its options, run by a process of its own.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/os/worker.h"
#include "cli/serve/verb_child.h"
#include "net/loop.h"

namespace keel::cli {

struct JobView {
  std::string id, kind, title;
  std::string state;               ///< queued, running, done, failed, canceled
  std::optional<double> progress;  ///< 0 to 1
  std::string text;                ///< what it does now, what came of it, or why it failed
  base::UnixNanos created;
  std::optional<base::UnixNanos> ended;
  std::string by;
  std::optional<std::string> run_id;       ///< of the run that it made
  std::optional<std::string> sweep_id;     ///< of the sweep that it made
  std::optional<std::string> research_id;  ///< of the evidence that it made
};
BOOST_DESCRIBE_STRUCT(JobView, (),
                      (id, kind, title, state, progress, text, created, ended, by, run_id, sweep_id,
                       research_id))

/// To be used on its loop's thread.
class JobQueue {
 public:
  static constexpr size_t kMostKept = 100;
  static constexpr size_t kMostWaiting = 10;

  /// `loop` must outlive it. A file that a job reads lies in `folder` while it runs, alone.
  /// `on_change` hears each change.
  JobQueue(net::Loop& loop, VerbChild child, std::string folder,
           std::function<void(const JobView&)> on_change);
  /// Stops what runs, and returns when it has ended.
  ~JobQueue();

  /// A file that came with the wish for a job.
  struct Input {
    std::string name;  ///< ours, as it is among the arguments
    std::string bytes;
  };

  struct Wish {
    std::string kind, title, by;
    std::vector<std::string> arguments;  ///< of the verb; --json is added
    std::optional<Input> input = std::nullopt;
    /// Where the verb's page and JSON are kept, in a folder of their own; empty: it keeps them
    /// itself.
    std::string keep_in = {};
  };
  /// Nothing where too many wait.
  std::optional<JobView> Add(Wish wish, base::UnixNanos now);
  /// The newest first.
  std::vector<JobView> List() const;
  const JobView* Find(const std::string& id) const;
  /// Stops it, or takes it out of the queue. Nothing happens to one that has ended.
  void Cancel(const std::string& id);

 private:
  struct Job {
    JobView view;
    std::vector<std::string> arguments;
    std::optional<Input> input;
    std::string kept_in;   ///< the folder of its result; empty: none
    std::string research;  ///< the id of that result
    std::atomic<bool> stops = false;
  };
  using JobPtr = std::shared_ptr<Job>;

  // On the worker's thread.
  void Work(const JobPtr& job);
  base::Result<std::string> RunVerb(const JobPtr& job);
  void Change(const JobPtr& job, const std::function<void(JobView&)>& change);
  void Hear(const JobPtr& job, std::string_view line);
  static void End(const base::Result<std::string>& told, JobView& view);

  net::Loop& loop_;
  VerbChild child_;
  std::string folder_;
  std::function<void(const JobView&)> on_change_;
  std::deque<JobPtr> jobs_;
  uint64_t last_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  base::os::Worker worker_{kMostWaiting, base::os::Urgency::kGivesWay};
};

}  // namespace keel::cli
