/* Addresses, registers and bits of the cluster. Made by scripts/sdk-headers.ts from the model: do not edit. */
#ifndef REDMULE_MAP_H
#define REDMULE_MAP_H

#define TCDM_BASE 0x10000000u
#define L2_BASE 0x1c000000u
#define RESULT 0x80000000u
#define CONSOLE 0x80000004u
#define REGION_BEGIN 0x80000008u
#define REGION_END 0x8000000cu

/* Event unit: the window of the core itself, and the view that all cores share. */
#define EU_BASE 0x10204000u
#define EU_SHARED_BASE 0x10200800u
#define EU_MASK 0x0u
#define EU_MASK_AND 0x4u
#define EU_MASK_OR 0x8u
#define EU_IRQ_MASK 0xcu
#define EU_IRQ_MASK_AND 0x10u
#define EU_IRQ_MASK_OR 0x14u
#define EU_STATUS 0x18u
#define EU_BUFFER 0x1cu
#define EU_BUFFER_MASKED 0x20u
#define EU_BUFFER_IRQ_MASKED 0x24u
#define EU_BUFFER_CLEAR 0x28u
#define EU_SW_MASK 0x2cu
#define EU_SW_MASK_AND 0x30u
#define EU_SW_MASK_OR 0x34u
#define EU_WAIT 0x38u
#define EU_WAIT_CLEAR 0x3cu
#define EU_MUTEX 0xc0u
#define EU_SW_TRIGGER 0x100u
#define EU_SW_TRIGGER_WAIT 0x140u
#define EU_SW_TRIGGER_WAIT_CLEAR 0x180u
#define EU_BARRIERS 0x200u
#define BARRIER_TRIGGER_MASK 0x0u
#define BARRIER_STATUS 0x4u
#define BARRIER_STATUS_SUMMARY 0x8u
#define BARRIER_TARGET_MASK 0xcu
#define BARRIER_TRIGGER 0x10u
#define BARRIER_TRIGGER_SELF 0x14u
#define BARRIER_TRIGGER_WAIT 0x18u
#define BARRIER_TRIGGER_WAIT_CLEAR 0x1cu
#define EVENT_DMA 8
#define EVENT_DMA_INTERRUPT 9
#define EVENT_TIMER_LOW 10
#define EVENT_TIMER_HIGH 11
#define EVENT_REDMULE 12
#define EVENT_BARRIER 16
#define EVENT_MUTEX 17

/* DMA: registers, and bits of a command. */
#define DMA_BASE 0x10204400u
#define DMA_COMMAND 0x0u
#define DMA_STATUS 0x4u
#define DMA_MOST_BYTES 0x1ffffu
#define DMA_TO_TCDM 17
#define DMA_INCREMENT 18
#define DMA_ROWS_IN_L2 19
#define DMA_EVENT 20
#define DMA_INTERRUPT 21
#define DMA_BROADCAST 22
#define DMA_ROWS_IN_TCDM 23

/* Timer: registers, and bits of a configuration. It counts while cores sleep. */
#define TIMER_BASE 0x10200400u
#define TIMER_CONFIG_LOW 0x0u
#define TIMER_CONFIG_HIGH 0x4u
#define TIMER_VALUE_LOW 0x8u
#define TIMER_VALUE_HIGH 0xcu
#define TIMER_COMPARE_LOW 0x10u
#define TIMER_COMPARE_HIGH 0x14u
#define TIMER_START_LOW 0x18u
#define TIMER_START_HIGH 0x1cu
#define TIMER_RESET_LOW 0x20u
#define TIMER_RESET_HIGH 0x24u
#define TIMER_ENABLE 0x1u
#define TIMER_RESET 0x2u
#define TIMER_IRQ 0x4u
#define TIMER_START_BY_EVENT 0x8u
#define TIMER_CLEAR_AT_COMPARE 0x10u
#define TIMER_ONE_SHOT 0x20u
#define TIMER_PRESCALER 0x40u
#define TIMER_REFERENCE_CLOCK 0x80u
#define TIMER_PRESCALER_CLOCKS 0xff00u
#define TIMER_CASCADE 0x80000000u

