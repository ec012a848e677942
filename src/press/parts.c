/*
 * press/parts.c — pieces that all published pages have: surroundings, texts in the page's language,
 * histories.
 */
#include "press/press_priv.h"

#include "messages.h"

#include "portal/nav.h"

struct press_line press_line_of(const struct press_job *j, struct text2 text)
{
    bool japanese = j->lang == LANG_JA || str_is_empty(text.en);

    return (struct press_line){japanese ? text.ja : text.en, japanese && j->lang == LANG_EN};
}

enum err press_text_of(const struct press_job *j, struct text2 text, struct press_text *out)
{
    struct press_line line = press_line_of(j, text);

    out->in_japanese = line.in_japanese;
    return prose_cut(line.text, j->arena, &out->prose);
}

/* Figure 2 writes dates as 「□年□月□日」. */
static struct str history_date(const struct press_job *j, int32_t day)
{
    struct civil c = civil_from_day(day);

    return j->lang == LANG_EN ? civil_write_date(day, j->arena)
                              : arena_format(j->arena, "%d年%d月%d日", c.year, c.month, c.day);
}

/* Whose status a line is about; absent when a person wrote what changed. */
static struct str changed_vendor(const struct press_job *j, const struct publication *v,
                                 const struct history_line *line)
{
    for (size_t i = 0; !id_is_none(line->party) && i < v->vendor_count; i++) {
        if (id_equal(v->vendors[i].party, line->party)) {
            return press_line_of(j, v->vendors[i].name).text;
        }
    }
    return (struct str){NULL, 0};
}

enum err press_history_of(const struct press_job *j, const struct publication *v,
                          const struct press_history *from, struct press_history_rows *out)
{
    struct press_history_row *rows = ARENA_ARRAY(j->arena, struct press_history_row, from->count);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < from->count; i++) {
        enum err e = press_text_of(j, from->lines[i].text, &rows[i].text);

        if (e != ERR_OK) {
            return e;
        }
        e = difference_for_page(&from->lines[i].changes, j->lang, j->arena, &rows[i].changes);
        if (e != ERR_OK) {
            return e;
        }
        rows[i].day = civil_jst_day(from->lines[i].at_us);
        rows[i].date = history_date(j, rows[i].day);
        rows[i].vendor = changed_vendor(j, v, &from->lines[i]);
    }
    *out = (struct press_history_rows){rows, from->count};
    return ERR_OK;
}

static const struct {
    const char *label;
    const char *path;
    bool primary;
} nav[] = {
#define ENTRY(label, path, primary) {label, path, primary},
    PORTAL_NAV(ENTRY)
#undef ENTRY
};

enum { NAV_COUNT = sizeof(nav) / sizeof(nav[0]) };

static struct str in_language(const struct press_job *j, enum lang lang, struct str path_ja)
{
    return arena_format(j->arena, "%s%.*s", lang == LANG_EN ? "/en" : "", STR_ARG(path_ja));
}

static struct str preview_query(const struct press_job *j, enum lang lang, struct id vendor)
{
    const char *word = lang == LANG_EN ? "en" : "ja";

    return id_is_none(vendor) ? arena_format(j->arena, "?lang=%s", word)
                              : arena_format(j->arena, "?vendor=%.*s&lang=%s",
                                             STR_ARG(id_text(vendor, j->arena)), word);
}

struct str press_vendor_href(const struct press_job *j, struct str number, struct id party)
{
    return j->is_preview ? preview_query(j, j->lang, party)
                         : publication_vendor_path(number, party, j->lang, j->arena);
}

struct str press_page_href(const struct press_job *j, struct str number)
{
    return j->is_preview ? preview_query(j, j->lang, (struct id){{0}})
                         : publication_path(number, j->lang, j->arena);
}

/* A page that nobody but its writers may take for a public one. The language switch asks the same
 * address again. */
static enum err preview_mark(const struct press_job *j, struct portal_layout *out)
{
    struct flash *flash = ARENA_NEW(j->arena, struct flash);

    if (flash == NULL) {
        return ERR_MEMORY;
    }
    *flash = (struct flash){
        FLASH_WARN,
        message(j->lang, N_("[PREVIEW] This page is not public. It is confidential until its "
                            "release; go back with your browser.")),
    };
    out->title = arena_format(j->arena, "%.*s%.*s", STR_ARG(message(j->lang, N_("[PREVIEW] "))),
                              STR_ARG(out->title));
    out->flashes = (struct flash_list){flash, 1};
    out->nav_count = 0;
    out->home = STR("?");
    out->url_ja = preview_query(j, LANG_JA, j->vendor);
    out->url_en = preview_query(j, LANG_EN, j->vendor);
    out->feed = (struct str){0};
    out->private_page = true;
    return j->arena->failed ? ERR_MEMORY : ERR_OK;
}

/* `path_ja` is the page's Japanese address. Where there is no English page, the switch leads to the
 * English front. */
enum err press_layout(const struct press_job *j, struct str title, struct str path_ja,
                      bool has_english, struct portal_layout *out)
{
    const struct codec_scheme *s = &j->press->scheme;
    struct nav_item *items = ARENA_ARRAY(j->arena, struct nav_item, NAV_COUNT);

    if (items == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < NAV_COUNT; i++) {
        struct str path = str_from_cstr(nav[i].path);

        items[i] = (struct nav_item){
            .label = nav[i].label,
            .href = in_language(j, j->lang, path),
            .current = str_equal(path, path_ja),
            .primary = nav[i].primary,
        };
    }
    *out = (struct portal_layout){
        .title = title,
        .site = press_line_of(j, s->site_name).text,
        .operators = press_line_of(j, s->publisher_name).text,
        .home = in_language(j, j->lang, STR("/")),
        .nav = items,
        .nav_count = NAV_COUNT,
        .url_ja = path_ja,
        .url_en = in_language(j, LANG_EN, has_english ? path_ja : STR("/")),
        .feed = in_language(j, j->lang, STR("/rss/atom.xml")),
    };
    if (j->is_preview) {
        return preview_mark(j, out);
    }
    return j->arena->failed ? ERR_MEMORY : ERR_OK;
}
