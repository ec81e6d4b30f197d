/* RedMulE beside the one core. It reaches all data. Its event is interrupt line 3 for one clock. */
#ifndef REDMULE_REDMULE_H
#define REDMULE_REDMULE_H

#include <redmule/core.h>
#include <redmule/job.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bit of mie, and cause of the interrupt without its highest bit. */
#define REDMULE_IRQ 3

/* Returns when the job of this number is done; looks again and again. Numbers count modulo 256. */
static inline void redmule_wait_for(uint32_t number) {
  while ((int8_t)(number - REDMULE_REGISTER(REDMULE_RUNNING_JOB)) >= 0) continue;
  __asm__ volatile("" ::: "memory");
}

/* One job from start to end. */
static inline void redmule_run(const struct redmule_job *job) { redmule_wait_for(redmule_start(job)); }

#ifdef __cplusplus
}
#endif
#endif
