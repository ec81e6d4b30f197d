// All cores queue jobs at RedMulE: its two contexts let one run while the next is programmed.
#include <stdio.h>
#include <redmule/cluster.h>
#include <redmule/redmule.h>

enum { SIZE = 16, CORES_USED = 8 };

static uint16_t x[SIZE * SIZE] TCDM_BSS, w[SIZE * SIZE] TCDM_BSS, z[CORES_USED][SIZE * SIZE] TCDM_BSS;

static void feed(void *argument) {
  (void)argument;
  const struct redmule_job job = {x, w, z[core_id()], SIZE, SIZE, SIZE, REDMULE_MATMUL, REDMULE_FP16};
  redmule_wait_for(redmule_start(&job));
}

int main(void) {
  for (int i = 0; i < SIZE * SIZE; i++) {
    x[i] = i % (SIZE + 1) == 0 ? 0x3c00 : 0;  // the identity
    w[i] = (uint16_t)(0x3c00 + i);
  }
  team_fork(CORES_USED, feed, NULL);
  for (int core = 0; core < CORES_USED; core++) {
    for (int i = 0; i < SIZE * SIZE; i++) {
      if (z[core][i] != w[i]) {
        printf("core %d: z[%d] is %04x\n", core, i, z[core][i]);
        return 1;
      }
    }
  }
  printf("8 jobs are right\n");
  return 0;
}
