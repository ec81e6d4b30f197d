// A product of FP16 matrices by all cores with packed instructions: an element of X times two neighbours of W.
#include <stdio.h>
#include <redmule/cluster.h>
#include <redmule/xfvec.h>

enum { M = 16, N = 32, K = 32, CORES_USED = 8 };

static uint16_t x[M * N] TCDM_BSS, w[N * K] TCDM_BSS, z[M * K] TCDM_BSS;

static void product(void *argument) {
  (void)argument;
  for (unsigned m = core_id(); m < M; m += CORES_USED) {
    for (unsigned k = 0; k < K; k += 2) {
      v2f16 sum = 0.0f;
      for (unsigned n = 0; n < N; n++) {
        const uint32_t pair = x[m * N + n];
        v2f16 factor;
        __asm__("fmv.w.x %0, %1" : "=f"(factor) : "r"(pair));
        sum = vfmac_r_h(sum, v2f16_load(&w[n * K + k]), factor);
      }
      v2f16_store(&z[m * K + k], sum);
    }
  }
}

int main(void) {
  for (int i = 0; i < M * N; i++) x[i] = 0x3c00;                       // 1
  for (int i = 0; i < N * K; i++) w[i] = i % K == 0 ? 0x4000 : 0x3800;  // 2 in column 0, else 1/2
  team_fork(CORES_USED, product, NULL);
  for (int i = 0; i < M * K; i++) {
    if (z[i] != (i % K == 0 ? 0x5400 : 0x4c00)) {  // 64, else 16
      printf("z[%d] is %04x\n", i, z[i]);
      return 1;
    }
  }
  printf("Z is right\n");
  return 0;
}
