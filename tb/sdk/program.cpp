// Every header of the SDK in C++17: objects before main, virtual functions, memory of the heap, team, RedMulE, instructions.
#include <pmsis.h>
#include <redmule/cluster.h>
#include <redmule/redmule.h>
#include <redmule/xfvec.h>
#include <redmule/xloop.h>
#include <redmule/xpulp.h>

namespace {
struct Shape {
  virtual ~Shape() { ended++; }
  virtual int area() const = 0;
  static inline int ended = 0;
};
struct Square : Shape {
  explicit constexpr Square(int side) : side(side) {}
  int area() const override { return side * side; }
  int side;
};
struct Before {
  Before() : value(7) {}
  int value;
} before;

int sums[8] TCDM_BSS;
uint16_t x[8 * 8] TCDM_BSS, w[8 * 8] TCDM_BSS, z[8 * 8] TCDM_BSS;

template <typename Function>
void on_all_cores(Function function) {
  team_fork(8, [](void *it) { (*static_cast<Function *>(it))(core_id()); }, &function);
}
}  // namespace

int main() {
  Shape *shapes[] = {new Square(3), new Square{4}};
  int area = 0;
  for (const Shape *shape : shapes) area += shape->area();
  for (Shape *shape : shapes) delete shape;
  int *block = new int[10]();
  area += block[9];
  delete[] block;

  on_all_cores([&](unsigned core) { sums[core] = static_cast<int>(core) + before.value; });
  for (int i = 0; i < 64; i++) x[i] = w[i] = 0x3c00;
  const redmule_job job = {x, w, z, 8, 8, 8, REDMULE_MATMUL, REDMULE_FP16};
  redmule_run(&job);

  const pulp_v2s pair = __builtin_pulp_pack2(3, -4);
  const int packed = __builtin_pulp_dotsp2(pair, pair) + __builtin_pulp_clip(1000, -128, 127) + __builtin_pulp_bextract(0x650, 4, 4);
  v2f16 halves = v2f16_load(&z[0]);
  halves = vfadd_h(halves, halves);
  const int *at = sums;
  int sum = 0;
  for (int i = 0; i < 8; i++) sum += static_cast<int>(p_lw_post(at, 4));
  v2f16_store(&z[0], halves);
  pi_cl_team_fork(2, [](void *) { pi_cl_team_barrier(); }, nullptr);
  printf("area %d, ended %d, sum %d, z %04x and %04x, packed %d\n", area, Shape::ended, sum, z[63], z[0], packed);
  return area == 25 && sum == 84 ? 0 : 1;
}
