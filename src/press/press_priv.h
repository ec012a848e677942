/*
 * press/press_priv.h — what the files of the press share: the press itself, sets of files,
 * rendering.
 */
#ifndef PRESS_PRESS_PRIV_H
#define PRESS_PRESS_PRIV_H

#include "press/pages.h"
#include "press/press.h"
#include "sys/disk.h"

struct press {
    struct codec_scheme scheme; /* texts in the arena of press_open */
    struct press_list_style list;
    bool all_sections;
    int advisory_fd;
    int site_fd;
    int staging_fd;
};

/* --- sets of files (files.c) --- */

enum {
    PRESS_FILES_MAX = 1024
}; /* of one advisory: two languages of 400 vendors and the machine formats */

/* `path` is relative, its folders separated by '/'. */
struct press_file {
    struct str path;
    struct str bytes;
};

struct press_files {
    struct arena *arena;
    struct press_file *rows;
    size_t count;
};

enum err press_files_init(struct press_files *set, struct arena *a) MUST_CHECK;
/* ERR_LIMIT beyond PRESS_FILES_MAX. Borrows the bytes. */
enum err press_files_add(struct press_files *set, struct str path, struct str bytes) MUST_CHECK;
/* A page that was rendered into `page`, unless that failed. */
enum err press_files_add_page(struct press_files *set, struct str path, enum err rendered,
                              struct buf *page) MUST_CHECK;
/* True when every file of the set stands below `fd` with these bytes. */
bool press_files_match(const struct press_files *set, int fd);
/* Creates folders and files below `fd`, readable by everyone. */
enum err press_files_write(const struct press_files *set, int fd) MUST_CHECK;
/* Replaces one file below `fd` atomically, or leaves it alone when it has these bytes already. */
enum err press_file_replace(int fd, const struct press_file *file, struct arena *a) MUST_CHECK;
/* What lies in a folder below `fd`, whose path ends with '/'. ERR_NOT_FOUND when there is none. */
enum err press_folder_list(int fd, struct str folder, struct arena *a, struct disk_entry **out,
                           size_t *count) MUST_CHECK;
/* ERR_NOT_FOUND when there is none. */
enum err press_file_remove(int fd, struct str path, struct arena *a) MUST_CHECK;
/* Opens or creates the folder `name`, readable by everyone: another account serves it. */
enum err press_open_folder(int fd, const char *name, int *out) MUST_CHECK;

/* --- rendering --- */

/* One page: who prints, for whom, into which arena. */
struct press_job {
    const struct press *press;
    enum lang lang;
    struct arena *arena;
    bool is_preview;  /* not public: the page says so on top and leads nowhere else */
    struct id vendor; /* of a preview: whose page it is */
};

/* Addresses of a vendor's page and of the advisory's, as this job's reader can follow them. */
struct str press_vendor_href(const struct press_job *j, struct str number, struct id party);
struct str press_page_href(const struct press_job *j, struct str number);
enum err press_layout(const struct press_job *j, struct str title, struct str path_ja,
                      bool has_english, struct portal_layout *out) MUST_CHECK;
struct press_line press_line_of(const struct press_job *j, struct text2 text);
enum err press_text_of(const struct press_job *j, struct text2 text,
                       struct press_text *out) MUST_CHECK;
struct press_history {
    const struct history_line *lines;
    size_t count;
};
enum err press_history_of(const struct press_job *j, const struct publication *v,
                          const struct press_history *from,
                          struct press_history_rows *out) MUST_CHECK;
/* The class of a score: "critical" … "none"; absent when it is no score. */
struct str press_severity(const struct advisory_analysis *v);
/* Renders the page of the advisory, or of one vendor, into `out`. */
enum err press_render_article(const struct press_job *j, const struct publication *v,
                              struct buf *out) MUST_CHECK;
enum err press_render_advisory(const struct press_job *j, const struct publication *v,
                               struct buf *out) MUST_CHECK;
enum err press_render_vendor(const struct press_job *j, const struct publication *v, size_t index,
                             struct buf *out) MUST_CHECK;
/* Figure 3, and figures 4-1 to 5-2 of the n-th entry, which has a product. */
enum err press_render_listed(const struct press_job *j, const struct developer_list *list,
                             struct buf *out) MUST_CHECK;
enum err press_render_product(const struct press_job *j, const struct developer_list *list,
                              size_t index, struct buf *out) MUST_CHECK;
/* The folder reply/ of one language. */
enum err press_render_list(const struct press *p, const struct developer_list *list, enum lang lang,
                           struct press_files *set) MUST_CHECK;
/* All artefacts of one publication. */
enum err press_render_all(const struct press *p, const struct publication *v,
                          struct press_files *out) MUST_CHECK;
/* Lists, feeds and indexes, each replaced by one rename (architecture section 8, step 3). */
enum err press_site_write(const struct press *p, const struct codec_list *all) MUST_CHECK;

/* "jvn12345678"; ERR_INVALID when the number gives none. */
enum err press_slug(const struct publication *v, struct arena *a, struct str *out) MUST_CHECK;

#endif
