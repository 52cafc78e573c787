// SPDX-License-Identifier: MIT
// Only for tests: a folder of their own that is gone afterwards.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace keel::server::testing {

class TemporaryHome {
 public:
  TemporaryHome() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = ::testing::TempDir() + "keel_access_" + test->test_suite_name() + "_" + test->name();
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryHome() { std::filesystem::remove_all(path_); }
  TemporaryHome(const TemporaryHome&) = delete;
  TemporaryHome& operator=(const TemporaryHome&) = delete;

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace keel::server::testing
