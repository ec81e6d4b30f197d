/* Boards: the model has none. The header is here because software that only names a board's devices includes it. */
#ifndef BSP_BSP_H
#define BSP_BSP_H

#endif
