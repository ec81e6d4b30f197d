// A timer that interrupts core 0 every 500 clocks while it computes.
#include <stdio.h>
#include <redmule/cluster.h>

enum { PERIOD = 500, TICKS = 20 };
#define MACHINE_EXTERNAL (1u << 11)
#define INTERRUPTS_ON (1u << 3)

static volatile unsigned ticks;

// Called with the registers of the interrupted code kept; the line falls when the event is cleared.
void sdk_interrupt(uint32_t cause) {
  (void)cause;
  REGISTER32(EU_BASE + EU_BUFFER_CLEAR) = 1u << EVENT_TIMER_LOW;
  ticks++;
}

static uint32_t checksum(uint32_t seed) {
  uint32_t a = seed, b = 1, c = 2;
  for (int i = 0; i < 100; i++) {
    a = a * 1664525 + b;
    b ^= a >> 7;
    c += b;
  }
  return a ^ b ^ c;
}

int main(void) {
  const uint32_t expected = checksum(1);
  REGISTER32(EU_BASE + EU_IRQ_MASK_OR) = 1u << EVENT_TIMER_LOW;
  REGISTER32(TIMER_BASE + TIMER_COMPARE_LOW) = PERIOD;
  REGISTER32(TIMER_BASE + TIMER_CONFIG_LOW) = TIMER_ENABLE | TIMER_RESET | TIMER_IRQ | TIMER_CLEAR_AT_COMPARE;
  __asm__ volatile("csrs mie, %0" ::"r"(MACHINE_EXTERNAL));
  __asm__ volatile("csrs mstatus, %0" ::"r"(INTERRUPTS_ON));
  unsigned rounds = 0, wrong = 0;
  while (ticks < TICKS) {
    wrong += checksum(1) != expected;
    rounds++;
  }
  __asm__ volatile("csrc mstatus, %0" ::"r"(INTERRUPTS_ON));
  REGISTER32(TIMER_BASE + TIMER_CONFIG_LOW) = 0;
  printf("%u ticks, %u wrong sums\n", ticks, wrong);
  return wrong == 0 && rounds > 0 ? 0 : 1;
}
