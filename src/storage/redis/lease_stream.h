// SPDX-License-Identifier: MIT
// Numbered pieces of work that any number of workers share over a Redis stream: each is lent to one
// of them, and lent again when that one does not say in time that it is done. A piece may be done
// twice, never not at all, so the work must give the same result whoever does it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "storage/redis/redis.h"

namespace keel::storage {

struct LeaseTerms {
  std::string name;    ///< of the work: workers of one name share it
  std::string worker;  ///< who asks; a worker that comes back under its name gets its pieces back
  int64_t pieces = 0;  ///< 0 ... pieces - 1
  base::Duration lease = base::Minutes(1);  ///< after which a piece is lent to another
  base::Duration kept = base::Days(7);      ///< the stream goes that long after the last of Open
};

class LeaseStream {
 public:
  /// Makes the stream where it is missing. Workers may begin at once and at the same time, and one
  /// that dies while it fills the stream is no harm. kIo, kRefused.
  static base::Result<LeaseStream> Open(Redis redis, LeaseTerms terms);

  enum class Answer : uint8_t { kLent, kWait, kDone };
  struct Lease {
    Answer answer = Answer::kDone;
    int64_t piece = 0;  ///< of kLent
  };
  /// Lends the next piece: first those that this worker held as it died, then those whose lease has
  /// run out, then new ones. kWait: all are lent out, ask again soon (the call has waited a
  /// little); kDone: all are done. kIo.
  base::Result<Lease> Take();
  /// Says that pieces are done and safe. kIo.
  base::Status Done(const std::vector<int64_t>& pieces);

 private:
  LeaseStream(Redis redis, LeaseTerms terms) : redis_(std::move(redis)), terms_(std::move(terms)) {}

  base::Status Fill();
  base::Result<RedisReply> AskPlainly(const std::vector<std::string>& words);
  base::Result<std::optional<int64_t>> OwnAgain();
  base::Result<std::optional<int64_t>> RunOut();
  base::Result<std::optional<int64_t>> New();

  Redis redis_;
  LeaseTerms terms_;
  bool is_own_taken_ = false;  ///< what this worker held before it came back was all lent again
  int64_t own_after_ = 0;
};

}  // namespace keel::storage
