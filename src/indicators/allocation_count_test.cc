// SPDX-License-Identifier: MIT
// Replaces the global allocation functions of the test program; in a file of their own, where the
// compiler cannot inline one without the other.
#include <cstdlib>
#include <new>

#include "indicators/fixtures/allocation_count.h"

namespace {
int64_t g_allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++g_allocations;
  if (void* memory = std::malloc(size)) return memory;
  std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace keel::indicators {

int64_t AllocationCount() { return g_allocations; }

}  // namespace keel::indicators
