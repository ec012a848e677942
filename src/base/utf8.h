/*
 * base/utf8.h — text at the edge.
 *
 * Every text that enters the program passes utf8_accept once: well-formed UTF-8 (no overlong forms,
 * no surrogates, nothing above U+10FFFF), no control characters but TAB and LF (CR LF, lone CR,
 * U+2028 and U+2029 become LF), no noncharacters, no bidirectional overrides (U+202A–202E,
 * U+2066–2069: they make a text look like another), and normalised to NFC. utf8proc is included by
 * base/utf8.c alone.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"

/* Byte offset of the first byte that is not well-formed UTF-8, or SIZE_MAX when all is. */
size_t utf8_first_bad(struct str s);
/* Checks and normalises `raw` into `a`. ERR_INVALID for what is refused above (then *bad_at holds
 * the byte offset), ERR_MEMORY. `lines` permits LF; without it LF and TAB are refused too. Blanks
 * at the ends are cut, U+3000 too. The result ends in a NUL that is not counted. */
enum err utf8_accept(struct str raw, bool lines, struct arena *a, struct str *out,
                     size_t *bad_at) MUST_CHECK __attribute__((nonnull));
/* Number of code points of a well-formed text: the unit of every text limit shown to people. */
size_t utf8_length(struct str s);
/* For search and comparison: NFKC, case folded. ERR_INVALID, ERR_MEMORY. */
enum err utf8_fold(struct str s, struct arena *a, struct str *out) MUST_CHECK;
/* Lower case as the Unicode Standard's toLowercase, of no language: full mappings, and a capital
 * sigma at the end of a word is the final one. `s` is well-formed; ERR_MEMORY. */
enum err utf8_lower(struct str s, struct arena *a, struct str *out) MUST_CHECK;
/* Longest prefix of s that is at most `max` bytes and does not cut a code point. */
struct str utf8_truncate(struct str s, size_t max);

#endif
