/* core/codec/myjvn_list_priv.h — what the readers and writers of lists and numbers share. */
#ifndef CORE_CODEC_MYJVN_LIST_PRIV_H
#define CORE_CODEC_MYJVN_LIST_PRIV_H

#include "core/codec/myjvn_json_priv.h"
#include "core/codec/myjvn_list.h"

/* "cntAll". */
const char *myjvn_column_name(enum myjvn_column column);
/* Digits without a leading zero, so few that a year of them can be summed up. */
bool myjvn_is_count(struct str text, uint64_t *n);

/* The elements of a list, which may be missing; false and *fault for what is none. */
bool myjvn_json_list(const struct json *v, struct str key, const struct json **first,
                     struct myjvn_json_fault *fault) MUST_CHECK;

enum err myjvn_add_count(struct myjvn_series *s, const struct myjvn_count *row,
                         struct arena *a) MUST_CHECK;
enum err myjvn_add_series(struct myjvn_list *list, const struct myjvn_series *s,
                          struct arena *a) MUST_CHECK;

struct myjvn_status myjvn_list_status(const struct myjvn_list *list);

/* The numbers of a JSON answer, and the answer with one series (myjvn_list.h). */
enum err myjvn_statistics_read(const struct json *document, struct arena *a,
                               struct myjvn_list *list, struct myjvn_json_fault *fault) MUST_CHECK;
enum err myjvn_statistics_write(const struct myjvn_list *list, const struct codec_scheme *s,
                                struct buf *out) MUST_CHECK;

#endif
