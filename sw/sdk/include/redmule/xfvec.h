/* Packed FP16, bfloat16 and FP8 for compilers that do not know them. Made by scripts/sdk-headers.ts from the instruction tables of the model: do not edit. */
#ifndef REDMULE_XFVEC_H
#define REDMULE_XFVEC_H

#include <stdint.h>

/* Two numbers of binary16 or bfloat16, vectors with operators where the compiler has such numbers; four of FP8. In a register they
   are the 32 bits of a float. */
#if defined(__FLT16_MANT_DIG__)
typedef _Float16 v2f16 __attribute__((vector_size(4)));
#else
typedef float v2f16;
#endif
static inline float v2f16_float(v2f16 value) {
  float same;
  __builtin_memcpy(&same, &value, sizeof same);
  return same;
}
static inline v2f16 v2f16_of(float value) {
  v2f16 same;
  __builtin_memcpy(&same, &value, sizeof same);
  return same;
}
static inline v2f16 v2f16_load(const void *at) { return v2f16_of(*(const float *)at); }
static inline void v2f16_store(void *at, v2f16 value) { *(float *)at = v2f16_float(value); }

#if defined(__BFLT16_MANT_DIG__) || (defined(__clang__) && __clang_major__ >= 17)
typedef __bf16 v2f16alt __attribute__((vector_size(4)));
#else
typedef float v2f16alt;
#endif
static inline float v2f16alt_float(v2f16alt value) {
  float same;
  __builtin_memcpy(&same, &value, sizeof same);
  return same;
}
static inline v2f16alt v2f16alt_of(float value) {
  v2f16alt same;
  __builtin_memcpy(&same, &value, sizeof same);
  return same;
}
static inline v2f16alt v2f16alt_load(const void *at) { return v2f16alt_of(*(const float *)at); }
static inline void v2f16alt_store(void *at, v2f16alt value) { *(float *)at = v2f16alt_float(value); }

typedef float v4f8;

