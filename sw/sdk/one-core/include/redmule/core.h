/* What a program of one core has from the SDK beside the C library. */
#ifndef REDMULE_CORE_H
#define REDMULE_CORE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define REGISTER32(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* Prints bytes, which printf does too. */
void host_print(const char *text, size_t bytes);

/* Ends the program at once with a result; `exit` runs the destructors before. */
#ifdef __cplusplus
[[noreturn]]
#else
_Noreturn
#endif
void host_exit(int result);

/* Interrupts come here; without a function of the program's own they end it. It must not compute with floating point. */
void sdk_interrupt(uint32_t cause);

/* One core has one memory for all: variables need no place of their own. */
#define TCDM
#define TCDM_BSS

/* Clocks that the core has not slept, and instructions. */
static inline uint32_t core_clocks(void) {
  uint32_t clocks;
  __asm__ volatile("csrr %0, mcycle" : "=r"(clocks)::"memory");
  return clocks;
}
static inline uint32_t core_instructions(void) {
  uint32_t count;
  __asm__ volatile("csrr %0, minstret" : "=r"(count)::"memory");
  return count;
}

#ifdef __cplusplus
}
#endif
#endif
