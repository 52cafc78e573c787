// SPDX-License-Identifier: MIT
#include "research/optimize/run_trials.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/os/host.h"
#include "base/os/threads.h"
#include "math/search_box.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

using base::ErrorCode;

/// What stands for "loses" where a search wants a number.
constexpr double kLoses = 1e30;
/// A search asks for points again that it knows; after so many a trial it will find nothing new.
constexpr int64_t kAskedPerTrial = 50;

/// The first error of several workers, and whether all of them are to end.
class FirstError {
 public:
  bool is_set() const { return is_set_.load(std::memory_order_relaxed); }
  void Set(base::Error error) {
    const std::scoped_lock lock(guard_);
    if (!error_) error_ = std::move(error);
    is_set_ = true;
  }
  base::Status status() const {
    if (!error_) return {};
    return tl::unexpected<base::Error>(*error_);
  }

 private:
  std::mutex guard_;
  std::atomic<bool> is_set_{false};
  std::optional<base::Error> error_;
};

bool IsSet(const std::atomic<bool>* flag) { return flag != nullptr && flag->load(); }

base::Error Stopped() { return {ErrorCode::kInterrupted, "stopped"}; }

/// A search by steps, its memory and its way out.
class StepwiseSearch {
 public:
  StepwiseSearch(const Subject& subject, const Space& space, const Objective& objective,
                 const KeepRecord& keep, const StepwiseOptions& options)
      : subject_(subject), space_(space), objective_(objective), keep_(keep), options_(options) {}

  void Remember(const TrialRecord& record) { done_.emplace(record.hash, record); }

  /// The value at x in [0, 1)^n, less the better; nothing ends the search.
  std::optional<double> At(std::span<const double> x) {
    std::vector<size_t> positions;
    for (size_t i = 0; i < x.size(); ++i) {
      const size_t size = space_.axes[i].values.size();
      const double scaled = std::floor(x[i] * static_cast<double>(size));
      positions.push_back(std::min(static_cast<size_t>(std::max(scaled, 0.0)), size - 1));
    }
    if (const auto known = values_.find(positions); known != values_.end()) return known->second;
    // A search that has seen its whole space would ask for ever.
    if (trials_ == options_.most_trials) return std::nullopt;
    const auto value = Try(positions);
    if (!value) return std::nullopt;
    values_.emplace(std::move(positions), *value);
    if (static_cast<int64_t>(values_.size()) == space_.points()) is_exhausted_ = true;
    return value;
  }

  bool is_exhausted() const { return is_exhausted_; }
  int64_t contradictions() const { return contradictions_; }
  const base::Status& status() const { return status_; }

 private:
  std::optional<double> Stop(base::Error error) {
    status_ = tl::unexpected<base::Error>(std::move(error));
    return std::nullopt;
  }

  std::optional<double> Try(const std::vector<size_t>& positions) {
    const Variation variation{.params = space_.At(positions)};
    const auto possible = IsPossible(subject_, variation);
    if (!possible) return Stop(possible.error());
    if (!*possible) {
      ++contradictions_;
      return kLoses;
    }
    const std::string hash = TrialHash(subject_, variation);
    const auto known = done_.find(hash);
    if (known != done_.end()) {
      ++trials_;
      return ValueOf(known->second.outcome);
    }
    if (IsSet(options_.interrupted)) return Stop(Stopped());
    auto outcome = TryVariation(subject_, variation, options_.interrupted);
    if (!outcome) return Stop(std::move(outcome).error());
    const TrialRecord record{trials_++, hash, variation.params, std::move(*outcome)};
    if (auto kept = keep_(record); !kept) return Stop(std::move(kept).error());
    return ValueOf(record.outcome);
  }

  double ValueOf(const Outcome& outcome) const {
    const auto score = objective_.Of(outcome);
    return score ? -*score : kLoses;
  }

  const Subject& subject_;
  const Space& space_;
  const Objective& objective_;
  const KeepRecord& keep_;
  const StepwiseOptions& options_;
  std::map<std::string, TrialRecord> done_;
  std::map<std::vector<size_t>, double> values_;
  int64_t trials_ = 0;
  int64_t contradictions_ = 0;
  bool is_exhausted_ = false;
  base::Status status_;
};

}  // namespace

PartSource::PartSource(const TrialPlan& plan, const Shard& shard,
                       const std::set<std::string>& done) {
  for (const size_t at : TrialsOf(plan, shard)) {
    if (!done.contains(plan.trials[at].hash)) trials_.push_back(at);
  }
}

base::Result<std::optional<size_t>> PartSource::Take() {
  const size_t at = next_.fetch_add(1);
  return at < trials_.size() ? std::optional(trials_[at]) : std::nullopt;
}

base::Status RunTrials(const Subject& subject, const TrialPlan& plan, TrialSource& source,
                       const KeepRecord& keep, const RunTrialsOptions& options) {
  FirstError error;
  std::mutex keeping;
  const auto work_one = [&]() -> base::Result<bool> {
    if (IsSet(options.interrupted)) return tl::unexpected<base::Error>(Stopped());
    TRY(const std::optional<size_t> at, source.Take());
    if (!at) return false;
    const Trial& trial = plan.trials[*at];
    auto outcome = TryVariation(subject, trial.variation, options.interrupted);
    if (!outcome && outcome.error().code == ErrorCode::kInterrupted) {
      return tl::unexpected<base::Error>(Stopped());
    }
    if (!outcome) return base::Wrap(outcome.error(), fmt::format("trial {}", trial.number));
    const TrialRecord record{trial.number, trial.hash, trial.variation.params, std::move(*outcome)};
    const std::scoped_lock lock(keeping);
    TRY(keep(record));
    TRY(source.Complete(*at));
    return true;
  };
  const int workers = options.jobs > 0 ? options.jobs : base::os::CoreCount();
  base::os::ParallelFor(workers, workers, [&](int64_t) {
    while (!error.is_set()) {
      auto more = work_one();
      if (!more) error.Set(std::move(more).error());
      if (!more || !*more) return;
    }
  });
  return error.status();
}

base::Result<int64_t> RunStepwise(const Subject& subject, const Space& space,
                                  const Objective& objective, const KeepRecord& keep,
                                  const StepwiseOptions& options) {
  TRY(const math::SearchMethod method, math::ParseSearchMethod(options.method));
  StepwiseSearch search(subject, space, objective, keep, options);
  for (const TrialRecord& record : options.done) search.Remember(record);
  const size_t n = space.axes.size();
  // A fifth of the trials as the first generation, within what the methods take themselves.
  const auto least = static_cast<int64_t>(2 * (n + 1));
  const int64_t population = std::clamp(options.most_trials / 5, least, 5 * least);
  const int64_t asked = std::min<int64_t>(options.most_trials * kAskedPerTrial, 50'000'000);
  TRY(math::SearchBox(
      [&](std::span<const double> x) -> std::optional<double> {
        if (search.is_exhausted()) return std::nullopt;
        return search.At(x);
      },
      {.method = method,
       .lower = std::vector<double>(n, 0.0),
       .upper = std::vector<double>(n, 1.0),
       .seed = options.seed,
       .max_evaluations = static_cast<int>(asked),
       .population = static_cast<int>(population)}));
  TRY(search.status());
  return search.contradictions();
}

}  // namespace keel::research
