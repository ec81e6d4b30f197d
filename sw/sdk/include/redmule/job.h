/* A job of RedMulE and how it is given: Z[M x K] = (X[M x N] op1 W[N x K]) op2 Y, where Z replaces Y. docs/registers.md. */
#ifndef REDMULE_JOB_H
#define REDMULE_JOB_H

#include <stdint.h>
#include <redmule/map.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Matrices are dense, row by row, at any byte of the memory that RedMulE reaches; elements have 2 bytes, in the FP8 formats 1.
   Sizes are 1 to 65535. Y is what stands at z; REDMULE_MATMUL does not read it. */
struct redmule_job {
  const void *x, *w; /* M x N and N x K */
  void *z;           /* M x K */
  uint16_t m, n, k;
  enum redmule_operation operation;
  enum redmule_format format;
};

#define REDMULE_REGISTER(offset) (*(volatile uint32_t *)(uintptr_t)(REDMULE_BASE + (offset)))

/* A context of the two; looks again and again while both are taken, since the end of a job is told to the core that triggered it
   alone. Returns the number of the job. */
static inline uint32_t redmule_acquire(void) {
  for (;;) {
    const uint32_t number = REDMULE_REGISTER(REDMULE_ACQUIRE);
    if ((int32_t)number >= 0) return number;
  }
}

/* Writes a job into the context that redmule_acquire gave. */
static inline void redmule_configure(const struct redmule_job *job) {
  REDMULE_REGISTER(REDMULE_X_ADDR) = (uint32_t)(uintptr_t)job->x;
  REDMULE_REGISTER(REDMULE_W_ADDR) = (uint32_t)(uintptr_t)job->w;
  REDMULE_REGISTER(REDMULE_Z_ADDR) = (uint32_t)(uintptr_t)job->z;
  REDMULE_REGISTER(REDMULE_MCFG0) = (uint32_t)job->k << 16 | job->m;
  REDMULE_REGISTER(REDMULE_MCFG1) = job->n;
  REDMULE_REGISTER(REDMULE_MACFG) = (uint32_t)job->operation << 10 | (uint32_t)job->format << 7;
}

/* Queues what has been configured; stores before it are seen by the job. */
static inline void redmule_trigger(void) {
  __asm__ volatile("" ::: "memory");
  REDMULE_REGISTER(REDMULE_TRIGGER) = 0;
}

/* Queues a job and returns its number. The two contexts let one run while the next is programmed. */
static inline uint32_t redmule_start(const struct redmule_job *job) {
  const uint32_t number = redmule_acquire();
  redmule_configure(job);
  redmule_trigger();
  return number;
}

#ifdef __cplusplus
}
#endif
#endif
