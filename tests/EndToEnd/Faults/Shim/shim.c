/*
 * A disk and a clock that go wrong when they are told to. Preloaded into a server under test (LD_PRELOAD); rules stand
 * in a file that the test and the server both have mapped, so that they change while the server runs. Whatever calls
 * are made can also be written down, in their order.
 *
 * .NET finds functions of libc by dlsym in libc itself, where a preloaded name would not be found: so dlsym is ours too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, READ = 2, WRITE = 4, SYNC = 8, LINK = 16, UNLINK = 32, RENAME = 64, TRUNCATE = 128, MKDIR = 256, LOCK = 512, STAT = 1024, LISTING = 2048 };
enum { HALF = -1 }; /* in place of an errno: a short read or write */
enum { RULES = 16, RULES_AT = 256, LENGTH = 8192 };

struct rule {
    uint32_t operations; /* 0: no rule */
    int32_t error;       /* 0: only the delay */
    uint32_t delay;      /* milliseconds */
    uint32_t skip;       /* so many calls go well first */
    uint32_t times;      /* then so many fail */
    uint32_t hits;       /* how many did */
    uint32_t calls;      /* how many matched */
    uint32_t unused;
    char path[224];      /* a part of it */
};

struct control {
    int64_t clock; /* nanoseconds that the wall clock is off */
    uint32_t log;  /* 1: write down */
};

static struct control *control;
static int log_file = -1;
static void *(*real_dlsym)(void *, const char *);

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    if (!real_dlsym) {
        static const char *versions[] = { "GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5" };
        for (unsigned i = 0; i < 3 && !real_dlsym; i++)
            real_dlsym = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", versions[i]);
    }
    return real_dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void start(void) {
    const char *file = getenv("RESTANTE_SHIM"), *log = getenv("RESTANTE_SHIM_LOG");
    int handle = file ? (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0) : -1;
    if (handle < 0) return;
    void *mapped = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    syscall(SYS_close, handle);
    if (mapped == MAP_FAILED) return;
    if (log) log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    __atomic_store_n(&control, mapped, __ATOMIC_RELEASE);
}

static void path_of(int handle, const char *name, char *path, size_t length) {
    char link[64];
    size_t used = 0;
    path[0] = 0;
    if (!name || name[0] != '/') {
        if (handle == AT_FDCWD) strcpy(link, "/proc/self/cwd"); else snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
        ssize_t count = readlink(link, path, length - 1);
        used = count > 0 ? (size_t)count : 0;
        path[used] = 0;
    }
    if (name && *name) snprintf(path + used, length - used, "%s%s", name[0] == '/' ? "" : "/", name);
}

/* 0: go on; an errno, or HALF */
static int fault(unsigned operation, int handle, const char *name) {
    struct control *now = __atomic_load_n(&control, __ATOMIC_ACQUIRE);
    if (!now) return 0;
    struct rule *rules = (struct rule *)((char *)now + RULES_AT);
    char path[1024] = "";
    for (int i = 0; i < RULES; i++) {
        struct rule *rule = &rules[i];
        if (!(__atomic_load_n(&rule->operations, __ATOMIC_ACQUIRE) & operation)) continue;
        if (!path[0]) { int saved = errno; path_of(handle, name, path, sizeof path); errno = saved; }
        if (!strstr(path, rule->path)) continue;
        uint32_t call = __atomic_fetch_add(&rule->calls, 1, __ATOMIC_ACQ_REL);
        if (call < rule->skip || call - rule->skip >= rule->times) continue;
        __atomic_fetch_add(&rule->hits, 1, __ATOMIC_ACQ_REL);
        if (rule->delay) {
            struct timespec time = { rule->delay / 1000, (long)(rule->delay % 1000) * 1000000 };
            nanosleep(&time, NULL);
        }
        if (rule->error) return rule->error;
    }
    return 0;
}

