// Hardware loops, post-increment, and packed integers under the PULP compiler's names; a loop in C beside them for comparison.
#include <stdio.h>
#if __has_include(<redmule/cluster.h>)
#include <redmule/cluster.h>
#else
#include <redmule/core.h>
#endif
#include <redmule/xloop.h>
#include <redmule/xpulp.h>

enum { N = 64, ROWS = 3 };

static int16_t a[N] TCDM_BSS, b[N] TCDM_BSS;
static uint8_t bytes[N] TCDM_BSS;

static int32_t plain(void) {
  int32_t sum = 0;
  for (int i = 0; i < N; i++) sum += a[i] * b[i];
  return sum;
}

static int32_t packed(void) {
  const int16_t *x = a, *y = b;
  int32_t sum = 0;
  uint32_t left, right;
  HARDWARE_LOOP(0, N / 2,
                P_LW_POST_TEXT("%[left]", "%[x]", "4") P_LW_POST_TEXT("%[right]", "%[y]", "4")
                ".insn r 0x57, 0, 0x5c, %[sum], %[left], %[right]\n",  // pv.sdotsp.h
                ([sum] "+r"(sum), [x] "+r"(x), [y] "+r"(y), [left] "=&r"(left), [right] "=&r"(right)), ());
  return sum;
}

static unsigned nested(void) {
  unsigned inner = 0, outer = 0, rows;
  HARDWARE_LOOP(1, ROWS,
                "addi %[outer], %[outer], 1\n"
                "li t0, 5\n" HARDWARE_LOOP_TEXT(0, "addi %[inner], %[inner], 1\nnop\nnop\n")
                "mv %[rows], %[outer]\nnop\n",
                ([inner] "+r"(inner), [outer] "+r"(outer), [rows] "=&r"(rows)), ());
  return inner * 100 + rows;
}

int main(void) {
  for (int i = 0; i < N; i++) {
    a[i] = (int16_t)(3 * i - 70);
    b[i] = (int16_t)(i * i - 900);
    bytes[i] = 0;
  }
  (void)packed();  // brings the code into the cache
  uint32_t start = core_clocks();
  const int32_t fast = packed();
  const uint32_t fast_clocks = core_clocks() - start;
  (void)plain();
  start = core_clocks();
  const int32_t slow = plain();
  const uint32_t slow_clocks = core_clocks() - start;

  uint8_t *at = bytes;
  for (int i = 0; i < N; i++) p_sb_post(at, i, 1);
  const uint8_t *from = bytes;
  uint32_t sum = 0;
  for (int i = 0; i < N; i++) sum += p_lbu_post(from, 1);
  const pulp_v2s pair = __builtin_pulp_pack2(-3, 4);
  const pulp_v2s zero = {0, 0};
  const int dot = __builtin_pulp_dotsp2(pair, pair) + __builtin_pulp_sdotsp2(pair, __builtin_pulp_max2(pair, zero), 1);

  printf("dot product %ld and %ld, %s; bytes %lu; nested %u; pair %d\n", (long)fast, (long)slow,
         2 * fast_clocks < slow_clocks ? "less than half the clocks" : "too slow", (unsigned long)sum, nested(), dot);
  return fast == slow && at == bytes + N && from == bytes + N ? 0 : 1;
}
