/* Xpulp for compilers that do not know it: integer arithmetic, bit manipulation, packed integers. Made by scripts/sdk-headers.ts from the instruction tables of the model: do not edit. */
#ifndef REDMULE_XPULP_H
#define REDMULE_XPULP_H

#include <stdint.h>

static inline uint32_t p_mac(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x33, 0, 0x21, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_msu(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x33, 1, 0x21, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
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
static inline uint32_t p_extractr(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 0, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_extractur(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_insertr(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x33, 2, 0x40, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_bclrr(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_bsetr(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x33, 4, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_mulu(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x5b, 0, 0x0, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_mulhhu(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x5b, 0, 0x20, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_muls(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x5b, 0, 0x40, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_mulhhs(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__(".insn r 0x5b, 0, 0x60, %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline uint32_t p_macu(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 1, 0x0, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_machhu(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 1, 0x20, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_macs(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 1, 0x40, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_machhs(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 1, 0x60, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_addNr(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 2, 0x20, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_adduNr(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 2, 0x60, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_addRNr(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 6, 0x20, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_adduRNr(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 6, 0x60, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_subNr(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 3, 0x20, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_subuNr(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 3, 0x60, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_subRNr(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 7, 0x20, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t p_subuRNr(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x5b, 7, 0x60, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
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
static inline uint32_t pv_sdotusp_h(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 0, 0x54, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotusp_sc_h(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 4, 0x54, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotusp_b(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 1, 0x54, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotusp_sc_b(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 5, 0x54, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotsp_h(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 0, 0x5c, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotsp_sc_h(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 4, 0x5c, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotsp_b(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 1, 0x5c, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotsp_sc_b(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 5, 0x5c, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
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
static inline uint32_t pv_sdotup_h(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 0, 0x50, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotup_sc_h(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 4, 0x50, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotup_b(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 1, 0x50, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_sdotup_sc_b(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 5, 0x50, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
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
static inline uint32_t pv_shuffle2_h(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 0, 0x64, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_shuffle2_b(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 1, 0x64, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
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
  __asm__(".insn r 0x57, 1, 0x6c, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_packlo_b(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 1, 0x70, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_cplxmul_h_r(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 0, 0x2a, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_cplxmul_h_r_div2(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 2, 0x2a, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_cplxmul_h_r_div4(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 4, 0x2a, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_cplxmul_h_r_div8(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 6, 0x2a, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_cplxmul_h_i(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 0, 0x2b, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_cplxmul_h_i_div2(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 2, 0x2b, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_cplxmul_h_i_div4(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 4, 0x2b, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
static inline uint32_t pv_cplxmul_h_i_div8(uint32_t sum, uint32_t a, uint32_t b) {
  __asm__(".insn r 0x57, 6, 0x2b, %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
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

/* The names of the PULP compiler, for vectors of its kind. */
typedef short pulp_v2s __attribute__((vector_size(4)));
typedef signed char pulp_v4s __attribute__((vector_size(4)));
#define __builtin_pulp_dotsp2(a, b) ((int32_t)pv_dotsp_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sdotsp2(a, b, sum) ((int32_t)pv_sdotsp_h((uint32_t)(sum), (uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_dotsp4(a, b) ((int32_t)pv_dotsp_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sdotsp4(a, b, sum) ((int32_t)pv_sdotsp_b((uint32_t)(sum), (uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_dotup2(a, b) ((int32_t)pv_dotup_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sdotup2(a, b, sum) ((int32_t)pv_sdotup_h((uint32_t)(sum), (uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_dotup4(a, b) ((int32_t)pv_dotup_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sdotup4(a, b, sum) ((int32_t)pv_sdotup_b((uint32_t)(sum), (uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_dotusp2(a, b) ((int32_t)pv_dotusp_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sdotusp2(a, b, sum) ((int32_t)pv_sdotusp_h((uint32_t)(sum), (uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_dotusp4(a, b) ((int32_t)pv_dotusp_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sdotusp4(a, b, sum) ((int32_t)pv_sdotusp_b((uint32_t)(sum), (uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_add2(a, b) ((pulp_v2s)pv_add_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_add4(a, b) ((pulp_v4s)pv_add_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sub2(a, b) ((pulp_v2s)pv_sub_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sub4(a, b) ((pulp_v4s)pv_sub_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_avg2(a, b) ((pulp_v2s)pv_avg_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_avg4(a, b) ((pulp_v4s)pv_avg_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_avgu2(a, b) ((pulp_v2s)pv_avgu_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_avgu4(a, b) ((pulp_v4s)pv_avgu_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_max2(a, b) ((pulp_v2s)pv_max_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_max4(a, b) ((pulp_v4s)pv_max_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_maxu2(a, b) ((pulp_v2s)pv_maxu_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_maxu4(a, b) ((pulp_v4s)pv_maxu_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_min2(a, b) ((pulp_v2s)pv_min_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_min4(a, b) ((pulp_v4s)pv_min_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_minu2(a, b) ((pulp_v2s)pv_minu_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_minu4(a, b) ((pulp_v4s)pv_minu_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_and2(a, b) ((pulp_v2s)pv_and_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_and4(a, b) ((pulp_v4s)pv_and_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_or2(a, b) ((pulp_v2s)pv_or_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_or4(a, b) ((pulp_v4s)pv_or_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_srl2(a, b) ((pulp_v2s)pv_srl_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_srl4(a, b) ((pulp_v4s)pv_srl_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sra2(a, b) ((pulp_v2s)pv_sra_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sra4(a, b) ((pulp_v4s)pv_sra_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sll2(a, b) ((pulp_v2s)pv_sll_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_sll4(a, b) ((pulp_v4s)pv_sll_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_exor2(a, b) ((pulp_v2s)pv_xor_h((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_exor4(a, b) ((pulp_v4s)pv_xor_b((uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_abs2(a) ((pulp_v2s)pv_abs_h((uint32_t)(a)))
#define __builtin_pulp_abs4(a) ((pulp_v4s)pv_abs_b((uint32_t)(a)))
#define __builtin_pulp_pack2(a, b) ((pulp_v2s)pv_pack((uint32_t)(b), (uint32_t)(a)))
#define __builtin_pulp_mac(a, b, sum) ((int32_t)p_mac((uint32_t)(sum), (uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_msu(a, b, sum) ((int32_t)p_msu((uint32_t)(sum), (uint32_t)(a), (uint32_t)(b)))
#define __builtin_pulp_ff1(a) ((int32_t)p_ff1((uint32_t)(a)))
#define __builtin_pulp_fl1(a) ((int32_t)p_fl1((uint32_t)(a)))
#define __builtin_pulp_clb(a) ((int32_t)p_clb((uint32_t)(a)))
#define __builtin_pulp_cnt(a) ((int32_t)p_cnt((uint32_t)(a)))
#define __builtin_pulp_rotr(a, b) ((int32_t)p_ror((uint32_t)(a), (uint32_t)(b)))

#endif
