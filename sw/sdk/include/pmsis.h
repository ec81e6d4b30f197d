/* The part of the PMSIS API that software of a cluster uses, on the modelled cluster. What the fabric controller does on a chip, core 0
   does here: a task sent to the cluster runs in place, so its stack is that of core 0. */
#ifndef PMSIS_H
#define PMSIS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <redmule/cluster.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Clocks in a microsecond of pi_time_get_us: the model has no frequency of its own. */
#ifndef PI_CLOCKS_PER_US
#define PI_CLOCKS_PER_US 100u
#endif

/* Where variables live. */
#define PI_L1 TCDM
#define PI_CL_L1 TCDM
#define PI_CL_L1_TINY TCDM
#define PI_L2
#define PI_FC_L1
#define PI_FC_TINY

#define PI_OK 0
#define PI_FAIL (-1)

typedef struct pi_device {
  void *config;
} pi_device_t;

/* Packed integers, under the names that programs for PULP's compiler expect. */
typedef signed short v2s __attribute__((vector_size(4)));
typedef unsigned short v2u __attribute__((vector_size(4)));
typedef signed char v4s __attribute__((vector_size(4)));
typedef unsigned char v4u __attribute__((vector_size(4)));
#if defined(__clang__) && !defined(__builtin_shuffle)
#define __builtin_shuffle(...) __builtin_shufflevector(__VA_ARGS__)
#endif

/* Floating point of 16 bits: binary16, and bfloat16 as the second format. A macro of the name chooses another type, such as
   -Dfloat16alt=_Float16; where the compiler has none, -Dfloat16alt=short lets programs compile that only name it. */
#if defined(__FLT16_MANT_DIG__) && !defined(float16)
typedef _Float16 float16;
#endif
#if !defined(float16alt) && (defined(__BFLT16_MANT_DIG__) || (defined(__clang__) && __clang_major__ >= 17))
typedef __bf16 float16alt;
#endif

/* Start and end of a program. */
static inline int pmsis_kickoff(void *function) {
  ((void (*)(void))(uintptr_t)function)();
  return 0;
}
static inline __attribute__((noreturn)) void pmsis_exit(int result) { exit(result); }

/* Events of the fabric side: everything has happened before they could be waited for. */
typedef struct pi_task {
  void (*callback)(void *);
  void *argument;
} pi_task_t;

static inline pi_task_t *pi_task_block(pi_task_t *task) {
  task->callback = NULL;
  return task;
}
static inline pi_task_t *pi_task_callback(pi_task_t *task, void (*callback)(void *), void *argument) {
  task->callback = callback;
  task->argument = argument;
  return task;
}
static inline void pi_task_push(pi_task_t *task) {
  if (task->callback != NULL) task->callback(task->argument);
}
static inline void pi_task_wait_on(pi_task_t *task) { (void)task; }

/* Cluster. */
typedef struct pi_cluster_conf {
  int device_type;
  int id;
} pi_cluster_conf_t;

typedef struct pi_cluster_task {
  void (*entry)(void *);
  void *arg;
  void *stacks;
  uint32_t stack_size;
  uint32_t slave_stack_size;
  int nb_cores;
} pi_cluster_task_t;

static inline void pi_cluster_conf_init(struct pi_cluster_conf *conf) {
  conf->device_type = 0;
  conf->id = 0;
}
static inline void pi_open_from_conf(struct pi_device *device, void *conf) { device->config = conf; }
static inline int pi_cluster_open(struct pi_device *device) {
  (void)device;
  return PI_OK;
}
static inline int pi_cluster_close(struct pi_device *device) {
  (void)device;
  return PI_OK;
}
static inline struct pi_cluster_task *pi_cluster_task(struct pi_cluster_task *task, void (*entry)(void *), void *arg) {
  memset(task, 0, sizeof *task);
  task->entry = entry;
  task->arg = arg;
  return task;
}
static inline int pi_cluster_send_task_to_cl(struct pi_device *device, struct pi_cluster_task *task) {
  (void)device;
  task->entry(task->arg);
  return PI_OK;
}
static inline int pi_cluster_send_task(struct pi_device *device, struct pi_cluster_task *task) {
  return pi_cluster_send_task_to_cl(device, task);
}
static inline int pi_cluster_send_task_to_cl_async(struct pi_device *device, struct pi_cluster_task *task, pi_task_t *done) {
  pi_cluster_send_task_to_cl(device, task);
  pi_task_push(done);
  return PI_OK;
}

/* Team. */
static inline uint32_t pi_core_id(void) { return core_id(); }
static inline uint32_t pi_cluster_id(void) { return 0; }
static inline int pi_is_fc(void) { return 0; }
/* Core 0 forks; 0 stands for all cores. */
void pi_cl_team_fork(int cores, void (*function)(void *), void *argument);
/* Cores of the team that runs, or of all where none does. */
int pi_cl_team_nb_cores(void);
int pi_cl_cluster_nb_cores(void);
#define pi_cl_team_barrier(...) team_barrier()
static inline void pi_cl_team_critical_enter(void) { critical_enter(); }
static inline void pi_cl_team_critical_exit(void) { critical_leave(); }