/* Calls that never wait say "not now" where a rule applies, and count nothing: the call that waits comes next, and meets it. */
static int not_now(unsigned operation, int handle, const char *name) {
    struct control *now = __atomic_load_n(&control, __ATOMIC_ACQUIRE);
    struct rule *rules = now ? (struct rule *)((char *)now + RULES_AT) : NULL;
    char path[1024];
    path_of(handle, name, path, sizeof path);
    for (int i = 0; rules && i < RULES; i++)
        if ((__atomic_load_n(&rules[i].operations, __ATOMIC_ACQUIRE) & operation) && strstr(path, rules[i].path)
            && __atomic_load_n(&rules[i].calls, __ATOMIC_ACQUIRE) < rules[i].skip + (uint64_t)rules[i].times) return 1;
    return 0;
}

static void note(const char *what, long result, int handle, const char *name, int other, const char *other_name) {
    struct control *now = __atomic_load_n(&control, __ATOMIC_ACQUIRE);
    if (!now || !now->log || log_file < 0) return;
    int saved = errno;
    char one[1024], two[1024] = "", line[2200];
    path_of(handle, name, one, sizeof one);
    if (other_name) path_of(other, other_name, two, sizeof two);
    int length = snprintf(line, sizeof line, "%s\t%ld\t%s\t%s\n", what, result, one, two);
    syscall(SYS_write, log_file, line, length);
    errno = saved;
}

#define FAIL(operation, handle, name) do { int e = fault(operation, handle, name); if (e > 0) { errno = e; return -1; } } while (0)

static int open_fault(int folder, const char *name, int flags) { (void)flags; return fault(OPEN, folder, name); }

#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | 020000000)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }
#define OPENED(call) do { int e = open_fault(folder, name, flags); if (e > 0) { errno = e; return -1; } int h = (call); if (h >= 0 && (flags & O_CREAT)) note("create", h, folder, name, 0, NULL); return h; } while (0)

static int my_open(const char *name, int flags, ...) { int folder = AT_FDCWD; MODE(flags); OPENED(REAL(open)(name, flags, mode)); }
static int my_openat(int folder, const char *name, int flags, ...) { MODE(flags); OPENED(REAL(openat)(folder, name, flags, mode)); }

