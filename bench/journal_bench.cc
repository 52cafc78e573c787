// SPDX-License-Identifier: MIT
// What the journal costs: `build/release/bench/journal_bench`. Appending without the disk, commits
// that wait for it (in the working directory's file system), replay and proof of what is there.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/os/system_clock.h"
#include "storage/journal/journal.h"
#include "storage/journal/journal_reader.h"
#include "storage/journal/testing/memory_folder.h"
#include "storage/journal/verify.h"

namespace keel {
namespace {

using storage::Journal;

constexpr storage::RecordKind kKind{.type = 1, .version = 1};
const std::string kPayload(120, 'p');  // an order

double Quantile(std::vector<double>* values, double q) {
  std::sort(values->begin(), values->end());
  return (*values)[static_cast<size_t>(q * static_cast<double>(values->size() - 1))];
}

void Report(benchmark::State& state, std::vector<double>* values, const std::string& unit) {
  state.counters["p50_" + unit] = Quantile(values, 0.50);
  state.counters["p99_" + unit] = Quantile(values, 0.99);
}

std::string FreshFolder(const std::string& name) {
  const std::string path = "keel-journal-bench-" + name;
  std::filesystem::remove_all(path);
  return path;
}

Journal Begin(storage::JournalFolder& folder) {
  auto journal = Journal::Create(folder, {"bench", {0}});
  CHECK(journal.has_value(), "a new folder takes a journal");
  return *std::move(journal);
}

void AppendRecord(benchmark::State& state) {
  const std::string path = FreshFolder("append");
  const auto folder = storage::OpenJournalFolder(path);
  Journal journal = Begin(*folder);
  std::vector<double> ns;
  int waiting = 0;
  for (auto _ : state) {
    const int64_t start = base::os::MonotonicTime().ns;
    benchmark::DoNotOptimize(journal.Append(kKind, {start}, kPayload));
    ns.push_back(static_cast<double>(base::os::MonotonicTime().ns - start));
    if (++waiting < 10'000) continue;
    state.PauseTiming();
    CHECK(journal.Commit().has_value(), "the disk takes it");
    waiting = 0;
    state.ResumeTiming();
  }
  Report(state, &ns, "ns");
  std::filesystem::remove_all(path);
}
BENCHMARK(AppendRecord);

// Arg: records in one commit.
void CommitToDisk(benchmark::State& state) {
  const std::string path = FreshFolder("commit");
  const auto folder = storage::OpenJournalFolder(path);
  Journal journal = Begin(*folder);
  std::vector<double> us;
  for (auto _ : state) {
    for (int64_t i = 0; i < state.range(0); ++i) {
      CHECK(journal.Append(kKind, {i}, kPayload).has_value(), "there is room");
    }
    const int64_t start = base::os::MonotonicTime().ns;
    CHECK(journal.Commit().has_value(), "the disk takes it");
    us.push_back(static_cast<double>(base::os::MonotonicTime().ns - start) * 1e-3);
  }
  Report(state, &us, "us");
  std::filesystem::remove_all(path);
}
BENCHMARK(CommitToDisk)->Arg(1)->Arg(10)->Arg(100)->UseRealTime();

storage::testing::FolderImage MillionRecords() {
  storage::testing::MemoryFolder folder;
  Journal journal = Begin(folder);
  for (int64_t i = 0; i < 1'000'000; ++i) {
    CHECK(journal.Append(kKind, {i}, kPayload).has_value(), "there is room");
    if (i % 5 == 4) CHECK(journal.Commit().has_value(), "memory takes it");
  }
  return folder.AfterKill();
}

void Replay(benchmark::State& state) {
  storage::testing::MemoryFolder folder(MillionRecords());
  for (auto _ : state) {
    auto reader = storage::JournalReader::Open(folder);
    while (true) {
      const auto record = reader->Next();
      CHECK(record.has_value(), "nothing is damaged");
      if (!*record) break;
      benchmark::DoNotOptimize((*record)->payload.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * 1'000'000);
}
BENCHMARK(Replay)->Unit(benchmark::kMillisecond);

void VerifyAll(benchmark::State& state) {
  storage::testing::MemoryFolder folder(MillionRecords());
  int64_t bytes = 0;
  for (auto _ : state) {
    const auto verdict = storage::VerifyJournal(folder);
    CHECK(verdict && verdict->sound(), "nothing is damaged");
    bytes += verdict->bytes;
  }
  state.SetBytesProcessed(bytes);
}
BENCHMARK(VerifyAll)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace keel

BENCHMARK_MAIN();
