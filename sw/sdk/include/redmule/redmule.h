/* RedMulE: Z[M x K] = (X[M x N] op1 W[N x K]) op2 Y, where Z replaces Y. docs/registers.md. */
#ifndef REDMULE_REDMULE_H
#define REDMULE_REDMULE_H

#include <redmule/cluster.h>
#include <redmule/job.h>

#ifdef __cplusplus
extern "C" {
#endif

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
