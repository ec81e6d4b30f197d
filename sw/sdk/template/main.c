// Eight cores greet, then RedMulE multiplies two matrices that the cores filled.
#include <stdio.h>
#include <redmule/cluster.h>
#include <redmule/redmule.h>

enum { M = 24, N = 32, K = 16 };

static uint16_t x[M * N] TCDM_BSS, w[N * K] TCDM_BSS, z[M * K] TCDM_BSS;

// FP16 encodings of 1 and 2.
#define ONE 0x3c00
#define TWO 0x4000

static void work(void *argument) {
  (void)argument;
  critical_enter();
  printf("hello from core %u\n", core_id());
  critical_leave();
  for (unsigned i = core_id(); i < M * N; i += 8) x[i] = ONE;
  for (unsigned i = core_id(); i < N * K; i += 8) w[i] = TWO;
}

int main(void) {
  team_fork(8, work, NULL);
  const struct redmule_job job = {x, w, z, M, N, K, REDMULE_MATMUL, REDMULE_FP16};
  redmule_run(&job);
  // Every element is 32 times 1 times 2, 64, which FP16 writes 0x5400.
  for (int i = 0; i < M * K; i++) {
    if (z[i] != 0x5400) {
      printf("z[%d] is %04x\n", i, z[i]);
      return 1;
    }
  }
  printf("Z is right\n");
  return 0;
}
