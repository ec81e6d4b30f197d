/* Packed FP16, bfloat16 and FP8 for compilers that do not know them. Made by scripts/sdk-headers.ts from the instruction tables of the model: do not edit. */
#ifndef REDMULE_XFVEC_H
#define REDMULE_XFVEC_H

#include <stdint.h>

/* Two FP16 numbers, or four FP8 numbers, in a floating-point register: loaded and stored as they are. */
typedef float v2f16;
static inline v2f16 v2f16_load(const void *at) { return *(const v2f16 *)at; }
static inline void v2f16_store(void *at, v2f16 value) { *(v2f16 *)at = value; }

static inline v2f16 vfadd_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x41, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfadd_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x41, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsub_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x42, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsub_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x42, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmul_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x43, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmul_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x43, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdiv_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x44, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdiv_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x44, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmin_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x45, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmin_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x45, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmax_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x46, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmax_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x46, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmac_h(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 2, 0x48, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfmac_r_h(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 6, 0x48, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfmre_h(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 2, 0x49, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfmre_r_h(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 6, 0x49, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfdotp_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x4a, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdotp_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x4a, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdotpex_s_h(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 2, 0x4b, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfdotpex_s_r_h(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 6, 0x4b, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfsgnj_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x4d, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnj_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x4d, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjn_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x4e, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjn_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x4e, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjx_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x4f, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjx_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x4f, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfavg_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x56, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfavg_r_h(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x56, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfeq_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x50, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfeq_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x50, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfne_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x51, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfne_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x51, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vflt_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x52, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vflt_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x52, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfge_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x53, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfge_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x53, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfle_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x54, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfle_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x54, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfgt_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x55, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfgt_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x55, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsqrt_h(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x47, %0, %1, x0" : "=f"(result) : "f"(a));
  return result;
}
static inline uint32_t vfmv_x_h(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x0" : "=r"(result) : "f"(a));
  return result;
}
static inline v2f16 vfmv_h_x(uint32_t a) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x4c, %0, %1, x0" : "=f"(result) : "r"(a));
  return result;
}
static inline uint32_t vfclass_h(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x1" : "=r"(result) : "f"(a));
  return result;
}
static inline uint32_t vfcvt_x_h(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x2" : "=r"(result) : "f"(a));
  return result;
}
static inline uint32_t vfcvt_xu_h(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x4c, %0, %1, x2" : "=r"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_h_x(uint32_t a) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return result;
}
static inline v2f16 vfcvt_h_xu(uint32_t a) {
  v2f16 result;
  __asm__(".insn r 0x33, 6, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return result;
}
static inline v2f16 vfcvt_h_s(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x4" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_h_ah(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x5" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_h_h(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x6" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_h_b(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x7" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcpka_h_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 2, 0x58, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfcpkb_h_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 6, 0x58, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfcpkc_h_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 2, 0x59, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfcpkd_h_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 6, 0x59, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfadd_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x41, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfadd_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x41, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsub_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x42, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsub_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x42, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmul_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x43, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmul_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x43, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdiv_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x44, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdiv_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x44, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmin_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x45, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmin_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x45, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmax_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x46, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmax_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x46, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmac_ah(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 1, 0x48, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfmac_r_ah(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 5, 0x48, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfmre_ah(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 1, 0x49, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfmre_r_ah(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 5, 0x49, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfdotp_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x4a, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdotp_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x4a, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdotpex_s_ah(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 1, 0x4b, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfdotpex_s_r_ah(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 5, 0x4b, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfsgnj_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x4d, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnj_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x4d, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjn_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x4e, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjn_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x4e, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjx_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x4f, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjx_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x4f, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfavg_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x56, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfavg_r_ah(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x56, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfeq_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x50, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfeq_r_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x50, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfne_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x51, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfne_r_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x51, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vflt_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x52, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vflt_r_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x52, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfge_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x53, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfge_r_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x53, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfle_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x54, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfle_r_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x54, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfgt_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x55, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfgt_r_ah(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x55, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsqrt_ah(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x47, %0, %1, x0" : "=f"(result) : "f"(a));
  return result;
}
static inline uint32_t vfmv_x_ah(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x0" : "=r"(result) : "f"(a));
  return result;
}
static inline v2f16 vfmv_ah_x(uint32_t a) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x4c, %0, %1, x0" : "=f"(result) : "r"(a));
  return result;
}
static inline uint32_t vfclass_ah(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x1" : "=r"(result) : "f"(a));
  return result;
}
static inline uint32_t vfcvt_x_ah(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x2" : "=r"(result) : "f"(a));
  return result;
}
static inline uint32_t vfcvt_xu_ah(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x4c, %0, %1, x2" : "=r"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_ah_x(uint32_t a) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return result;
}
static inline v2f16 vfcvt_ah_xu(uint32_t a) {
  v2f16 result;
  __asm__(".insn r 0x33, 5, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return result;
}
static inline v2f16 vfcvt_ah_s(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x4" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_ah_ah(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x5" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_ah_h(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x6" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_ah_b(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x7" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcpka_ah_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 1, 0x58, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfcpkb_ah_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 5, 0x58, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfcpkc_ah_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 1, 0x59, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfcpkd_ah_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 5, 0x59, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfadd_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x41, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfadd_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x41, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsub_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x42, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsub_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x42, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmul_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x43, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmul_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x43, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdiv_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x44, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdiv_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x44, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmin_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x45, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmin_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x45, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmax_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x46, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmax_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x46, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfmac_b(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 3, 0x48, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfmac_r_b(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 7, 0x48, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfmre_b(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 3, 0x49, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfmre_r_b(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 7, 0x49, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfdotp_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x4a, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdotp_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x4a, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfdotpex_s_b(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 3, 0x4b, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfdotpex_s_r_b(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 7, 0x4b, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfsgnj_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x4d, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnj_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x4d, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjn_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x4e, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjn_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x4e, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjx_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x4f, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsgnjx_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x4f, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfavg_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x56, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfavg_r_b(v2f16 a, v2f16 b) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x56, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfeq_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x50, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfeq_r_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x50, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfne_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x51, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfne_r_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x51, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vflt_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x52, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vflt_r_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x52, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfge_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x53, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfge_r_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x53, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfle_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x54, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfle_r_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x54, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfgt_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x55, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfgt_r_b(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x55, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline v2f16 vfsqrt_b(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x47, %0, %1, x0" : "=f"(result) : "f"(a));
  return result;
}
static inline uint32_t vfmv_x_b(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x0" : "=r"(result) : "f"(a));
  return result;
}
static inline v2f16 vfmv_b_x(uint32_t a) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x4c, %0, %1, x0" : "=f"(result) : "r"(a));
  return result;
}
static inline uint32_t vfclass_b(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x1" : "=r"(result) : "f"(a));
  return result;
}
static inline uint32_t vfcvt_x_b(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x2" : "=r"(result) : "f"(a));
  return result;
}
static inline uint32_t vfcvt_xu_b(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x4c, %0, %1, x2" : "=r"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_b_x(uint32_t a) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return result;
}
static inline v2f16 vfcvt_b_xu(uint32_t a) {
  v2f16 result;
  __asm__(".insn r 0x33, 7, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return result;
}
static inline v2f16 vfcvt_b_s(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x4" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_b_ah(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x5" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_b_h(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x6" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcvt_b_b(v2f16 a) {
  v2f16 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x7" : "=f"(result) : "f"(a));
  return result;
}
static inline v2f16 vfcpka_b_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 3, 0x58, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfcpkb_b_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 7, 0x58, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfcpkc_b_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 3, 0x59, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}
static inline v2f16 vfcpkd_b_s(v2f16 sum, v2f16 a, v2f16 b) {
  __asm__(".insn r 0x33, 7, 0x59, %0, %1, %2" : "+f"(sum) : "f"(a), "f"(b));
  return sum;
}

#endif
