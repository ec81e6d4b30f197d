/* Xpulp for compilers that do not know it: integer arithmetic, bit manipulation, packed integers. Made by scripts/sdk-headers.ts from the instruction tables of the model: do not edit. */
#ifndef REDMULE_XPULP_H
#define REDMULE_XPULP_H

#include <stdint.h>

static inline uint32_t p_mac(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x33, 0, 0x21, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_msu(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x33, 1, 0x21, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_abs(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x33, 0, 0x2, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t p_slet(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_sletu(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_min(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 4, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_minu(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_max(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_maxu(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_ror(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x4, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_clip(a, uimm5) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x33, 1, 0xa + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"(0), "i"((uimm5) & 31)); \
  result_; }))
#define p_clipu(a, uimm5) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x33, 2, 0xa + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"(0), "i"((uimm5) & 31)); \
  result_; }))
static inline uint32_t p_clipr(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0xa, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_clipur(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0xa, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_ff1(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x33, 0, 0x8, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t p_fl1(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x8, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t p_clb(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x8, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t p_cnt(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x8, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t p_exths(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x33, 4, 0x8, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t p_exthz(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x8, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t p_extbs(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x8, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t p_extbz(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x8, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
#define p_extract(a, Is3, Is2) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x33, 0, 0x60 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((Is3) & 31), "i"((Is2) & 31)); \
  result_; }))
static inline uint32_t p_extractr(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 0, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_extractu(a, Is3, Is2) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x33, 1, 0x60 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((Is3) & 31), "i"((Is2) & 31)); \
  result_; }))
static inline uint32_t p_extractur(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_insert(sum, a, Is3, Is2) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x33, 2, 0x60 + %2, %0, %1, x%3" : "+r"(result_) : "r"((uint32_t)(a)), "i"((Is3) & 31), "i"((Is2) & 31)); \
  result_; }))
static inline uint32_t p_insertr(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x33, 2, 0x40, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_bclr(a, Is3, Is2) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x33, 3, 0x60 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((Is3) & 31), "i"((Is2) & 31)); \
  result_; }))
static inline uint32_t p_bclrr(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_bset(a, Is3, Is2) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x33, 4, 0x60 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((Is3) & 31), "i"((Is2) & 31)); \
  result_; }))
static inline uint32_t p_bsetr(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 4, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_bitrev(a, radix, Is2) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x33, 5, 0x60 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((radix) & 3), "i"((Is2) & 31)); \
  result_; }))
static inline uint32_t p_mulu(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x5b, 0, 0x0, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_muluN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 0, 0x0 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
#define p_muluRN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 4, 0x0 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_mulhhu(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x5b, 0, 0x20, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_mulhhuN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 0, 0x20 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
#define p_mulhhuRN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 4, 0x20 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_muls(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x5b, 0, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_mulsN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 0, 0x40 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
#define p_mulsRN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 4, 0x40 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_mulhhs(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x5b, 0, 0x60, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_mulhhsN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 0, 0x60 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
#define p_mulhhsRN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 4, 0x60 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_macu(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 1, 0x0, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_macuN(sum, a, b, I) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x5b, 1, 0x0 + %3, %0, %1, %2" : "+r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
#define p_macuRN(sum, a, b, I) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x5b, 5, 0x0 + %3, %0, %1, %2" : "+r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_machhu(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 1, 0x20, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_machhuN(sum, a, b, I) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x5b, 1, 0x20 + %3, %0, %1, %2" : "+r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
#define p_machhuRN(sum, a, b, I) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x5b, 5, 0x20 + %3, %0, %1, %2" : "+r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_macs(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 1, 0x40, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_macsN(sum, a, b, I) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x5b, 1, 0x40 + %3, %0, %1, %2" : "+r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
#define p_macsRN(sum, a, b, I) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x5b, 5, 0x40 + %3, %0, %1, %2" : "+r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_machhs(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 1, 0x60, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_machhsN(sum, a, b, I) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x5b, 1, 0x60 + %3, %0, %1, %2" : "+r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
#define p_machhsRN(sum, a, b, I) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x5b, 5, 0x60 + %3, %0, %1, %2" : "+r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
#define p_addN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 2, 0x0 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_addNr(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 2, 0x20, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_adduN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 2, 0x40 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_adduNr(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 2, 0x60, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_addRN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 6, 0x0 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_addRNr(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 6, 0x20, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_adduRN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 6, 0x40 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_adduRNr(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 6, 0x60, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_subN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 3, 0x0 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_subNr(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 3, 0x20, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_subuN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 3, 0x40 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_subuNr(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 3, 0x60, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_subRN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 7, 0x0 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_subRNr(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 7, 0x20, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define p_subuRN(a, b, I) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x5b, 7, 0x40 + %3, %0, %1, %2" : "=r"(result_) : "r"((uint32_t)(a)), "r"((uint32_t)(b)), "i"((I) & 31)); \
  result_; }))
static inline uint32_t p_subuRNr(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x5b, 7, 0x60, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_add_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x0, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_add_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x0, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_add_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x0 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_add_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x0, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_add_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x0, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_add_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x0 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sub_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x4, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sub_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x4, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sub_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x4 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sub_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x4, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sub_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x4, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sub_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x4 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_avg_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x8, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_avg_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x8, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_avg_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x8 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_avg_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x8, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_avg_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x8, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_avg_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x8 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_min_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x10, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_min_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x10, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_min_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x10 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_min_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x10, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_min_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x10, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_min_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x10 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_max_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x18, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_max_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x18, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_max_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x18 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_max_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x18, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_max_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x18, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_max_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x18 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_srl_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x20, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_srl_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x20, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_srl_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x20 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_srl_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x20, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_srl_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x20, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_srl_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x20 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sra_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x24, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sra_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x24, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sra_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x24 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sra_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x24, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sra_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x24, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sra_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x24 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sll_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x28, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sll_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x28, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sll_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x28 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sll_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x28, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sll_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x28, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sll_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x28 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_or_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x2c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_or_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x2c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_or_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x2c + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_or_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x2c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_or_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x2c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_or_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x2c + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_xor_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x30, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_xor_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x30, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_xor_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x30 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_xor_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x30, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_xor_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x30, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_xor_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x30 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_and_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x34, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_and_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x34, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_and_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x34 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_and_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x34, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_and_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x34, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_and_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x34 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_dotusp_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x44, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_dotusp_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x44, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_dotusp_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x44 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_dotusp_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x44, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_dotusp_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x44, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_dotusp_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x44 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_dotsp_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x4c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_dotsp_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x4c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_dotsp_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x4c + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_dotsp_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x4c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_dotsp_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x4c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_dotsp_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x4c + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sdotusp_h(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 0, 0x54, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sdotusp_sc_h(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 4, 0x54, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sdotusp_sci_h(sum, a, simm6) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x57, 6, 0x54 + %2, %0, %1, x%3" : "+r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sdotusp_b(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 1, 0x54, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sdotusp_sc_b(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 5, 0x54, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sdotusp_sci_b(sum, a, simm6) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x57, 7, 0x54 + %2, %0, %1, x%3" : "+r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sdotsp_h(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 0, 0x5c, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sdotsp_sc_h(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 4, 0x5c, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sdotsp_sci_h(sum, a, simm6) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x57, 6, 0x5c + %2, %0, %1, x%3" : "+r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sdotsp_b(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 1, 0x5c, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sdotsp_sc_b(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 5, 0x5c, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sdotsp_sci_b(sum, a, simm6) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x57, 7, 0x5c + %2, %0, %1, x%3" : "+r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpeq_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpeq_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpeq_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x2 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpeq_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpeq_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x2, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpeq_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x2 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpne_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x6, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpne_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x6, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpne_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x6 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpne_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x6, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpne_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x6, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpne_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x6 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpgt_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0xa, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpgt_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0xa, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpgt_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0xa + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpgt_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0xa, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpgt_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0xa, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpgt_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0xa + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpge_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0xe, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpge_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0xe, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpge_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0xe + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpge_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0xe, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpge_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0xe, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpge_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0xe + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmplt_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x12, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmplt_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x12, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmplt_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x12 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmplt_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x12, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmplt_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x12, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmplt_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x12 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmple_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x16, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmple_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x16, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmple_sci_h(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x16 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmple_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x16, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmple_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x16, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmple_sci_b(a, simm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x16 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((simm6) & 1), "i"((simm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_avgu_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0xc, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_avgu_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0xc, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_avgu_sci_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0xc + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_avgu_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0xc, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_avgu_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0xc, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_avgu_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0xc + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_minu_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x14, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_minu_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x14, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_minu_sci_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x14 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_minu_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x14, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_minu_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x14, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_minu_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x14 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_maxu_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x1c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_maxu_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x1c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_maxu_sci_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x1c + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_maxu_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x1c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_maxu_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x1c, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_maxu_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x1c + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_dotup_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_dotup_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_dotup_sci_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x40 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_dotup_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_dotup_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_dotup_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x40 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sdotup_h(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 0, 0x50, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sdotup_sc_h(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 4, 0x50, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sdotup_sci_h(sum, a, uimm6) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x57, 6, 0x50 + %2, %0, %1, x%3" : "+r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_sdotup_b(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 1, 0x50, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sdotup_sc_b(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 5, 0x50, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_sdotup_sci_b(sum, a, uimm6) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x57, 7, 0x50 + %2, %0, %1, x%3" : "+r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpgtu_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x1a, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpgtu_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x1a, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpgtu_sci_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x1a + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpgtu_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x1a, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpgtu_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x1a, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpgtu_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x1a + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpgeu_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x1e, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpgeu_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x1e, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpgeu_sci_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x1e + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpgeu_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x1e, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpgeu_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x1e, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpgeu_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x1e + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpltu_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x22, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpltu_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x22, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpltu_sci_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x22 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpltu_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x22, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpltu_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x22, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpltu_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x22 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpleu_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x26, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpleu_sc_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x26, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpleu_sci_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x26 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_cmpleu_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x26, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cmpleu_sc_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 5, 0x26, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_cmpleu_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x26 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_abs_h(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x38, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t pv_abs_b(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x38, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
#define pv_extract_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x3c + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
#define pv_extract_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x3c + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
#define pv_extractu_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x48 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
#define pv_extractu_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x48 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
#define pv_insert_h(sum, a, uimm6) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x57, 6, 0x58 + %2, %0, %1, x%3" : "+r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
#define pv_insert_b(sum, a, uimm6) (__extension__({ \
  uint32_t result_ = (uint32_t)(sum); \
  __asm__(".insn r 0x57, 7, 0x58 + %2, %0, %1, x%3" : "+r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_shuffle_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x60, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_shuffle_b(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 1, 0x60, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
#define pv_shuffle_sci_h(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 6, 0x60 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
#define pv_shuffleI0_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x60 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
#define pv_shuffleI1_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x74 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
#define pv_shuffleI2_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x78 + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
#define pv_shuffleI3_sci_b(a, uimm6) (__extension__({ \
  uint32_t result_; \
  __asm__(".insn r 0x57, 7, 0x7c + %2, %0, %1, x%3" : "=r"(result_) : "r"((uint32_t)(a)), "i"((uimm6) & 1), "i"((uimm6) >> 1 & 31)); \
  result_; }))
static inline uint32_t pv_shuffle2_h(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 0, 0x64, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_shuffle2_b(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 1, 0x64, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_pack(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x68, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_pack_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x69, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_packhi_b(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 1, 0x6c, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_packlo_b(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 1, 0x70, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cplxmul_h_r(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 0, 0x2a, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cplxmul_h_r_div2(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 2, 0x2a, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cplxmul_h_r_div4(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 4, 0x2a, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cplxmul_h_r_div8(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 6, 0x2a, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cplxmul_h_i(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 0, 0x2b, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cplxmul_h_i_div2(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 2, 0x2b, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cplxmul_h_i_div4(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 4, 0x2b, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cplxmul_h_i_div8(uint32_t sum, uint32_t a, uint32_t b) {
  uint32_t result = sum;
  __asm__(".insn r 0x57, 6, 0x2b, %0, %1, %2" : "+r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_subrotmj_h(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x36, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_subrotmj_h_div2(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 2, 0x36, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_subrotmj_h_div4(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x36, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_subrotmj_h_div8(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 6, 0x36, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_cplxconj_h(uint32_t a) {
  uint32_t result;
  __asm__(".insn r 0x57, 0, 0x2e, %0, %1, x0" : "=r"(result) : "r"(a));
  return result;
}
static inline uint32_t pv_add_h_div2(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 2, 0x3a, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_add_h_div4(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x3a, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_add_h_div8(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 6, 0x3a, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sub_h_div2(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 2, 0x32, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sub_h_div4(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 4, 0x32, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t pv_sub_h_div8(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x57, 6, 0x32, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}

/* The names of the PULP compiler. Shifts, lengths, masks, offsets of event_unit_read and numbers of CSRs are constants; masks are
   runs of ones. `r` is 2^(n-1). */
typedef short pulp_v2s __attribute__((vector_size(4)));
typedef unsigned short pulp_v2u __attribute__((vector_size(4)));
typedef signed char pulp_v4s __attribute__((vector_size(4)));
typedef unsigned char pulp_v4u __attribute__((vector_size(4)));
#define PULP_FIRST_(first, ...) first
extern char __cores[];
#define pulp_wait_(base, off) (__extension__({ uint32_t read_; __asm__ volatile(".insn i 0x03, 6, %0, %1(%2)" : "=r"(read_) : "i"(off), "r"(base) : "memory"); read_; }))
#define __builtin_pulp_dotsp2(x, y) ((int32_t)(pv_dotsp_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotsp2(x, y, sum) ((int32_t)(pv_sdotsp_h((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotspsc2(x, y) ((int32_t)(pv_dotsp_sc_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotspsc2(x, y, sum) ((int32_t)(pv_sdotsp_sc_h((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotsp4(x, y) ((int32_t)(pv_dotsp_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotsp4(x, y, sum) ((int32_t)(pv_sdotsp_b((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotspsc4(x, y) ((int32_t)(pv_dotsp_sc_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotspsc4(x, y, sum) ((int32_t)(pv_sdotsp_sc_b((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotup2(x, y) ((uint32_t)(pv_dotup_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotup2(x, y, sum) ((uint32_t)(pv_sdotup_h((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotupsc2(x, y) ((uint32_t)(pv_dotup_sc_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotupsc2(x, y, sum) ((uint32_t)(pv_sdotup_sc_h((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotup4(x, y) ((uint32_t)(pv_dotup_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotup4(x, y, sum) ((uint32_t)(pv_sdotup_b((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotupsc4(x, y) ((uint32_t)(pv_dotup_sc_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotupsc4(x, y, sum) ((uint32_t)(pv_sdotup_sc_b((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotusp2(x, y) ((int32_t)(pv_dotusp_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotusp2(x, y, sum) ((int32_t)(pv_sdotusp_h((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotuspsc2(x, y) ((int32_t)(pv_dotusp_sc_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotuspsc2(x, y, sum) ((int32_t)(pv_sdotusp_sc_h((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotusp4(x, y) ((int32_t)(pv_dotusp_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotusp4(x, y, sum) ((int32_t)(pv_sdotusp_b((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_dotuspsc4(x, y) ((int32_t)(pv_dotusp_sc_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sdotuspsc4(x, y, sum) ((int32_t)(pv_sdotusp_sc_b((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_mac(x, y, sum) ((int32_t)(p_mac((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_msu(x, y, sum) ((int32_t)(p_msu((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_ff1(x) ((int32_t)(p_ff1((uint32_t)(x))))
#define __builtin_pulp_fl1(x) ((int32_t)(p_fl1((uint32_t)(x))))
#define __builtin_pulp_clb(x) ((int32_t)(p_clb((uint32_t)(x))))
#define __builtin_pulp_cnt(x) ((int32_t)(p_cnt((uint32_t)(x))))
#define __builtin_pulp_parity(x) ((int32_t)(p_cnt((uint32_t)(x)) & 1))
#define __builtin_pulp_rotr(x, n) ((int32_t)(p_ror((uint32_t)(x), (uint32_t)(n))))
#define __builtin_pulp_abs(x) ((int32_t)(p_abs((uint32_t)(x))))
#define __builtin_pulp_maxsi(x, y) ((int32_t)(p_max((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_maxusi(x, y) ((uint32_t)(p_maxu((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_minsi(x, y) ((int32_t)(p_min((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_minusi(x, y) ((uint32_t)(p_minu((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_clip(x, low, high) ((int32_t)(p_clip((uint32_t)(x), __builtin_popcount(high) + 1)))
#define __builtin_pulp_clipu(x, low, high) ((uint32_t)(p_clipu((uint32_t)(x), __builtin_popcount(high) + 1)))
#define __builtin_pulp_clip_r(x, bound) ((int32_t)(p_clipr((uint32_t)(x), (uint32_t)(bound))))
#define __builtin_pulp_clipu_r(x, bound) ((uint32_t)(p_clipur((uint32_t)(x), (uint32_t)(bound))))
#define __builtin_pulp_bextract(x, size, off) ((int32_t)(p_extract((uint32_t)(x), (size) - 1, off)))
#define __builtin_pulp_bextractu(x, size, off) ((uint32_t)(p_extractu((uint32_t)(x), (size) - 1, off)))
#define __builtin_pulp_bextract_r(x, field) ((int32_t)(p_extractr((uint32_t)(x), (uint32_t)(field))))
#define __builtin_pulp_bextractu_r(x, field) ((uint32_t)(p_extractur((uint32_t)(x), (uint32_t)(field))))
#define __builtin_pulp_binsert(x, not_mask, y, mask, off) ((int32_t)(p_insert((uint32_t)(x), (uint32_t)(y), __builtin_popcount(mask) - 1, off)))
#define __builtin_pulp_binsert_r(x, y, ...) ((int32_t)(p_insertr((uint32_t)(x), (uint32_t)(y), (uint32_t)(PULP_FIRST_(__VA_ARGS__, 0)))))
#define __builtin_pulp_bset(x, mask) ((int32_t)(p_bset((uint32_t)(x), __builtin_popcount(mask) - 1, __builtin_ctz(mask))))
#define __builtin_pulp_bclr(x, kept) ((int32_t)(p_bclr((uint32_t)(x), __builtin_popcount(~(kept)) - 1, __builtin_ctz(~(kept)))))
#define __builtin_pulp_bset_r(x, field) ((int32_t)(p_bsetr((uint32_t)(x), (uint32_t)(field))))
#define __builtin_pulp_bclr_r(x, field) ((int32_t)(p_bclrr((uint32_t)(x), (uint32_t)(field))))
#define __builtin_pulp_addN(x, y, n) ((int32_t)(p_addN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_addN_r(x, y, n) ((int32_t)(p_addNr((uint32_t)(x), (uint32_t)(y), (uint32_t)(n))))
#define __builtin_pulp_addRN(x, y, n, r) ((int32_t)(p_addRN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_addRN_r(x, y, n) ((int32_t)(p_addRNr((uint32_t)(x), (uint32_t)(y), (uint32_t)(n))))
#define __builtin_pulp_adduN(x, y, n) ((uint32_t)(p_adduN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_adduN_r(x, y, n) ((uint32_t)(p_adduNr((uint32_t)(x), (uint32_t)(y), (uint32_t)(n))))
#define __builtin_pulp_adduRN(x, y, n, r) ((uint32_t)(p_adduRN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_adduRN_r(x, y, n) ((uint32_t)(p_adduRNr((uint32_t)(x), (uint32_t)(y), (uint32_t)(n))))
#define __builtin_pulp_subN(x, y, n) ((int32_t)(p_subN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_subN_r(x, y, n) ((int32_t)(p_subNr((uint32_t)(x), (uint32_t)(y), (uint32_t)(n))))
#define __builtin_pulp_subRN(x, y, n, r) ((int32_t)(p_subRN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_subRN_r(x, y, n) ((int32_t)(p_subRNr((uint32_t)(x), (uint32_t)(y), (uint32_t)(n))))
#define __builtin_pulp_subuN(x, y, n) ((uint32_t)(p_subuN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_subuN_r(x, y, n) ((uint32_t)(p_subuNr((uint32_t)(x), (uint32_t)(y), (uint32_t)(n))))
#define __builtin_pulp_subuRN(x, y, n, r) ((uint32_t)(p_subuRN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_subuRN_r(x, y, n) ((uint32_t)(p_subuRNr((uint32_t)(x), (uint32_t)(y), (uint32_t)(n))))
#define __builtin_pulp_muls(x, y) ((int32_t)(p_muls((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_mulsN(x, y, n) ((int32_t)(p_mulsN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_mulsRN(x, y, n, r) ((int32_t)(p_mulsRN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_mulu(x, y) ((uint32_t)(p_mulu((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_muluN(x, y, n) ((uint32_t)(p_muluN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_muluRN(x, y, n, r) ((uint32_t)(p_muluRN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_mulhhs(x, y) ((int32_t)(p_mulhhs((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_mulhhsN(x, y, n) ((int32_t)(p_mulhhsN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_mulhhsRN(x, y, n, r) ((int32_t)(p_mulhhsRN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_mulhhu(x, y) ((uint32_t)(p_mulhhu((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_mulhhuN(x, y, n) ((uint32_t)(p_mulhhuN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_mulhhuRN(x, y, n, r) ((uint32_t)(p_mulhhuRN((uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_macs(x, y, sum) ((int32_t)(p_macs((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_macsN(x, y, sum, n) ((int32_t)(p_macsN((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_macsRN(x, y, sum, n, r) ((int32_t)(p_macsRN((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_macu(x, y, sum) ((uint32_t)(p_macu((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_macuN(x, y, sum, n) ((uint32_t)(p_macuN((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_macuRN(x, y, sum, n, r) ((uint32_t)(p_macuRN((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_machhs(x, y, sum) ((int32_t)(p_machhs((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_machhsN(x, y, sum, n) ((int32_t)(p_machhsN((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_machhsRN(x, y, sum, n, r) ((int32_t)(p_machhsRN((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_machhu(x, y, sum) ((uint32_t)(p_machhu((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_machhuN(x, y, sum, n) ((uint32_t)(p_machhuN((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_machhuRN(x, y, sum, n, r) ((uint32_t)(p_machhuRN((uint32_t)(sum), (uint32_t)(x), (uint32_t)(y), n)))
#define __builtin_pulp_add2(x, y) ((pulp_v2s)(pv_add_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_add4(x, y) ((pulp_v4s)(pv_add_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sub2(x, y) ((pulp_v2s)(pv_sub_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sub4(x, y) ((pulp_v4s)(pv_sub_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_avg2(x, y) ((pulp_v2s)(pv_avg_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_avg4(x, y) ((pulp_v4s)(pv_avg_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_max2(x, y) ((pulp_v2s)(pv_max_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_max4(x, y) ((pulp_v4s)(pv_max_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_min2(x, y) ((pulp_v2s)(pv_min_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_min4(x, y) ((pulp_v4s)(pv_min_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sra2(x, y) ((pulp_v2s)(pv_sra_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sra4(x, y) ((pulp_v4s)(pv_sra_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sll2(x, y) ((pulp_v2s)(pv_sll_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_sll4(x, y) ((pulp_v4s)(pv_sll_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_and2(x, y) ((pulp_v2s)(pv_and_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_and4(x, y) ((pulp_v4s)(pv_and_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_or2(x, y) ((pulp_v2s)(pv_or_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_or4(x, y) ((pulp_v4s)(pv_or_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_exor2(x, y) ((pulp_v2s)(pv_xor_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_exor4(x, y) ((pulp_v4s)(pv_xor_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_avgu2(x, y) ((pulp_v2u)(pv_avgu_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_avgu4(x, y) ((pulp_v4u)(pv_avgu_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_maxu2(x, y) ((pulp_v2u)(pv_maxu_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_maxu4(x, y) ((pulp_v4u)(pv_maxu_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_minu2(x, y) ((pulp_v2u)(pv_minu_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_minu4(x, y) ((pulp_v4u)(pv_minu_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_srl2(x, y) ((pulp_v2u)(pv_srl_h((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_srl4(x, y) ((pulp_v4u)(pv_srl_b((uint32_t)(x), (uint32_t)(y))))
#define __builtin_pulp_abs2(x) ((pulp_v2u)(pv_abs_h((uint32_t)(x))))
#define __builtin_pulp_abs4(x) ((pulp_v4u)(pv_abs_b((uint32_t)(x))))
#define __builtin_pulp_neg2(x) ((pulp_v2s)(pv_sub_h((uint32_t)(0), (uint32_t)(x))))
#define __builtin_pulp_neg4(x) ((pulp_v4s)(pv_sub_b((uint32_t)(0), (uint32_t)(x))))
#define __builtin_pulp_pack2(x, y) ((pulp_v2s)(pv_pack((uint32_t)(y), (uint32_t)(x))))
#define __builtin_pulp_pack4(x, y, z, t) ((pulp_v4s)(pv_packhi_b(pv_packlo_b(0, (uint32_t)(y), (uint32_t)(x)), (uint32_t)(t), (uint32_t)(z))))
#define __builtin_pulp_pack4_lo(x, y, v) ((pulp_v4s)(pv_packlo_b((uint32_t)(v), (uint32_t)(y), (uint32_t)(x))))
#define __builtin_pulp_pack4_hi(x, y, v) ((pulp_v4s)(pv_packhi_b((uint32_t)(v), (uint32_t)(y), (uint32_t)(x))))
#define __builtin_pulp_shuffleh(x, mask) ((pulp_v2s)(pv_shuffle_h((uint32_t)(x), (uint32_t)(mask))))
#define __builtin_pulp_shuffleb(x, mask) ((pulp_v4s)(pv_shuffle_b((uint32_t)(x), (uint32_t)(mask))))
#define __builtin_pulp_shuffle2h(x, y, mask) ((pulp_v2s)(pv_shuffle2_h((uint32_t)(x), (uint32_t)(y), (uint32_t)(mask))))
#define __builtin_pulp_shuffle4b(x, y, mask) ((pulp_v4s)(pv_shuffle2_b((uint32_t)(x), (uint32_t)(y), (uint32_t)(mask))))
#define __builtin_pulp_OffsetedRead(base, off) ((int32_t)((*(int32_t *)((uintptr_t)(base) + (uint32_t)(off)))))
#define __builtin_pulp_OffsetedWrite(value, base, off) (void)((*(int32_t *)((uintptr_t)(base) + (uint32_t)(off))) = (int32_t)(value))
#define __builtin_pulp_OffsetedReadHalf(base, off) ((int32_t)((*(int16_t *)((uintptr_t)(base) + (uint32_t)(off)))))
#define __builtin_pulp_OffsetedWriteHalf(value, base, off) (void)((*(int16_t *)((uintptr_t)(base) + (uint32_t)(off))) = (int16_t)(value))
#define __builtin_pulp_OffsetedReadByte(base, off) ((int32_t)((*(int8_t *)((uintptr_t)(base) + (uint32_t)(off)))))
#define __builtin_pulp_OffsetedWriteByte(value, base, off) (void)((*(int8_t *)((uintptr_t)(base) + (uint32_t)(off))) = (int8_t)(value))
#define __builtin_pulp_read_base_off(base, off) ((int32_t)((*(int32_t *)((uintptr_t)(base) + (uint32_t)(off)))))
#define __builtin_pulp_write_base_off(value, base, off) (void)((*(int32_t *)((uintptr_t)(base) + (uint32_t)(off))) = (int32_t)(value))
#define __builtin_pulp_read_base_off_v(base, off) ((int32_t)((*(volatile int32_t *)((uintptr_t)(base) + (uint32_t)(off)))))
#define __builtin_pulp_write_base_off_v(value, base, off) (void)((*(volatile int32_t *)((uintptr_t)(base) + (uint32_t)(off))) = (int32_t)(value))
#define __builtin_pulp_event_unit_read(base, off) ((int32_t)(pulp_wait_((uint32_t)(base), off)))
#define __builtin_pulp_CoreId() ((int32_t)((__extension__({ uint32_t old_; __asm__ volatile("csrr %0, %1" : "=r"(old_) : "i"(0xf14)); old_; }))))
#define __builtin_pulp_CoreCount() ((int32_t)((uintptr_t)__cores))
#define __builtin_pulp_ClusterId() ((int32_t)(0))
#define __builtin_pulp_IsFc() ((int32_t)(0))
#define __builtin_pulp_HasFc() ((int32_t)(0))
#define __builtin_pulp_spr_read(spr) ((int32_t)((__extension__({ uint32_t old_; __asm__ volatile("csrr %0, %1" : "=r"(old_) : "i"(spr)); old_; }))))
#define __builtin_pulp_spr_read_vol(spr) ((int32_t)((__extension__({ uint32_t old_; __asm__ volatile("csrr %0, %1" : "=r"(old_) : "i"(spr)); old_; }))))
#define __builtin_pulp_spr_write(spr, x) (void)(__extension__({ uint32_t old_; __asm__ volatile("csrrw %0, %1, %2" : "=r"(old_) : "i"(spr), "r"((uint32_t)(x)) : "memory"); old_; }))
#define __builtin_pulp_spr_bit_set(spr, x) (void)(__extension__({ uint32_t old_; __asm__ volatile("csrrs %0, %1, %2" : "=r"(old_) : "i"(spr), "r"((uint32_t)(x)) : "memory"); old_; }))
#define __builtin_pulp_spr_bit_clr(spr, x) (void)(__extension__({ uint32_t old_; __asm__ volatile("csrrc %0, %1, %2" : "=r"(old_) : "i"(spr), "r"((uint32_t)(x)) : "memory"); old_; }))
#define __builtin_pulp_read_then_spr_write(spr, x) ((int32_t)((__extension__({ uint32_t old_; __asm__ volatile("csrrw %0, %1, %2" : "=r"(old_) : "i"(spr), "r"((uint32_t)(x)) : "memory"); old_; }))))
#define __builtin_pulp_read_then_spr_bit_set(spr, x) ((int32_t)((__extension__({ uint32_t old_; __asm__ volatile("csrrs %0, %1, %2" : "=r"(old_) : "i"(spr), "r"((uint32_t)(x)) : "memory"); old_; }))))
#define __builtin_pulp_read_then_spr_bit_clr(spr, x) ((int32_t)((__extension__({ uint32_t old_; __asm__ volatile("csrrc %0, %1, %2" : "=r"(old_) : "i"(spr), "r"((uint32_t)(x)) : "memory"); old_; }))))

#endif
