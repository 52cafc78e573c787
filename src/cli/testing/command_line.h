// SPDX-License-Identifier: MIT
// The whole program inside a test: a folder of its own, a set clock, captured output.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/os/file.h"
#include "base/time.h"
#include "cli/run.h"
#include "core/bar.h"
#include "storage/catalog.h"

namespace keel::cli::testing {

/// What one call gave back.
struct Outcome {
  int exit_code = 0;
  std::string out;
  std::string err;
};

class CommandLine : public ::testing::Test {
 protected:
  CommandLine() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(test->test_suite_name()) + "-" + test->name();
    for (char& c : name) c = c == '/' ? '-' : c;
    folder_ = ::testing::TempDir() + "keel-cli-" + name;
    EXPECT_TRUE(base::os::RemoveTree(folder_));
    EXPECT_TRUE(base::os::MakeDirectories(folder_));
  }
  ~CommandLine() override { EXPECT_TRUE(base::os::RemoveTree(folder_)); }

  const std::string& folder() const { return folder_; }
  std::map<std::string, std::string>& environment() { return environment_; }
  std::atomic<bool>& interrupted() { return interrupted_; }

  void Write(const std::string& name, const std::string& text,
             base::os::Access access = base::os::Access::kShared) {
    const auto status = base::os::WriteFileAtomic(folder_ + "/" + name, text, access);
    ASSERT_TRUE(status) << status.error().message;
  }

  /// Runs `keel arguments...` in the folder, with its home in <folder>/home.
  Outcome Keel(const std::vector<std::string>& arguments) {
    Outcome outcome;
    Outside outside;
    outside.clock = &clock_;
    outside.out = [&](std::string_view text) { outcome.out += text; };
    outside.err = [&](std::string_view text) { outcome.err += text; };
    outside.environment = environment_;
    outside.environment.try_emplace("HOME", folder_ + "/home");
    outside.working_directory = folder_;
    outside.interrupted = &interrupted_;
    outcome.exit_code = cli::Run(arguments, outside);
    return outcome;
  }

  /// Stores hourly bars of a price that wanders (never the same twice in a row) from 2020-01-01.
  void StoreBars(const std::string& venue, const std::string& pair, int count,
                 const std::string& timeframe = "1h") {
    const auto frame = core::Timeframe::Parse(timeframe);
    const auto symbol = core::ParseSymbol(pair);
    ASSERT_TRUE(frame && symbol);
    std::vector<core::Bar> bars;
    base::UnixNanos open{1'577'836'800'000'000'000};
    double price = 100;
    for (int i = 0; i < count; ++i, open = open + frame->period()) {
      const double next = price + ((i * 7919) % 13 - 6) * 0.25 + ((i / 48) % 2 == 0 ? 0.5 : -0.45);
      bars.push_back({open, price, std::max(price, next) + 0.25, std::min(price, next) - 0.25, next,
                      5000.0 + i % 10});
      price = next;
    }
    const storage::Catalog catalog(folder_ + "/home/.keel/data");
    storage::SeriesNote note;
    note.source = "test";
    note.price_decimals = 2;
    note.volume_decimals = 3;
    const auto status = catalog.Write({venue, *symbol, *frame}, bars, note);
    ASSERT_TRUE(status) << status.error().message;
  }

 private:
  /// Removes the files below `path`; empty folders may stay.
  std::string folder_;
  std::map<std::string, std::string> environment_;
  std::atomic<bool> interrupted_{false};
  base::ManualClock clock_{base::UnixNanos{1'767'225'600'000'000'000}};
};

/// True where `text` is "keel: error: " and one line.
inline bool IsOneSentence(const std::string& text) {
  return text.starts_with("keel: error: ") && text.find('\n') == text.size() - 1;
}

}  // namespace keel::cli::testing
