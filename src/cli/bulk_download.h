// SPDX-License-Identifier: MIT
// One archive of a venue's bulk files: fetched, compared with its checksum, unpacked.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "net/https_client.h"
#include "net/loop.h"

namespace keel::cli {

class BulkDownload {
 public:
  static constexpr int kAttempts = 4;
  using Stopped = std::function<bool()>;

  /// Archives pass through a file of `folder`, which is taken away again. `loop`, which it runs
  /// while it waits, and `clock` must outlive it. kUsage, kIo.
  static base::Result<std::unique_ptr<BulkDownload>> Open(net::Loop& loop, const base::Clock& clock,
                                                          const net::Origin& origin,
                                                          std::string folder, Stopped stopped);

  /// The text in the archive at `target` + ".zip"; nothing where the server has none of that name,
  /// or no checksum for it yet. What fails is asked for again a few times. kCorrupt where the bytes
  /// are not those of the checksum, or no such archive; kIo; kInterrupted.
  base::Result<std::optional<std::string>> Fetch(const std::string& target);

 private:
  BulkDownload(net::Loop& loop, std::unique_ptr<net::HttpClient> client, std::string folder,
               Stopped stopped)
      : loop_(loop),
        client_(std::move(client)),
        folder_(std::move(folder)),
        stopped_(std::move(stopped)) {}

  base::Result<std::optional<std::string>> Get(const std::string& target);
  base::Result<std::string> Unpack(const std::string& bytes, const std::string& name) const;
  base::Status Wait(base::Duration time);

  net::Loop& loop_;
  std::unique_ptr<net::HttpClient> client_;
  std::string folder_;
  Stopped stopped_;
};

}  // namespace keel::cli
