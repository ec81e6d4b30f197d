/* Files in a flash: the model has none. The type is here for prototypes that name it; what opens a file does not link. */
#ifndef BSP_FS_READFS_H
#define BSP_FS_READFS_H

typedef struct pi_fs_file pi_fs_file_t;

#endif
