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
    const std::vector<double> values = wanted.values(bars_.bars);
    CHECK(values.size() <= bars_.size(), "a column with more numbers than bars");
    Column column{std::vector<double>(length_), bars_.size() - values.size()};
    std::ranges::copy(values, column.values.begin() + static_cast<std::ptrdiff_t>(column.first));
    return column;
  }

  const PreparedBars& bars_;
  size_t length_;
  Columns columns_;
};

metrics::DailySeries DailyOf(const PreparedBars& bars, std::span<const double> equity) {
  metrics::DailySeries daily;
  daily.first_day = bars.first_day;
  daily.start_equity = bars.cash.ToDouble();
  daily.equity.assign(equity.begin(), equity.end());
  daily.returns.reserve(equity.size());
  double previous = daily.start_equity;
  for (const double value : equity) {
    daily.returns.push_back(metrics::SimpleReturn(previous, value));
    previous = value;
  }
  return daily;
}

/// Some sets together, a stretch of bars at a time.
void RunTogether(const PreparedBars& bars, const Columns& columns,
                 std::span<const VectorForm> forms, const VectorOptions& options,
                 std::span<VectorOutcome> outcomes) {
  const bool tells_days = options.keep_daily || options.score != nullptr;
  const size_t days = tells_days ? bars.day_marks.size() : 0;
  std::vector<double> equity(days * forms.size());
  std::vector<std::unique_ptr<Player>> players;
  for (size_t i = 0; i < forms.size(); ++i) {
    internal::VectorDesk desk(bars, std::span(equity).subspan(i * days, days), options.keep_fills);
    players.push_back(internal::MakePlayer(forms[i], columns, bars, std::move(desk)));
  }
  for (size_t word = 0; word < bars.words(); word += Player::kMostWords) {
    const size_t end = std::min(word + Player::kMostWords, bars.words());
    for (const auto& player : players) player->Advance(word, end);
  }
  for (size_t i = 0; i < forms.size(); ++i) {
    outcomes[i] = players[i]->Finish();
    if (!tells_days) continue;
    metrics::DailySeries daily = DailyOf(bars, std::span(equity).subspan(i * days, days));
    if (options.score) outcomes[i].score = options.score(outcomes[i], daily);
    if (options.keep_daily) outcomes[i].daily = std::move(daily);
  }
}

void RunBatch(const PreparedBars& bars, const Columns& columns, std::span<const VectorForm> forms,
              const VectorOptions& options, std::span<VectorOutcome> outcomes) {
  const auto jobs = static_cast<size_t>(options.jobs > 0 ? options.jobs : base::os::CoreCount());
  const size_t together = std::clamp(forms.size() / (4 * jobs), kLeastTogether, kMostTogether);
  const size_t parts = (forms.size() + together - 1) / together;
  base::os::ParallelFor(static_cast<int64_t>(parts), options.jobs, [&](int64_t part) {
    const size_t from = static_cast<size_t>(part) * together;
    const size_t count = std::min(together, forms.size() - from);
    RunTogether(bars, columns, forms.subspan(from, count), options, outcomes.subspan(from, count));
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
