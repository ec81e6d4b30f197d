/* Every name of a PULP builtin beside plain C, on many operands. Says how many were compared, and which differ. */
#include <stdio.h>
#include <redmule/map.h>
#include <redmule/xpulp.h>

typedef int16_t s2 __attribute__((vector_size(4)));
typedef int8_t s4 __attribute__((vector_size(4)));
static unsigned compared, wrong;

static __attribute__((noinline)) void look(const char *name, uint32_t is, uint32_t wanted) {
  compared++;
  if (is != wanted && wrong++ < 20) printf("%s is %08lx, not %08lx\n", name, (unsigned long)is, (unsigned long)wanted);
}
#define IS(call, wanted) look(#call, (uint32_t)__builtin_pulp_##call, (uint32_t)(wanted))

/* Elements: i of the vectors in the words a, b, c. */
#define H(v, i) ((int16_t)((v) >> 16 * (i)))
#define HU(v, i) ((uint16_t)((v) >> 16 * (i)))
#define B(v, i) ((int8_t)((v) >> 8 * (i)))
#define BU(v, i) ((uint8_t)((v) >> 8 * (i)))
#define TWO(e0, e1) ((uint32_t)(uint16_t)(e0) | (uint32_t)(uint16_t)(e1) << 16)
#define FOUR(e0, e1, e2, e3) \
  ((uint32_t)(uint8_t)(e0) | (uint32_t)(uint8_t)(e1) << 8 | (uint32_t)(uint8_t)(e2) << 16 | (uint32_t)(uint8_t)(e3) << 24)
#define EACH2(f, S, T) TWO(f(S(a, 0), T(b, 0), 15), f(S(a, 1), T(b, 1), 15))
#define EACH4(f, S, T) \
  FOUR(f(S(a, 0), T(b, 0), 7), f(S(a, 1), T(b, 1), 7), f(S(a, 2), T(b, 2), 7), f(S(a, 3), T(b, 3), 7))
#define ADD(x, y, m) ((x) + (y))
#define SUB(x, y, m) ((x) - (y))
/* The sum of an average has the width of an element. */
#define AVG(x, y, m) ((m) == 15 ? (int16_t)((x) + (y)) >> 1 : (int8_t)((x) + (y)) >> 1)
#define AVGU(x, y, m) ((m) == 15 ? (uint16_t)((x) + (y)) >> 1 : (uint8_t)((x) + (y)) >> 1)
#define MAX(x, y, m) ((x) > (y) ? (x) : (y))
#define MIN(x, y, m) ((x) < (y) ? (x) : (y))
#define SHR(x, y, m) ((x) >> ((y) & (m)))
#define SHL(x, y, m) ((x) << ((y) & (m)))
#define DOT2(S, T) (S(a, 0) * T(b, 0) + S(a, 1) * T(b, 1))
#define DOT4(S, T) (S(a, 0) * T(b, 0) + S(a, 1) * T(b, 1) + S(a, 2) * T(b, 2) + S(a, 3) * T(b, 3))
#define DOT2SC(S, T) ((S(a, 0) + S(a, 1)) * T(b, 0))
#define DOT4SC(S, T) ((S(a, 0) + S(a, 1) + S(a, 2) + S(a, 3)) * T(b, 0))

