/*
 * sys/charset.c — both ends of the pipe to the child that converts; the only file that knows iconv.
 * The child loads the table of the character set, gives up everything, and only then reads a byte.
 */
#include "sys/charset.h"

#include "base/limits.h"
#include "sys/disk.h"
#include "sys/filter.h"
#include "sys/sandbox.h"

#include <errno.h>
#include <iconv.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { BLOCK = 4096, LABEL_MAX = 32, FAILED = 1, NOT_CONFINED = 2 };

static const struct {
    struct str label;
    const char *name;
} charsets[] = {
#define CHARSET(label, name) {STR_INIT(label), name},
#include "sys/charsets.def"
};

static const char *name_of(struct str label)
{
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
        if (str_equal_nocase(label, charsets[i].label))
            return charsets[i].name;
    }
    return NULL;
}

bool charset_is_known(struct str label)
{
    return name_of(label) != NULL;
}

enum err charset_to_utf8(struct str label, struct str bytes, struct arena *a, struct str *out)
{
    char word[LABEL_MAX];
    const char *const argv[] = {"todoke", CHARSET_CHILD_ROLE, word, NULL};
    const struct filter filter = {"/proc/self/exe", argv, bytes, LIMIT_CHARSET_BYTES};
    *out = (struct str){NULL, 0};
    if (!charset_is_known(label) || label.len >= sizeof word)
        return ERR_UNSUPPORTED;
    memcpy(word, label.ptr, label.len);
    word[label.len] = '\0';
    return filter_run(&filter, a, out);
}

/* ---- the child --------------------------------------------------------------------------------
 */

static bool write_all(const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(STDOUT_FILENO, bytes, len);
        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

/* All that can be told of the block; what is left may be the beginning of a character. Undecodable
 * bytes are passed over one by one, each run of them with one mark. */
static bool convert(iconv_t table, char *in, size_t *in_len, bool last)
{
    static const char mark[] = "\xef\xbf\xbd";
    char out[BLOCK];
    bool marked = false;
    char *from = in;
    size_t left = *in_len;
    while (left > 0) {
        char *to = out;
        size_t room = sizeof out;
        size_t done = iconv(table, &from, &left, &to, &room);
        int why = done == (size_t)-1 ? errno : 0;
        if (!write_all(out, sizeof out - room))
            return false;
        marked = marked && room == sizeof out;
        if (why == EINVAL && !last)
            break;
        if (why == EILSEQ || why == EINVAL) {
            if (!marked && !write_all(mark, sizeof mark - 1))
                return false;
            marked = true;
            from++;
            left--;
        }
    }
    memmove(in, from, left);
    *in_len = left;
    return true;
}

static bool convert_all(iconv_t table)
{
    static char in[BLOCK * 2];
    size_t have = 0;
    for (;;) {
        size_t got = 0;
        if (disk_read(STDIN_FILENO, in + have, sizeof in - have, &got) != ERR_OK)
            return false;
        bool last = got < sizeof in - have;
        have += got;
        if (!convert(table, in, &have, last))
            return false;
        if (last)
            return true;
    }
}

int charset_child_main(const char *label)
{
    const char *name = name_of(str_from_cstr(label));
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGPIPE, SIG_DFL);
    iconv_t table = name ? iconv_open("UTF-8", name) : (iconv_t)-1;
    if (table == (iconv_t)-1)
        return FAILED;
    if (sandbox_apply_parser() != ERR_OK)
        _exit(NOT_CONFINED);
    _exit(convert_all(table) ? 0 : FAILED);
}
