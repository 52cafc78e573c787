// SPDX-License-Identifier: MIT
#include "base/os/memory.h"

#include <malloc.h>

namespace keel::base::os {

void KeepFreedMemory() {
#ifdef __GLIBC__
  constexpr int kLarge = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, kLarge);
  mallopt(M_TRIM_THRESHOLD, kLarge);
#endif
}

}  // namespace keel::base::os
