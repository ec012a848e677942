/*
 * desk/lists.c — what all lists of the desk share: the words typed into their filter, and their
 * pages.
 *
 * A filter stays in the address. The words typed do not: a title or a name is confidential, and
 * addresses end up in histories and in the logs of proxies. They travel sealed for this session, so
 * that the address still leads back to the same list, for this person and as long as the session
 * lives. It must never put what was typed into an address in clear.
 */
#include "desk/desk_priv.h"

#include "base/utf8.h"
#include "messages.h"

/* What a list may be filtered by besides words; anything else in the form is left out. */
static const struct str plain_names[] = {STR_INIT("due"),   STR_INIT("whose"), STR_INIT("party"),
                                         STR_INIT("waits"), STR_INIT("ended"), STR_INIT("kind"),
                                         STR_INIT("state")};
enum { PLAIN_NAMES = sizeof(plain_names) / sizeof(plain_names[0]) };

#define WORDS STR("words")
#define FROM STR("from")

/* ---- words ---- */

static struct str words_seal(struct exchange *x, struct str text)
{
    struct str sealed;
    size_t size;
    char *out;

    if (crypto_seal(x->desk->words_key, x->caller->session.binding, text, x->arena, &sealed) !=
        ERR_OK)
        return (struct str){0};
    size = (sealed.len * 8 + 4) / 5 + 1;
    out = arena_alloc(x->arena, size);
    if (out == NULL)
        return (struct str){0};
    base32_write((const uint8_t *)sealed.ptr, sealed.len, out, size);
    return str_from_cstr(out);
}

static bool words_open(struct exchange *x, struct str word, struct str *out)
{
    uint8_t *bytes = arena_alloc(x->arena, word.len + 1);
    size_t len = bytes == NULL ? SIZE_MAX : base32_read(word, bytes, word.len);

    return len != SIZE_MAX &&
           crypto_open(x->desk->words_key, x->caller->session.binding,
                       (struct str){(char *)bytes, len}, x->arena, out) == ERR_OK;
}

struct list_words list_words(struct exchange *x, struct desk_layout *page)
{
    struct str word = http_request_arg(x->req, WORDS);
    struct list_words words = {0};

    if (str_is_empty(word))
        return words;
    if (!words_open(x, word, &words.typed) ||
        utf8_fold(words.typed, x->arena, &words.folded) != ERR_OK) {
        x->flash = (struct flash){
            FLASH_WARN, message(x->lang, N_("This list is not filtered: the words that you typed "
                                            "ended with your session. Type them again."))};
        page->flashes = (struct flash_list){&x->flash, 1};
        return (struct list_words){0};
    }
    return words;
}

bool list_words_hold(struct exchange *x, const struct list_words *words, struct str text)
{
    struct str folded;

    if (str_is_empty(words->folded))
        return true;
    return !str_is_empty(text) && utf8_fold(text, x->arena, &folded) == ERR_OK &&
           str_find(folded, words->folded, 0) != SIZE_MAX;
}

bool list_words_hold2(struct exchange *x, const struct list_words *words, struct text2 text)
{
    return list_words_hold(x, words, text.ja) || list_words_hold(x, words, text.en);
}

struct list_words list_begin(struct exchange *x, struct str path, const char *label,
                             struct desk_layout *page, struct desk_list *list)
{
    struct list_words words = list_words(x, page);

    *list = (struct desk_list){.action = path,
                               .token = page->csrf,
                               .typed = words.typed,
                               .label = label,
                               .filtered = !str_is_empty(words.typed)};
    return words;
}

enum err list_kinds(struct exchange *x, const char *label, enum code_list codes,
                    struct desk_list *list, uint32_t *chosen)
{
    struct str word = http_request_arg(x->req, STR("kind"));
    size_t count;
    const struct code_def *defs = code_defs(codes, &count);

    *chosen = 0;
    list->kind = label;
    list->kinds = ARENA_ARRAY(x->arena, struct desk_option, count);
    if (list->kinds == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        bool is_it = str_equal(word, str_from_cstr(defs[i].name));
        list->kinds[list->kind_count++] = (struct desk_option){
            .value = str_from_cstr(defs[i].name), .label = defs[i].label, .chosen = is_it};
        if (is_it)
            *chosen = defs[i].number;
    }
    list->filtered |= *chosen != 0;
    return ERR_OK;
}

/* ---- the address ---- */

static void pair_add(struct buf *out, struct str name, struct str value)
{
    buf_add_cstr(out, out->len == 0 ? "?" : "&");
    buf_add(out, name);
    buf_add_cstr(out, "=");
    html_url_part(out, value);
}

/* The filter as it stands in the address of this request, then perhaps a place in the list. */
static struct str address_at(struct exchange *x, struct str path, size_t from)
{
    struct buf query;
    struct str text, word = http_request_arg(x->req, WORDS);

    buf_init(&query, x->arena, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < PLAIN_NAMES; i++) {
        struct str value = http_request_arg(x->req, plain_names[i]);
        if (!str_is_empty(value))
            pair_add(&query, plain_names[i], value);
    }
    if (!str_is_empty(word))
        pair_add(&query, WORDS, word);
    if (from > 0)
        pair_add(&query, FROM, arena_format(x->arena, "%zu", from));
    if (buf_finish(&query, &text) != ERR_OK)
        return path;
    return arena_format(x->arena, "%.*s%.*s", STR_ARG(path), STR_ARG(text));
}

void list_filter_post(struct exchange *x)
{
    struct str typed = http_request_field(x->req, STR("text")), text = {0};
    struct buf query;
    size_t bad_at;
    enum err e = ERR_OK;

    if (!str_is_empty(typed))
        e = utf8_accept(typed, false, x->arena, &text, &bad_at);
    if (e == ERR_INVALID || utf8_length(text) > LIMIT_TEXT_LINE) {
        page_error(x, 400);
        return;
    }
    if (page_failed(x, e))
        return;
    buf_init(&query, x->arena, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < PLAIN_NAMES; i++) {
        struct str value = http_request_field(x->req, plain_names[i]);
        if (!str_is_empty(value))
            pair_add(&query, plain_names[i], value);
    }
    if (!str_is_empty(text))
        pair_add(&query, WORDS, words_seal(x, text));
    if (page_failed(x, buf_finish(&query, &text)))
        return;
    page_redirect(x, arena_format(x->arena, "%.*s%.*s", STR_ARG(x->req->path), STR_ARG(text)));
}

/* ---- pages ---- */

struct list_part list_part(struct exchange *x, struct str path, size_t count, struct pager *pager)
{
    uint64_t from = 0;
    struct list_part part;

    if (!str_to_u64(http_request_arg(x->req, FROM), SIZE_MAX, &from) || from >= count)
        from = 0;
    from -= from % LIMIT_PAGE_ROWS;
    part.first = (size_t)from;
    part.end = count - part.first > LIMIT_PAGE_ROWS ? part.first + LIMIT_PAGE_ROWS : count;
    *pager = (struct pager){.from = part.first + 1, .to = part.end};
    if (count <= LIMIT_PAGE_ROWS)
        return part;
    pager->total = count;
    if (part.first > 0)
        pager->newer = address_at(x, path, part.first - LIMIT_PAGE_ROWS);
    if (part.end < count)
        pager->older = address_at(x, path, part.end);
    return part;
}
