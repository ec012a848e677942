/*
 * sys/sandbox.c — Landlock for files, seccomp for everything else. It must never report a part as
 * applied that the kernel refused, and never be called when other threads run: they would stay
 * outside.
 */
#include "sys/sandbox.h"

#include "base/limits.h"
#include "base/sanitizer.h"
#include "sys/disk.h"
#include "sys/os_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of newer kernels than Debian 12's headers know. */
enum {
    LL_FS_BASE = 0x1fff,       /* ABI 1: bits 0..12 */
    LL_FS_REFER = 1 << 13,     /* ABI 2 */
    LL_FS_TRUNCATE = 1 << 14,  /* ABI 3 */
    LL_FS_IOCTL_DEV = 1 << 15, /* ABI 5 */
    LL_NET_TCP = 3,            /* ABI 4: bind and connect */
    LL_SCOPED = 3,             /* ABI 6: abstract sockets and signals */
};

struct landlock_attributes {
    uint64_t handled_access_fs;
    uint64_t handled_access_net;
    uint64_t scoped;
};

static int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi > 0 ? (int)abi : 0;
}

static enum err landlock_allow(int ruleset, int dirfd, uint64_t access)
{
    if (dirfd < 0)
        return ERR_OK;
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = dirfd};
    long rc = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    return rc == 0 ? ERR_OK : os_err(errno);
}

/* A ruleset that forbids all that this kernel can forbid; -1 on failure. */
static int landlock_ruleset(int abi)
{
    struct landlock_attributes attributes = {.handled_access_fs = LL_FS_BASE};
    size_t size = sizeof attributes.handled_access_fs;
    if (abi >= 2)
        attributes.handled_access_fs |= LL_FS_REFER;
    if (abi >= 3)
        attributes.handled_access_fs |= LL_FS_TRUNCATE;
    if (abi >= 5)
        attributes.handled_access_fs |= LL_FS_IOCTL_DEV;
    if (abi >= 4) {
        attributes.handled_access_net = LL_NET_TCP;
        size = offsetof(struct landlock_attributes, scoped);
    }
    if (abi >= 6) {
        attributes.scoped = LL_SCOPED;
        size = sizeof attributes;
    }
    return (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
}

static enum err landlock_apply(const struct sandbox_portal *p, int abi)
{
    DISK_FD ruleset = landlock_ruleset(abi);
    if (ruleset < 0)
        return os_err(errno);
    enum err e = landlock_allow(ruleset, p->public_fd, LANDLOCK_ACCESS_FS_READ_FILE);
    if (e == ERR_OK)
        e = landlock_allow(ruleset, p->replies_fd, LANDLOCK_ACCESS_FS_READ_FILE);
    if (e == ERR_OK)
        e = landlock_allow(ruleset, p->letterbox_fd,
                           LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_WRITE_FILE);
    if (e == ERR_OK && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
        e = os_err(errno);
    return e;
}

/* Calls whose arguments matter. */
static int seccomp_add_conditional(scmp_filter_ctx f)
{
    const struct scmp_arg_cmp thread = {0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD};
    const struct scmp_arg_cmp not_executable = {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
    const struct scmp_arg_cmp own = {0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0};
    const struct scmp_arg_cmp read_limit = {2, SCMP_CMP_EQ, 0, 0};
    const struct scmp_arg_cmp set_name = {0, SCMP_CMP_EQ, PR_SET_NAME, 0};
    int rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, thread);
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_executable);
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable);
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, own); /* abort() */
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, read_limit);
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, set_name);
    return rc;
}

static enum err seccomp_apply(void)
{
    static const int allowed[] = {
#define CALL(name) SCMP_SYS(name),
#define DENY(name)
#include "sys/sandbox_calls.def"
    };
    static const int denied[] = {
#define CALL(name)
#define DENY(name) SCMP_SYS(name),
#include "sys/sandbox_calls.def"
    };
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (f == NULL)
        return ERR_MEMORY;
    int rc = seccomp_add_conditional(f);
    for (size_t i = 0; rc == 0 && i < sizeof allowed / sizeof *allowed; i++)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
    for (size_t i = 0; rc == 0 && i < sizeof denied / sizeof *denied; i++)
        rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), denied[i], 0);
    if (rc == 0)
        rc = seccomp_load(f);
    seccomp_release(f);
    return rc == 0 ? ERR_OK : ERR_UNSUPPORTED;
}

/* ---- the parser child ------------------------------------------------------------------------ */

/* What memory and the end of the process need; reading and writing reach only what is open. */
static enum err seccomp_apply_parser(void)
{
    static const int allowed[] = {
        SCMP_SYS(read),
        SCMP_SYS(write),
        SCMP_SYS(brk),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(sched_yield),
        SCMP_SYS(getrandom),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
        SCMP_SYS(getpid),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(restart_syscall),
        SCMP_SYS(clock_gettime),
#if defined(ADDRESS_SANITIZED)
        SCMP_SYS(sigaltstack), /* at the end of the process */
#endif
    };
    const struct scmp_arg_cmp not_executable = {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (f == NULL)
        return ERR_MEMORY;
    int rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_executable);
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable);
    for (size_t i = 0; rc == 0 && i < sizeof allowed / sizeof *allowed; i++)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
    if (rc == 0)
        rc = seccomp_load(f);
    seccomp_release(f);
    return rc == 0 ? ERR_OK : ERR_UNSUPPORTED;
}