#define DOTS(signs, S2, T2, S4, T4)                                                          \
  IS(dot##signs##2(va, vb), (uint32_t)DOT2((uint32_t)S2, T2));                               \
  IS(sdot##signs##2(va, vb, c), c + (uint32_t)DOT2((uint32_t)S2, T2));                       \
  IS(dot##signs##sc2(va, b), (uint32_t)DOT2SC((uint32_t)S2, T2));                            \
  IS(sdot##signs##sc2(va, b, c), c + (uint32_t)DOT2SC((uint32_t)S2, T2));                    \
  IS(dot##signs##4(wa, wb), DOT4(S4, T4));                                                   \
  IS(sdot##signs##4(wa, wb, c), c + (uint32_t)DOT4(S4, T4));                                 \
  IS(dot##signs##sc4(wa, b), DOT4SC(S4, T4));                                                \
  IS(sdot##signs##sc4(wa, b, c), c + (uint32_t)DOT4SC(S4, T4))

static int bits(uint32_t x) {
  int n = 0;
  for (; x != 0; x &= x - 1) n++;
  return n;
}
static int32_t clipped(int32_t x, int32_t low, int32_t high) { return x < low ? low : x > high ? high : x; }
static int32_t half_up(uint32_t x, unsigned n, int sign) {
  x += n == 0 ? 0 : 1u << (n - 1);
  return sign ? (int32_t)x >> n : (int32_t)(x >> n);
}
#define SIGNED(x, n) ((int32_t)(x) >> (n))
#define UNSIGNED(x, n) ((uint32_t)(x) >> (n))

#define SUMS(n)                                                       \
  IS(addN(a, b, n), SIGNED(a + b, n));                                \
  IS(adduN(a, b, n), UNSIGNED(a + b, n));                             \
  IS(addRN(a, b, n, 1 << (n - 1)), half_up(a + b, n, 1));             \
  IS(adduRN(a, b, n, 1 << (n - 1)), half_up(a + b, n, 0));            \
  IS(subN(a, b, n), SIGNED(a - b, n));                                \
  IS(subuN(a, b, n), UNSIGNED(a - b, n));                             \
  IS(subRN(a, b, n, 1 << (n - 1)), half_up(a - b, n, 1));             \
  IS(subuRN(a, b, n, 1 << (n - 1)), half_up(a - b, n, 0))
#define PRODUCTS(name, sign, product)                                                   \
  IS(mul##name(a, b), product);                                                         \
  IS(mac##name(a, b, c), c + (uint32_t)(product));                                      \
  IS(mul##name##N(a, b, 5), sign(product, 5));                                          \
  IS(mac##name##N(a, b, c, 5), sign(c + (uint32_t)(product), 5));                       \
  IS(mul##name##RN(a, b, 5, 16), half_up((uint32_t)(product), 5, sign(-1, 1) < 0));     \
  IS(mac##name##RN(a, b, c, 5, 16), half_up(c + (uint32_t)(product), 5, sign(-1, 1) < 0))

static void scalars(uint32_t a, uint32_t b, uint32_t c) {
  const unsigned n = b & 31, first = c % 20, length = 1 + c / 32 % 12, field = (length - 1) << 5 | first;
  const uint32_t ones = ((1u << length) - 1) << first;
  IS(mac(a, b, c), c + a * b);
  IS(msu(a, b, c), c - a * b);
  IS(ff1(a), a == 0 ? 32 : __builtin_ctz(a));
  IS(fl1(a), a == 0 ? 32 : 31 - __builtin_clz(a));
  IS(clb(a), a == 0 ? 0 : __builtin_clz((int32_t)a < 0 ? ~a | 1u >> (a == ~0u ? 1 : 0) : a) - ((int32_t)a < 0 && a == ~0u ? 0 : 1));
  IS(cnt(a), bits(a));
  IS(parity(a), bits(a) & 1);
  IS(rotr(a, b), a >> n | a << (-n & 31));
  IS(abs(a), (int32_t)a < 0 ? -a : a);
  IS(maxsi(a, b), (int32_t)a > (int32_t)b ? a : b);
  IS(minsi(a, b), (int32_t)a < (int32_t)b ? a : b);
  IS(maxusi(a, b), a > b ? a : b);
  IS(minusi(a, b), a < b ? a : b);
  IS(clip((int32_t)a >> n, -128, 127), clipped((int32_t)a >> n, -128, 127));
  IS(clipu((int32_t)a >> n, 0, 255), clipped((int32_t)a >> n, 0, 255));
  IS(clip_r((int32_t)a >> n, c & 0xffff), clipped((int32_t)a >> n, -(int32_t)(c & 0xffff) - 1, c & 0xffff));
  IS(clipu_r((int32_t)a >> n, c & 0xffff), clipped((int32_t)a >> n, 0, c & 0xffff));
  IS(bextract(a, 7, 11), (int32_t)(a << 14) >> 25);
  IS(bextractu(a, 7, 11), a >> 11 & 127);
  IS(bextract_r(a, field), (int32_t)(a << (32 - first - length)) >> (32 - length));
  IS(bextractu_r(a, field), (a & ones) >> first);
  IS(binsert(a, ~0x3f00, b, 0x3f00, 8), (a & ~0x3f00u) | (b << 8 & 0x3f00));
  IS(binsert_r(a, b, field), (a & ~ones) | (b << first & ones));
  IS(binsert_r(a, b, field, first), (a & ~ones) | (b << first & ones));
  IS(bset(a, 0x7e0), a | 0x7e0);
  IS(bclr(a, ~0x7e0), a & ~0x7e0u);
  IS(bset_r(a, field), a | ones);
  IS(bclr_r(a, field), a & ~ones);
  SUMS(1);
  SUMS(9);
  IS(addN_r(a, b, n), SIGNED(a + b, n));
  IS(adduN_r(a, b, n), UNSIGNED(a + b, n));
  IS(addRN_r(a, b, n), half_up(a + b, n, 1));
  IS(adduRN_r(a, b, n), half_up(a + b, n, 0));
  IS(subN_r(a, b, n), SIGNED(a - b, n));
  IS(subuN_r(a, b, n), UNSIGNED(a - b, n));
  IS(subRN_r(a, b, n), half_up(a - b, n, 1));
  IS(subuRN_r(a, b, n), half_up(a - b, n, 0));
  PRODUCTS(s, SIGNED, H(a, 0) * H(b, 0));
  PRODUCTS(u, UNSIGNED, (uint32_t)HU(a, 0) * HU(b, 0));
  PRODUCTS(hhs, SIGNED, H(a, 1) * H(b, 1));
  PRODUCTS(hhu, UNSIGNED, (uint32_t)HU(a, 1) * HU(b, 1));
}

#define BOTH(name, f, S2, T2, S4, T4)          \
  IS(name##2(va, vb), EACH2(f, S2, T2));       \
  IS(name##4(wa, wb), EACH4(f, S4, T4))

static void vectors(uint32_t a, uint32_t b, uint32_t c) {
  const s2 va = (s2)a, vb = (s2)b, vc = (s2)c;
  const s4 wa = (s4)a, wb = (s4)b, wc = (s4)c;
  DOTS(sp, H, H, B, B);
  DOTS(up, HU, HU, BU, BU);
  DOTS(usp, HU, H, BU, B);
  BOTH(add, ADD, H, H, B, B);
  BOTH(sub, SUB, H, H, B, B);
  BOTH(avg, AVG, H, H, B, B);
  BOTH(avgu, AVGU, HU, HU, BU, BU);
  BOTH(max, MAX, H, H, B, B);
  BOTH(maxu, MAX, HU, HU, BU, BU);
  BOTH(min, MIN, H, H, B, B);
  BOTH(minu, MIN, HU, HU, BU, BU);
  BOTH(srl, SHR, HU, HU, BU, BU);
  BOTH(sra, SHR, H, HU, B, BU);
  BOTH(sll, SHL, HU, HU, BU, BU);
  IS(and2(va, vb), a & b);
  IS(and4(wa, wb), a & b);
  IS(or2(va, vb), a | b);
  IS(or4(wa, wb), a | b);
  IS(exor2(va, vb), a ^ b);
  IS(exor4(wa, wb), a ^ b);
#define ABSOLUTE(v) ((v) < 0 ? -(v) : (v))
  IS(abs2(va), TWO(ABSOLUTE(H(a, 0)), ABSOLUTE(H(a, 1))));
  IS(abs4(wa), FOUR(ABSOLUTE(B(a, 0)), ABSOLUTE(B(a, 1)), ABSOLUTE(B(a, 2)), ABSOLUTE(B(a, 3))));
  IS(neg2(va), TWO(-H(a, 0), -H(a, 1)));
  IS(neg4(wa), FOUR(-B(a, 0), -B(a, 1), -B(a, 2), -B(a, 3)));
  IS(pack2(a, b), TWO(a, b));
  IS(pack4(a, b, c, a + b), FOUR(a, b, c, a + b));
  IS(pack4_lo(a, b, wc), FOUR(a, b, B(c, 2), B(c, 3)));
  IS(pack4_hi(a, b, wc), FOUR(B(c, 0), B(c, 1), a, b));
#define PICK2(i) ((c >> 16 * (i) & 2) != 0 ? H(b, c >> 16 * (i) & 1) : H(a, c >> 16 * (i) & 1))
#define PICK4(i) ((c >> 8 * (i) & 4) != 0 ? B(b, c >> 8 * (i) & 3) : B(a, c >> 8 * (i) & 3))
  IS(shuffleh(va, vc), TWO(H(a, c & 1), H(a, c >> 16 & 1)));
  IS(shuffleb(wa, wc), FOUR(B(a, c & 3), B(a, c >> 8 & 3), B(a, c >> 16 & 3), B(a, c >> 24 & 3)));
  IS(shuffle2h(va, vb, vc), TWO(PICK2(0), PICK2(1)));
  IS(shuffle4b(wa, wb, wc), FOUR(PICK4(0), PICK4(1), PICK4(2), PICK4(3)));
}

static void memory(uint32_t a) {
  int32_t place[4] = {0, 0, 0, 0};
  __builtin_pulp_OffsetedWrite(a, place, 4);
  __builtin_pulp_OffsetedWriteHalf(a, (int16_t *)place, 10);
  __builtin_pulp_OffsetedWriteByte(a, (char *)place, 13);
  IS(OffsetedRead(place, 4), a);
  IS(OffsetedReadHalf((int16_t *)place, 10), H(a, 0));
  IS(OffsetedReadByte((char *)place, 13), B(a, 0));
  look("halves and bytes", place[2], a << 16);
  look("bytes", place[3], (a & 255) << 8);
  __builtin_pulp_write_base_off(a + 1, place, 0);
  IS(read_base_off(place, 0), a + 1);
  __builtin_pulp_write_base_off_v(a + 2, place, 0);
  IS(read_base_off_v(place, 0), a + 2);
}

#define MSCRATCH 0x340
static void special(uint32_t a) {
  IS(CoreId(), 0);
  IS(CoreCount(), 8);
  IS(ClusterId(), 0);
  IS(IsFc(), 0);
  IS(HasFc(), 0);
  __builtin_pulp_spr_write(MSCRATCH, a);
  IS(spr_read(MSCRATCH), a);
  __builtin_pulp_spr_bit_set(MSCRATCH, 0xff);
  IS(spr_read_vol(MSCRATCH), a | 0xff);
  __builtin_pulp_spr_bit_clr(MSCRATCH, 0xf0f);
  IS(read_then_spr_write(MSCRATCH, 5), (a | 0xff) & ~0xf0fu);
  IS(read_then_spr_bit_set(MSCRATCH, 6), 5);
  IS(read_then_spr_bit_clr(MSCRATCH, 3), 7);
  IS(spr_read(MSCRATCH), 4);
  __builtin_pulp_write_base_off_v(1 << 3, EU_BASE, EU_MASK_OR);
  __builtin_pulp_write_base_off_v(1, EU_BASE, EU_SW_TRIGGER + 4 * 3);
  IS(event_unit_read(EU_BASE, EU_WAIT_CLEAR), 1 << 3);
}

int main(void) {
  uint32_t seed = 1, word[3];
  for (int i = 0; i < 6; i++) {
    for (int k = 0; k < 3; k++) word[k] = seed = seed * 1664525u + 1013904223u;
    if (i % 6 == 1) word[0] = (uint32_t)((int32_t)word[0] >> 20);
    if (i % 6 == 2) word[1] = word[0] & 0x80008000;
    if (i == 5) word[0] = 0;
    scalars(word[0], word[1], word[2]);
    vectors(word[0], word[1], word[2]);
  }
  memory(word[0]);
  special(word[0]);
  printf("%u compared, %u wrong\n", compared, wrong);
  return wrong != 0;
}
