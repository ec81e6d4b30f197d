/* From start-up to the end of a program: constructors, main, stdio, traps. */
#include <stdio.h>
#include <stdlib.h>
#include <redmule/core.h>

#define TRAP_RESULT 128

extern void (*const __init_array_start[])(void), (*const __init_array_end[])(void);
extern int main(void);

static int put(char c, FILE *file) {
  (void)file;
  host_print(&c, 1);
  return (unsigned char)c;
}
static FILE stream = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);
FILE *const stdout = &stream;
FILE *const stderr = &stream;
FILE *const stdin = &stream;

void _exit(int result) { host_exit(result); }

_Noreturn void sdk_main(void) {
  for (void (*const *init)(void) = __init_array_start; init < __init_array_end; init++) (*init)();
  exit(main());
}

_Noreturn void sdk_trap(uint32_t cause, uint32_t pc, uint32_t value) {
  printf("trap: cause %lu, pc 0x%08lx, value 0x%08lx\n", (unsigned long)cause, (unsigned long)pc,
         (unsigned long)value);
  host_exit(TRAP_RESULT + (int)cause);
}

__attribute__((weak)) void sdk_interrupt(uint32_t cause) { sdk_trap(cause, 0, 0); }
