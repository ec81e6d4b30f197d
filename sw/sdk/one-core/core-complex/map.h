/* Addresses and registers of the core complex. Made by scripts/sdk-headers.ts from the model: do not edit. */
#ifndef REDMULE_MAP_H
#define REDMULE_MAP_H

#define RESULT 0x80000000u
#define CONSOLE 0x80000004u

#define REDMULE_BASE 0x100000u
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

#endif
