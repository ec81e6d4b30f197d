/* RedMulE: Z[M x K] = (X[M x N] op1 W[N x K]) op2 Y, where Z replaces Y. docs/registers.md. */
#ifndef REDMULE_REDMULE_H
#define REDMULE_REDMULE_H

#include <redmule/cluster.h>

#ifdef __cplusplus
extern "C" {
#endif

struct redmule_job {
  const void *x, *w;
  void *z;
  uint16_t m, n, k;
  enum redmule_operation operation;
  enum redmule_format format;
};

/* A context of the two; looks again and again while both are taken, since the end of a job is told to the core that triggered it
   alone. Returns the number of the job. */
static inline uint32_t redmule_acquire(void) {
  for (;;) {
    const uint32_t number = REGISTER32(REDMULE_BASE + REDMULE_ACQUIRE);
    if ((int32_t)number >= 0) return number;
  }
}

static inline void redmule_configure(const struct redmule_job *job) {
  REGISTER32(REDMULE_BASE + REDMULE_X_ADDR) = (uint32_t)(uintptr_t)job->x;
  REGISTER32(REDMULE_BASE + REDMULE_W_ADDR) = (uint32_t)(uintptr_t)job->w;
  REGISTER32(REDMULE_BASE + REDMULE_Z_ADDR) = (uint32_t)(uintptr_t)job->z;
  REGISTER32(REDMULE_BASE + REDMULE_MCFG0) = (uint32_t)job->k << 16 | job->m;
  REGISTER32(REDMULE_BASE + REDMULE_MCFG1) = job->n;
  REGISTER32(REDMULE_BASE + REDMULE_MACFG) = (uint32_t)job->operation << 10 | (uint32_t)job->format << 7;
}

static inline void redmule_trigger(void) {
  __asm__ volatile("" ::: "memory");
  REGISTER32(REDMULE_BASE + REDMULE_TRIGGER) = 0;
}

/* Queues a job. The two contexts let one run while the next is programmed. */
static inline uint32_t redmule_start(const struct redmule_job *job) {
  const uint32_t number = redmule_acquire();
  redmule_configure(job);
  redmule_trigger();
  return number;
}

/* Sleeps until the job of this number, which this core has queued, is done. Numbers count modulo 256. */
static inline void redmule_wait_for(uint32_t number) {
  while ((int8_t)(number - REGISTER32(REDMULE_BASE + REDMULE_RUNNING_JOB)) >= 0) eu_wait_event(EVENT_REDMULE);
  __asm__ volatile("" ::: "memory");
}

/* Returns when no job of any core is queued or runs; looks again and again. */
static inline void redmule_wait(void) {
  while (REGISTER32(REDMULE_BASE + REDMULE_STATUS) != 0) continue;
  __asm__ volatile("" ::: "memory");
}

/* One job from start to end. */
static inline void redmule_run(const struct redmule_job *job) {
  redmule_wait_for(redmule_start(job));
}

#ifdef __cplusplus
}
#endif
#endif
