/* The cluster for programs in C11 and C++17: cores, team, event unit, DMA, memory, console. docs/cluster-registers.md. */
#ifndef REDMULE_CLUSTER_H
#define REDMULE_CLUSTER_H

#include <stddef.h>
#include <stdint.h>
#include <redmule/map.h>

#ifdef __cplusplus
extern "C" {
#endif

#define REGISTER32(address) (*(volatile uint32_t *)(uintptr_t)(address))
/* Initialised data, and zeroless room, in the TCDM: static float tile[64] TCDM; */
#define TCDM __attribute__((section(".tcdm")))
#define TCDM_BSS __attribute__((section(".tcdm_bss")))

enum { EVENT_FORK = 0 };

/* Number of this core, from 0. */
static inline unsigned core_id(void) {
  unsigned id;
  __asm__("csrr %0, mhartid" : "=r"(id));
  return id;
}

/* Ends the program with a result; 0 is well. exit() of the C library comes here, too. */
static inline __attribute__((noreturn)) void cluster_exit(int result) {
  REGISTER32(RESULT) = (uint32_t)result;
  for (;;) __asm__ volatile("wfi");
}

/* A region of a core's time, which `redmule exec --profile` shows by its name; regions nest. A store each, on any core. */
static inline void region_begin(const char *name) { REGISTER32(REGION_BEGIN) = (uint32_t)(uintptr_t)name; }
static inline void region_end(void) { REGISTER32(REGION_END) = 0; }

/* Event unit. Each core sees its own registers; bit i of a mask is event i. */
static inline void eu_mask_set(uint32_t events) { REGISTER32(EU_BASE + EU_MASK_OR) = events; }
static inline void eu_mask_clear(uint32_t events) { REGISTER32(EU_BASE + EU_MASK_AND) = events; }

/* Sleeps until an event of the mask has come; returns those that have, and clears them. */
static inline uint32_t eu_wait_clear(void) {
  uint32_t events;
  __asm__ volatile(".insn i 0x03, 6, %0, %1(%2)" : "=r"(events) : "i"(EU_WAIT_CLEAR), "r"(EU_BASE) : "memory");
  return events;
}

/* Sleeps until this event has come, and clears it. Of the other events of the mask none may come meanwhile. */
static inline void eu_wait_event(unsigned event) {
  eu_mask_set(1u << event);
  eu_wait_clear();
  eu_mask_clear(1u << event);
}

/* Software event 0 to 7 at the cores of a mask. */
static inline void eu_trigger(unsigned event, uint32_t cores) { REGISTER32(EU_BASE + EU_SW_TRIGGER + 4 * event) = cores; }

/* Cores, a bit each, that barrier 0 waits for and wakes; team_fork sets it. */
static inline void eu_barrier_set(uint32_t cores) {
  REGISTER32(EU_BASE + EU_BARRIERS + BARRIER_TRIGGER_MASK) = cores;
  REGISTER32(EU_BASE + EU_BARRIERS + BARRIER_TARGET_MASK) = cores;
}

/* Team. Core 0 forks; cores 0 to n - 1 call the function; returns when all have. */
void team_fork(unsigned cores, void (*function)(void *), void *argument);

/* Nobody of the team leaves before all have come. */
static inline void team_barrier(void) {
  uint32_t events;
  __asm__ volatile(".insn i 0x03, 6, %0, %1(%2)"
                   : "=r"(events)
                   : "i"(EU_BARRIERS + BARRIER_TRIGGER_WAIT_CLEAR), "r"(EU_BASE)
                   : "memory");
}

/* Between the two, one core at a time. The event of the mutex must be in the mask for the wait to end. */
static inline void critical_enter(void) {
  uint32_t message;
  eu_mask_set(1u << EVENT_MUTEX);
  __asm__ volatile(".insn i 0x03, 6, %0, %1(%2)" : "=r"(message) : "i"(EU_MUTEX), "r"(EU_BASE) : "memory");
}
static inline void critical_leave(void) {
  __asm__ volatile("" ::: "memory");
  REGISTER32(EU_BASE + EU_MUTEX) = 0;
  eu_mask_clear(1u << EVENT_MUTEX);
}

/* DMA: transfers between L2 and TCDM of up to 131071 bytes at any addresses, told apart by a number, to which dma_wait belongs.
   A load and a store run side by side: wait for the first where the second uses its bytes. What leaves a memory is a bus error. */
static inline int dma_copy(uint32_t command, void *tcdm, const volatile void *l2, size_t bytes) {
  const int number = (int)REGISTER32(DMA_BASE + DMA_COMMAND);
  __asm__ volatile("" ::: "memory");
  REGISTER32(DMA_BASE + DMA_COMMAND) = command | 1u << DMA_INCREMENT | 1u << DMA_EVENT | (uint32_t)bytes;
  REGISTER32(DMA_BASE + DMA_COMMAND) = (uint32_t)(uintptr_t)tcdm;
  REGISTER32(DMA_BASE + DMA_COMMAND) = (uint32_t)(uintptr_t)l2;
  return number;
}
static inline int dma_load(void *tcdm, const void *l2, size_t bytes) {
  return dma_copy(1u << DMA_TO_TCDM, tcdm, l2, bytes);
}
static inline int dma_store(void *l2, const void *tcdm, size_t bytes) { return dma_copy(0, (void *)(uintptr_t)tcdm, l2, bytes); }

/* Two dimensions: `bytes` in all, rows of `row` bytes that begin every `stride` bytes in L2 and follow each other in the TCDM. */
static inline int dma_copy_rows(uint32_t command, void *tcdm, const volatile void *l2, size_t bytes, size_t row, size_t stride) {
  const int number = dma_copy(command | 1u << DMA_ROWS_IN_L2, tcdm, l2, bytes);
  REGISTER32(DMA_BASE + DMA_COMMAND) = (uint32_t)row;
  REGISTER32(DMA_BASE + DMA_COMMAND) = (uint32_t)stride;
  return number;
}
static inline int dma_load_rows(void *tcdm, const void *l2, size_t bytes, size_t row, size_t stride) {
  return dma_copy_rows(1u << DMA_TO_TCDM, tcdm, l2, bytes, row, stride);
}
static inline int dma_store_rows(void *l2, const void *tcdm, size_t bytes, size_t row, size_t stride) {
  return dma_copy_rows(0, (void *)(uintptr_t)tcdm, l2, bytes, row, stride);
}

/* Sleeps until a transfer of this core is over. */
static inline void dma_wait(int number) {
  while (REGISTER32(DMA_BASE + DMA_STATUS) >> number & 1) eu_wait_event(EVENT_DMA);
  REGISTER32(DMA_BASE + DMA_STATUS) = 1u << number;
  __asm__ volatile("" ::: "memory");
}

/* A block of the TCDM of 16-byte alignment, NULL when there is none; the bytes that the largest one could have. One core at a time. */
void *tcdm_alloc(size_t bytes);
void tcdm_free(void *block);
size_t tcdm_left(void);

/* Console, without a C library: text, decimal digits, 0x and eight hexadecimal digits. */
void console_string(const char *text);
void console_unsigned(uint32_t value);
void console_hex(uint32_t value);

/* Clocks of this core that it has not slept, and its instructions, modulo 2^32. */
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
