// SPDX-License-Identifier: MIT
#include "storage/text_file.h"

#include <vector>

#include "storage/internal/byte_source.h"

namespace keel::storage {

base::Result<std::string> ReadTextFile(const std::string& path) {
  constexpr size_t kMost = size_t{4} << 30;
  TRY(const auto documents, internal::DocumentsIn(path));
  if (documents.size() != 1) {
    return base::Fail(base::ErrorCode::kUsage,
                      path + " holds several files: unpack the one wanted");
  }
  TRY(const auto source, internal::OpenDocument(documents.front()));
  std::string text;
  std::vector<char> room(size_t{1} << 20);
  while (true) {
    TRY(const size_t read, source->Read(room));
    if (read == 0) return text;
    text.append(room.data(), read);
    if (text.size() > kMost) {
      return base::Fail(base::ErrorCode::kUsage, path + " is larger than 4 GiB: cut it");
    }
  }
}

}  // namespace keel::storage