static enum err limits_apply_parser(void)
{
    const struct rlimit none = {0, 0};
#if defined(ADDRESS_SANITIZED)
    const struct rlimit space = {RLIM_INFINITY, RLIM_INFINITY}; /* it reserves terabytes */
#else
    const struct rlimit space = {LIMIT_XML_CHILD_BYTES, LIMIT_XML_CHILD_BYTES};
#endif
    const struct rlimit time = {LIMIT_XML_CPU_SECONDS, LIMIT_XML_CPU_SECONDS};
    if (setrlimit(RLIMIT_NOFILE, &none) != 0 || setrlimit(RLIMIT_FSIZE, &none) != 0 ||
        setrlimit(RLIMIT_NPROC, &none) != 0 || setrlimit(RLIMIT_CPU, &time) != 0 ||
        setrlimit(RLIMIT_AS, &space) != 0)
        return os_err(errno);
    return ERR_OK;
}

/* The number of links of /proc/self/task is the number of threads and two. Where /proc is missing
 * nobody can tell. */
static bool sandbox_is_single_threaded(void)
{
    struct stat st;
    return stat("/proc/self/task", &st) != 0 || st.st_nlink <= 3;
}

enum err sandbox_apply_basic(void)
{
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return os_err(errno);
    return ERR_OK;
}

enum err sandbox_apply_portal(const struct sandbox_portal *p, struct sandbox_report *report)
{
    *report = (struct sandbox_report){.landlock_abi = landlock_abi()};
    if (!sandbox_is_single_threaded())
        return ERR_INVALID;
    enum err e = sandbox_apply_basic();
    if (e != ERR_OK)
        return e;
    /* The clock stays readable: its file is open, and Landlock judges opening only. */
    report->landlock =
        report->landlock_abi > 0 && landlock_apply(p, report->landlock_abi) == ERR_OK;
    report->tcp_denied = report->landlock && report->landlock_abi >= 4;
    report->seccomp = seccomp_apply() == ERR_OK;
    bool whole = report->landlock && report->seccomp;
    return whole || p->allow_degraded ? ERR_OK : ERR_UNSUPPORTED;
}

enum err sandbox_apply_parser(void)
{
    static const struct sandbox_portal nothing = {-1, -1, -1, -1, false};
    if (!sandbox_is_single_threaded())
        return ERR_INVALID;
    if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, 0) != 0)
        return os_err(errno);
    enum err e = sandbox_apply_basic();
    int abi = landlock_abi();
    if (e == ERR_OK && abi > 0)
        e = landlock_apply(&nothing, abi);
    if (e == ERR_OK)
        e = limits_apply_parser();
    return e == ERR_OK ? seccomp_apply_parser() : e;
}

/* ---- programs that others wrote -------------------------------------------------------------- */

/* What a program of the system needs to start: itself, its libraries, and two devices. */
static enum err tool_allow(int ruleset)
{
    static const struct {
        const char *path;
        uint64_t access;
    } needed[] = {
        {"/usr", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE},
        {"/lib", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE},
        {"/lib64", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE},
        {"/etc/ld.so.cache", LANDLOCK_ACCESS_FS_READ_FILE},
        {"/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE},
        {"/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE},
    };
    enum err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < sizeof needed / sizeof *needed; i++) {
        DISK_FD fd = open(needed[i].path, O_PATH | O_CLOEXEC);
        e = landlock_allow(ruleset, fd, needed[i].access);
    }
    return e;
}

/* The portal's list of what is never asked for, but for starting the program itself. */
static scmp_filter_ctx tool_filter(void)
{
    static const int denied[] = {
#define CALL(name)
#define DENY(name) SCMP_SYS(name),
#include "sys/sandbox_calls.def"
    };
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    const struct scmp_arg_cmp process = {0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0};
    int rc = f ? seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, process) : -1;
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    for (size_t i = 0; rc == 0 && i < sizeof denied / sizeof *denied; i++) {
        if (denied[i] != SCMP_SYS(execve))
            rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), denied[i], 0);
    }
    if (rc != 0 && f)
        seccomp_release(f);
    return rc == 0 ? f : NULL;
}

static enum err tool_compile(struct arena *a, struct sandbox_tool *out)
{
    scmp_filter_ctx f = tool_filter();
    DISK_FD fd = memfd_create("filter", MFD_CLOEXEC);
    int rc = f && fd >= 0 ? seccomp_export_bpf(f, fd) : -1;
    if (f)
        seccomp_release(f);
    off_t len = rc == 0 ? lseek(fd, 0, SEEK_END) : 0;
    void *program = len > 0 ? arena_alloc(a, (size_t)len) : NULL;
    if (!program || pread(fd, program, (size_t)len, 0) != len)
        return ERR_UNSUPPORTED;
    out->filter = program;
    out->filter_count = (size_t)len / sizeof(struct sock_filter);
    return ERR_OK;
}

enum err sandbox_tool_prepare(struct arena *a, bool allow_degraded, struct sandbox_tool *out)
{
    int abi = landlock_abi();
    *out = (struct sandbox_tool){.ruleset_fd = -1, .allow_degraded = allow_degraded};
    if (abi == 0 && !allow_degraded)
        return ERR_UNSUPPORTED;
    if (abi > 0) {
        out->ruleset_fd = landlock_ruleset(abi);
        enum err e = out->ruleset_fd < 0 ? os_err(errno) : tool_allow(out->ruleset_fd);
        if (e != ERR_OK)
            return e;
    }
    return tool_compile(a, out);
}

bool sandbox_tool_enter(const struct sandbox_tool *t)
{
    union {
        const void *given;
        struct sock_filter *wanted;
    } filter = {.given = t->filter};
    struct sock_fprog program = {.len = (unsigned short)t->filter_count, .filter = filter.wanted};
    bool confined = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    if (t->ruleset_fd >= 0)
        confined = confined && syscall(SYS_landlock_restrict_self, t->ruleset_fd, 0) == 0;
    confined = confined && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
    return confined || t->allow_degraded;
}

void sandbox_tool_release(struct sandbox_tool *t)
{
    disk_close(&t->ruleset_fd);
}
