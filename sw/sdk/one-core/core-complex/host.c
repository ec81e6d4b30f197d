/* The registers of the bench: a result ends the program when the core sleeps. */
#include <redmule/core.h>
#include <redmule/map.h>

void host_print(const char *text, size_t bytes) {
  for (; bytes != 0; bytes--) REGISTER32(CONSOLE) = (unsigned char)*text++;
}

_Noreturn void host_exit(int result) {
  __asm__ volatile("csrw mie, zero");
  REGISTER32(RESULT) = (uint32_t)result;
  for (;;) __asm__ volatile("wfi");
}
