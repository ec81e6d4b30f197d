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

#ifdef __cplusplus
}
#endif
#endif
