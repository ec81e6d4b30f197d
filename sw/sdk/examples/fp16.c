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
      v2f16 sum = {0};
      for (unsigned n = 0; n < N; n++) sum = vfmac_r_h(sum, v2f16_load(&w[n * K + k]), vfmv_h_x(x[m * N + n]));
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
#ifdef __FLT16_MANT_DIG__
  // Here v2f16 is a vector of the compiler, with elements and operators.
  const v2f16 pair = {1.5f, -3.0f}, squares = pair * pair, same = vfmul_h(pair, pair);
  if (squares[0] != same[0] || (float)same[1] != 9.0f) return 2;
#endif
  printf("Z is right\n");
  return 0;
}
