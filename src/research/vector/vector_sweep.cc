// SPDX-License-Identifier: MIT
#include "research/vector/vector_sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <unordered_set>

#include "base/os/host.h"
#include "base/os/threads.h"
#include "research/vector/internal/player.h"
#include "research/vector/internal/prepared_bars.h"

namespace keel::research {
namespace {

using base::ErrorCode;
using base::Fail;
using internal::Column;
using internal::Columns;
using internal::kWordBars;
using internal::Player;
using internal::PreparedBars;
using strategy::VectorColumn;
using strategy::VectorForm;

/// Sets that go through a stretch of bars before the next one: the more, the less often columns
/// come from memory, until what the sets themselves remember fills the cache.
constexpr size_t kLeastTogether = 32, kMostTogether = 1024;
/// Sets between two looks at the outside.
constexpr size_t kSetsPerBatch = 16384;
/// Numbers that the columns of a batch may hold, 512 MiB, unless a single set needs more.
constexpr size_t kMostNumbers = size_t{1} << 26;

std::string NameOf(const strategy::Params& set) {
  std::string text;
  for (const auto& [name, value] : set.values()) {
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, value);
  }
  return text;
}

base::Result<std::vector<VectorForm>> FormsOf(const strategy::StrategySpec& spec,
                                              std::span<const strategy::Params> sets) {
  std::vector<VectorForm> forms;
  forms.reserve(sets.size());
  for (const strategy::Params& set : sets) {
    auto made = spec.make(set);
    if (!made) return base::Wrap(std::move(made).error(), "the set " + NameOf(set));
    forms.push_back(spec.vector(set));
  }
  return forms;
}

/// The columns that batches of sets need, kept while there is room for them.
class ColumnStore {
 public:
  explicit ColumnStore(const PreparedBars& bars) : bars_(bars), length_(bars.words() * kWordBars) {}

  /// How many of the forms a batch can take: as many as its columns leave room for.
  size_t CountThatFit(std::span<const VectorForm> forms) const {
    std::unordered_set<std::string_view> keys;
    for (size_t i = 0; i < std::min(forms.size(), kSetsPerBatch); ++i) {
      for (const VectorColumn* column : internal::ColumnsOf(forms[i])) keys.insert(column->key);
      if (i > 0 && keys.size() * length_ > kMostNumbers) return i;
    }
    return std::min(forms.size(), kSetsPerBatch);
  }

  /// The columns of these forms.
  const Columns& Provide(std::span<const VectorForm> forms, int jobs) {
    std::unordered_set<std::string_view> wanted;
    std::vector<const VectorColumn*> missing;
    for (const VectorForm& form : forms) {
      for (const VectorColumn* column : internal::ColumnsOf(form)) {
        const bool is_new = wanted.insert(column->key).second;
        if (is_new && !columns_.contains(column->key)) missing.push_back(column);
      }
    }
    if ((columns_.size() + missing.size()) * length_ > kMostNumbers) {
      std::erase_if(columns_, [&](const auto& kept) { return !wanted.contains(kept.first); });
    }
    std::vector<Column*> places;
    for (const VectorColumn* column : missing) places.push_back(&columns_[column->key]);
    base::os::ParallelFor(static_cast<int64_t>(missing.size()), jobs, [&](int64_t i) {
      *places[static_cast<size_t>(i)] = Compute(*missing[static_cast<size_t>(i)]);
    });
    return columns_;
  }

 private:
  Column Compute(const VectorColumn& wanted) const {
    Column column{std::make_unique_for_overwrite<double[]>(length_)};
    const std::span<double> all(column.values.get(), length_);
    const size_t count = wanted.fill(bars_.numbers(), all.first(bars_.size()));
    CHECK(count <= bars_.size(), "a column with more numbers than bars");
    column.first = bars_.size() - count;
    std::ranges::fill(all.first(column.first), 0.0);
    std::ranges::fill(all.subspan(bars_.size()), 0.0);
    return column;
  }

  const PreparedBars& bars_;
  size_t length_;
  Columns columns_;
};

/// The daily series of what was told of days.
void MakeDaily(const PreparedBars& bars, std::span<const double> equity,
               metrics::DailySeries& daily) {
  daily.first_day = bars.first_day;
  daily.start_equity = bars.cash.ToDouble();
  daily.equity.assign(equity.begin(), equity.end());
  daily.returns.resize(equity.size());
  double previous = daily.start_equity;
  for (size_t i = 0; i < equity.size(); ++i) {
    daily.returns[i] = metrics::SimpleReturn(previous, equity[i]);
    previous = equity[i];
  }
}

/// Runs sets, some together; its memory serves one after another.
class Worker {
 public:
  Worker(const PreparedBars& bars, const Columns& columns, const VectorOptions& options)
      : bars_(bars),
        columns_(columns),
        options_(options),
        days_(options.keep_daily || options.score ? bars.day_marks.size() : 0) {}

