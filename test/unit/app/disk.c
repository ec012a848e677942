/* test/unit/app/disk.c — the file system that can run full, of the crash tests, for the
 * application's tests too. */
#include "powerloss_disk.c"
#include "powerloss_vfs.c"
