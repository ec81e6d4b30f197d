/* Hardware loops and post-increment of Xpulp for compilers that do not know them. */
#ifndef REDMULE_XLOOP_H
#define REDMULE_XLOOP_H

#include <stdint.h>

/*
 * Runs instructions `count` times, at least once, without a jump. `body` is assembly in a string: three instructions or more of 4 bytes
 * each, no jump, no branch, no call. `loop` is 0, or 1 around a loop 0. Outputs and inputs are those of an asm statement, in parentheses
 * each; t0 is taken.
 *
 *   HARDWARE_LOOP(0, n, P_LW_POST_TEXT("%[value]", "%[at]", "4") "add %[sum], %[sum], %[value]\nnop\n",
 *                 ([sum] "+r"(sum), [at] "+r"(at), [value] "=&r"(value)), ());
 */
#define HARDWARE_LOOP(loop, count, body, outputs, inputs)                         \
  do {                                                                            \
    register uint32_t loop_count_ __asm__("t0") = (uint32_t)(count);              \
    __asm__ volatile(HARDWARE_LOOP_TEXT(loop, body)                               \
                     : REDMULE_LIST outputs, [loop_count] "+r"(loop_count_)       \
                     : REDMULE_LIST inputs                                        \
                     : "memory");                                                 \
  } while (0)
/* The same as text for an asm statement of one's own, with the count in t0; for a loop around it, in one statement. */
#define HARDWARE_LOOP_TEXT(loop, body)                                                       \
  ".balign 4\n.option push\n.option norvc\n.option norelax\n"                                \
  ".word 0x407b | " #loop " << 7 | 5 << 15 | ((99" #loop "2f - 99" #loop "1f) / 2) << 20\n"  \
  "99" #loop "1:\n" body "99" #loop "2:\n.option pop\n"
#define REDMULE_LIST(...) __VA_ARGS__

/* Loads and stores that move their pointer afterwards, as lines for the body of a loop; operands and step are texts. */
#define P_LOAD_POST_TEXT_(width, to, at, step) ".insn i 0x0b, " #width ", " to ", " at ", " step "\n"
#define P_STORE_POST_TEXT_(width, from, at, step) ".insn s 0x2b, " #width ", " from ", " step "(" at ")\n"
#define P_LB_POST_TEXT(to, at, step) P_LOAD_POST_TEXT_(0, to, at, step)
#define P_LH_POST_TEXT(to, at, step) P_LOAD_POST_TEXT_(1, to, at, step)
#define P_LW_POST_TEXT(to, at, step) P_LOAD_POST_TEXT_(2, to, at, step)
#define P_LBU_POST_TEXT(to, at, step) P_LOAD_POST_TEXT_(4, to, at, step)
#define P_LHU_POST_TEXT(to, at, step) P_LOAD_POST_TEXT_(5, to, at, step)
#define P_SB_POST_TEXT(from, at, step) P_STORE_POST_TEXT_(0, from, at, step)
#define P_SH_POST_TEXT(from, at, step) P_STORE_POST_TEXT_(1, from, at, step)
#define P_SW_POST_TEXT(from, at, step) P_STORE_POST_TEXT_(2, from, at, step)

/* As expressions: the value at a pointer variable, which moves by a constant number of bytes; and a store. */
#define P_LOAD_POST_(type, width, pointer, bytes)                                                                \
  (__extension__({                                                                                               \
    type loaded_;                                                                                                \
    __asm__(".insn i 0x0b, " #width ", %0, %1, %2" : "=&r"(loaded_), "+r"(pointer) : "i"(bytes), "m"(*(pointer))); \
    loaded_;                                                                                                     \
  }))
#define P_STORE_POST_(width, pointer, value, bytes) \
  __asm__ volatile(".insn s 0x2b, " #width ", %1, %2(%0)" : "+r"(pointer) : "r"(value), "i"(bytes) : "memory")
#define p_lb_post(pointer, bytes) P_LOAD_POST_(int32_t, 0, pointer, bytes)
#define p_lh_post(pointer, bytes) P_LOAD_POST_(int32_t, 1, pointer, bytes)
#define p_lw_post(pointer, bytes) P_LOAD_POST_(uint32_t, 2, pointer, bytes)
#define p_lbu_post(pointer, bytes) P_LOAD_POST_(uint32_t, 4, pointer, bytes)
#define p_lhu_post(pointer, bytes) P_LOAD_POST_(uint32_t, 5, pointer, bytes)
#define p_sb_post(pointer, value, bytes) P_STORE_POST_(0, pointer, value, bytes)
#define p_sh_post(pointer, value, bytes) P_STORE_POST_(1, pointer, value, bytes)
#define p_sw_post(pointer, value, bytes) P_STORE_POST_(2, pointer, value, bytes)

#endif
