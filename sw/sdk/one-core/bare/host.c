/* The host of a bare system: calls and the result go through `tohost`. */
#include <redmule/core.h>

#define SYS_WRITE 64
#define STANDARD_OUTPUT 1

volatile uint64_t tohost, fromhost;

void host_print(const char *text, size_t bytes) {
  volatile uint64_t call[8] __attribute__((aligned(64)));
  call[0] = SYS_WRITE;
  call[1] = STANDARD_OUTPUT;
  call[2] = (uintptr_t)text;
  call[3] = bytes;
  __asm__ volatile("fence" ::: "memory");
  tohost = (uintptr_t)call;
  while (tohost != 0) continue;
}

_Noreturn void host_exit(int result) {
  for (;;) tohost = (uint32_t)result << 1 | 1;
}
