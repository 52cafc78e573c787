// SPDX-License-Identifier: MIT
// simulation_campaign FIRST_SEED COUNT [session|wire]: that many schedules, on all processors;
// tells the first that fails, the rate, and one hash of them all: the same for any compiler and
// number of threads. Without a mode it is the account's own parts that are simulated, with
// "session" a whole session, with "wire" a whole session down to the bytes of Binance.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "base/hash.h"
#include "tests/simulation/session_simulation.h"
#include "tests/simulation/trading_simulation.h"

namespace {

using keel::simulation::SessionResult;
using keel::simulation::SimulationResult;

enum class Mode : uint8_t { kAccount, kSession, kWire };

/// Of a session `session` has what the account's own parts do not have.
SimulationResult Simulate(uint64_t seed, Mode mode, SessionResult* session) {
  if (mode == Mode::kAccount) return keel::simulation::Simulate(seed);
  *session = keel::simulation::SimulateSession(seed, {.by_wire = mode == Mode::kWire});
  const SessionResult& result = *session;
  SimulationResult told;
  told.failure = result.failure;
  told.hash = result.hash + result.wire_hash;
  told.orders = result.orders;
  told.trades = result.trades;
  told.crashes = result.crashes;
  told.unknown = result.unheard;
  told.amends = result.amends;
  told.refused_amends = result.refused_amends;
  told.replaced = result.replaced;
  told.off_grid = result.off_grid;
  return told;
}

std::optional<Mode> ModeOf(int argc, char** argv) {
  if (argc == 3) return Mode::kAccount;
  if (argc == 4 && std::string_view(argv[3]) == "session") return Mode::kSession;
  if (argc == 4 && std::string_view(argv[3]) == "wire") return Mode::kWire;
  return std::nullopt;
}

struct Tally {
  std::mutex mutex;
  uint64_t failed = UINT64_MAX;
  std::string failure;
  SimulationResult sum;
  SessionResult sessions;
  uint64_t hash = 0;  // of every schedule's hash, in whatever order they end

  void Add(uint64_t seed, const SimulationResult& result, const SessionResult& session) {
    const std::lock_guard lock(mutex);
    hash += keel::base::Hash64(fmt::format("{} {}", seed, result.hash));
    sum.orders += result.orders;
    sum.trades += result.trades;
    sum.crashes += result.crashes;
    sum.unknown += result.unknown;
    sum.never_arrived += result.never_arrived;
    sum.amends += result.amends;
    sum.refused_amends += result.refused_amends;
    sum.replaced += result.replaced;
    sum.off_grid += result.off_grid;
    sessions.acts += session.acts;
    sessions.strangers += session.strangers;
    sessions.clocks += session.clocks;
    sessions.pauses += session.pauses;
    if (result.failure.empty() || seed > failed) return;
    failed = seed;
    failure = result.failure;
  }
};

void PrintSessions(const SessionResult& sum) {
  const keel::simulation::PersonsActs& acts = sum.acts;
  fmt::print(
      "a person: {} taken back, {} amended, {} kill switches, {} flattened, {} released, {} looks; "
      "others: {} trades and payments; {} other clocks; {} pauses asked for\n",
      acts.taken_back, acts.amended, acts.thrown, acts.flattened, acts.released, acts.settled,
      sum.strangers, sum.clocks, sum.pauses);
}

}  // namespace

int main(int argc, char** argv) {
  const auto mode = ModeOf(argc, argv);
  if (!mode) {
    fmt::print(stderr, "usage: simulation_campaign FIRST_SEED COUNT [session|wire]\n");
    return 2;
  }
  const uint64_t first = std::strtoull(argv[1], nullptr, 10);
  const uint64_t count = std::strtoull(argv[2], nullptr, 10);
  std::atomic<uint64_t> next{0};
  Tally tally;
  const auto start = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
      threads.emplace_back([&] {
        for (uint64_t k = next++; k < count; k = next++) {
          SessionResult session;
          const SimulationResult result = Simulate(first + k, *mode, &session);
          tally.Add(first + k, result, session);
        }
      });
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print(
      "{} schedules in {:.1f} s ({:.0f}/s): {} orders, {} executions, {} crashes, {} unknown "
      "outcomes, {} proved not placed, {} amended, {} amends refused, {} replaced, "
      "{} refused by new rules; hash {:016x}\n",
      count, seconds, static_cast<double>(count) / seconds, tally.sum.orders, tally.sum.trades,
      tally.sum.crashes, tally.sum.unknown, tally.sum.never_arrived, tally.sum.amends,
      tally.sum.refused_amends, tally.sum.replaced, tally.sum.off_grid, tally.hash);
  if (*mode != Mode::kAccount) PrintSessions(tally.sessions);
  if (tally.failure.empty()) return 0;
  fmt::print("seed {} fails: {}\n", tally.failed, tally.failure);
  return 1;
}
