/* The life of the cores: core 0 runs main, the others wait for work; and what happens when one of them traps. */
#include <stddef.h>
#include <stdlib.h>
#include <redmule/cluster.h>

#define STACK_GUARD 0x5ac4ca7eu
#define TRAP_RESULT 128

extern char __stacks[], __stack_bytes[], __cores[];
extern void (*const __init_array_start[])(void), (*const __init_array_end[])(void);
extern int main(void);

static struct {
  void (*function)(void *);
  void *argument;
} team TCDM_BSS;

static void look_at_stacks(void) {
  const size_t bytes = (size_t)__stack_bytes;
  for (unsigned core = 0; core < (unsigned)(size_t)__cores; core++) {
    if (*(volatile uint32_t *)(__stacks + core * bytes) == STACK_GUARD) continue;
    console_string("the stack of core ");
    console_unsigned(core);
    console_string(" ran over: link with -Wl,--defsym=STACK_BYTES=N\n");
    cluster_exit(TRAP_RESULT);
  }
}

void _exit(int result) {
  look_at_stacks();
  cluster_exit(result);
}

_Noreturn void sdk_main(void) {
  eu_mask_set(1u << EVENT_FORK | 1u << EVENT_BARRIER);
  for (void (*const *init)(void) = __init_array_start; init < __init_array_end; init++) (*init)();
  exit(main());
}

_Noreturn void sdk_worker(void) {
  eu_mask_set(1u << EVENT_FORK | 1u << EVENT_BARRIER);
  for (;;) {
    eu_wait_clear();
    team.function(team.argument);
    team_barrier();
  }
}

void team_fork(unsigned cores, void (*function)(void *), void *argument) {
  const uint32_t all = (cores >= 32 ? 0 : 1u << cores) - 1;
  team.function = function;
  team.argument = argument;
  eu_barrier_set(all);
  if (all != 1) eu_trigger(EVENT_FORK, all & ~1u);
  function(argument);
  team_barrier();
}

static const char *const CAUSES[] = {
    "misaligned instruction", "no memory at the instruction", "illegal instruction", "breakpoint", "misaligned load",
    "nobody answers a load",  "misaligned store",             "nobody answers a store"};

_Noreturn void sdk_trap(uint32_t cause, uint32_t pc, uint32_t value) {
  console_string("trap: core ");
  console_unsigned(core_id());
  console_string(", ");
  console_string(cause < sizeof CAUSES / sizeof *CAUSES ? CAUSES[cause] : "trap");
  console_string(", pc ");
  console_hex(pc);
  console_string(", value ");
  console_hex(value);
  console_string("\n");
  cluster_exit(TRAP_RESULT + (int)cause);
}

/* A program that takes interrupts defines its own. */
__attribute__((weak)) void sdk_interrupt(uint32_t cause) { sdk_trap(cause, 0, 0); }
