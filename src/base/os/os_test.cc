// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <thread>

#include "base/os/durable_file.h"
#include "base/os/environment.h"
#include "base/os/file.h"
#include "base/os/host.h"
#include "base/os/mapped_file.h"
#include "base/os/signals.h"
#include "base/os/system_clock.h"
#include "base/os/terminal.h"
#include "base/os/threads.h"

namespace keel::base::os {
namespace {

/// A folder of its own for each test, gone afterwards.
class File : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "keel-os-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
};

TEST_F(File, ReadsBackWhatWasWritten) {
  std::string bytes(300'000, '\0');
  std::iota(bytes.begin(), bytes.end(), char{0});
  ASSERT_TRUE(WriteFileAtomic(Path("a"), bytes));
  EXPECT_EQ(*ReadFile(Path("a")), bytes);
  EXPECT_EQ(*FileSize(Path("a")), 300'000);
  ASSERT_TRUE(WriteFileAtomic(Path("a"), ""));
  EXPECT_EQ(*ReadFile(Path("a")), "");
  const std::vector<std::string_view> pieces = {"one,", "", "two"};
  ASSERT_TRUE(WriteFileAtomic(Path("a"), pieces));
  EXPECT_EQ(*ReadFile(Path("a")), "one,two");
  EXPECT_EQ(*ListDirectory(folder_), std::vector<std::string>{"a"});
}

TEST_F(File, ReadsWhatHasNoSize) { EXPECT_FALSE(ReadFile("/proc/self/status")->empty()); }

TEST_F(File, AFailedWriteLeavesTheOldBytesAndNoLitter) {
  // The target is a folder, so the last step, the rename, is refused.
  ASSERT_TRUE(MakeDirectories(Path("target/inside")));
  const Status written = WriteFileAtomic(Path("target"), "new");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kIo);
  EXPECT_NE(written.error().message.find(Path("target")), std::string::npos);
  EXPECT_EQ(*ListDirectory(folder_), std::vector<std::string>{"target"});
  EXPECT_FALSE(WriteFileAtomic(Path("nowhere/a"), "x"));
}

TEST_F(File, AReaderNeverSeesATornFile) {
  const std::string path = Path("a");
  const std::string old_bytes(100'000, 'o'), new_bytes(200'000, 'n');
  ASSERT_TRUE(WriteFileAtomic(path, old_bytes));
  std::jthread writer([&](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i) {
      ASSERT_TRUE(WriteFileAtomic(path, i % 2 == 0 ? new_bytes : old_bytes));
    }
  });
  for (int i = 0; i < 2'000; ++i) {
    const auto seen = ReadFile(path);
    ASSERT_TRUE(seen) << seen.error().message;
    ASSERT_TRUE(*seen == old_bytes || *seen == new_bytes) << seen->size();
  }
}

TEST_F(File, AStaleTemporaryFileIsNoObstacle) {
  std::ofstream(Path("a.tmp-" + std::to_string(::getpid()) + "-0")) << "from a crash";
  ASSERT_TRUE(WriteFileAtomic(Path("a"), "fine"));
  EXPECT_EQ(*ReadFile(Path("a")), "fine");
}

TEST_F(File, MissingFilesAreNotFound) {
  for (const Error& error :
       {ReadFile(Path("no")).error(), FileSize(Path("no")).error(),
        ListDirectory(Path("no")).error(), MappedFile::Open(Path("no")).error(),
        CheckOwnerOnly(Path("no")).error(), RenameFile(Path("no"), Path("b")).error()}) {
    EXPECT_EQ(error.code, ErrorCode::kNotFound) << error.message;
    EXPECT_NE(error.message.find(Path("no")), std::string::npos);
  }
  EXPECT_FALSE(Exists(Path("no")));
  EXPECT_TRUE(RemoveFile(Path("no")));
  EXPECT_EQ(ReadFile(folder_).error().code, ErrorCode::kIo);
}

TEST_F(File, FoldersAreMadeListedAndRemoved) {
  ASSERT_TRUE(MakeDirectories(Path("x/y")));
  ASSERT_TRUE(MakeDirectories(Path("x/y")));
  EXPECT_TRUE(IsDirectory(Path("x/y")));
  ASSERT_TRUE(WriteFileAtomic(Path("x/b"), "1"));
  ASSERT_TRUE(WriteFileAtomic(Path("x/a"), "1"));
  EXPECT_EQ(*ListDirectory(Path("x")), (std::vector<std::string>{"a", "b", "y"}));
  ASSERT_TRUE(RenameFile(Path("x/a"), Path("x/b")));
  ASSERT_TRUE(RemoveFile(Path("x/b")));
  EXPECT_EQ(*ListDirectory(Path("x")), std::vector<std::string>{"y"});
  EXPECT_FALSE(MakeDirectories("/proc/keel/x"));
}

TEST_F(File, OwnerOnlyMeansTheOwnerAlone) {
  ASSERT_TRUE(WriteFileAtomic(Path("key"), "secret", Access::kOwnerOnly));
  EXPECT_TRUE(CheckOwnerOnly(Path("key")));
  for (const mode_t mode : {0640, 0604, 0610, 0620}) {
    ASSERT_EQ(::chmod(Path("key").c_str(), mode), 0);
    const Status checked = CheckOwnerOnly(Path("key"));
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::kRefused);
    EXPECT_NE(checked.error().message.find("chmod 600"), std::string::npos);
  }
}