static inline v2f16 vfadd_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x41, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfadd_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x41, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfsub_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x42, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfsub_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x42, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmul_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x43, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmul_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x43, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfdiv_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x44, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfdiv_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x44, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmin_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x45, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmin_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x45, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmax_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x46, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmax_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x46, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmac_h(v2f16 sum, v2f16 a, v2f16 b) {
  float result = v2f16_float(sum);
  __asm__(".insn r 0x33, 2, 0x48, %0, %1, %2" : "+f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmac_r_h(v2f16 sum, v2f16 a, v2f16 b) {
  float result = v2f16_float(sum);
  __asm__(".insn r 0x33, 6, 0x48, %0, %1, %2" : "+f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmre_h(v2f16 sum, v2f16 a, v2f16 b) {
  float result = v2f16_float(sum);
  __asm__(".insn r 0x33, 2, 0x49, %0, %1, %2" : "+f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfmre_r_h(v2f16 sum, v2f16 a, v2f16 b) {
  float result = v2f16_float(sum);
  __asm__(".insn r 0x33, 6, 0x49, %0, %1, %2" : "+f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfdotp_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x4a, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfdotp_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x4a, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline float vfdotpex_s_h(float sum, v2f16 a, v2f16 b) {
  float result = sum;
  __asm__(".insn r 0x33, 2, 0x4b, %0, %1, %2" : "+f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline float vfdotpex_s_r_h(float sum, v2f16 a, v2f16 b) {
  float result = sum;
  __asm__(".insn r 0x33, 6, 0x4b, %0, %1, %2" : "+f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline v2f16 vfsgnj_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x4d, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfsgnj_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x4d, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfsgnjn_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x4e, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfsgnjn_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x4e, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfsgnjx_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x4f, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfsgnjx_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x4f, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfavg_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 2, 0x56, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline v2f16 vfavg_r_h(v2f16 a, v2f16 b) {
  float result;
  __asm__(".insn r 0x33, 6, 0x56, %0, %1, %2" : "=f"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return v2f16_of(result);
}
static inline uint32_t vfeq_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x50, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vfeq_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x50, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vfne_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x51, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vfne_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x51, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vflt_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x52, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vflt_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x52, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vfge_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x53, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vfge_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x53, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vfle_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x54, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vfle_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x54, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vfgt_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x55, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline uint32_t vfgt_r_h(v2f16 a, v2f16 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x55, %0, %1, %2" : "=r"(result) : "f"(v2f16_float(a)), "f"(v2f16_float(b)));
  return result;
}
static inline v2f16 vfsqrt_h(v2f16 a) {
  float result;
  __asm__(".insn r 0x33, 2, 0x47, %0, %1, x0" : "=f"(result) : "f"(v2f16_float(a)));
  return v2f16_of(result);
}
static inline uint32_t vfmv_x_h(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x0" : "=r"(result) : "f"(v2f16_float(a)));
  return result;
}
static inline v2f16 vfmv_h_x(uint32_t a) {
  float result;
  __asm__(".insn r 0x33, 6, 0x4c, %0, %1, x0" : "=f"(result) : "r"(a));
  return v2f16_of(result);
}
static inline uint32_t vfclass_h(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x1" : "=r"(result) : "f"(v2f16_float(a)));
  return result;
}
static inline uint32_t vfcvt_x_h(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x2" : "=r"(result) : "f"(v2f16_float(a)));
  return result;
}
static inline uint32_t vfcvt_xu_h(v2f16 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 6, 0x4c, %0, %1, x2" : "=r"(result) : "f"(v2f16_float(a)));
  return result;
}
static inline v2f16 vfcvt_h_x(uint32_t a) {
  float result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return v2f16_of(result);
}
static inline v2f16 vfcvt_h_xu(uint32_t a) {
  float result;
  __asm__(".insn r 0x33, 6, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return v2f16_of(result);
}
static inline v2f16 vfcvt_h_s(float a) {
  float result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x4" : "=f"(result) : "f"(a));
  return v2f16_of(result);
}
static inline v2f16 vfcvt_h_ah(v2f16alt a) {
  float result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x5" : "=f"(result) : "f"(v2f16alt_float(a)));
  return v2f16_of(result);
}
static inline v2f16 vfcvt_h_h(v2f16 a) {
  float result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x6" : "=f"(result) : "f"(v2f16_float(a)));
  return v2f16_of(result);
}
static inline v2f16 vfcvt_h_b(v4f8 a) {
  float result;
  __asm__(".insn r 0x33, 2, 0x4c, %0, %1, x7" : "=f"(result) : "f"(a));
  return v2f16_of(result);
}
static inline v2f16 vfcpka_h_s(v2f16 sum, float a, float b) {
  float result = v2f16_float(sum);
  __asm__(".insn r 0x33, 2, 0x58, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return v2f16_of(result);
}
static inline v2f16 vfcpkb_h_s(v2f16 sum, float a, float b) {
  float result = v2f16_float(sum);
  __asm__(".insn r 0x33, 6, 0x58, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return v2f16_of(result);
}
static inline v2f16 vfcpkc_h_s(v2f16 sum, float a, float b) {
  float result = v2f16_float(sum);
  __asm__(".insn r 0x33, 2, 0x59, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return v2f16_of(result);
}
static inline v2f16 vfcpkd_h_s(v2f16 sum, float a, float b) {
  float result = v2f16_float(sum);
  __asm__(".insn r 0x33, 6, 0x59, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return v2f16_of(result);
}
static inline v2f16alt vfadd_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x41, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfadd_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x41, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfsub_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x42, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfsub_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x42, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmul_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x43, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmul_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x43, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfdiv_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x44, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfdiv_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x44, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmin_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x45, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmin_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x45, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmax_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x46, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmax_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x46, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmac_ah(v2f16alt sum, v2f16alt a, v2f16alt b) {
  float result = v2f16alt_float(sum);
  __asm__(".insn r 0x33, 1, 0x48, %0, %1, %2" : "+f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmac_r_ah(v2f16alt sum, v2f16alt a, v2f16alt b) {
  float result = v2f16alt_float(sum);
  __asm__(".insn r 0x33, 5, 0x48, %0, %1, %2" : "+f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmre_ah(v2f16alt sum, v2f16alt a, v2f16alt b) {
  float result = v2f16alt_float(sum);
  __asm__(".insn r 0x33, 1, 0x49, %0, %1, %2" : "+f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfmre_r_ah(v2f16alt sum, v2f16alt a, v2f16alt b) {
  float result = v2f16alt_float(sum);
  __asm__(".insn r 0x33, 5, 0x49, %0, %1, %2" : "+f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfdotp_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x4a, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfdotp_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x4a, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline float vfdotpex_s_ah(float sum, v2f16alt a, v2f16alt b) {
  float result = sum;
  __asm__(".insn r 0x33, 1, 0x4b, %0, %1, %2" : "+f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline float vfdotpex_s_r_ah(float sum, v2f16alt a, v2f16alt b) {
  float result = sum;
  __asm__(".insn r 0x33, 5, 0x4b, %0, %1, %2" : "+f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline v2f16alt vfsgnj_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x4d, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfsgnj_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x4d, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfsgnjn_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x4e, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfsgnjn_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x4e, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfsgnjx_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x4f, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfsgnjx_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x4f, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfavg_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 1, 0x56, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfavg_r_ah(v2f16alt a, v2f16alt b) {
  float result;
  __asm__(".insn r 0x33, 5, 0x56, %0, %1, %2" : "=f"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return v2f16alt_of(result);
}
static inline uint32_t vfeq_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x50, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vfeq_r_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x50, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vfne_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x51, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vfne_r_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x51, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vflt_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x52, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vflt_r_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x52, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vfge_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x53, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vfge_r_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x53, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vfle_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x54, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vfle_r_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x54, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vfgt_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x55, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline uint32_t vfgt_r_ah(v2f16alt a, v2f16alt b) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x55, %0, %1, %2" : "=r"(result) : "f"(v2f16alt_float(a)), "f"(v2f16alt_float(b)));
  return result;
}
static inline v2f16alt vfsqrt_ah(v2f16alt a) {
  float result;
  __asm__(".insn r 0x33, 1, 0x47, %0, %1, x0" : "=f"(result) : "f"(v2f16alt_float(a)));
  return v2f16alt_of(result);
}
static inline uint32_t vfmv_x_ah(v2f16alt a) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x0" : "=r"(result) : "f"(v2f16alt_float(a)));
  return result;
}
static inline v2f16alt vfmv_ah_x(uint32_t a) {
  float result;
  __asm__(".insn r 0x33, 5, 0x4c, %0, %1, x0" : "=f"(result) : "r"(a));
  return v2f16alt_of(result);
}
static inline uint32_t vfclass_ah(v2f16alt a) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x1" : "=r"(result) : "f"(v2f16alt_float(a)));
  return result;
}
static inline uint32_t vfcvt_x_ah(v2f16alt a) {
  uint32_t result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x2" : "=r"(result) : "f"(v2f16alt_float(a)));
  return result;
}
static inline uint32_t vfcvt_xu_ah(v2f16alt a) {
  uint32_t result;
  __asm__(".insn r 0x33, 5, 0x4c, %0, %1, x2" : "=r"(result) : "f"(v2f16alt_float(a)));
  return result;
}
static inline v2f16alt vfcvt_ah_x(uint32_t a) {
  float result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return v2f16alt_of(result);
}
static inline v2f16alt vfcvt_ah_xu(uint32_t a) {
  float result;
  __asm__(".insn r 0x33, 5, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return v2f16alt_of(result);
}
static inline v2f16alt vfcvt_ah_s(float a) {
  float result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x4" : "=f"(result) : "f"(a));
  return v2f16alt_of(result);
}
static inline v2f16alt vfcvt_ah_ah(v2f16alt a) {
  float result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x5" : "=f"(result) : "f"(v2f16alt_float(a)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfcvt_ah_h(v2f16 a) {
  float result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x6" : "=f"(result) : "f"(v2f16_float(a)));
  return v2f16alt_of(result);
}
static inline v2f16alt vfcvt_ah_b(v4f8 a) {
  float result;
  __asm__(".insn r 0x33, 1, 0x4c, %0, %1, x7" : "=f"(result) : "f"(a));
  return v2f16alt_of(result);
}
static inline v2f16alt vfcpka_ah_s(v2f16alt sum, float a, float b) {
  float result = v2f16alt_float(sum);
  __asm__(".insn r 0x33, 1, 0x58, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return v2f16alt_of(result);
}
static inline v2f16alt vfcpkb_ah_s(v2f16alt sum, float a, float b) {
  float result = v2f16alt_float(sum);
  __asm__(".insn r 0x33, 5, 0x58, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return v2f16alt_of(result);
}
static inline v2f16alt vfcpkc_ah_s(v2f16alt sum, float a, float b) {
  float result = v2f16alt_float(sum);
  __asm__(".insn r 0x33, 1, 0x59, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return v2f16alt_of(result);
}
static inline v2f16alt vfcpkd_ah_s(v2f16alt sum, float a, float b) {
  float result = v2f16alt_float(sum);
  __asm__(".insn r 0x33, 5, 0x59, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return v2f16alt_of(result);
}
static inline v4f8 vfadd_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x41, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfadd_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x41, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfsub_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x42, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfsub_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x42, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmul_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x43, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmul_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x43, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfdiv_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x44, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfdiv_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x44, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmin_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x45, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmin_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x45, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmax_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x46, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmax_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x46, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmac_b(v4f8 sum, v4f8 a, v4f8 b) {
  v4f8 result = sum;
  __asm__(".insn r 0x33, 3, 0x48, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmac_r_b(v4f8 sum, v4f8 a, v4f8 b) {
  v4f8 result = sum;
  __asm__(".insn r 0x33, 7, 0x48, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmre_b(v4f8 sum, v4f8 a, v4f8 b) {
  v4f8 result = sum;
  __asm__(".insn r 0x33, 3, 0x49, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfmre_r_b(v4f8 sum, v4f8 a, v4f8 b) {
  v4f8 result = sum;
  __asm__(".insn r 0x33, 7, 0x49, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfdotp_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x4a, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfdotp_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x4a, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline float vfdotpex_s_b(float sum, v4f8 a, v4f8 b) {
  float result = sum;
  __asm__(".insn r 0x33, 3, 0x4b, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}
static inline float vfdotpex_s_r_b(float sum, v4f8 a, v4f8 b) {
  float result = sum;
  __asm__(".insn r 0x33, 7, 0x4b, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfsgnj_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x4d, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfsgnj_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x4d, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfsgnjn_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x4e, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfsgnjn_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x4e, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfsgnjx_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x4f, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfsgnjx_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x4f, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfavg_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x56, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfavg_r_b(v4f8 a, v4f8 b) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x56, %0, %1, %2" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfeq_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x50, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfeq_r_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x50, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfne_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x51, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfne_r_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x51, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vflt_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x52, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vflt_r_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x52, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfge_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x53, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfge_r_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x53, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfle_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x54, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfle_r_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x54, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfgt_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x55, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline uint32_t vfgt_r_b(v4f8 a, v4f8 b) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x55, %0, %1, %2" : "=r"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfsqrt_b(v4f8 a) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x47, %0, %1, x0" : "=f"(result) : "f"(a));
  return result;
}
static inline uint32_t vfmv_x_b(v4f8 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x0" : "=r"(result) : "f"(a));
  return result;
}
static inline v4f8 vfmv_b_x(uint32_t a) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x4c, %0, %1, x0" : "=f"(result) : "r"(a));
  return result;
}
static inline uint32_t vfclass_b(v4f8 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x1" : "=r"(result) : "f"(a));
  return result;
}
static inline uint32_t vfcvt_x_b(v4f8 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x2" : "=r"(result) : "f"(a));
  return result;
}
static inline uint32_t vfcvt_xu_b(v4f8 a) {
  uint32_t result;
  __asm__(".insn r 0x33, 7, 0x4c, %0, %1, x2" : "=r"(result) : "f"(a));
  return result;
}
static inline v4f8 vfcvt_b_x(uint32_t a) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return result;
}
static inline v4f8 vfcvt_b_xu(uint32_t a) {
  v4f8 result;
  __asm__(".insn r 0x33, 7, 0x4c, %0, %1, x3" : "=f"(result) : "r"(a));
  return result;
}
static inline v4f8 vfcvt_b_s(float a) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x4" : "=f"(result) : "f"(a));
  return result;
}
static inline v4f8 vfcvt_b_ah(v2f16alt a) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x5" : "=f"(result) : "f"(v2f16alt_float(a)));
  return result;
}
static inline v4f8 vfcvt_b_h(v2f16 a) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x6" : "=f"(result) : "f"(v2f16_float(a)));
  return result;
}
static inline v4f8 vfcvt_b_b(v4f8 a) {
  v4f8 result;
  __asm__(".insn r 0x33, 3, 0x4c, %0, %1, x7" : "=f"(result) : "f"(a));
  return result;
}
static inline v4f8 vfcpka_b_s(v4f8 sum, float a, float b) {
  v4f8 result = sum;
  __asm__(".insn r 0x33, 3, 0x58, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfcpkb_b_s(v4f8 sum, float a, float b) {
  v4f8 result = sum;
  __asm__(".insn r 0x33, 7, 0x58, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfcpkc_b_s(v4f8 sum, float a, float b) {
  v4f8 result = sum;
  __asm__(".insn r 0x33, 3, 0x59, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}
static inline v4f8 vfcpkd_b_s(v4f8 sum, float a, float b) {
  v4f8 result = sum;
  __asm__(".insn r 0x33, 7, 0x59, %0, %1, %2" : "+f"(result) : "f"(a), "f"(b));
  return result;
}

#endif