/* DMA between L2 (ext) and TCDM (loc). A transfer is waited for by the core that began it. */
typedef enum { PI_CL_DMA_DIR_LOC2EXT = 0, PI_CL_DMA_DIR_EXT2LOC = 1 } pi_cl_dma_dir_e;

typedef struct pi_cl_dma_cmd {
  /* Bit n for the transfer n of the DMA. */
  uint32_t transfers;
} pi_cl_dma_cmd_t;

/* `size` bytes. */
void pi_cl_dma_cmd(uint32_t ext, uint32_t loc, uint32_t size, pi_cl_dma_dir_e dir, pi_cl_dma_cmd_t *cmd);
/* `size` bytes in all: rows of `length` bytes that begin every `stride` bytes in L2 and follow each other in the TCDM. */
void pi_cl_dma_cmd_2d(uint32_t ext, uint32_t loc, uint32_t size, uint32_t stride, uint32_t length, pi_cl_dma_dir_e dir,
                      pi_cl_dma_cmd_t *cmd);
void pi_cl_dma_cmd_wait(pi_cl_dma_cmd_t *cmd);

typedef struct pi_cl_dma_copy {
  pi_cl_dma_dir_e dir;
  uint16_t merge;
  uint32_t size;
  uint32_t id;
  uint32_t ext;
  uint32_t loc;
  uint32_t stride;
  uint32_t length;
} pi_cl_dma_copy_t;
typedef pi_cl_dma_copy_t pi_cl_dma_copy_2d_t;

/* A copy with `merge` belongs to the one before in the same structure, so that one wait is for both. */
void pi_cl_dma_memcpy(pi_cl_dma_copy_t *copy);
void pi_cl_dma_memcpy_2d(pi_cl_dma_copy_2d_t *copy);
void pi_cl_dma_wait(void *copy);

/* Memory. */
static inline void *pi_l2_malloc(int size) { return malloc((size_t)size); }
static inline void pi_l2_free(void *chunk, int size) {
  (void)size;
  free(chunk);
}
static inline void *pi_l1_malloc(struct pi_device *cluster, uint32_t size) {
  (void)cluster;
  return tcdm_alloc(size);
}
static inline void pi_l1_free(struct pi_device *cluster, void *chunk, uint32_t size) {
  (void)cluster;
  (void)size;
  tcdm_free(chunk);
}
#define pi_cl_l1_malloc pi_l1_malloc
#define pi_cl_l1_free pi_l1_free
#define pmsis_l2_malloc pi_l2_malloc
#define pmsis_l2_malloc_free pi_l2_free
#define pmsis_l1_malloc tcdm_alloc
#define pmsis_l1_malloc_free(chunk, size) tcdm_free(chunk)

/* Performance counters of the core that calls. PI_PERF_CYCLES counts through sleep, the others stand still then. */
typedef enum {
  PI_PERF_ACTIVE_CYCLES = PCER_CYCLES,
  PI_PERF_INSTR = PCER_INSTRUCTIONS,
  PI_PERF_LD_STALL = PCER_LOAD_USE,
  PI_PERF_JR_STALL = PCER_JUMP_REGISTER,
  PI_PERF_IMISS = PCER_FETCH_STALL,
  PI_PERF_LD = PCER_LOADS,
  PI_PERF_ST = PCER_STORES,
  PI_PERF_JUMP = PCER_JUMPS,
  PI_PERF_BRANCH = PCER_BRANCHES,
  PI_PERF_BTAKEN = PCER_BRANCHES_TAKEN,
  PI_PERF_RVC = PCER_COMPRESSED,
  PI_PERF_LD_EXT = PCER_EXTERNAL_LOADS,
  PI_PERF_ST_EXT = PCER_EXTERNAL_STORES,
  PI_PERF_LD_EXT_CYC = PCER_EXTERNAL_LOAD_CLOCKS,
  PI_PERF_ST_EXT_CYC = PCER_EXTERNAL_STORE_CLOCKS,
  PI_PERF_TCDM_CONT = PCER_TCDM_CONTENTION,
  PI_PERF_CYCLES = 30
} pi_perf_event_e;

/* Bit n: event n is to be counted. */
void pi_perf_conf(unsigned events);
void pi_perf_reset(void);
void pi_perf_start(void);
void pi_perf_stop(void);
unsigned pi_perf_read(int event);
#define pi_perf_cl_reset pi_perf_reset
#define pi_perf_cl_start pi_perf_start
#define pi_perf_cl_stop pi_perf_stop
#define pi_perf_cl_read pi_perf_read

/* Time, from the second counter of the timer unit, which the functions start. It wraps after 2^32 clocks. */
uint32_t pi_time_get_us(void);
void pi_time_wait_us(int microseconds);

#ifdef __cplusplus
}
#endif
#endif
