// SPDX-License-Identifier: MIT
#include "cli/sweep_shard.h"

#include <fmt/format.h>

#include <charconv>

namespace keel::cli {
namespace {

using base::ErrorCode;
using Environment = std::map<std::string, std::string>;

constexpr int64_t kMostShards = 100'000;

std::optional<int64_t> Whole(std::string_view text) {
  int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// The whole number of a variable; absent where it is not set, kUsage where it is none.
base::Result<std::optional<int64_t>> Variable(const Environment& environment,
                                              const std::string& name) {
  const auto at = environment.find(name);
  if (at == environment.end()) return std::nullopt;
  const auto value = Whole(at->second);
  if (value) return value;
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("{} is \"{}\", which is no whole number", name, at->second));
}

base::Result<ShardChoice> Checked(int64_t index, int64_t count, std::string origin) {
  if (count >= 1 && count <= kMostShards && index >= 0 && index < count) {
    return ShardChoice{{index, count}, std::move(origin)};
  }
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("{}: there is no shard {} of {}", origin, index + 1, count));
}

base::Result<ShardChoice> ByHand(const std::string& text, int64_t shards) {
  const size_t slash = text.find('/');
  const auto number = Whole(std::string_view(text).substr(0, slash));
  const auto count = slash == std::string::npos ? std::optional(shards)
                                                : Whole(std::string_view(text).substr(slash + 1));
  if (!number || !count || *count < 1 || (shards > 0 && shards != *count)) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("--shard is a number of a whole, as 2/7, not \"{}\"{}", text,
                                  shards > 0 ? fmt::format(" of --shards {}", shards) : ""));
  }
  return Checked(*number - 1, *count, "--shard");
}

base::Result<std::optional<ShardChoice>> OfKubernetes(const Environment& environment,
                                                      int64_t shards) {
  const std::string name = "JOB_COMPLETION_INDEX";
  TRY(const auto index, Variable(environment, name));
  if (!index) return std::nullopt;
  if (shards < 1) {
    return base::Fail(ErrorCode::kUsage,
                      name +
                          " is set, and of how many shards nobody says: give --shards N, the "
                          "completions of the job (or --shard 1/1 for the whole sweep)");
  }
  return Checked(*index, shards, name);
}

base::Result<std::optional<ShardChoice>> OfSlurm(const Environment& environment, int64_t shards) {
  const std::string name = "SLURM_ARRAY_TASK_ID";
  TRY(const auto task, Variable(environment, name));
  if (!task) return std::nullopt;
  TRY(const auto first, Variable(environment, "SLURM_ARRAY_TASK_MIN"));
  TRY(const auto step, Variable(environment, "SLURM_ARRAY_TASK_STEP"));
  TRY(const auto count, Variable(environment, "SLURM_ARRAY_TASK_COUNT"));
  if (step && *step < 1) return base::Fail(ErrorCode::kUsage, "SLURM_ARRAY_TASK_STEP is below 1");
  const int64_t index = (*task - first.value_or(0)) / step.value_or(1);
  return Checked(index, shards > 0 ? shards : count.value_or(0), name);
}

base::Result<std::optional<ShardChoice>> OfMpi(const Environment& environment, int64_t shards) {
  const std::string name = "OMPI_COMM_WORLD_RANK";
  TRY(const auto rank, Variable(environment, name));
  if (!rank) return std::nullopt;
  TRY(const auto size, Variable(environment, "OMPI_COMM_WORLD_SIZE"));
  return Checked(*rank, shards > 0 ? shards : size.value_or(0), name);
}

}  // namespace

base::Result<ShardChoice> ChooseShard(const std::optional<std::string>& text, int64_t shards,
                                      const Environment& environment) {
  if (text) return ByHand(*text, shards);
  for (const auto& choose : {OfKubernetes, OfSlurm, OfMpi}) {
    TRY(const std::optional<ShardChoice> choice, choose(environment, shards));
    if (choice) return *choice;
  }
  if (shards > 1) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("--shards {}: which of them is this? say --shard 1/{}, or start "
                                  "it where JOB_COMPLETION_INDEX, SLURM_ARRAY_TASK_ID or "
                                  "OMPI_COMM_WORLD_RANK is set",
                                  shards, shards));
  }
  return ShardChoice{};
}

}  // namespace keel::cli