/* Control unit: register, and bits of the configuration of the arbiter between cores and RedMulE. */
#define CONTROL_BASE 0x10200000u
#define CONTROL_CONFIG 0x18u
#define CONTROL_MAX_STALL 0xffu
#define CONTROL_INVERT_PRIORITY 0x100u

/* RedMulE. */
#define REDMULE_BASE 0x10201000u
#define REDMULE_TRIGGER 0x0u
#define REDMULE_ACQUIRE 0x4u
#define REDMULE_FINISHED 0x8u
#define REDMULE_STATUS 0xcu
#define REDMULE_RUNNING_JOB 0x10u
#define REDMULE_SOFT_CLEAR 0x14u
#define REDMULE_X_ADDR 0x40u
#define REDMULE_W_ADDR 0x44u
#define REDMULE_Z_ADDR 0x48u
#define REDMULE_MCFG0 0x4cu
#define REDMULE_MCFG1 0x50u
#define REDMULE_MACFG 0x54u
#define REDMULE_BUSY 0xffffffffu
#define REDMULE_LOCKED 0xfffffffeu
enum redmule_operation {
  REDMULE_MATMUL = 0,
  REDMULE_GEMM = 1,
  REDMULE_ADDMAX = 2,
  REDMULE_ADDMIN = 3,
  REDMULE_MULMAX = 4,
  REDMULE_MULMIN = 5,
  REDMULE_MAXMIN = 6,
  REDMULE_MINMAX = 7,
};
enum redmule_format {
  REDMULE_FP16 = 1,
  REDMULE_FP8 = 0,
  REDMULE_FP8ALT = 2,
  REDMULE_BF16 = 3,
};

/* Bits of mhpmevent3 and up: what a counter counts. */
#define COUNT_CYCLES 0x1u
#define COUNT_INSTRUCTIONS 0x2u
#define COUNT_LOAD_USE 0x4u
#define COUNT_JUMP_REGISTER 0x8u
#define COUNT_FETCH_STALL 0x10u
#define COUNT_LOADS 0x20u
#define COUNT_STORES 0x40u
#define COUNT_JUMPS 0x80u
#define COUNT_BRANCHES 0x100u
#define COUNT_BRANCHES_TAKEN 0x200u
#define COUNT_COMPRESSED 0x400u
#define COUNT_EVENT_LOAD 0x800u
#define COUNT_FLOAT_TYPE 0x1000u
#define COUNT_FLOAT_DEPENDENCY 0x4000u
#define COUNT_FLOAT_WRITE_BACK 0x8000u

/* Bits of pcer, and numbers of the counters pccr0 and up; bits of pcmr. */
#define PCER_CYCLES 0
#define PCER_INSTRUCTIONS 1
#define PCER_LOAD_USE 2
#define PCER_JUMP_REGISTER 3
#define PCER_FETCH_STALL 4
#define PCER_LOADS 5
#define PCER_STORES 6
#define PCER_JUMPS 7
#define PCER_BRANCHES 8
#define PCER_BRANCHES_TAKEN 9
#define PCER_COMPRESSED 10
#define PCER_EVENT_LOAD 11
#define PCER_EXTERNAL_LOADS 12
#define PCER_EXTERNAL_STORES 13
#define PCER_EXTERNAL_LOAD_CLOCKS 14
#define PCER_EXTERNAL_STORE_CLOCKS 15
#define PCER_TCDM_CONTENTION 16
#define PCER_FLOAT_TYPE 17
#define PCER_FLOAT_CONTENTION 18
#define PCER_FLOAT_DEPENDENCY 19
#define PCER_FLOAT_WRITE_BACK 20
#define PCMR_ENABLE 0x1u
#define PCMR_SATURATE 0x2u

#endif
