/* Functions that compilers call for `_Float16` and `__bf16` where the core has no instruction: to the nearest number, ties to even.
   Compilers differ in where they look for a number of 16 bits: it is returned in a0 and, boxed, in fa0. clang 14 to 16 give it in a0,
   clang 19 in fa0. */
#include <stdint.h>

struct format {
  int digits; /* of the significand, with the leading one */
  int least;  /* exponent of the smallest normal number */
};
static const struct format BINARY16 = {11, -14}, BFLOAT16 = {8, -126};

/* fraction / 2^63 times 2^exponent; the highest bit of the fraction is one. */
static uint32_t rounded(struct format to, int exponent, uint64_t fraction) {
  const uint32_t infinity = ((1u << (16 - to.digits)) - 1) << (to.digits - 1);
  const int below = exponent < to.least ? to.least - exponent : 0;
  const int shift = 64 - to.digits + below;
  if (shift > 64) return 0;
  const uint64_t kept = shift == 64 ? 0 : fraction >> shift, half = (uint64_t)1 << (shift - 1), lost = fraction & (2 * half - 1);
  const uint32_t up = lost > half || (lost == half && (kept & 1)), normal = below ? 0 : (uint32_t)(exponent - to.least);
  const uint32_t bits = (normal << (to.digits - 1)) + (uint32_t)kept + up;
  return bits < infinity ? bits : infinity;
}

/* Of a number in IEEE form: its exponent's field, bias, and the fraction left-aligned below the leading one. */
static uint32_t narrowed(struct format to, uint32_t sign, int field, int bias, uint64_t fraction) {
  const uint32_t infinity = ((1u << (16 - to.digits)) - 1) << (to.digits - 1), boxed = 0xffff0000u | sign << 15;
  if (field == 2 * bias + 1) return boxed | infinity | (fraction == 0 ? 0 : 1u << (to.digits - 2));
  if (field != 0) return boxed | rounded(to, field - bias, (uint64_t)1 << 63 | fraction >> 1);
  if (fraction == 0) return boxed;
  const int zeros = __builtin_clzll(fraction);
  return boxed | rounded(to, -bias - zeros, fraction << zeros);
}

static uint32_t of_single(struct format to, uint32_t bits) {
  return narrowed(to, bits >> 31, (int)(bits >> 23 & 0xff), 127, (uint64_t)bits << 41);
}
static uint32_t of_double(struct format to, uint64_t bits) {
  return narrowed(to, (uint32_t)(bits >> 63), (int)(bits >> 52 & 0x7ff), 1023, bits << 12);
}

__attribute__((used)) static uint32_t binary16_of_single(uint32_t bits) { return of_single(BINARY16, bits); }
__attribute__((used)) static uint32_t binary16_of_double(uint64_t bits) { return of_double(BINARY16, bits); }
__attribute__((used)) static uint32_t bfloat16_of_single(uint32_t bits) { return of_single(BFLOAT16, bits); }
__attribute__((used)) static uint32_t bfloat16_of_double(uint64_t bits) { return of_double(BFLOAT16, bits); }
__attribute__((used)) static uint32_t single_of_bfloat16(uint32_t bits) { return bits << 16; }
__attribute__((used)) static uint32_t single_of_binary16(uint32_t half) {
  const uint32_t sign = (half & 0x8000) << 16, magnitude = half & 0x7fff;
  if (magnitude >= 0x7c00) return sign | 0x7f800000u | (magnitude & 0x3ff) << 13 | (magnitude > 0x7c00 ? 1u << 22 : 0);
  if (magnitude >= 0x400) return sign | ((magnitude << 13) + (112u << 23));
  if (magnitude == 0) return sign;
  const int zeros = __builtin_clz(magnitude) - 21;
  return sign | ((uint32_t)(113 - zeros) << 23 | (magnitude << zeros & 0x3ff) << 13);
}

/* clang-format off */
#define FROM_SINGLE "fmv.x.w a0, fa0\n"
#define FROM_DOUBLE ""
#if defined(__clang__) && __clang_major__ < 17
#define FROM_HALF ""
#else
#define FROM_HALF FROM_SINGLE
#endif
#define ENTRY(name, from, function) \
  __asm__(".section .text." #name ",\"ax\"\n.globl " #name "\n.type " #name ", @function\n" #name ":\n" from \
          "addi sp, sp, -16\nsw ra, 12(sp)\ncall " #function "\nfmv.w.x fa0, a0\nlw ra, 12(sp)\naddi sp, sp, 16\nret\n.text\n")
/* clang-format on */
ENTRY(__truncsfhf2, FROM_SINGLE, binary16_of_single);
ENTRY(__truncdfhf2, FROM_DOUBLE, binary16_of_double);
ENTRY(__truncsfbf2, FROM_SINGLE, bfloat16_of_single);
ENTRY(__truncdfbf2, FROM_DOUBLE, bfloat16_of_double);
ENTRY(__extendhfsf2, FROM_HALF, single_of_binary16);
ENTRY(__extendbfsf2, FROM_HALF, single_of_bfloat16);
