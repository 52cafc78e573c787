// SPDX-License-Identifier: MIT
// The simulated exchange of a demo, on a thread of its own in this program: `keel exchange` with
// another output.
#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "base/os/worker.h"
#include "cli/verb.h"

namespace keel::cli {

class DemoExchange {
 public:
  /// Runs `keel exchange` with these further options on a free port of loopback. kIo where it does
  /// not serve within `patience`.
  static base::Result<std::unique_ptr<DemoExchange>> Start(const Session& session,
                                                           std::vector<std::string> options,
                                                           base::Duration patience);
  ~DemoExchange();

  const std::string& url() const { return url_; }
  const std::string& key() const { return key_; }
  const std::string& secret() const { return secret_; }

 private:
  DemoExchange() = default;
  base::Status ReadGreeting(const std::string& line);

  std::string url_, key_, secret_;
  std::atomic<bool> ends_ = false;
  std::promise<std::string> greeting_;  // its first output, or what went wrong
  bool greeted_ = false;                // of its thread
  base::os::Worker thread_{1};
};

}  // namespace keel::cli