TEST_F(File, AbsolutePaths) {
  EXPECT_EQ(AbsolutePath("/a/b/../c/./d/"), "/a/c/d");
  EXPECT_EQ(AbsolutePath("x"), (std::filesystem::current_path() / "x").string());
  EXPECT_EQ(AbsolutePath("/"), "/");
}

TEST_F(File, AMappingKeepsItsBytesWhenTheFileIsReplaced) {
  ASSERT_TRUE(WriteFileAtomic(Path("a"), "old bytes"));
  auto opened = MappedFile::Open(Path("a"));
  ASSERT_TRUE(opened);
  MappedFile mapped = *std::move(opened);
  ASSERT_TRUE(WriteFileAtomic(Path("a"), "new"));
  ASSERT_EQ(mapped.bytes().size(), 9U);
  EXPECT_EQ(std::memcmp(mapped.bytes().data(), "old bytes", 9), 0);
  ASSERT_TRUE(WriteFileAtomic(Path("empty"), ""));
  EXPECT_TRUE(MappedFile::Open(Path("empty"))->bytes().empty());
  EXPECT_EQ(MappedFile::Open(folder_).error().code, ErrorCode::kIo);
}

TEST_F(File, ADurableFileIsWrittenInPlace) {
  {
    auto file = DurableFile::Create(Path("a"));
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(*file->WriteAt(0, "12345678"), 8U);
    EXPECT_EQ(*file->WriteAt(2, "ab"), 2U);
    ASSERT_TRUE(file->Sync());
    EXPECT_EQ(*file->Size(), 8);
  }
  EXPECT_TRUE(CheckOwnerOnly(Path("a")));
  auto file = DurableFile::Open(Path("a"));
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->Truncate(5));
  EXPECT_EQ(*file->WriteAt(7, "z"), 1U);
  EXPECT_EQ(*ReadFile(Path("a")), std::string("12ab5\0\0z", 8));
  EXPECT_EQ(DurableFile::Open(Path("no")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(DurableFile::Create(Path("no/a")).error().code, ErrorCode::kNotFound);
}

// The kernel takes what fits under the limit, and refuses the rest at the next call.
TEST_F(File, ADurableFileTellsAShortWrite) {
  ASSERT_EQ(std::signal(SIGXFSZ, SIG_IGN), SIG_DFL);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto file = DurableFile::Create(Path("a"));
  const rlimit small{.rlim_cur = 1'000, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto first = file->WriteAt(0, std::string(3'000, 'x'));
  const auto second = file->WriteAt(1'000, "x");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_DFL);
  EXPECT_EQ(*first, 1'000U);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kIo);
}

TEST_F(File, AFolderIsLockedForOneHolder) {
  {
    const auto held = DirectoryLock::Acquire(folder_);
    ASSERT_TRUE(held);
    const auto second = DirectoryLock::Acquire(folder_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kRefused);
    EXPECT_NE(second.error().message.find(folder_), std::string::npos);
  }
  EXPECT_TRUE(DirectoryLock::Acquire(folder_));
  EXPECT_EQ(DirectoryLock::Acquire(Path("no")).error().code, ErrorCode::kNotFound);
}

TEST(ParallelFor, CallsEachIndexOnceOnAnyNumberOfThreads) {
  for (const int jobs : {0, 1, 2, 7, 64}) {
    std::vector<int> calls(1'000);
    ParallelFor(1'000, jobs, [&](int64_t i) { ++calls[static_cast<size_t>(i)]; });
    EXPECT_EQ(calls, std::vector<int>(1'000, 1)) << jobs;
  }
  ParallelFor(0, 4, [](int64_t) { FAIL() << "there is nothing to do"; });
}

TEST(ParallelFor, OneJobStaysHereAndInOrder) {
  std::vector<int64_t> order;
  ParallelFor(5, 1, [&](int64_t i) { order.push_back(i); });
  EXPECT_EQ(order, (std::vector<int64_t>{0, 1, 2, 3, 4}));
}

TEST(InterruptFlagDeathTest, TheFirstSignalSetsTheFlagTheSecondEndsTheProgram) {
  EXPECT_EXIT(
      {
        const std::atomic<bool>& flag = InstallInterruptFlag();
        if (flag) ::_exit(1);
        std::raise(SIGINT);
        if (!flag) ::_exit(2);
        std::raise(SIGTERM);
        ::_exit(3);
      },
      testing::ExitedWithCode(130), "");
}

TEST(Environment, TellsUnsetFromEmpty) {
  ASSERT_EQ(::setenv("KEEL_TEST_EMPTY", "", 1), 0);
  EXPECT_EQ(GetEnv("KEEL_TEST_EMPTY"), "");
  EXPECT_EQ(GetEnv("KEEL_TEST_UNSET"), std::nullopt);
  EXPECT_FALSE(HomeDirectory().empty());
}

TEST(Host, DescribesItself) {
  EXPECT_GE(CoreCount(), 1);
  EXPECT_FALSE(CpuModel().empty());
  EXPECT_FALSE(MachineName().empty());
  EXPECT_NE(DescribeHost().find("core"), std::string::npos);
  EXPECT_GT(MemoryBytes(), PeakResidentBytes());
  const int64_t before = PeakResidentBytes();
  EXPECT_GT(before, 1'000'000);
  const std::vector<char> ballast(static_cast<size_t>(before) + 50'000'000, 1);
  EXPECT_GT(PeakResidentBytes(), before + 40'000'000) << ballast.size();
  EXPECT_GE(TerminalWidth(), 1);
}

TEST(SteadyClock, ShowsTheTimeOfDayAndRunsForward) {
  const SteadyClock steady;
  const UnixNanos before = steady.now();
  EXPECT_LT((SystemClock().now() - before).seconds(), 1);
  EXPECT_GT((SystemClock().now() - before).seconds(), -1);
  EXPECT_LE(before, steady.now());
}

TEST(SystemClock, RunsForward) {
  const SystemClock clock;
  const UnixNanos now = clock.now();
  EXPECT_GT(now, *ParseTime("2020-01-01"));
  EXPECT_LT(now, *ParseTime("2200-01-01"));
  const Duration start = MonotonicTime();
  EXPECT_GE(MonotonicTime(), start);
}

}  // namespace
}  // namespace keel::base::os