  /// All of them go through a stretch of bars before the next one.
  void Run(std::span<const VectorForm> forms, std::span<VectorOutcome> outcomes) {
    equity_.resize(std::max(equity_.size(), forms.size() * days_));
    std::vector<std::unique_ptr<Player>> players;
    players.reserve(forms.size());
    for (size_t i = 0; i < forms.size(); ++i) {
      internal::VectorDesk desk(bars_, EquityOf(i), options_.keep_fills);
      players.push_back(internal::MakePlayer(forms[i], columns_, bars_, std::move(desk)));
    }
    for (size_t word = 0; word < bars_.words(); word += Player::kMostWords) {
      const size_t end = std::min(word + Player::kMostWords, bars_.words());
      for (const auto& player : players) player->Advance(word, end);
    }
    for (size_t i = 0; i < forms.size(); ++i) {
      outcomes[i] = players[i]->Finish();
      if (days_ > 0) TellDays(i, outcomes[i]);
    }
  }

 private:
  std::span<double> EquityOf(size_t i) { return std::span(equity_).subspan(i * days_, days_); }
  void TellDays(size_t i, VectorOutcome& outcome) {
    MakeDaily(bars_, EquityOf(i), daily_);
    if (options_.score) outcome.score = options_.score(outcome, daily_);
    if (options_.keep_daily) outcome.daily = daily_;
  }

  const PreparedBars& bars_;
  const Columns& columns_;
  const VectorOptions& options_;
  size_t days_;
  std::vector<double> equity_;
  metrics::DailySeries daily_;
};

void RunBatch(const PreparedBars& bars, const Columns& columns, std::span<const VectorForm> forms,
              const VectorOptions& options, std::span<VectorOutcome> outcomes) {
  const int jobs = options.jobs > 0 ? options.jobs : base::os::CoreCount();
  const size_t together =
      std::clamp(forms.size() / (4 * static_cast<size_t>(jobs)), kLeastTogether, kMostTogether);
  std::atomic<size_t> next{0};
  base::os::ParallelFor(jobs, jobs, [&](int64_t) {
    Worker worker(bars, columns, options);
    for (size_t i = next.fetch_add(together); i < forms.size(); i = next.fetch_add(together)) {
      const size_t count = std::min(together, forms.size() - i);
      worker.Run(forms.subspan(i, count), outcomes.subspan(i, count));
    }
  });
}

}  // namespace

base::Result<std::vector<VectorOutcome>> VectorSweep(const strategy::StrategySpec& spec,
                                                     const VectorMarket& market,
                                                     std::span<const strategy::Params> sets,
                                                     const VectorOptions& options) {
  if (!spec.vector) {
    return Fail(ErrorCode::kUnsupported,
                fmt::format("{} has no vector form: only the engine can run it", spec.name));
  }
  TRY(const std::vector<VectorForm> forms, FormsOf(spec, sets));
  const PreparedBars& bars = market.prepared();
  ColumnStore store(bars);
  std::vector<VectorOutcome> outcomes(sets.size());
  size_t done = 0;
  while (done < sets.size()) {
    if (options.interrupted != nullptr && options.interrupted->load()) break;
    std::span<const VectorForm> rest = std::span(forms).subspan(done);
    const std::span<const VectorForm> batch = rest.first(store.CountThatFit(rest));
    RunBatch(bars, store.Provide(batch, options.jobs), batch, options,
             std::span(outcomes).subspan(done, batch.size()));
    done += batch.size();
    if (options.progress) {
      options.progress(static_cast<int64_t>(done), static_cast<int64_t>(sets.size()));
    }
  }
  outcomes.resize(done);
  return outcomes;
}

VectorGap GapOf(const VectorOutcome& vector, const engine::RunRecord& run) {
  const double start = run.starting_equity.ToDouble();
  const double end = run.final_equity.ToDouble();
  VectorGap gap;
  gap.total_return = (start > 0 ? end / start - 1 : 0) - vector.total_return;
  gap.final_equity = (run.final_equity - vector.final_equity).ToDouble();
  gap.fills = static_cast<int64_t>(run.fills.size()) - static_cast<int64_t>(vector.fills.size());
  return gap;
}

}  // namespace keel::research
