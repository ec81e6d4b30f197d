// RedMulE multiplies FP16 matrices while the core sleeps; its interrupt wakes it.
#include <stdio.h>
#include <redmule/redmule.h>

enum { M = 24, N = 32, K = 16, JOBS = 4 };

static uint16_t x[M * N], w[N * K], z[JOBS][M * K];
static volatile unsigned done;

// The line is high for one clock: a core that sleeps takes it, one that is busy may miss it.
void sdk_interrupt(uint32_t cause) { done += (cause & 31) == REDMULE_IRQ; }

int main(void) {
  for (int i = 0; i < M * N; i++) x[i] = 0x3c00;                       // 1
  for (int i = 0; i < N * K; i++) w[i] = i % K == 0 ? 0x4000 : 0x3800;  // 2 in column 0, else 1/2
  __asm__ volatile("csrs mie, %0" ::"r"(1u << REDMULE_IRQ));
  __asm__ volatile("csrsi mstatus, 8");
  for (unsigned i = 0; i < JOBS; i++) {
    const struct redmule_job job = {x, w, z[i], M, N, K, REDMULE_MATMUL, REDMULE_FP16};
    const uint32_t number = redmule_start(&job);
    __asm__ volatile("wfi" ::: "memory");
    redmule_wait_for(number);
  }
  __asm__ volatile("csrci mstatus, 8");
  unsigned wrong = 0;
  for (int j = 0; j < JOBS; j++)
    for (int i = 0; i < M * K; i++) wrong += z[j][i] != (i % K == 0 ? 0x5400 : 0x4c00);  // 64, else 16
  printf("%u interrupts, %u wrong\n", done, wrong);
  return wrong == 0 && done == JOBS ? 0 : 1;
}