static ssize_t my_pread(int handle, void *buffer, size_t length, off_t offset) {
    int e = fault(READ, handle, NULL);
    if (e > 0) { errno = e; return -1; }
    return REAL(pread)(handle, buffer, e == HALF && length > 1 ? length / 2 : length, offset);
}
static ssize_t my_read(int handle, void *buffer, size_t length) {
    int e = fault(READ, handle, NULL);
    if (e > 0) { errno = e; return -1; }
    return REAL(read)(handle, buffer, e == HALF && length > 1 ? length / 2 : length);
}
static ssize_t my_preadv2(int handle, const struct iovec *pieces, int count, off_t offset, int flags) {
    if (not_now(READ, handle, NULL)) { errno = EAGAIN; return -1; }
    return REAL(preadv2)(handle, pieces, count, offset, flags);
}
static ssize_t my_sendfile(int to, int handle, off_t *offset, size_t length) {
    int e = fault(READ, handle, NULL);
    if (e > 0) { errno = e; return -1; }
    return ((ssize_t (*)(int, int, off_t *, size_t))real("sendfile"))(to, handle, offset, e == HALF && length > 1 ? length / 2 : length);
}
static ssize_t my_pwrite(int handle, const void *buffer, size_t length, off_t offset) {
    int e = fault(WRITE, handle, NULL);
    if (e > 0) { errno = e; return -1; }
    ssize_t written = REAL(pwrite)(handle, buffer, e == HALF && length > 1 ? length / 2 : length, offset);
    note("write", written, handle, NULL, 0, NULL);
    return written;
}
static int my_fsync(int handle) { FAIL(SYNC, handle, NULL); int r = REAL(fsync)(handle); note("sync", r, handle, NULL, 0, NULL); return r; }
static int my_ftruncate(int handle, off_t length) { FAIL(TRUNCATE, handle, NULL); int r = REAL(ftruncate)(handle, length); note("truncate", r, handle, NULL, 0, NULL); return r; }
static int my_linkat(int from, const char *name, int to, const char *other, int flags) { FAIL(LINK, to, other); int r = REAL(linkat)(from, name, to, other, flags); note("link", r, from, name, to, other); return r; }
static int my_unlinkat(int folder, const char *name, int flags) { FAIL(UNLINK, folder, name); int r = REAL(unlinkat)(folder, name, flags); note("unlink", r, folder, name, 0, NULL); return r; }
static int my_renameat(int from, const char *name, int to, const char *other) { FAIL(RENAME, to, other); int r = REAL(renameat)(from, name, to, other); note("rename", r, from, name, to, other); return r; }
static int my_mkdirat(int folder, const char *name, mode_t mode) { FAIL(MKDIR, folder, name); int r = REAL(mkdirat)(folder, name, mode); note("mkdir", r, folder, name, 0, NULL); return r; }
static int my_flock(int handle, int operation) { FAIL(LOCK, handle, NULL); int (*f)(int, int) = (int (*)(int, int))real("flock"); return f(handle, operation); }
static int my_statx(int folder, const char *name, int flags, unsigned mask, void *status) {
    FAIL(STAT, folder, name);
    return ((int (*)(int, const char *, int, unsigned, void *))real("statx"))(folder, name, flags, mask, status);
}
static long my_syscall(long number, ...) {
    long a[6];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
    va_end(list);
    if (number == SYS_openat2 && not_now(OPEN, (int)a[0], (const char *)a[1])) { errno = EAGAIN; return -1; }
    if (number == SYS_getdents64) FAIL(LISTING, (int)a[0], NULL);
    return ((long (*)(long, ...))real("syscall"))(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
static int my_clock_gettime(clockid_t clock, struct timespec *time) {
    int r = REAL(clock_gettime)(clock, time);
    struct control *now = __atomic_load_n(&control, __ATOMIC_ACQUIRE);
    if (r == 0 && now && now->clock && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t total = time->tv_nsec + now->clock % 1000000000;
        time->tv_sec += now->clock / 1000000000 + (total < 0 ? -1 : total / 1000000000);
        time->tv_nsec = total < 0 ? total + 1000000000 : total % 1000000000;
    }
    return r;
}

static const struct { const char *name; void *ours; } ours[] = {
    { "open", my_open }, { "open64", my_open }, { "openat", my_openat }, { "openat64", my_openat },
    { "pread", my_pread }, { "pread64", my_pread }, { "read", my_read }, { "preadv2", my_preadv2 }, { "sendfile", my_sendfile }, { "pwrite", my_pwrite }, { "pwrite64", my_pwrite },
    { "fsync", my_fsync }, { "ftruncate", my_ftruncate }, { "ftruncate64", my_ftruncate },
    { "linkat", my_linkat }, { "unlinkat", my_unlinkat }, { "renameat", my_renameat }, { "mkdirat", my_mkdirat },
    { "flock", my_flock }, { "statx", my_statx }, { "syscall", my_syscall }, { "clock_gettime", my_clock_gettime },
};

/* What .NET looks up by name: the store's calls. A jump and no call, so that RTLD_NEXT still means the caller's next. */
void *dlsym(void *handle, const char *name) {
    if (!real_dlsym) (void)real("open");
    for (unsigned i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(name, ours[i].name) == 0) return ours[i].ours;
    return real_dlsym(handle, name);
}

/* What .NET's own native libraries are linked to: files they read and write, and the clock. */
int clock_gettime(clockid_t clock, struct timespec *time) { return my_clock_gettime(clock, time); }
ssize_t pread64(int handle, void *buffer, size_t length, off64_t offset) { return my_pread(handle, buffer, length, offset); }
ssize_t pwrite64(int handle, const void *buffer, size_t length, off64_t offset) { return my_pwrite(handle, buffer, length, offset); }
int fsync(int handle) { return my_fsync(handle); }
